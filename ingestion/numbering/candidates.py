"""Lines that may open a decimal clause, each with the ways to read its number and how much it looks like a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from ingestion.numbering.annex_tables import listed_control
from ingestion.numbering.lines import ANNEX, Line, Path
from ingestion.wording import modal

_DECIMAL = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,7})(?P<dot>[.、]?)(?![\d.])")
_SPACED = re.compile(r"(?P<number>\d{1,3}(?: ?\. ?\d{1,3}){1,7})(?![\d.])")
_LETTERED = re.compile(r"(?P<number>[A-Z](?:\.\d{1,3}){1,6})(?P<dot>\.?)(?![\d.])")
_ENDED = re.compile(r"(?:[。;!?！？；:：.]|(?<=\w)—)$")
_LONG_TITLE = {True: 45, False: 110}
# Three levels and more are hardly ever a quantity: such a clause stands even after a long gap (an extract).
_DEEP, _LISTED, _AFTER_COMMA = 1.4, 3.0, 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a line as a clause. `weight` is added to a chain that takes it."""

    line: int
    path: Path
    printed: str
    end: int
    weight: float
    stray: bool = False
    dotted: bool = False


@cache
def decimal_patterns() -> dict[str, re.Pattern[str]]:
    """Compiled patterns of `patterns/decimal.yaml`."""
    source = FilePath(__file__).parents[1] / "patterns" / "decimal.yaml"
    table: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    after = [one for group in table["after"].values() for one in group]
    compiled = {"after": re.compile(" ?(?:" + "|".join(after) + ")")}
    compiled["before"] = re.compile("(?:" + "|".join(table["before"]) + ")$")
    compiled |= {name: re.compile(table[name]) for name in ("terms", "references", "front", "annex")}
    return compiled


def title_like(text: str, chinese: bool) -> bool:
    """Whether words could be a title: short, no sentence end, nothing obliging in them."""
    words = text.strip()
    return 0 < len(words) <= _LONG_TITLE[chinese] and not _ENDED.search(words) and not modal(words)


def find_candidates(lines: Sequence[Line], taken: set[int], chinese: bool) -> list[Candidate]:
    """Every plausible reading of every line, in order."""
    found: list[Candidate] = []
    annex_path: Path = ()
    for index, line in enumerate(lines):
        if index in taken or decimal_patterns()["front"].fullmatch(line.head):
            continue
        if line.role == "cell":
            if listed := listed_control(lines, index, annex_path[:1]):
                found.append(Candidate(index, path_of(listed), line.text, len(line.text), 2.0))
            continue
        if annex := decimal_patterns()["annex"].match(line.head):
            found += (heads := _annex(line, index, annex))
            annex_path = heads[0].path if heads else annex_path
            continue
        found += _numbers(lines, index, chinese)
    return found


def _annex(line: Line, index: int, match: re.Match[str]) -> list[Candidate]:
    rest = line.head[match.end() :]
    prose = (
        rest.rstrip().endswith(("。", ".", ";"))
        or decimal_patterns()["after"].match(rest)
        or rest[:2].strip().islower()
    )
    if prose or re.match(r" ?(?:给出|规定|提供|列|是|为)", rest):
        return []
    path = (ANNEX + ord(match["letter"]) - ord("A") + 1,)
    return [Candidate(index, path, line.text[: match.end()].strip(), match.end(), 2.0)]


def _numbers(lines: Sequence[Line], index: int, chinese: bool) -> list[Candidate]:
    line = lines[index]
    readings: list[Candidate] = []
    match = _DECIMAL.match(line.head) or _LETTERED.match(line.head)
    if match and (weight := _weight(lines, index, match, chinese)) is not None:
        path = path_of(match["number"])
        dotted = bool(match["dot"]) and line.level is None
        readings.append(Candidate(index, path, line.text[: match.end()], match.end(), weight, dotted=dotted))
        if len(path) == 1 and 10 < path[0] < 100 and path[0] % 10:
            stray = (path[0] % 10,)
            readings.append(Candidate(index, stray, line.text[: match.end()], match.end(), weight - 0.5, stray=True))
    spaced = _SPACED.match(line.head)
    if spaced and " " in spaced[0] and (weight := _weight(lines, index, spaced, chinese)) is not None:
        printed, path = line.text[: spaced.end()], path_of(spaced["number"])
        readings.append(Candidate(index, path, printed, spaced.end(), weight - 0.5))
    return readings


def path_of(number: str) -> Path:
    """`4.10.2` -> (4, 10, 2); `A.1` -> (1001, 1)."""
    parts = number.replace(" ", "").split(".")
    first = ANNEX + ord(parts[0]) - ord("A") + 1 if parts[0].isalpha() else int(parts[0])
    return (first, *(int(part) for part in parts[1:]))


def number_of(path: Path) -> str:
    """The reverse of `path_of`."""
    first = chr(ord("A") + path[0] - ANNEX - 1) if path[0] > ANNEX else str(path[0])
    return ".".join([first, *(str(part) for part in path[1:])])


def _weight(lines: Sequence[Line], index: int, match: re.Match[str], chinese: bool) -> float | None:
    """How much the line looks like a clause; None when it is a quantity, a date or a reference in a sentence."""
    line = lines[index]
    rest = line.head[match.end() :]
    if line.auto or line.role == "heading":
        return 2.0
    if decimal_patterns()["after"].match(rest) or (index and _unfinished(lines[index - 1])):
        return None
    if index and lines[index - 1].role not in ("heading", "cell") and lines[index - 1].folded.endswith((",", "、")):
        # A comma may lead into a list of numbers as well as into a clause: the sequence decides.
        return _AFTER_COMMA if "." in match["number"] and rest.strip() else None
    deep = "." in match["number"]
    if not rest.strip():
        following = lines[index + 1] if index + 1 < len(lines) else None
        good = following is not None and (deep or title_like(following.head, chinese))
        return (0.5 if deep else 0.0) if good else None
    if not deep:
        return 0.5 if title_like(rest, chinese) and not rest.lstrip()[0].islower() else None
    if (rest[0].isascii() and rest[0] not in " \t(") or (rest.lstrip()[:1].islower() and not title_like(rest, chinese)):
        return 0.0 if rest[0].isalpha() and rest[0].isupper() else None
    if match["number"][0].isalpha() and match["number"].count(".") > 1:
        return _LISTED
    return _DEEP if match["number"].count(".") > 1 else 1.0


def _unfinished(line: Line) -> bool:
    tail = line.folded[-40:]
    return line.role not in ("heading", "cell") and bool(decimal_patterns()["before"].search(tail))
