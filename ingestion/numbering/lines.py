"""Printed lines as the parser sees them: number and text in one string, folded for matching, kept as printed beside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingestion.blocks import Block, Place

# Longest beginning of a line that markers, titles and captions are looked for in: keeps every match linear.
HEAD = 400

# Only digits, letters, the signs that stand in numbers, and blanks are folded; words stay as printed.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD.update({0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0x202F: 0x20})

_SAMPLE = 20_000
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LETTER = re.compile(r"[^\W\d_]")

Path = tuple[int, ...]
ANNEX = 1000  # An annex A is the path (1001,): annexes follow the chapters, whatever their number.


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line. `folded` has the same length as `text`, in half-width, so positions agree."""

    text: str
    folded: str
    place: Place
    role: str = "body"
    level: int | None = None
    auto: bool = False

    @property
    def head(self) -> str:
        """The folded beginning, bounded."""
        return self.folded[:HEAD]


def fold(text: str) -> str:
    """Half-width form of the same length."""
    return text.translate(_FOLD)


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """Every non-blank line of the blocks; a block of several printed lines gives several, sharing its place."""
    lines: list[Line] = []
    for block in blocks:
        number = block.auto_number.strip()
        for position, part in enumerate(block.text.splitlines() or [""]):
            body = part.strip()
            has_number = bool(number) and position == 0
            text = f"{number} {body}".strip() if has_number else body
            if text:
                lines.append(Line(text, fold(text), block.place, block.role, block.level, has_number))
    return lines


def is_cjk(char: str) -> bool:
    """Whether a character is set without blanks between words: Han, kana, or full-width punctuation."""
    code = ord(char)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF or code >= 0x20000


def mostly_cjk(text: str) -> bool:
    """Whether the text is Chinese: more than a fifth of its letters are Han."""
    sample = text[:_SAMPLE]
    return len(_HAN.findall(sample)) * 5 > len(_LETTER.findall(sample))


def join(parts: Iterable[str], chinese: bool) -> str:
    """The lines of one row as one string: Chinese without a break, Latin words with one blank between them."""
    text = ""
    for part in parts:
        if text and part and part[0] not in "\t\n":
            touching = text[-1], part[0]
            both_latin = all(char.isascii() and char.isalnum() for char in touching)
            if both_latin or (not chinese and text[-1] != "-" and not any(map(is_cjk, touching))):
                text += " "
        text += part
    return text
