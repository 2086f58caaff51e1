"""Pages of the house itself: help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.frame import Frame, Place, Reader, frame
from ui.marks import Mark, mark
from ui.say import Say


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does."""

    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one role through the product: where, and what is done there."""

    title: str
    steps: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The context of `help.html`: ways through, marks, keys."""

    template: ClassVar[str] = "help.html"

    frame: Frame
    ways: tuple[Way, ...]
    keys: tuple[Key, ...]
    states: tuple[tuple[Mark, str], ...]


_WAYS = {
    "controller": (("standards", addresses.STANDARDS), ("documents", addresses.DOCUMENTS),
                   ("evidence", addresses.EVIDENCE), ("inbox", addresses.INBOX)),
    "auditor": (("standards", addresses.STANDARDS), ("ledger", addresses.LEDGER)),
    "management": (("decisions", addresses.DECISIONS), ("standards", addresses.STANDARDS)),
    "administrator": (("people", addresses.PEOPLE), ("ledger", addresses.LEDGER)),
}  # fmt: skip
_KEYS = (("find", ("/",)), ("walk", ("j", "k")), ("open", ("Enter",)), ("tick", ("x",)), ("tree", ("↑", "↓", "←", "→")),
         ("help", ("?",)))  # fmt: skip
_STATES = ("proved", "partial", "gap", "suspect", "not_applicable", "obsolete")


def help_page(reader: Reader, say: Say) -> HelpPage:
    """Keys, marks, and the way through for every role, one's own first."""
    ways = tuple(
        Way(
            say.term("role", role),
            tuple(
                (Place(say(f"nav_{section}"), at if _open(section, reader) else ""), say(f"help_{role}_{section}"))
                for section, at in steps
            ),
        )
        for role, steps in sorted(_WAYS.items(), key=lambda one: one[0] not in reader.roles)
    )
    keys = tuple(Key(given, say(f"key_{name}")) for name, given in _KEYS)
    states = tuple((mark("state", code, say.term("state", code)), say(f"help_state_{code}")) for code in _STATES)
    return HelpPage(frame(reader, say, say("help"), "", (Place(say("help")),)), ways, keys, states)


def _open(section: str, reader: Reader) -> bool:
    """Whether the reader may go there."""
    return section != "people" or "account.manage" in reader.may
