"""A state is always shape + word + colour. Which shape and colour class a code has; words are in the catalogs.

Circle family: proof. Square family: life of a document. The families never mix (see `static/base.css`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape`: a symbol of the sprite. `css`: the class that sets the colour. `word`: what it says."""

    shape: str
    css: str
    word: str


_STATES = {
    "proved": ("g-proved", "s-proved"),
    "partial": ("g-partial", "s-partial"),
    "gap": ("g-gap", "s-gap"),
    "suspect": ("g-suspect", "s-suspect"),
    "obsolete": ("g-obsolete", "s-obsolete"),
    "not_applicable": ("g-na", "s-na"),
    "not_required": ("g-none", "s-na"),
}
_MET = {
    "yes": ("g-proved", "s-proved"),
    "suspect": ("g-suspect", "s-suspect"),
    "no": ("g-gap", "s-gap"),
    "not_assessed": ("g-na", "s-na"),
}
_STANDINGS = {
    "meets": ("g-proved", "s-proved"),
    "suspect": ("g-suspect", "s-suspect"),
    "no_file": ("g-gap", "s-gap"),
    "file_failed": ("g-gap", "s-gap"),
    "outside_revision": ("g-gap", "s-gap"),
    "outside_period": ("g-na", "s-na"),
    "other_site": ("g-na", "s-na"),
}
_PHASES = {
    "draft": ("d-draft", "s-na"),
    "submitted": ("d-wait", "s-partial"),
    "approved": ("d-next", "s-plain"),
    "in_force": ("d-in", "s-proved"),
    "superseded": ("d-gone", "s-obsolete"),
    "obsolete": ("d-gone", "s-obsolete"),
    "withdrawn": ("d-gone", "s-obsolete"),
    "refused": ("d-gone", "s-obsolete"),
    "never_in_force": ("d-draft", "s-obsolete"),
}
_SEVERITIES = {
    "error": ("g-gap", "s-gap"),
    "warning": ("g-suspect", "s-suspect"),
    "notice": ("g-na", "s-na"),
}
_LINK_STATES = {
    "proposed": ("g-ask", "s-na"),
    "confirmed": ("g-check", "s-plain"),
    "rejected": ("g-cross", "s-obsolete"),
    "withdrawn": ("g-cross", "s-obsolete"),
}
_FIXITY = {
    "held": ("g-check", "s-plain"),
    "changed": ("g-gap", "s-gap"),
    "unreadable": ("g-gap", "s-gap"),
}
_READINGS = {
    "queued": ("g-clock", "s-na"),
    "running": ("g-clock", "s-plain"),
    "done": ("g-check", "s-plain"),
    "partial": ("g-note", "s-partial"),
    "needs_password": ("g-lock", "s-partial"),
    "failed": ("g-cross", "s-gap"),
}
_TABLES = {
    "state": _STATES,
    "met": _MET,
    "standing": _STANDINGS,
    "phase": _PHASES,
    "severity": _SEVERITIES,
    "link_state": _LINK_STATES,
    "fixity": _FIXITY,
    "job_state": _READINGS,
}


def mark(section: str, code: str, word: str) -> Mark:
    """The mark of a code of a section with its word. KeyError for a code without a shape: none may go unmarked."""
    shape, css = _TABLES[section][code]
    return Mark(shape, css, word)


def codes(section: str) -> tuple[str, ...]:
    """All codes of a section that have a mark."""
    return tuple(_TABLES[section])
