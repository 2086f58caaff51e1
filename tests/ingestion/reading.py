"""Small helpers for the parser's tests: texts and tables as a reader would hand them over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingestion.blocks import Block, Place, ReadFile, Row
from ingestion.parsed import ParsedClause, ParsedStandard

TEXTS = Path(__file__).with_name("texts")


def text_file(text: str) -> ReadFile:
    """A plain text, one block for each line that is not blank."""
    lines = text.split("\n")
    return ReadFile(
        "text/plain", tuple(Block(line, Place(line=at)) for at, line in enumerate(lines, 1) if line.strip())
    )


def table_file(*rows: Sequence[str]) -> ReadFile:
    """One sheet."""
    made = tuple(Row(tuple(cells), Place(sheet="S", row=at)) for at, cells in enumerate(rows, 1))
    return ReadFile("text/csv", rows=made)


def numbers(parsed: ParsedStandard) -> list[str]:
    """The numbers of all rows in order."""
    return [clause.number for clause in parsed.clauses]


def codes(parsed: ParsedStandard) -> list[str]:
    """The codes of all issues in order."""
    return [issue.code for issue in parsed.issues]


def row(parsed: ParsedStandard, number: str) -> ParsedClause:
    """The row of a number."""
    return next(clause for clause in parsed.clauses if clause.number == number)


def demands(clause: ParsedClause) -> list[tuple[str, str]]:
    """Kinds and strengths of a row's obligations."""
    return [(one.kind, one.strength) for one in clause.obligations]
