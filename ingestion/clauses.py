"""The clause parser: a file that was read becomes a standard in rows. Pure; every format shares it."""

from __future__ import annotations

from ingestion.blocks import ReadFile
from ingestion.numbering.document import parse_lines
from ingestion.numbering.lines import lines_of
from ingestion.parsed import ParsedStandard
from ingestion.tables import parse_rows


def parse_standard(read: ReadFile, language: str | None = None) -> ParsedStandard:
    """The rows of a standard, what was set aside and why, and the issues found; never raises for any text.

    `language` ("zh", "zh-Hant", "en") only settles how lines are joined; without it the letters tell."""
    if read.rows:
        return parse_rows(read, language)
    return parse_lines(lines_of(read.blocks), language, read.issues)
