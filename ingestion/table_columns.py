"""Which column of a table holds what: by header words in three languages, or by what stands in the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.blocks import Row
from ingestion.numbering.lines import fold
from ingestion.table_numbers import looks_like_number, split_number

_SOURCE = Path(__file__).parent / "patterns" / "columns.yaml"
# A column of a table holds sentences when its cells have more characters than this on average (our choice).
_SENTENCE = 15
_NAMES = ("title", "text", "parent", "kind", "points")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where the table has no such column. Where a table has several columns of numbers
    (a group's and its member's), `groups` are the others: a row without a number of its own takes theirs."""

    number: int
    title: int | None = None
    text: int | None = None
    parent: int | None = None
    kind: int | None = None
    points: int | None = None
    groups: tuple[int, ...] = ()
    named: bool = False


@cache
def column_words() -> dict[str, Any]:
    """The words of `patterns/columns.yaml`."""
    table: dict[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    return table


def header_columns(row: Row, body: Sequence[Row] = ()) -> Columns | None:
    """The columns a header row names; None when it names no number column or nothing else. Of several number columns
    the one with the most numbers of its own in the rows below is it."""
    plain = [re.sub(r"[\s*:()_-]+", "", fold(cell)).lower() for cell in row.cells]
    words = column_words()["columns"]
    numbers = [index for index, cell in enumerate(plain) if cell in words["number"]]
    found: dict[str, int] = {}
    for name in _NAMES:
        for index, cell in enumerate(plain):
            if cell in words[name] and name not in found and index not in found.values() and index not in numbers[:1]:
                found[name] = index
    numbers = [index for index in numbers if index not in found.values()]
    if not numbers or not (found or len(numbers) > 1):
        return None
    if "text" not in found and (longest := _longest(body, {*found.values(), *numbers})) is not None:
        found["text"] = longest
    best = max(numbers, key=lambda at: (_distinct(body, at), -at))
    return Columns(best, groups=tuple(at for at in numbers if at != best), named=True, **found)


def _longest(rows: Sequence[Row], taken: set[int]) -> int | None:
    """The column without a known name that holds whole sentences."""
    width = max((len(row.cells) for row in rows), default=0)
    amounts = {at: sum(len(row.cells[at].strip()) for row in rows if at < len(row.cells)) for at in range(width)}
    best = max((at for at in amounts if at not in taken), key=lambda at: amounts[at], default=None)
    return best if best is not None and amounts[best] > _SENTENCE * len(rows) else None


def _distinct(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """How many different numbers a column holds, and how many of them have parts."""
    cells = {row.cells[at].strip() for row in rows if at < len(row.cells)}
    numbers = {cell for cell in cells if looks_like_number(cell) or split_number(cell) is not None}
    return len(numbers), sum("." in number or "-" in number for number in numbers)


def guessed_columns(rows: Sequence[Row]) -> Columns | None:
    """Columns by their values: numbers in most rows; the longest cells are the text, short ones before it the title."""
    width = max((len(row.cells) for row in rows), default=0)
    filled = [[row.cells[at].strip() for row in rows if at < len(row.cells)] for at in range(width)]
    number = next((at for at in range(width) if _mostly(filled[at], looks_like_number)), None)
    if number is None:
        number = next((at for at in range(width) if _mostly(filled[at], _opens_with_code)), None)
    if number is None:
        return None
    lengths = {at: sum(map(len, cells)) / max(1, len(rows)) for at, cells in enumerate(filled) if at != number}
    words = sorted((at for at in lengths if lengths[at] > 1), key=lambda at: -lengths[at])
    if not words:
        return None
    text, title = words[0], next((at for at in words[1:] if at < words[0]), None)
    return Columns(number, title=title, text=text)


def _mostly(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and sum(map(test, filled)) >= 0.6 * len(filled)


def _opens_with_code(cell: str) -> bool:
    """Whether a cell holds a coded number and its words together: "ID.AM-1: Devices are listed"."""
    split = split_number(cell)
    return split is not None and bool(re.search(r"[A-Z].*\d", split[0]))
