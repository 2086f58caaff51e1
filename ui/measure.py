"""How wide text is before it is drawn, and where it breaks: so that no word of a picture leaves its box.

Widths are in px for the faces of `static/tokens.css`, taken a little too wide rather than too narrow: a Han character
is 1 em; Latin letters are sorted into five widths.
"""

from __future__ import annotations

import unicodedata

NARROW = frozenset("ijlI.,:;'|!()[]`·tfr1 /\\-")
WIDE = frozenset("mwMWQO@%&ABCDEGHKNRUVXYZ")
_MARGIN = 1.04
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〕％,.;:!?)]}%…—~")
_NEVER_LAST = frozenset("（《「『【〔([{“‘")
_BREAK_AFTER = frozenset(" -_/.\\,;+")
ELLIPSIS = "…"


def character_width(character: str, mono: bool = False) -> float:
    """Width in em."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F", "A"):
        return 1.0
    if mono:
        return 0.605
    if ord(character) > 0x2FF:
        return 0.8  # other alphabets: wide enough for Cyrillic and Greek capitals, for Arabic and for signs
    if character in WIDE:
        return 0.98 if character in "mwMW@%" else 0.73
    if character in NARROW:
        return 0.4
    return 0.58


def text_width(text: str, size: float, *, mono: bool = False, bold: bool = False) -> float:
    """Width in px at a font size in px."""
    em = sum(character_width(one, mono) for one in text)
    return em * size * _MARGIN * (1.06 if bold and not mono else 1.0)


def clusters(text: str) -> list[str]:
    """The text in pieces that must not be torn apart: a character with what combines with it."""
    found: list[str] = []
    for one in text:
        joins = character_width(one) == 0.0 or (found and found[-1].endswith("\u200d"))
        if found and joins:
            found[-1] += one
        else:
            found.append(one)
    return found


def wrap(text: str, width: float, size: float, *, most: int = 2, mono: bool = False, bold: bool = False) -> list[str]:
    """At most `most` lines no wider than `width`; what does not fit ends in an ellipsis."""
    lines = _broken(" ".join(text.split()), width, size, most, mono, bold)
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    kept[-1] = _cut(kept[-1], width, size, mono, bold)
    return kept


def _broken(text: str, width: float, size: float, most: int, mono: bool, bold: bool) -> list[str]:
    """Greedy lines; stops one after `most`, for then it is known that the text is to be cut."""
    lines: list[str] = []
    line: list[str] = []
    for piece in clusters(text):
        if line and text_width("".join([*line, piece]).rstrip(), size, mono=mono, bold=bold) > width:
            at = _break_at(line, piece)
            lines.append("".join(line[:at]).rstrip())
            line = line[at:] if line[at:] != [" "] else []
            if len(lines) > most:
                return lines
        if piece == " " and not line:
            continue
        line.append(piece)
    if line:
        lines.append("".join(line).rstrip())
    return lines


def _break_at(line: list[str], following: str) -> int:
    """How many pieces stay on the line: up to the last good place but in its first quarter, else all."""
    for at in range(len(line), max(1, len(line) // 4), -1):
        after = line[at] if at < len(line) else following
        if _may_break(line[at - 1], after):
            return at
    return len(line)


def _may_break(before: str, after: str) -> bool:
    if after[0] in _NEVER_FIRST or before[0] in _NEVER_LAST:
        return False
    return before[0] in _BREAK_AFTER or after == " " or _is_han(before) or _is_han(after)


def _is_han(piece: str) -> bool:
    return unicodedata.east_asian_width(piece[0]) in ("W", "F")


def _cut(line: str, width: float, size: float, mono: bool, bold: bool) -> str:
    pieces = clusters(line)
    while pieces and text_width("".join(pieces) + ELLIPSIS, size, mono=mono, bold=bold) > width:
        pieces.pop()
    return "".join(pieces).rstrip() + ELLIPSIS
