"""Lines of a document become rows: furniture and contents set aside, the best numbering style found, the tree built."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.blocks import Place, ReadIssue
from ingestion.numbering.checks import check_rows
from ingestion.numbering.contents import Contents, find_contents
from ingestion.numbering.finish import Finisher
from ingestion.numbering.furniture import furniture
from ingestion.numbering.lines import Line, mostly_cjk
from ingestion.numbering.plan import Plan
from ingestion.numbering.run_in import spread
from ingestion.numbering.styles import best_plan
from ingestion.numbering.tree import TreeBuilder
from ingestion.parsed import ParsedStandard, SetAside

_SENTENCE_END = re.compile(r"[。.;:!?,、]$")
# A file has hard line breaks when this share of its longer lines ends in the middle of a sentence (our choice).
_BROKEN_SHARE = 0.4
_FULL_LINE = 0.85


def parse_lines(lines: Sequence[Line], language: str | None = None, issues: Sequence[ReadIssue] = ()) -> ParsedStandard:
    """The rows of a text, what was set aside and why, and the issues found; never raises for any text."""
    if not lines:
        return ParsedStandard(issues=(*issues, ReadIssue("empty_text", "error", Place())))
    chinese = language.startswith("zh") if language else mostly_cjk("".join(line.text for line in lines[:4000]))
    contents, taken, plan = _plan(lines, chinese)
    parts = spread(lines, plan.style)
    if len(parts) > len(lines):
        lines = parts
        contents, taken, plan = _plan(lines, chinese)
    if not plan.bid:
        return _unnumbered(lines, taken, issues)
    for index in plan.heads:
        taken.pop(index, None)
    width = _width(lines, taken)
    builder = TreeBuilder(lines, plan, taken, width)
    builder.build()
    if not builder.rows:
        return _unnumbered(lines, taken, issues)
    finisher = Finisher(plan.style, lines, width, chinese)
    clauses = finisher.finish(builder.rows)
    aside = _late_page_numbers(lines, builder.aside)
    found = [*builder.issues, *finisher.issues, *check_rows(clauses, contents.entries, lines, aside)]
    found.sort(key=lambda issue: (issue.place.page or 0, issue.place.line or 0))
    return ParsedStandard(clauses, _set_aside(lines, aside), (*issues, *found), plan.style)


def _plan(lines: Sequence[Line], chinese: bool) -> tuple[Contents, dict[int, str], Plan]:
    """The table of contents, the lines taken away with their reasons, and the reading of the best style."""
    taken = furniture(lines)
    contents = find_contents(lines, taken)
    taken |= dict.fromkeys(contents.lines, "table_of_contents")
    return contents, taken, best_plan(lines, taken, chinese)


def _set_aside(lines: Sequence[Line], aside: dict[int, str]) -> tuple[SetAside, ...]:
    return tuple(SetAside(lines[index].text, lines[index].place, aside[index]) for index in sorted(aside))


def _late_page_numbers(lines: Sequence[Line], aside: dict[int, str]) -> dict[int, str]:
    """Bare integers outside all clauses are page numbers, whatever else they were taken for."""
    return {
        index: "page_number" if why == "before_first_clause" and lines[index].head.isdigit() else why
        for index, why in aside.items()
    }


def _unnumbered(lines: Sequence[Line], taken: dict[int, str], issues: Sequence[ReadIssue]) -> ParsedStandard:
    aside = {index: taken.get(index, "no_numbering") for index in range(len(lines))}
    issue = ReadIssue("no_numbering", "error", lines[0].place, {"lines": str(len(lines))})
    return ParsedStandard(set_aside=_set_aside(lines, aside), issues=(*issues, issue))


def _width(lines: Sequence[Line], taken: dict[int, str]) -> int | None:
    """From which length on a line is full, in a file with hard line breaks; None when each line is a paragraph."""
    long = [
        line for index, line in enumerate(lines) if index not in taken and line.role == "body" and len(line.text) > 20
    ]
    if len(long) < 8:
        return None
    broken = sum(1 for line in long if not _SENTENCE_END.search(line.folded))
    if broken < _BROKEN_SHARE * len(long):
        return None
    lengths = sorted(len(line.text) for line in long)
    return int(lengths[int(len(lengths) * 0.9)] * _FULL_LINE)
