"""The difference between two texts, paragraph by paragraph and, inside a changed one, by characters and words. Pure.

Nothing is ever left out: what cannot be compared closely in reasonable time stands there as removed and added whole.
Only lines of nothing but white space are not paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingestion.page_text import FileText

CONTEXT = 2
"""Unchanged rows shown around a change; those farther away can be folded."""
_CLOSE = 4_000_000
"""Pairs up to which two blocks are compared each with each; larger ones are split at paragraphs that occur once."""
_PAIRS = 2_500
"""Pairs of removed and added paragraphs up to which each is asked which other it was made from."""
_ALIKE = 0.5
"""From this likeness (0 to 1) on, a paragraph is the other one changed."""
_PDF = "application/pdf"
_FULL = 0.8
"""A line of a PDF page goes on in the next when it is this long, measured by the longest of its page."""
_END = re.compile(r"[。．.；;：:！!？?」』”）)]\s*$")
_START = re.compile(
    r"\s*(?:\d+(?:\.\d+)*[\s、.)）]|[（(]?[a-z0-9一二三四五六七八九十]{1,3}[)）、]|第.{1,6}[章节節条條]|[—–•·●-])"
)
_PIECES = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the page it begins on."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a changed paragraph; `marked`: not in the other one."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison: `same`, `removed`, `added` or `changed`; the side that is not there is empty.
    `far`: unchanged and more than `CONTEXT` rows from any change, so that it can be folded away."""

    kind: str
    old: tuple[Run, ...] = ()
    new: tuple[Run, ...] = ()
    old_page: int | None = None
    new_page: int | None = None
    far: bool = False


def paragraphs(text: FileText) -> list[Paragraph]:
    """The paragraphs of a file. Lines of a PDF are put together where a sentence runs on; other formats have a
    paragraph a line."""
    found: list[Paragraph] = []
    for page in text.pages:
        lines = [line.strip() for line in page.text.split("\n")]
        longest = max(map(len, lines), default=0)
        open_ = False
        for line in lines:
            if not line:
                open_ = False
                continue
            if open_ and not _START.match(line):
                found[-1] = Paragraph(_joined(found[-1].text, line), found[-1].page)
            else:
                found.append(Paragraph(line, page.number))
            open_ = text.media_type == _PDF and len(line) >= _FULL * longest and not _END.search(line)
    return found


def _joined(first: str, second: str) -> str:
    """Two lines of one sentence: a space between words of letters, none between Chinese characters."""
    return f"{first} {second}" if first[-1].isascii() and second[0].isascii() else first + second


def compare(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Row]:
    """Every paragraph of both in order, once each."""
    rows: list[Row] = []
    for (a0, a1), (b0, b1), same in _blocks(_keys(old), _keys(new)):
        if same:
            rows += [_same(one, other) for one, other in zip(old[a0:a1], new[b0:b1], strict=True)]
        else:
            rows += _replaced(old[a0:a1], new[b0:b1])
    return _folded(rows)


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows of each kind; kinds without any are absent."""
    return dict(Counter(row.kind for row in rows))


def _keys(side: Sequence[Paragraph]) -> list[str]:
    """What paragraphs are compared by: white space says nothing."""
    return ["".join(one.text.split()) for one in side]


Span = tuple[int, int]


def _blocks(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Span, Span, bool]]:
    """Stretches of both sides in order, equal or not; together they are all of both."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    if start:
        yield (0, start), (0, start), True
    to_a, to_b = len(a) - end, len(b) - end
    for (a0, a1), (b0, b1), same in _middle(a[start:to_a], b[start:to_b]):
        yield (a0 + start, a1 + start), (b0 + start, b1 + start), same
    if end:
        yield (to_a, len(a)), (to_b, len(b)), True


def _middle(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Span, Span, bool]]:
    if not a and not b:
        return
    if len(a) * len(b) <= _CLOSE:
        for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield (a0, a1), (b0, b1), tag == "equal"
        return
    anchors = _anchors(a, b)
    if not anchors:
        yield (0, len(a)), (0, len(b)), False
        return
    from_a = from_b = 0
    for place, other in [*anchors, (len(a), len(b))]:
        for (a0, a1), (b0, b1), same in _blocks(a[from_a:place], b[from_b:other]):
            yield (a0 + from_a, a1 + from_a), (b0 + from_b, b1 + from_b), same
        if place < len(a):
            yield (place, place + 1), (other, other + 1), True
        from_a, from_b = place + 1, other + 1


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Paragraphs that occur once on each side, as many as stand in the same order (patience difference)."""
    once_a = {key for key, count in Counter(a).items() if count == 1}
    places = {key: place for place, key in enumerate(b)}
    once_b = {key for key, count in Counter(b).items() if count == 1}
    pairs = [(place, places[key]) for place, key in enumerate(a) if key in once_a and key in once_b]
    tops: list[int] = []  # of each pile: the index of its last pair
    before: list[int | None] = []
    for index, (_, other) in enumerate(pairs):
        low, high = 0, len(tops)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if pairs[tops[middle]][1] < other else (low, middle)
        before.append(tops[low - 1] if low else None)
        tops[low : low + 1] = [index]
    chain: list[tuple[int, int]] = []
    at = tops[-1] if tops else None
    while at is not None:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _same(old: Paragraph, new: Paragraph) -> Row:
    return Row("same", (Run(old.text),), (Run(new.text),), old.page, new.page)


def _removed(one: Paragraph) -> Row:
    return Row("removed", old=(Run(one.text, True),), old_page=one.page)


def _added(one: Paragraph) -> Row:
    return Row("added", new=(Run(one.text, True),), new_page=one.page)


def _replaced(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Row]:
    """Paragraphs in the place of others: those alike are one changed, in order; the rest is removed and added."""
    rows: list[Row] = []
    done = 0
    close = len(old) * len(new) <= _PAIRS
    for one in old:
        best = _most_alike(one, new, done) if close else None
        if best is None:
            rows.append(_removed(one))
            continue
        rows += [_added(other) for other in new[done:best]]
        rows.append(_changed(one, new[best]))
        done = best + 1
    return rows + [_added(other) for other in new[done:]]


def _most_alike(one: Paragraph, new: Sequence[Paragraph], start: int) -> int | None:
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(one.text)
    best, score = None, _ALIKE
    for place in range(start, len(new)):
        matcher.set_seq1(new[place].text)
        if matcher.real_quick_ratio() > score and (found := matcher.quick_ratio()) > score:
            best, score = place, found
    return best


def _changed(old: Paragraph, new: Paragraph) -> Row:
    """The pieces (Chinese characters, words of letters) that differ, marked on both sides."""
    a, b = _PIECES.findall(old.text), _PIECES.findall(new.text)
    if len(a) * len(b) > _CLOSE:
        return Row("changed", (Run(old.text, True),), (Run(new.text, True),), old.page, new.page)
    left: list[Run] = []
    right: list[Run] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        marked = tag != "equal"
        if a1 > a0:
            left.append(Run("".join(a[a0:a1]), marked))
        if b1 > b0:
            right.append(Run("".join(b[b0:b1]), marked))
    return Row("changed", tuple(left), tuple(right), old.page, new.page)


def _folded(rows: Sequence[Row]) -> list[Row]:
    """The rows with those far from any change marked so."""
    near = {
        place + step for place, row in enumerate(rows) if row.kind != "same" for step in range(-CONTEXT, CONTEXT + 1)
    }
    return [
        Row(row.kind, row.old, row.new, row.old_page, row.new_page, place not in near) for place, row in enumerate(rows)
    ]
