"""EU law: chapters, sections, articles with a title on the next line (Joint Practical Guide, structure of acts)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.blocks import ReadIssue
from ingestion.numbering.lines import Line
from ingestion.numbering.ordinals import roman_number
from ingestion.numbering.plan import Head, Plan

_DIVISION = re.compile(
    r"(?P<word>(?i:part|title|chapter|section)) (?P<number>[IVXLC]{1,8}|\d{1,3})(?P<gap> ?[-–—:.]? ?)"
)
_ARTICLE = re.compile(r"(?:Article|ARTICLE|Art\.) (?P<number>\d{1,4}[a-z]{0,2})(?P<gap> ?[-–—:.]? ?)")
_ANNEX = re.compile(r"(?P<word>ANNEX|Annex)(?: (?P<number>[IVXL]{1,6}|\d{1,2}|[A-Z]))?(?P<gap>$| ?[-–—:.]? )")
_SIGNED = re.compile(r"Done (?:at|in) [A-Z][\w’' -]{1,30}, ?(?:on )?(?:the )?\d{1,2}")
_RANK = {"Part": 0, "Title": 1, "Chapter": 2, "Section": 3}
_PROSE = re.compile(r"(?:[(,;)]|of\b|and\b|to\b|or\b|shall\b|thereof\b|is\b|are\b|applies\b|in\b)")
_LONGEST = 160
_NO_HEAD = Head("", "", None, 0, "")
_ENACTING = re.compile(r"HA(?:S|VE) (?:ADOPTED|DECIDED)")
_RECITAL = re.compile(r"\( ?\d{1,3} ?\)")


def plan_union(lines: Sequence[Line], taken: dict[int, str]) -> Plan:
    """Reads the document as EU law; recitals and preamble before the first division or article are set aside."""
    heads: dict[int, Head] = {}
    issues: list[ReadIssue] = []
    opened: list[tuple[int, str]] = []
    last = articles = 0
    for index, line in enumerate(lines):
        if index in taken or line.role == "cell":
            continue
        if (begun := _begun(line, last)) is not None and (articles or last == 0):
            last, articles = last + 1, articles + 1
            parent = opened[-1][1] if opened else None
            heads[index] = replace(begun, parent=parent)
            continue
        if len(line.text) > _LONGEST:
            continue
        if articles and (annex := _annex(line)) is not None:
            heads[index] = annex
            opened = []
        elif match := _heading(_DIVISION, line):
            if heads and max(heads.items())[1].form == "annex":
                continue
            word = match["word"].capitalize()
            opened = [one for one in opened if one[0] < _RANK[word]]
            parent = opened[-1][1] if opened else None
            name = f"{word} {match['number']}"
            number = f"{parent} {name}" if parent else name
            opened.append((_RANK[word], number))
            heads[index] = Head(number, line.text[: match.start("gap")], parent, match.end(), "division")
        elif match := _heading(_ARTICLE, line):
            ordinal = int(re.sub(r"\D", "", match["number"]))
            if ordinal < last:
                continue
            if ordinal > last + 1:
                values = {"found": f"Article {ordinal}", "before": str(last), "expected": str(last + 1)}
                issues += [ReadIssue("number_gap", "warning", line.place, values)] if articles else []
            last, articles = ordinal, articles + 1
            parent = opened[-1][1] if opened else None
            number = f"Article {match['number']}"
            heads[index] = Head(number, line.text[: match.start("gap")], parent, match.end(), "article")
    if articles < 2:
        return Plan("union")
    aside = _preamble(lines, min(heads), taken) | _signature(lines, heads, taken)
    return Plan("union", articles * 2.0 + len(heads), heads, aside, tuple(issues))


def _preamble(lines: Sequence[Line], first: int, taken: dict[int, str]) -> dict[int, str]:
    """Title, citations and recitals stand before the first division: no rows, set aside."""
    aside: dict[int, str] = {}
    recitals = False
    for index in range(first):
        head = lines[index].head
        recitals = (recitals or bool(_RECITAL.match(head))) and not _ENACTING.match(head)
        if index not in taken:
            aside[index] = "recital" if recitals else "preamble"
    return aside


def _begun(line: Line, last: int) -> Head | None:
    """The next article with its words on the same line, as laws in translation print them."""
    match = _ARTICLE.match(line.head)
    if match is None or match["number"] != str(last + 1) or not match["gap"]:
        return None
    rest = line.head[match.end() :]
    if not rest[:1].isupper() or not (line.folded.endswith((".", ":", ";")) or len(line.text) > _LONGEST):
        return None
    return Head(f"Article {match['number']}", line.text[: match.start("gap")], None, match.end(), "article")


def _annex(line: Line) -> Head | None:
    """The heading of an annex; its title is on the same line in capitals or on the next."""
    match = _ANNEX.match(line.head)
    rest = line.head[match.end() :] if match is not None else ""
    if match is None or rest.endswith((".", ";", ",")) or (rest and not rest[0].isupper()):
        return None
    number = f"Annex {match['number']}" if match["number"] else "Annex"
    return Head(number, line.text[: match.start("gap")].rstrip(), None, match.end(), "annex")


def _signature(lines: Sequence[Line], heads: dict[int, Head], taken: dict[int, str]) -> dict[int, str]:
    """Place, date and names of those who signed, up to the first annex."""
    start = next((at for at in range(max(heads), -1, -1) if heads.get(at, _NO_HEAD).form == "article"), 0)
    begin = next((at for at in range(start, len(lines)) if _SIGNED.match(lines[at].head)), len(lines))
    end = next((at for at in range(begin, len(lines)) if at in heads), len(lines))
    return {index: "signature" for index in range(begin, end) if index not in taken}


def _heading(pattern: re.Pattern[str], line: Line) -> re.Match[str] | None:
    """The match when the line is a heading, not a sentence that begins with a reference."""
    match = pattern.match(line.head)
    if not match:
        return None
    rest = line.head[match.end() :]
    if match["number"].isalpha() and roman_number(match["number"]) is None:
        return None
    if rest and (_PROSE.match(rest) or rest.endswith((".", ";", ",")) or not match["gap"]):
        return None
    return match
