"""What people type to name a thing: `GB/T 27922-2011`, `clause:STD#5.1.4.1`, `revision:QP-05@B/1`, or an id."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.ids import is_id

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u2e3a\u2e3b]+")
_SPACE = re.compile(r"\s+")
_DATED = re.compile(r"(.+?)\s*[-:]\s*(\d{4}(?:[-/+].*)?)")
KINDS = ("clause", "revision", "document", "record", "evidence", "standard", "link")


def normal_code(text: str) -> str:
    """The form in which codes and editions compare: NFKC, upper case, no white space, every dash a hyphen.

    `GB/T 27922—2011`, `GB/T27922-2011` and `gb/t 27922-2011` are one.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    return _SPACE.sub("", _DASHES.sub("-", folded))


def split_code(text: str) -> tuple[str, str | None]:
    """Code and edition of a standard as printed together: ('GB/T 27922', '2011'); edition None where undated."""
    dashed = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    found = _DATED.fullmatch(dashed)
    return (found[1].strip(), found[2].strip()) if found else (dashed, None)


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing as named: by id, or by kind and business key parts."""

    kind: str | None
    id: str | None = None
    parts: tuple[str, ...] = ()


def parse_reference(text: str, kind: str | None = None) -> Reference:
    """Read a reference; `kind` is what a bare name means here. Raises `reference_invalid`."""
    text = text.strip()
    if is_id(text):
        return Reference(kind, text)
    named, colon, rest = text.partition(":")
    if colon and named in KINDS:
        if kind is not None and named != kind:
            raise InvalidInput("reference_kind", value=text[:80], kind=kind)
        kind, text = named, rest.strip()
        if is_id(text):
            return Reference(kind, text)
    if kind is None or not text or kind == "link":
        raise InvalidInput("reference_invalid", value=text[:80])
    if kind == "clause":
        standard, _, number = text.rpartition("#") if not re.search(r" #\d+$", text) else _split_repeated(text)
        if not standard or not number:
            raise InvalidInput("reference_invalid", value=text[:80])
        return Reference(kind, None, (standard, number))
    if kind == "revision":
        document, _, label = text.partition("@")
        if not document or not label:
            raise InvalidInput("reference_invalid", value=text[:80])
        return Reference(kind, None, (document, label))
    return Reference(kind, None, (text,))


def _split_repeated(text: str) -> tuple[str, str, str]:
    """`STD#4.1 #2`: the number keeps its ` #2`."""
    standard, _, number = text.partition("#")
    return standard, "#", number
