"""The table of contents: where it stands, and what it lists (a list to check the text against)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.numbering.lines import Line

_TITLE = re.compile(r"(?:目 {0,4}[次录錄]|(?i:table of contents|contents|summary of contents)(?: {0,8}(?i:page))?)")
_PAGE = re.compile(r"(?P<entry>.*?\D)(?P<leader>[ .·…_\-]{0,80})(?P<page>\d{1,4}|[IVXLivxl]{1,6}|[Ⅰ-ⅿ]{1,4})")
_LEADERS = re.compile(r".{0,200}?(?:\.{4}|…{2}|·{4}|(?:\. ){4})[ .·…]{0,200}(?:\d{1,4}|[ivxIVX]{1,6}|[Ⅰ-ⅿ]{1,4})")
_OPENING = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){0,5}|第.{1,8}[编篇章节節条條]|附 ?[录錄]|Annex|Appendix|[A-Z]\.\d|"
    r"前 ?言|引 ?言|参考文献|索 ?引|Foreword|Introduction|Bibliography|Index|Chapter|Article|Section|CHAPTER)"
)
_LONGEST_ENTRY = 120
_MOST_ENTRIES = 600


@dataclass(frozen=True, slots=True)
class Contents:
    """Which lines make the table of contents, and its entries without page numbers."""

    lines: frozenset[int]
    entries: tuple[str, ...]


def find_contents(lines: Sequence[Line], taken: dict[int, str]) -> Contents:
    """The table of contents under its title, and lines with leaders wherever they stand."""
    found = {index for index, line in enumerate(lines) if index not in taken and _LEADERS.fullmatch(line.head)}
    entries = [_without_page(lines[index].head) for index in sorted(found)]
    for index, line in enumerate(lines):
        if index in taken or index in found or not _TITLE.fullmatch(line.head):
            continue
        members = _paged(lines, index + 1) or _repeated(lines, index + 1)
        if members or any(abs(near - index) < 4 for near in found):
            found.add(index)
            entries += [_without_page(lines[member].head) for member in members if member not in found]
            found.update(members)
    return Contents(frozenset(found), tuple(entries))


def _without_page(text: str) -> str:
    match = _PAGE.fullmatch(text)
    return (match["entry"] if match else text).rstrip(" .·…_-")


def _is_entry(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and bool(_OPENING.match(text)) and bool(_PAGE.fullmatch(text))


def _paged(lines: Sequence[Line], start: int) -> list[int]:
    """Entries that end in a page number; one line between two of them is a wrapped entry."""
    members: list[int] = []
    index = start
    while index < len(lines) and len(members) < _MOST_ENTRIES:
        if _is_entry(lines[index].head):
            members.append(index)
        elif index + 1 < len(lines) and members and _wrapped(lines[index].head, lines[index + 1].head):
            members += [index, index + 1]
            index += 1
        else:
            break
        index += 1
    return members


def _wrapped(text: str, following: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and not text.endswith("。") and bool(_LEADERS.fullmatch(following))


def _repeated(lines: Sequence[Line], start: int) -> list[int]:
    """Entries without page numbers: everything up to where the first entry comes again, as the chapter itself."""
    if start >= len(lines):
        return []
    first = _plain(lines[start].head)
    for index in range(start + 1, min(len(lines), start + _MOST_ENTRIES)):
        text = lines[index].head
        if _plain(text) == first:
            return list(range(start, index))
        if len(text) > _LONGEST_ENTRY or text.endswith(("。", ";", ".")):
            return []
    return []


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
