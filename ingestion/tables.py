"""Standards kept as tables (XLSX, CSV, tables in documents): columns found by header words or by what is in them."""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.blocks import Block, Place, ReadFile, ReadIssue, Row
from ingestion.numbering.document import parse_lines
from ingestion.numbering.lines import lines_of
from ingestion.parsed import ParsedStandard, SetAside
from ingestion.table_columns import Columns, column_words, guessed_columns, header_columns
from ingestion.table_numbers import is_annex, looks_like_number, split_number
from ingestion.table_rows import Cells, TableRows

_HEADER_ROWS = 12
# Words of a column with another name (state, owner, "applicable") are no words of the clause when short (our choice).
_SHORT = 24


def parse_rows(read: ReadFile, language: str | None = None) -> ParsedStandard:
    """A table as a standard: with columns, or, where they cannot be told apart, the words of its cells as lines."""
    sheets: dict[str | None, list[Row]] = {}
    for row in read.rows:
        if any(cell.strip() for cell in row.cells):
            sheets.setdefault(row.place.sheet, []).append(row)
    made = TableRows(column_words()["kinds"], re.compile(column_words()["totals"], re.IGNORECASE))
    aside: list[SetAside] = []
    plain: list[Row] = []
    for rows in sheets.values():
        header = next((at for at, row in enumerate(rows[:_HEADER_ROWS]) if header_columns(row)), None)
        columns = header_columns(rows[header], rows[header + 1 :]) if header is not None else guessed_columns(rows)
        if columns is None:
            plain += rows
            continue
        start = header + 1 if header is not None else 0
        for at, row in enumerate(rows[:start]):
            if at != header and (annex := _annex(row)) is not None:
                made.read(annex)
            else:
                aside.append(_aside(row, "table_header" if at == header else "before_first_clause"))
        for row in rows[start:]:
            cells, others = _cells(row, columns)
            made.read(cells)
            if others:
                aside.append(SetAside(" | ".join(others), row.place, "other_column"))
    if not made.any():
        return _as_text(read, language)
    clauses, issues = made.finish()
    aside += [*made.aside, *(_aside(row, "no_numbering") for row in plain)]
    return ParsedStandard(clauses, tuple(aside), (*read.issues, *issues), "table")


def _cells(row: Row, columns: Columns) -> tuple[Cells, tuple[str, ...]]:
    """The named cells of a row, and short words of columns with other names; long ones are kept behind the text."""

    def cell(at: int | None) -> str:
        return row.cells[at].strip() if at is not None and at < len(row.cells) else ""

    number, title = cell(columns.number), cell(columns.title)
    groups = [cell(at) for at in columns.groups if cell(at)]
    if not number and groups:
        number, groups = groups[-1], groups[:-1]
    if not looks_like_number(number) and (split := split_number(number)) is not None:
        number, title = split[0], f"{split[1]} {title}".strip()
    named = {columns.number, columns.title, columns.text, columns.parent, columns.kind, columns.points, *columns.groups}
    rest = [one.strip() for at, one in enumerate(row.cells) if at not in named and one.strip()]
    others = [
        one for one in rest if columns.named and columns.text is not None and cell(columns.text) and len(one) <= _SHORT
    ]
    made = Cells(
        number,
        title,
        cell(columns.text),
        cell(columns.parent),
        cell(columns.kind),
        cell(columns.points),
        tuple(one for one in rest if one not in others),
        row.place,
    )
    return made, (*groups, *others)


def _annex(row: Row) -> Cells | None:
    """The heading of the annex a table is, above its header."""
    words = [cell.strip() for cell in row.cells if cell.strip()]
    if len(words) != 1:
        return None
    number, title = split_number(words[0]) or (words[0], "")
    return Cells(number, title, "", "", "", "", (), row.place) if is_annex(number) else None


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
