"""What a reader of the preview must be told of the whole: text outside clauses, headings over nothing, a cut end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.blocks import ReadIssue
from ingestion.numbering.lines import Line, fold
from ingestion.parsed import ParsedClause

_OUTSIDE = ("before_first_clause", "preamble", "attachment", "explanation")
_ENDED = re.compile(r"[。.;!?)\]】\"”》]$")
# Sentences this long before the first clause are text, not a title page (our choice).
_SENTENCE = 25


def check_rows(
    clauses: Sequence[ParsedClause],
    entries: Sequence[str],
    lines: Sequence[Line],
    aside: dict[int, str],
) -> list[ReadIssue]:
    """All issues of the finished rows."""
    return [
        *_outside(lines, aside),
        *_bare_headings(clauses),
        *_cut_end(clauses),
        *_missing_entries(clauses, entries),
    ]


def _outside(lines: Sequence[Line], aside: dict[int, str]) -> list[ReadIssue]:
    """One issue for each run of lines that stand before the first clause."""
    issues: list[ReadIssue] = []
    run: list[int] = []
    for index in [*sorted(at for at, why in aside.items() if why in _OUTSIDE), -1]:
        if run and index != run[-1] + 1:
            words = [lines[at].text for at in run]
            severity = "warning" if any(len(one) > _SENTENCE and "。" in one for one in words) else "notice"
            values = {"lines": str(len(run)), "text": words[0][:60]}
            issues.append(ReadIssue("text_outside", severity, lines[run[0]].place, values))
            run = []
        run.append(index)
    return issues


def _bare_headings(clauses: Sequence[ParsedClause]) -> list[ReadIssue]:
    parents = {clause.parent for clause in clauses}
    return [
        ReadIssue("suspicious_heading", "notice", clause.place, {"number": clause.number})
        for clause in clauses[:-1]
        if clause.kind == "heading" and not clause.text and clause.number not in parents
    ]


def _cut_end(clauses: Sequence[ParsedClause]) -> list[ReadIssue]:
    """The last row is a heading without anything, or its sentence does not end."""
    last = clauses[-1]
    bare = last.kind == "heading" and not last.text
    open_sentence = last.kind == "requirement" and bool(last.text) and not _ENDED.search(fold(last.text))
    if bare or (open_sentence and len(last.text) > 10):
        return [ReadIssue("truncated", "warning", last.place, {"number": last.number})]
    return []


def _missing_entries(clauses: Sequence[ParsedClause], entries: Sequence[str]) -> list[ReadIssue]:
    """Entries of the table of contents that no row answers to."""
    known = {_plain(clause.number + (clause.title or "")) for clause in clauses}
    known |= {_plain(clause.title or clause.text[:80]) for clause in clauses}
    known |= {_plain(clause.number) for clause in clauses} | {_plain(clause.number.split()[-1]) for clause in clauses}
    issues: list[ReadIssue] = []
    for entry in entries:
        plain = _plain(entry)
        number = re.match(r"(?:附[录錄][a-z]|annex[a-z]|appendix[a-z]|第.{1,8}?[章节條条節编]|[\d.]+)", plain)
        if plain in known or (plain and number and number[0].strip(".") in known):
            continue
        if number or plain.startswith(("前言", "引言", "foreword", "introduction")):
            issues.append(ReadIssue("toc_entry_missing", "warning", clauses[-1].place, {"entry": entry.strip()[:80]}))
    return issues


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).lower()
