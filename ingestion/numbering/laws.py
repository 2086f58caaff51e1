"""Chinese laws and rules (Mainland and Taiwan): parts, chapters, sections and articles; Legislation Law art. 65."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.blocks import ReadIssue
from ingestion.numbering.lines import Line
from ingestion.numbering.official import attachment
from ingestion.numbering.ordinals import CHINESE, chinese_number
from ingestion.numbering.plan import Head, Plan

_NUMBER = rf"(?:[{CHINESE}]{{1,9}}|\d{{1,4}}(?: ?[-–—之] ?\d{{1,3}})?)"
_DIVISION = re.compile(rf"第 ?(?P<number>{_NUMBER}) ?(?P<unit>分编|编|編|篇|章|节|節)(?P<gap>[ :：]{{0,4}})")
_ARTICLE = re.compile(rf"第 ?(?P<number>{_NUMBER}) ?(?P<unit>条|條)(?P<of>之[{CHINESE}\d]{{1,3}})?(?P<gap> {{0,4}})")
_PROSE = re.compile(r"(?:规定|規定|所|的|之规定|第|、|和|及|与|與|至|到|或|中|款|項|项|,|,|。|、)")
_RANK = {"编": 0, "編": 0, "篇": 0, "分编": 1, "章": 2, "节": 3, "節": 3}
# An article may skip this many numbers (repealed ones) and be the next; more is a reference in prose (our choice).
_LEAP = 20


def plan_law(lines: Sequence[Line], taken: dict[int, str]) -> Plan:
    """Reads the document as chapters and articles."""
    heads: dict[int, Head] = {}
    issues: list[ReadIssue] = []
    aside = attachment(lines, taken)
    open_divisions: list[tuple[int, str]] = []
    last = articles = paragraphs = 0
    for index, line in enumerate(lines):
        if index in taken or index in aside or line.role == "cell":
            continue
        if line.head == str(paragraphs + 1) and articles:
            paragraphs += 1
            aside[index] = "paragraph_number"
        elif division := _division(line):
            rank, name, end = division
            open_divisions = [one for one in open_divisions if one[0] < rank]
            parent = open_divisions[-1][1] if open_divisions else None
            number = f"{parent} {name}" if parent else name
            open_divisions.append((rank, number))
            heads[index] = Head(number, line.text[: end[0]].rstrip(), parent, end[1], "division")
        elif article := _article(line, last):
            number, ordinal, end_of_mark, end_of_gap = article
            if ordinal > last + 1 and (last or articles):
                issues.append(_gap(line, number, last))
            last = ordinal
            articles += 1
            paragraphs = 0
            parent = open_divisions[-1][1] if open_divisions else None
            heads[index] = Head(number, line.text[:end_of_mark], parent, end_of_gap, "article")
    if articles < 2:
        return Plan("law")
    return Plan("law", articles * 1.5 + len(heads) - articles, heads, aside, tuple(issues))


def _division(line: Line) -> tuple[int, str, tuple[int, int]] | None:
    match = _DIVISION.match(line.head)
    if not match or len(line.text) > 60 or line.head.endswith(("。", ";", ":", ",")):
        return None
    rest = line.head[match.end() :]
    if _PROSE.match(rest) and not match["gap"]:
        return None
    name = f"第{match['number'].replace(' ', '')}{match['unit']}"
    return _RANK[match["unit"]], name, (match.start("gap"), match.end())


def _article(line: Line, last: int) -> tuple[str, int, int, int] | None:
    """Number, ordinal, end of the printed mark, start of the words; None for references inside prose."""
    match = _ARTICLE.match(line.head)
    if not match:
        return None
    rest = line.head[match.end() :]
    if not match["gap"] and _PROSE.match(rest):
        return None
    digits = re.split(r"[-–—之]", match["number"].replace(" ", ""))
    main = int(digits[0]) if digits[0].isdigit() else chinese_number(digits[0])
    if main is None or main < last or (main > last + _LEAP and not match["gap"]):
        return None
    number = (
        f"第{match['number'].replace(' ', '').replace('–', '-').replace('—', '-')}{match['unit']}{match['of'] or ''}"
    )
    return number, main, match.start("gap"), match.end()


def _gap(line: Line, number: str, last: int) -> ReadIssue:
    values = {"found": number, "before": str(last), "expected": str(last + 1)}
    return ReadIssue("number_gap", "warning", line.place, values)
