"""Canonical bytes: the one JSON spelling that is hashed, so that RFC 8785 gives the same in any language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import cast

from graph_schema.errors import InvalidInput

LARGEST_INTEGER = 2**53 - 1
"""Integers beyond this lose digits in readers that hold numbers as doubles (RFC 8785 section 3.2.2.3)."""

DEEPEST = 100
"""Levels of nesting: more is a mistake or a loop, and would exhaust the stack of some reader."""


def canonical_bytes(value: object) -> bytes:
    """Compact UTF-8 JSON with sorted ASCII keys; strings as they are, no floats, no nulls.

    Raises InvalidInput `canonical_float`, `canonical_null`, `canonical_integer`, `canonical_key`,
    `canonical_string` (a lone surrogate), `canonical_type` (anything else, too deep nesting included).
    """
    _check(value, DEEPEST)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as cause:
        around = str(cause.object)[max(0, cause.start - 20) : cause.start]
        raise InvalidInput("canonical_string", after=around) from cause


def read_canonical(data: bytes) -> object:
    """The value whose canonical bytes are exactly `data`; anything else is InvalidInput `canonical_form`."""
    try:
        value: object = json.loads(data.decode())
        same = canonical_bytes(value) == data
    except (ValueError, RecursionError, InvalidInput) as cause:
        raise InvalidInput("canonical_form", reason=cause) from cause
    if not same:
        raise InvalidInput("canonical_form", reason="spelling")
    return value


def digest(value: object) -> str:
    """Lowercase hexadecimal SHA-256 of the canonical bytes of a value."""
    return sha256_hex(canonical_bytes(value))


def sha256_hex(data: bytes) -> str:
    """Lowercase hexadecimal SHA-256 of bytes as they are."""
    return hashlib.sha256(data).hexdigest()


def _check(value: object, depth: int) -> None:
    """Refuse what has no canonical spelling; common leaves are passed over without a call (half the time)."""
    if depth < 0:
        raise InvalidInput("canonical_type", type="nesting")
    if type(value) is dict or isinstance(value, Mapping):
        _check_keys(value)
        items: Iterable[object] = value.values()
    elif isinstance(value, list | tuple):
        items = value
    else:
        return _check_leaf(value)
    for item in items:
        kind = type(item)
        if kind is str or kind is bool:
            continue
        if kind is int:
            _check_leaf(item)
        else:
            _check(item, depth - 1)
    return None


def _check_keys(mapping: Mapping[object, object]) -> None:
    """ASCII texts only: sorted alike by code points, bytes and UTF-16 (RFC 8785 section 3.2.3)."""
    try:
        # One call for all keys instead of one each: most of the time of a check was here.
        if "".join(mapping).isascii():  # type: ignore[arg-type]  # a key that is no text is what TypeError tells
            return
    except TypeError:
        pass
    wrong = next(key for key in mapping if not (isinstance(key, str) and key.isascii()))
    raise InvalidInput("canonical_key", key=ascii(wrong)[:60])


def _check_leaf(value: object) -> None:
    if isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise InvalidInput("canonical_integer", value=value if value.bit_length() < 200 else "long")
    elif value is None:
        raise InvalidInput("canonical_null")
    elif isinstance(value, float):
        raise InvalidInput("canonical_float", value=value)
    else:
        raise InvalidInput("canonical_type", type=type(value).__name__)


def _plain(value: object) -> dict[str, object]:
    """Read-only mappings are written as the objects they are; `_check` has let nothing else come here."""
    return dict(cast("Mapping[str, object]", value))


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_plain,
)
