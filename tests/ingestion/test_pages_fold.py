"""Folding of text, and that a fold in pieces is the fold of the whole."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.pages.fold import fold, fold_placed
from ingestion.pages.shortfall import ranges


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("⼿册⾏为", "手册行为"),
        ("ＡＢ１２，（一）", "AB12,(一)"),
        ("ﬁle", "file"),
        ("a\r\nb\rc\x0bd\x0ce\u2028f", "a\nb\nc\nd\ne\nf"),
        ("a\tb\x00c\x07d\x7fe\x9ff", "a\tbcdef"),
        ("文\u202e件\u2066名\ufeff\u200b\xad", "文件名"),
        ("か\u3099", "が"),
        ("全\u3000角\xa0空", "全 角 空"),
    ],
)
def test_text_is_folded(written: str, kept: str) -> None:
    assert fold(written) == kept


SIGNS = st.characters(codec="utf-8")
AWKWARD = st.sampled_from(list("\r\n\t \u3099\u309aかカﾊﾟﾞ한한e\u0301\u0327\u0323ﬁ㎡⼿\u202e½…\u0344\u0f73\u1d165"))


@given(st.lists(st.one_of(SIGNS, AWKWARD), max_size=40))
def test_pieces_make_the_whole_and_name_their_signs(signs: list[str]) -> None:
    pieces = fold_placed(signs)
    assert "".join(text for text, _ in pieces) == fold("".join(signs))
    places = [place for _, indexes in pieces for place in indexes]
    assert places == sorted(set(places)), "each sign belongs to one piece, in order"


def test_every_character_alone_is_one_piece_and_normal() -> None:
    kept = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    wrong = [sign for sign in kept if not unicodedata.is_normalized("NFKC", fold(sign))]
    assert wrong == []


@pytest.mark.parametrize(
    ("pages", "written"),
    [([], ""), ([3], "3"), ([1, 2], "1-2"), ([2, 5, 6, 7, 9], "2, 5-7, 9"), ([4, 4, 3], "3-4")],
)
def test_page_numbers_as_people_write_them(pages: list[int], written: str) -> None:
    assert ranges(pages) == written


def test_a_very_long_list_of_pages_ends_with_dots() -> None:
    assert ranges(range(1, 1001, 2)).endswith("77, 79, ...")
