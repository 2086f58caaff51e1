"""Text as it is kept and compared: NFKC, no control characters but tab and line feed, no marks that turn or hide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Bidirectional marks, zero widths and soft hyphens print nothing and would keep words from being found.
UNSEEN = (0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
LINE_ENDS = (0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
FOLDED: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160), *UNSEEN))
FOLDED |= dict.fromkeys(LINE_ENDS, "\n") | {0x09: "\t", 0x0A: "\n"}


def fold(text: str) -> str:
    """The text after NFKC: radicals become the characters they are drawn as, full-width letters ordinary ones."""
    return unicodedata.normalize("NFKC", text.replace("\r\n", "\n").translate(FOLDED))


def fold_placed(signs: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """`fold` of the signs joined, in pieces, each with the indexes of the signs it comes from.

    A piece ends where the next sign can neither join nor reorder with it (UAX 15, 9): almost always after one sign.
    """
    pieces: list[tuple[str, tuple[int, ...]]] = []
    held = ""
    places: list[int] = []
    for index, sign in enumerate(signs):
        if sign == "\r" and signs[index + 1 : index + 2] == ["\n"]:
            continue
        kept = sign.translate(FOLDED)
        if not kept:
            continue
        if held and _stands_alone(held, kept):
            pieces.append((_normal(held), tuple(places)))
            held, places = "", []
        held += kept
        places.append(index)
    if held:
        pieces.append((_normal(held), tuple(places)))
    return pieces


def _stands_alone(before: str, sign: str) -> bool:
    """Whether a sign begins a new piece after that text."""
    if sign < "\u0300":
        return True
    begins = unicodedata.normalize("NFKD", sign)[0]
    return not unicodedata.combining(begins) and _normal(before + sign) == _normal(before) + _normal(sign)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
