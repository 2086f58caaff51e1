"""The chain of clause numbers: of all lines that begin like a clause, those that follow each other as clauses do."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.numbering.candidates import Candidate
from ingestion.numbering.lines import ANNEX, Path

# How far back a predecessor is looked for: lists and references between two clauses are rarely longer (our choice).
_WINDOW = 120
_WINDOW_LARGE = 30
_LARGE = 4000


def gain(before: Path, after: Path) -> float | None:
    """How well one number follows another: 3 the next sibling or first child, less for gaps, None for going back."""
    if after == before:
        return -0.6
    if after < before:
        return None
    if before[0] < ANNEX < after[0]:
        return {(ANNEX + 1,): 3.0, (ANNEX + 1, 1): 1.5}.get(after, 0.5)
    common = 0
    while common < len(before) and before[common] == after[common]:
        common += 1
    if common == len(before):
        first, deeper = after[common], after[common + 1 :]
        if first in (0, 1) and all(part == 1 for part in deeper):
            return 3.0 if not deeper else 1.5
        return 0.6 - 0.1 * min(first, 10)
    step, deeper = after[common] - before[common], after[common + 1 :]
    base = 3.0 if step == 1 else 1.2 - 0.2 * min(step - 1, 10)
    if deeper:
        base -= 1.0 if all(part == 1 for part in deeper) else 2.0
    return base


def _start(path: Path) -> float:
    return {(1,): 2.0, (0,): 2.0, (0, 1): 2.0, (1, 1): 1.5}.get(path, 0.0)


def best_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The chain of the highest sum of weights and gains, at most one reading of a line (dynamic programming)."""
    window = _WINDOW if len(candidates) < _LARGE else _WINDOW_LARGE
    scores: list[float] = []
    links: list[int] = []
    for index, candidate in enumerate(candidates):
        best, link = _start(candidate.path), -1
        for earlier in range(max(0, index - window), index):
            other = candidates[earlier]
            if other.line == candidate.line:
                continue
            step = gain(other.path, candidate.path)
            if step is not None and scores[earlier] + step >= best:
                best, link = scores[earlier] + step, earlier
        scores.append(best + candidate.weight)
        links.append(link)
    if not scores:
        return []
    # Of two equal chains the later one: a table of contents without page numbers stands before the text.
    index = max(range(len(scores)), key=lambda at: (scores[at], at))
    chain: list[Candidate] = []
    while index >= 0:
        chain.append(candidates[index])
        index = links[index]
    return chain[::-1]
