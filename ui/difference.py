"""Two texts side by side: what stayed, what went, what came, and inside a changed paragraph the same by words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2
"""Unchanged paragraphs shown before and after a change; longer runs fold."""
_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_LIKE = 0.4
"""From this share of common text on, two paragraphs are one that was changed."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one fate: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: paragraphs by number (0: none) on both sides. `kind`: same | changed | gone | new | fold; a fold stands
    for `count` unchanged ones."""

    kind: str
    old_no: int = 0
    old: tuple[Run, ...] = ()
    new_no: int = 0
    new: tuple[Run, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What a text became: how both sides are called, and the rows; `changed` counts those that are not the same."""

    old: str
    new: str
    pairs: tuple[Pair, ...]
    changed: int


def difference(old_name: str, old: str, new_name: str, new: str, *, around: int = AROUND) -> Difference:
    """The difference between two texts, paragraph by paragraph."""
    left, right = _paragraphs(old), _paragraphs(new)
    pairs: list[Pair] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [
                Pair("same", a + n + 1, _whole("same", left[a + n]), c + n + 1, _whole("same", right[c + n]))
                for n in range(b - a)
            ]
        else:
            pairs += _replaced(left[a:b], a, right[c:d], c)
    changed = sum(pair.kind != "same" for pair in pairs)
    return Difference(old_name, new_name, tuple(_folded(pairs, around)), changed)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _whole(kind: str, text: str) -> tuple[Run, ...]:
    return (Run(kind, text),)


def _replaced(left: Sequence[str], first: int, right: Sequence[str], second: int) -> list[Pair]:
    """Paragraphs that went and came: those alike face each other, in order."""
    pairs: list[Pair] = []
    come = 0
    for n, old in enumerate(left):
        at = next((k for k in range(come, len(right)) if _alike(old, right[k])), None)
        if at is None:
            pairs.append(Pair("gone", first + n + 1, _whole("gone", old)))
            continue
        pairs += [Pair("new", new_no=second + k + 1, new=_whole("new", right[k])) for k in range(come, at)]
        before, after = _intraline(old, right[at])
        pairs.append(Pair("changed", first + n + 1, before, second + at + 1, after))
        come = at + 1
    pairs += [Pair("new", new_no=second + k + 1, new=_whole("new", right[k])) for k in range(come, len(right))]
    return pairs


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE and matcher.ratio() >= _LIKE


def _intraline(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The same paragraph on both sides, by words (a Chinese character is one)."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    before: list[Run] = []
    after: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if b > a:
            before.append(Run("same" if tag == "equal" else "gone", "".join(left[a:b])))
        if d > c:
            after.append(Run("same" if tag == "equal" else "new", "".join(right[c:d])))
    return tuple(before), tuple(after)


def _folded(pairs: Sequence[Pair], around: int) -> list[Pair]:
    """Unchanged runs far from any change become one row that says how many they are."""
    near = {
        n + step
        for n, pair in enumerate(pairs)
        if pair.kind != "same"
        for step in range(-around, around + 1)
    }  # fmt: skip
    shown: list[Pair] = []
    for n, pair in enumerate(pairs):
        if n in near or pair.kind != "same":
            shown.append(pair)
        elif shown and shown[-1].kind == "fold":
            shown[-1] = Pair("fold", count=shown[-1].count + 1)
        else:
            shown.append(Pair("fold", count=1))
    return shown
