"""Standards kept as tables (XLSX, CSV, tables in documents): columns found by header words or by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.blocks import Block, Place, ReadFile, ReadIssue, Row
from ingestion.numbering.document import parse_lines
from ingestion.numbering.lines import fold, lines_of
from ingestion.parsed import ParsedStandard, SetAside
from ingestion.table_numbers import looks_like_number
from ingestion.table_rows import Cells, TableRows

_SOURCE = Path(__file__).parent / "patterns" / "columns.yaml"
_HEADER_ROWS = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where the table has no such column."""

    number: int
    title: int | None = None
    text: int | None = None
    parent: int | None = None
    kind: int | None = None
    points: int | None = None


@cache
def _words() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    return table


def header_columns(row: Row) -> Columns | None:
    """The columns a header row names; None when it names no number column or nothing else."""
    found: dict[str, int] = {}
    for name, words in _words()["columns"].items():
        for index, cell in enumerate(row.cells):
            plain = re.sub(r"[\s*:()_-]+", "", fold(cell)).lower()
            if plain in words and name not in found and index not in found.values():
                found[name] = index
    if "number" not in found or len(found) < 2:
        return None
    return Columns(**found)


def guessed_columns(rows: Sequence[Row]) -> Columns | None:
    """Columns by their values: numbers in most rows; the longest cells are the text, short ones before it the title."""
    width = max((len(row.cells) for row in rows), default=0)
    filled = [[row.cells[at].strip() for row in rows if at < len(row.cells)] for at in range(width)]
    shares = [
        sum(1 for cell in cells if looks_like_number(cell)) / max(1, sum(1 for cell in cells if cell))
        for cells in filled
    ]
    number = next((at for at, share in enumerate(shares) if share >= 0.6 and sum(map(bool, filled[at])) > 1), None)
    if number is None:
        return None
    lengths = {at: sum(map(len, cells)) / max(1, len(rows)) for at, cells in enumerate(filled) if at != number}
    words = sorted((at for at in lengths if lengths[at] > 1), key=lambda at: -lengths[at])
    if not words:
        return None
    text, title = words[0], next((at for at in words[1:] if at < words[0]), None)
    return Columns(number, title=title, text=text)


def parse_rows(read: ReadFile, language: str | None = None) -> ParsedStandard:
    """A table as a standard: with columns, or, where they cannot be told apart, the words of its cells as lines."""
    sheets: dict[str | None, list[Row]] = {}
    for row in read.rows:
        if any(cell.strip() for cell in row.cells):
            sheets.setdefault(row.place.sheet, []).append(row)
    made = TableRows(_words()["kinds"], re.compile(_words()["totals"], re.IGNORECASE))
    aside: list[SetAside] = []
    plain: list[Row] = []
    for rows in sheets.values():
        header = next((at for at, row in enumerate(rows[:_HEADER_ROWS]) if header_columns(row)), None)
        columns = header_columns(rows[header]) if header is not None else guessed_columns(rows)
        if columns is None:
            plain += rows
            continue
        start = header + 1 if header is not None else 0
        for at, row in enumerate(rows[:start]):
            aside.append(_aside(row, "table_header" if at == header else "before_first_clause"))
        for row in rows[start:]:
            made.read(_cells(row, columns))
    if not made.any():
        return _as_text(read, language)
    clauses, issues = made.finish()
    aside += [*made.aside, *(_aside(row, "no_numbering") for row in plain)]
    return ParsedStandard(clauses, tuple(aside), (*read.issues, *issues), "table")


def _cells(row: Row, columns: Columns) -> Cells:
    """The named cells of a row; words in columns without a name are kept behind the text."""

    def cell(at: int | None) -> str:
        return row.cells[at].strip() if at is not None and at < len(row.cells) else ""

    named = {columns.number, columns.title, columns.text, columns.parent, columns.kind, columns.points}
    rest = tuple(one.strip() for at, one in enumerate(row.cells) if at not in named and one.strip())
    return Cells(
        cell(columns.number),
        cell(columns.title),
        cell(columns.text),
        cell(columns.parent),
        cell(columns.kind),
        cell(columns.points),
        rest,
        row.place,
    )


def _as_text(read: ReadFile, language: str | None) -> ParsedStandard:
    """The cells as lines, by the rules for text; a number in a cell of its own opens the line of the next cell."""
    blocks = [Block(line, row.place) for row in read.rows for line in _cell_lines(row)]
    parsed = parse_lines(lines_of(blocks), language, read.issues)
    return replace(parsed, issues=(*parsed.issues, ReadIssue("unknown_columns", "notice", Place())))


def _cell_lines(row: Row) -> list[str]:
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    if len(cells) > 1 and looks_like_number(cells[0]):
        return [f"{cells[0]} {cells[1]}", *cells[2:]]
    return cells


def _aside(row: Row, why: str) -> SetAside:
    return SetAside(" | ".join(cell.strip() for cell in row.cells if cell.strip()), row.place, why)
