"""Whether an entry truly holds what was asked, and where: looked up in its text as stored."""

from __future__ import annotations

from collections.abc import Sequence

from search.fold import Folded, fold, folded

SPANS_MOST = 200
"""Places told of one entry; a snippet shows a few of them."""
Spans = tuple[tuple[int, int], ...]


def holds(words: Sequence[str], title: str, text: str) -> bool:
    """Whether every word stands in the title or the text."""
    keys = (fold(title), fold(text))
    return all(any(word in key for key in keys) for word in words)


def places(words: Sequence[str], text: str) -> Spans:
    """Where the words stand in a text, in order, those that overlap or touch joined."""
    key = folded(text)
    found = sorted(span for word in words for span in _spans(word, key))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif len(joined) == SPANS_MOST:
            break
        else:
            joined.append((start, end))
    return tuple(joined)


def _spans(word: str, key: Folded) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = key.text.find(word)
    while at >= 0 and len(spans) < SPANS_MOST:
        spans.append(key.original(at, at + len(word)))
        at = key.text.find(word, at + len(word))
    return spans
