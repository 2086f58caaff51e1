"""The piece of a text that shows a hit: the text as stored, and where in it the hits are, apart from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflows.answers import Json

BEFORE, LONGEST = 30, 120
"""Characters before the first hit, and of the whole snippet."""
_SPACES = re.compile(r"\s+")


def runs_of(text: str, spans: Sequence[tuple[int, int]]) -> list[Json]:
    """Pieces {`text`, `hit`} around the first hit, or from the beginning; line breaks as spaces; empty for no text."""
    first = spans[0][0] if spans else 0
    start = max(0, first - BEFORE)
    end = min(len(text), start + LONGEST)
    pieces = list(_pieces(text, spans, start, end))
    if start > 0 and pieces:
        pieces.insert(0, ("…", False))
    if end < len(text) and pieces:
        pieces.append(("…", False))
    return [{"text": shown, "hit": hit} for piece, hit in _joined(pieces) if (shown := _SPACES.sub(" ", piece))]


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[str, bool]]:
    at = start
    for hit_start, hit_end in spans:
        if hit_start >= end:
            break
        yield text[at:hit_start], False
        yield text[hit_start : min(hit_end, end)], True
        at = min(hit_end, end)
    yield text[at:end], False


def _joined(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, hit in pieces:
        if text and joined and joined[-1][1] == hit:
            joined[-1] = (joined[-1][0] + text, hit)
        elif text:
            joined.append((text, hit))
    return joined
