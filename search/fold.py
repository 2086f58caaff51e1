"""One key for what readers take as the same text: width, case, accents, Simplified and Traditional, broken lines.

Each character is folded by itself (NFKC, accents off, Traditional to Simplified, lower case), so that a place in the
folded text leads back to a place in the text as stored. White space stays, as one space, only between two characters
of words that are written with spaces: a line broken inside 售后服务 changes nothing. What is indexed and what is asked
go through the same function.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

JOINED = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Ranges of a character class: scripts written without spaces (Han, kana, bopomofo) and Hangul, cut into pairs."""
LETTER = f"[^\\W_{JOINED}]"
"""A letter or digit of any other script."""
_SAME = str.maketrans("著谘妳衹祇", "着咨你只只")
"""Variants the table of `opencc` keeps apart and offices use for one another."""
_SPACE = re.compile(f"(?<!{LETTER})(?<! ) ++| ++(?!{LETTER})")
_SPACES = re.compile(" +")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is the place in the original of what became its i-th character."""

    text: str
    offsets: array[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that became `text[start:end]` (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


class _Table(dict[int, str]):
    """From a character to what it is folded to, worked out once for each character met; `odd` are those that become
    none or several."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(folded) != 1:
            self.odd.add(chr(code))
        self[code] = folded
        return folded


@cache
def _table() -> _Table:
    return _Table()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Mn", "Me"):
        return ""
    plain = "".join(_without_marks(one) for one in unicodedata.normalize("NFKC", character))
    if not plain.isascii():
        plain = "".join(_to_simplified().convert(one) for one in plain).translate(_SAME)
    return "".join(" " if one.isspace() else one for one in _without_marks(plain.lower()))


def _without_marks(text: str) -> str:
    """Without accents; Hangul, which also comes apart under NFD, stays whole."""
    parts = unicodedata.normalize("NFD", text)
    if not any(unicodedata.category(one) in ("Mn", "Me") for one in parts):
        return text
    return "".join(one for one in parts if unicodedata.category(one) not in ("Mn", "Me"))


def fold(text: str) -> str:
    """The key of a text."""
    return _SPACES.sub(" ", _SPACE.sub("", text.translate(_table())))


def folded(text: str) -> Folded:
    """The same key with the places of its characters in the original."""
    table = _table()
    loose = text.translate(table)
    if table.odd.isdisjoint(text):
        offsets = array("l", range(len(text)))
    else:
        offsets = array("l", (place for place, one in enumerate(text) for _ in table[ord(one)]))
    if " " not in loose:
        return Folded(loose, offsets)
    whole = {found.start(): found.end() for found in _SPACE.finditer(loose)}
    for found in reversed(list(_SPACES.finditer(loose))):
        start, end = found.span()
        del offsets[start if start in whole else start + 1 : end]
    return Folded(fold(text), offsets)
