"""Entity tags: `"<version>-<digest>"`. A change compares the version alone, a read the whole tag.

The digest is there because an answer says more than its own version holds: what a record shows of its links changes
without a new version of the record.
"""

from __future__ import annotations

import re
from hashlib import sha256

from starlette.datastructures import Headers

from api.incoming.unreadable import Unreadable

_TAG = re.compile(r'"(\d{1,15})(?:-[0-9a-f]{16})?"')
NEVER = -2
"""A version that nothing has: another's tag, or a weak one, which no change may rely on (RFC 9110, 13.1.1)."""


def entity_tag(body: bytes, version: int | None) -> str:
    """The strong tag of an answer."""
    digest = sha256(body).hexdigest()[:16]
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def wanted_version(headers: Headers) -> int | None:
    """The version named by `If-Match`: `"17"` or a whole tag; None where there is none or any will do (`*`)."""
    given = headers.get("if-match", "").strip()
    if given in ("", "*"):
        return None
    if "," in given:
        raise Unreadable("if_match_invalid")
    found = _TAG.fullmatch(given)
    return int(found[1]) if found else NEVER


def not_modified(headers: Headers, tag: str) -> bool:
    """Whether the reader already has this answer (RFC 9110, 13.1.2: weak comparison)."""
    held = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return tag in held or "*" in held
