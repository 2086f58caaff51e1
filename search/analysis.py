"""From a folded text to the terms an index keeps: pairs for scripts without spaces, words and codes for the others.

Two fields. `pairs` holds terms of one or two characters: every two neighbours of a run of Han characters and its last
one alone (a single character is answered by the pairs that begin with it), every two neighbours and every one of a
word, every sign. `words` holds words of three characters and more, and codes (`qp-08-031`, `5.1.4.1`, `2026-05-31`)
whole beside their parts. So any piece of a text has terms that lead to it, without a dictionary.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from search.fold import JOINED, LETTER

TITLE_WEIGHT = 4
"""A term of the title counts as often as so many in the text (choice)."""
LONGEST = 64
"""Characters of the longest term: a longer run is kept in windows of this length."""
OVERLAP = LONGEST // 2
"""By how much windows overlap: any piece up to this length lies in one of them."""
_LINK = "[-/.:·]"
_PAIR = re.compile(f"(?=([{JOINED}]{{2}}))")
_LAST = re.compile(f"[{JOINED}](?![{JOINED}])")
_WORD = re.compile(f"{LETTER}+")
_CODE = re.compile(f"{LETTER}+(?:{_LINK}{LETTER}+)+")
_SIGN = re.compile(r"[^\w\s]|_")
_PIECE = re.compile(f"(?P<run>[{JOINED}]+)|(?P<code>{LETTER}+(?:{_LINK}{LETTER}+)*)|(?P<sign>[^\\w\\s]|_)")


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each term stands in an entry, by field."""

    pairs: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what is asked: a `run` of Han characters, a `code` (or plain word), a `sign`."""

    shape: str
    text: str


def terms_of(title: str, text: str) -> Terms:
    """The terms of an entry, from its folded title and text."""
    terms = Terms()
    _add(terms, text, 1)
    _add(terms, title, TITLE_WEIGHT)
    return terms


def _add(terms: Terms, folded: str, weight: int) -> None:
    pairs = Counter(_PAIR.findall(folded))
    pairs.update(_LAST.findall(folded))
    words: Counter[str] = Counter()
    for word, count in Counter(_WORD.findall(folded)).items():
        pairs.update({word[at : at + 2] for at in range(len(word) - 1)} | set(word))
        if len(word) > 2:
            _count(words, word, count)
    for code, count in Counter(_CODE.findall(folded)).items():
        _count(words, code, count)
    pairs.update(set(_SIGN.findall(folded)))
    for into, found in ((terms.pairs, pairs), (terms.words, words)):
        into.update(found if weight == 1 else {term: count * weight for term, count in found.items()})


def _count(words: Counter[str], term: str, count: int) -> None:
    for window in windows(term):
        words[window] += count


def windows(term: str) -> Iterator[str]:
    """The term, or windows over one that is too long to be kept whole."""
    if len(term) <= LONGEST:
        yield term
        return
    for start in range(0, len(term) - OVERLAP, LONGEST - OVERLAP):
        yield term[start : start + LONGEST]


def pieces(word: str) -> list[Piece]:
    """What a folded word is made of; signs only where it holds nothing else."""
    found = [Piece(str(one.lastgroup), one.group()) for one in _PIECE.finditer(word)]
    return [one for one in found if one.shape != "sign"] or found


def parts(code: str) -> list[str]:
    """The plain words of a code."""
    return _WORD.findall(code)


def pairs(run: str) -> list[str]:
    """Every two neighbours of a run of two characters and more."""
    return [run[at : at + 2] for at in range(len(run) - 1)]
