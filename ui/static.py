"""Style sheets and the icon: read once, addressed by their digest so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
PREFIX = "/static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for browsers, its media type and the first of its digest."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """All there are, by name."""
    found = {}
    for entry in (resources.files("ui") / "static").iterdir():
        suffix = entry.name[entry.name.rfind(".") :]
        if suffix in MEDIA_TYPES:
            content = entry.read_bytes()
            found[entry.name] = Asset(content, MEDIA_TYPES[suffix], hashlib.sha256(content).hexdigest()[:16])
    return found


def address_of(name: str) -> str:
    """Where a file is, with its version."""
    return f"{PREFIX}/{name}?v={assets()[name].version}"
