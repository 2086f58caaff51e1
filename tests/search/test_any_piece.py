"""Any piece of any text is found, in either script, and nothing else: compared with looking through every text."""

from __future__ import annotations

import random

import pytest

from tests.search.conftest import Library
from tests.search.naive import key, traditional

PIECES = 400
MARKS = '"“”「」『』«»＂'


def expected(shelf: Library, piece: str) -> set[str]:
    wanted = key(piece).strip()
    return {
        id_
        for id_, entries in shelf.told.items()
        if any(wanted in key(title) or wanted in key(text) for title, text in entries)
    }


def pieces(shelf: Library, seed: int, count: int) -> list[str]:
    """Random pieces of one to four characters of titles and texts, as they stand there or in the other script."""
    rng = random.Random(seed)
    texts = [text for entries in shelf.told.values() for entry in entries for text in entry if text]
    made: list[str] = []
    while len(made) < count:
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        piece = text[start : start + rng.randint(1, 4)]
        if key(piece).strip() and not set(piece) & set(MARKS):
            made.append(rng.choice((piece, traditional(piece), key(piece))))
    return made


def check_pieces(shelf: Library, seed: int, count: int) -> None:
    for piece in pieces(shelf, seed, count):
        assert shelf.found(f"「{piece}」") == expected(shelf, piece), piece
        assert shelf.found(piece) >= expected(shelf, piece), piece


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("seed", range(3))
def test_any_piece_of_any_text_is_found_in_either_script(shelf: Library, seed: int) -> None:
    check_pieces(shelf, seed, PIECES // 3)


@pytest.mark.store("sqlite")
def test_every_two_characters_of_one_text_are_found(shelf: Library) -> None:
    """Without quotation marks, as people type them: signs and spaces part words, but lose nothing."""
    for id_, entries in list(shelf.told.items()):
        for title, _ in entries[:1]:
            for at in range(len(title) - 1):
                if title[at : at + 2].strip():
                    assert id_ in shelf.found(title[at : at + 2]), title[at : at + 2]
