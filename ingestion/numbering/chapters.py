"""Chapters in another numbering above decimal clauses: `一、` or `第一章` over 1.1, as in firms' own rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.numbering.candidates import title_like
from ingestion.numbering.lines import Line
from ingestion.numbering.marks import list_mark
from ingestion.numbering.ordinals import CHINESE, chinese_number
from ingestion.numbering.plan import Head

_CHAPTER = re.compile(
    rf"(?:第 ?(?P<number>[{CHINESE}]{{1,4}}|\d{{1,2}}) ?[章篇]|Chapter (?P<roman>\d{{1,2}})(?![\d.]))[ :：.]{{0,4}}"
)


def with_chapters(lines: Sequence[Line], taken: dict[int, str], heads: dict[int, Head]) -> dict[int, Head]:
    """Adds such chapters where the decimal chapters have no rows of their own, and hangs their clauses under them."""
    whole = {int(head.number) for head in heads.values() if head.number.isdigit()}
    found = _chapters(lines, taken, heads)
    clauses = sorted(index for index, head in heads.items() if re.match(r"\d+\.", head.number))
    proven = [
        chapter
        for chapter, (index, _) in found.items()
        if _first_component(heads, clauses, index) == chapter and chapter not in whole
    ]
    if not proven:
        return heads
    names = {chapter: head.number for chapter, (_, head) in found.items() if chapter not in whole}
    hung = {
        index: replace(head, parent=names.get(int(head.number.split(".")[0]), head.parent))
        if head.parent is None and re.match(r"\d+\.", head.number)
        else head
        for index, head in heads.items()
    }
    return hung | {index: head for chapter, (index, head) in found.items() if chapter in names}


def _first_component(heads: dict[int, Head], clauses: Sequence[int], index: int) -> int | None:
    after = next((at for at in clauses if at > index), None)
    return int(heads[after].number.split(".")[0]) if after is not None else None


def _chapters(lines: Sequence[Line], taken: dict[int, str], heads: dict[int, Head]) -> dict[int, tuple[int, Head]]:
    """The run of chapters counted from 1: ordinal -> line and head."""
    found: dict[int, tuple[int, Head]] = {}
    for index, line in enumerate(lines):
        if index in taken or index in heads or line.role == "cell":
            continue
        match = _CHAPTER.match(line.head)
        mark = list_mark(line)
        if match is not None:
            digits = match["number"] or match["roman"]
            ordinal = int(digits) if digits.isdigit() else chinese_number(digits)
            printed, end = match[0].rstrip(" :：."), match.end()
        elif mark is not None and mark.readings[0].form == "comma":
            ordinal, printed, end = mark.readings[0].ordinal, mark.normal, mark.end
        else:
            continue
        if ordinal == len(found) + 1 and (end >= len(line.head) or title_like(line.head[end:], True)):
            found[ordinal] = (
                index,
                Head(re.sub(r"(?<=第) | (?=[章篇])", "", printed), line.text[:end].strip(), None, end),
            )
    return found
