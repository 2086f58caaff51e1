"""What every reader of a file yields and the clause parser reads: printed lines in place, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file: one-based; an unset number means the format has no such thing."""

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or printed line, as printed.

    `auto_number` is the number a word processor would print before the text, computed from the numbering
    definitions because it is not in the text. `level` is the outline level the format states (1 = chapter).
    `role` is what the format itself says of the block; readers never guess it from the words.
    """

    text: str
    place: Place
    auto_number: str = ""
    level: int | None = None
    role: str = "body"  # body | heading | toc | header | footer | caption | footnote | cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table (XLSX, CSV, or a table inside a document), cells as printed, empty cells as ''."""

    cells: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ReadIssue:
    """Something the reader must tell: a code, its severity (error | warning | notice), the place, values for words."""

    code: str
    severity: str
    place: Place
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file opened: its blocks in reading order, or its rows when it is a table, and what was noticed on the way."""

    media_type: str
    blocks: tuple[Block, ...] = ()
    rows: tuple[Row, ...] = ()
    issues: tuple[ReadIssue, ...] = ()
    pages: int | None = None
