"""Controls listed in a table of an annex (ISO/IEC 27001, annex A): a number in the first cell, words beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.numbering.lines import ANNEX, Line, Path
from ingestion.wording import obliges

_NUMBER = re.compile(r"(?P<letter>[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,5}")


def listed_control(lines: Sequence[Line], index: int, annex: Path) -> str | None:
    """The number of the control a row lists, None for other cells. A number without the letter of the annex is
    completed with it, as it is cited (5.1 in annex A is A.5.1), where its row obliges or is the group of the next."""
    line = lines[index]
    match = _NUMBER.fullmatch(line.head)
    if match is None or not annex or (index and same_row(lines[index - 1], line)):
        return None
    beside: list[str] = []
    after = index + 1
    while after < len(lines) and same_row(line, lines[after]):
        beside.append(lines[after].text)
        after += 1
    if not any(char.isalpha() for words in beside[:1] for char in words):
        return None
    letter = chr(ord("A") + annex[0] - ANNEX - 1)
    if match["letter"]:
        return match[0] if match[0].startswith(letter) else None
    group = after < len(lines) and lines[after].role == "cell" and lines[after].head.startswith(f"{match[0]}.1")
    return f"{letter}.{match[0]}" if group or ("." in match[0] and any(map(obliges, beside))) else None


def same_row(one: Line, other: Line) -> bool:
    """Whether two lines are cells of one row of a table."""
    return one.role == other.role == "cell" and (one.place.line, one.place.row) == (other.place.line, other.place.row)
