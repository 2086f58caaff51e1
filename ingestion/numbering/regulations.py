"""US federal regulations (Code of Federal Regulations): sections `164.308` with paragraphs (a)(1)(i)(A)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.blocks import ReadIssue
from ingestion.numbering.candidates import decimal_patterns
from ingestion.numbering.lines import Line
from ingestion.numbering.plan import Head, Plan

_SECTION = re.compile(r"(?P<sign>§{1,2} ?)?(?P<number>\d{1,4}\.\d{2,4}[a-z]?)(?P<dot>[.:]?)(?P<gap> {0,4})")
_DIVISION = re.compile(r"(?:(?i:title|chapter|subchapter|part|subpart) [\dA-Z]{1,5}\b|Subjgrp).{0,120}")
_PARAGRAPH = re.compile(r"\([a-z]{1,2}\)(?: ?\(\d{1,2}\))?")
_PROSE = re.compile(r"(?:and|or|through|to|of|is|are|shall|must|may|in)\b|[(,;]")
_APPENDIX = re.compile(
    r"(?P<number>Appendix [A-Z\d]{1,3}|Appendix)(?P<of> to (?:Part|Subpart|§)[^—–:-]{1,60})?(?P<gap>$| ?[—–:-]{1,2} ?)"
)
_LONGEST = 200


def plan_regulation(lines: Sequence[Line], taken: dict[int, str]) -> Plan:
    """Reads the document as sections; the signs are a section mark, or three digits before or after the dot."""
    heads: dict[int, Head] = {}
    issues: list[ReadIssue] = []
    aside: dict[int, str] = {}
    paragraphs = 0
    last: tuple[int, int] | None = None
    for index, line in enumerate(lines):
        if index in taken or line.role == "cell":
            continue
        paragraphs += bool(_PARAGRAPH.match(line.head))
        above = lines[index - 1].folded[-40:] if index else ""
        goes_on = above.endswith((",", "、")) or bool(decimal_patterns()["before"].search(above))
        if not goes_on and (match := _section(line)):
            part, _, section = re.sub(r"[a-z]$", "", match["number"]).partition(".")
            here = (int(part), int(section))
            if last is not None and here < last:
                values = {"found": match["number"], "before": f"{last[0]}.{last[1]}"}
                issues.append(ReadIssue("out_of_order", "warning", line.place, values))
            last = here
            printed = line.text[: match.start("gap")].strip()
            heads[index] = Head(match["number"], printed, None, match.end(), "section")
        elif heads and len(line.text) <= _LONGEST and (match := _APPENDIX.match(line.head)):
            heads[index] = Head(match["number"], line.text[: match.start("gap")], None, match.end(), "annex")
        elif _DIVISION.fullmatch(line.head) and not line.head.endswith((".", ";")):
            aside[index] = "division_heading"
    signed = any("§" in head.printed for head in heads.values())
    sections = [head.number for head in heads.values() if head.form == "section"]
    long_numbers = any(len(part) > 2 for number in sections for part in number.split("."))
    if not heads or not (signed or long_numbers) or paragraphs < len(heads) * 0.5 or not paragraphs:
        return Plan("regulation")
    return Plan("regulation", len(heads) * 2.0 + paragraphs * 1.5, heads, aside, tuple(issues))


def _section(line: Line) -> re.Match[str] | None:
    match = _SECTION.match(line.head)
    if not match or len(line.text) > _LONGEST:
        return None
    rest = line.head[match.end() :]
    if not rest and match["dot"] == ":":
        return None
    if not match["sign"] and (not match["gap"] or (not rest[:1].isupper() and rest[:1] != "[")):
        return None
    if _PROSE.match(rest):
        return None
    return match
