"""Decimal clauses (GB/T 1.1, ISO/IEC Directives Part 2): chapters, clauses, annexes, foreword and introduction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingestion.blocks import ReadIssue
from ingestion.numbering.candidates import (
    Candidate,
    decimal_patterns,
    find_candidates,
    number_of,
    title_like,
)
from ingestion.numbering.chain import best_chain
from ingestion.numbering.chapters import with_chapters
from ingestion.numbering.explanation import explanation_start
from ingestion.numbering.lines import ANNEX, Line, Path, fold
from ingestion.numbering.plan import Head, Plan

_ENDED = re.compile(r"[。.!?;:,]$")


def plan_decimal(lines: Sequence[Line], taken: dict[int, str], chinese: bool) -> Plan:
    """Reads the document as decimal clauses."""
    candidates = find_candidates(lines, set(taken), chinese)
    cut = explanation_start(lines, set(taken), candidates)
    candidates = [one for one in candidates if one.line < cut]
    if not _stray_digits(candidates):
        candidates = [one for one in candidates if not one.stray]
    chain = best_chain(candidates)
    if not _convincing(chain):
        return Plan("decimal")
    accepted = {one.line: one for one in chain}
    left_over = _recover(candidates, accepted)
    fronts = {index: word for index, word in _fronts(lines, taken, accepted).items() if index < cut}
    heads, issues = _heads(lines, accepted, fronts)
    heads = with_chapters(lines, taken, heads)
    issues += [
        ReadIssue("suspicious_number", "notice", lines[one.line].place, {"printed": one.printed, "number": near})
        for one, near in left_over
    ]
    aside = dict.fromkeys(_title_lines(lines, taken, accepted, fronts, chinese), "document_title")
    aside |= {index: "explanation" for index in range(cut, len(lines)) if index not in taken}
    return Plan("decimal", float(len(chain)), heads, aside, tuple(issues))


def _stray_digits(candidates: Sequence[Candidate]) -> bool:
    """Whether chapters carry a digit too many: at least two are followed by clauses of the chapter without it."""
    proofs = 0
    for here, after in pairwise(candidates):
        proofs += here.stray and len(after.path) > 1 and after.path[0] == here.path[0]
    return proofs >= 2


def _convincing(chain: Sequence[Candidate]) -> bool:
    """At least two numbers that follow each other; plain "1." "2." "3." are a list, not chapters."""
    if len(chain) < 2:
        return False
    if all(len(one.path) == 1 and (one.dotted or one.path[0] > ANNEX) for one in chain):
        return False
    followers = sum(_follows(before.path, after.path) for before, after in pairwise(chain))
    return followers * 3 >= len(chain) - 1 and followers > 0


def _follows(before: Path, after: Path) -> bool:
    """Next sibling on some level, or first child."""
    if len(after) > len(before):
        return after[: len(before)] == before and after[len(before)] <= 1
    return after[:-1] == before[: len(after) - 1] and after[-1] == before[len(after) - 1] + 1


def _recover(candidates: Sequence[Candidate], accepted: dict[int, Candidate]) -> list[tuple[Candidate, str]]:
    """Takes in clauses the chain left out though they stand among their siblings (repeated or out of order); yields
    those that stay text, with the number of the clause whose text they are."""
    left: list[tuple[Candidate, str]] = []
    for one in candidates:
        if one.line in accepted or one.stray or len(one.path) < 2 or one.weight < 1:
            continue
        before = max((line for line in accepted if line < one.line), default=None)
        after = min((line for line in accepted if line > one.line), default=None)
        near = [accepted[line].path for line in (before, after) if line is not None]
        if near and all(path[: len(one.path) - 1] == one.path[:-1] for path in near):
            accepted[one.line] = one
        elif before is not None:
            left.append((one, number_of(accepted[before].path)))
    return left


def _fronts(lines: Sequence[Line], taken: dict[int, str], accepted: dict[int, Candidate]) -> dict[int, str]:
    """Foreword, introduction, bibliography: headings without a number, by line."""
    fronts: dict[int, str] = {}
    for index, line in enumerate(lines):
        match = decimal_patterns()["front"].fullmatch(line.head)
        if match and index not in taken and index not in accepted and line.role != "cell":
            word = re.sub(r"\s", "", match["word"])
            fronts[index] = word.capitalize() if word.isascii() else word
    return fronts


def _heads(
    lines: Sequence[Line], accepted: dict[int, Candidate], fronts: dict[int, str]
) -> tuple[dict[int, Head], list[ReadIssue]]:
    issues: list[ReadIssue] = []
    heads: dict[int, Head] = {}
    named: dict[Path, str] = {}
    last: dict[Path, int] = {}
    introduction: str | None = None
    for index in sorted([*accepted, *fronts]):
        if index in fronts:
            word = fronts[index]
            introduction = word if word in ("引言", "Introduction") else introduction
            heads[index] = Head(word, lines[index].text, None, len(lines[index].text), "front")
            continue
        one = accepted[index]
        number = _annex_word(lines[index]) if len(one.path) == 1 and one.path[0] > ANNEX else number_of(one.path)
        parent = introduction if one.path[0] == 0 else _parent(one.path, named)
        issues += _sequence_issues(one, number, last, lines[index], named)
        named.setdefault(one.path, number)
        form = "annex" if number != number_of(one.path) else "clause"
        heads[index] = Head(number, one.printed, parent, one.end, form)
        if one.stray:
            values = {"printed": one.printed, "number": number}
            issues.append(ReadIssue("stray_digit", "notice", lines[index].place, values))
    return heads, issues


def _annex_word(line: Line) -> str:
    match = decimal_patterns()["annex"].match(line.head)
    assert match is not None
    word = re.sub(r"\s", "", match["word"])
    return f"{word.capitalize()} {match['letter']}" if word.isascii() else f"{word}{match['letter']}"


def _parent(path: Path, named: dict[Path, str]) -> str | None:
    """The nearest row above that exists."""
    above = next((named[path[:size]] for size in range(len(path) - 1, 0, -1) if path[:size] in named), None)
    # Firms print the chapter over 3.1 as 3.0.
    return named.get((path[0], 0)) if above is None and len(path) > 1 and path[1] != 0 else above


def _sequence_issues(
    one: Candidate, number: str, last: dict[Path, int], line: Line, named: dict[Path, str]
) -> list[ReadIssue]:
    """Gaps and disorder among siblings, of chapters without a row of their own too. What the file begins with is no
    gap, nor is the first clause of a chapter that has no row."""
    found: list[ReadIssue] = []
    started = bool(named)
    for size in range(1, len(one.path) + 1):
        above, ordinal = one.path[: size - 1], one.path[size - 1]
        whole = size == len(one.path)
        if not whole and one.path[:size] in named:
            continue
        if above == () and ordinal > ANNEX and last.get((), 0) < ANNEX:
            last[()] = ANNEX
        before = last.get(above)
        last[above] = max(ordinal, before or 0)
        if before is None:
            before = 0 if started and (above == () or above in named) else ordinal
        if ordinal in (before, before + 1) or (not whole and ordinal < before):
            continue
        known = number_of((*above, before)) if before not in (0, ANNEX) else number_of(above) if above else "-"
        values = {"found": number, "before": known, "expected": number_of((*above, before + 1))}
        found.append(ReadIssue("number_gap" if ordinal > before else "out_of_order", "warning", line.place, values))
    return found[:1]


def _title_lines(
    lines: Sequence[Line],
    taken: dict[int, str],
    accepted: dict[int, Candidate],
    fronts: dict[int, str],
    chinese: bool,
) -> list[int]:
    """GB/T 1.1 prints the title of the standard once more before chapter 1: no part of the foreword it follows."""
    first = next((index for index in sorted(accepted) if accepted[index].path == (1,)), None)
    if first is None or not any(index < first for index in fronts):
        return []
    opening = min(fronts)
    earlier = {line.text for index, line in enumerate(lines[:opening])}
    found: list[int] = []
    for index in range(first - 1, opening, -1):
        if index in taken:
            continue
        text = lines[index].text
        plain = title_like(lines[index].head, chinese) and not re.search(r"[,、。]", lines[index].head)
        known = any(text in one for one in earlier)
        previous = lines[index - 1].text
        if not plain or index in accepted or index in fronts or not (known or _ENDED.search(fold(previous)) or found):
            break
        found.append(index)
        if len(found) == 3:
            break
    return found if all(index - 1 not in fronts for index in found) else []
