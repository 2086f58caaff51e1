"""Style sheets, scripts and the icon: read once, addressed by their digest so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from ui.assets import current

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
PREFIX = "/static"
FIRST, LAST = ("tokens.css", "base.css", "parts.css"), ("narrow.css",)
"""Sheets that others build on, and the one that has the last word for small windows and paper."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for browsers, its media type and the first of its digest."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """All there are, by their path below `static/`."""
    found = {}
    for name, entry in _files(resources.files("ui") / "static", ""):
        suffix = name[name.rfind(".") :]
        if suffix in MEDIA_TYPES:
            content = entry.read_bytes()
            found[name] = Asset(content, MEDIA_TYPES[suffix], hashlib.sha256(content).hexdigest()[:16])
    return found


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name}", entry


def address_of(name: str) -> str:
    """Where a file is, with its version."""
    return f"{PREFIX}/{name}?v={assets()[name].version}"


@cache
def vendored() -> bool:
    """Whether the assets that are not ours are here, and those of the lock."""
    return current(resources.files("ui"))


@cache
def scripts() -> tuple[str, ...]:
    """Our own modules; each stands alone, so that its digest is its whole version."""
    return tuple(sorted(name for name in assets() if name.startswith("js/")))


@cache
def sheets() -> tuple[str, ...]:
    """The style sheets in the order they apply: a family's own (any other name) stand between the common ones."""
    own = (name for name in assets() if name.endswith(".css") and "/" not in name and name not in (*FIRST, *LAST))
    return (*FIRST, *sorted(own), *LAST)
