"""CSV and its kin: rows as printed (RFC 4180, with the separators spreadsheets write in their own countries)."""

from __future__ import annotations

import csv
import io

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.blocks import Place, ReadFile, Row
from ingestion.readers.assemble import check_amount
from ingestion.readers.charset import decode
from ingestion.readers.limits import Limits
from ingestion.readers.text import read_text

SEPARATORS = (",", "\t", ";", "|")
SAMPLE_ROWS = 50
SAMPLE_CHARACTERS = 200_000


def read_delimited(data: bytes, limits: Limits) -> ReadFile:
    """Rows of a CSV or TSV file; a file so named that has no columns is read as plain text."""
    text, issues = decode(data)
    separator = separator_of(text)
    if separator is None:
        return read_text(data, limits)
    csv.field_size_limit(limits.characters)
    rows: list[Row] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, record in enumerate(reader, 1):
            cells += len(record)
            if cells > limits.cells or number > limits.rows:
                raise TooLarge("file_too_demanding", limit="cells", allowed=limits.cells, found=cells)
            if any(cell.strip() for cell in record):
                rows.append(Row(tuple(record), Place(line=reader.line_num, row=number)))
    except csv.Error as error:
        raise InvalidInput("file_damaged", media_type="text/csv", line=reader.line_num) from error
    check_amount(rows, limits)
    return ReadFile("text/csv", rows=tuple(rows), issues=issues)


def separator_of(text: str) -> str | None:
    """The separator that cuts most of the first rows into the same number of cells, two at least."""
    best: tuple[int, int] | None = None
    found = None
    for separator in SEPARATORS:
        widths = _widths(text[:SAMPLE_CHARACTERS], separator)
        wide = [width for width in widths if width > 1]
        if not wide or len(wide) * 2 < len(widths):
            continue
        commonest = max(set(wide), key=lambda width: (wide.count(width), width))
        score = (wide.count(commonest), commonest)
        if best is None or score > best:
            best, found = score, separator
    return found


def _widths(sample: str, separator: str) -> list[int]:
    """Cells in each of the first rows that print anything; what cannot be cut counts as one."""
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) >= SAMPLE_ROWS:
                break
    except csv.Error:
        return widths or [1]
    return widths
