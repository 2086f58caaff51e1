"""What reading a file for people yields: its text page by page. Derived, rebuildable, never a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

READING_VERSION = 1
"""Raised when the same file would be read differently: texts of an older reading are made anew."""

PASSWORD_CODES = frozenset({"pdf_needs_password", "file_needs_password"})
"""The codes under which a reader refuses a file because it is locked."""
PICTURE_WIDTHS = (240, 1100)
"""The widths in pixels at which a page can be had: in a list, and to be read."""


@dataclass(frozen=True, slots=True)
class PageText:
    """One page (a sheet of a workbook, the whole of a text without pages), one-based. `text` is after NFKC, without
    control characters but line breaks and tabs. `name` is a sheet's name; `reader` the engine that read the page."""

    number: int
    text: str
    name: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class FileText:
    """A file read. `has_pictures`: its pages can be drawn. `partial` is the code of what could not be read ("" where
    all was): `picture_without_text`, `pages_without_text`, `text_cut` ... with its values. `properties`: title,
    author and the like as the file states them."""

    media_type: str
    pages: tuple[PageText, ...]
    page_count: int
    has_pictures: bool = False
    partial: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    version: int = READING_VERSION


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn: WebP bytes, its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageLetters:
    """Where the characters of a page's text stand: `boxes[i]` is (left, top, right, bottom) of the i-th character of
    `text` in thousandths of the page's width and height from its top left corner, None where it has no place (a line
    break). `text` equals the page's `PageText.text`."""

    text: str
    boxes: tuple[tuple[int, int, int, int] | None, ...]
