"""Words are measured before they are placed; widths here are worked out by hand."""

from __future__ import annotations

import pytest

from ui.measure import ELLIPSIS, clusters, text_width, wrap

HAN = "售后服务手册"


def test_a_han_character_is_one_em_and_a_little() -> None:
    assert text_width(HAN, 14) == pytest.approx(6 * 14 * 1.04)


def test_a_combining_character_has_no_width() -> None:
    assert text_width("e\u0301", 14) == text_width("e", 14)


def test_text_that_fits_stays_one_line() -> None:
    assert wrap(HAN, 100, 14) == [HAN]


def test_text_wraps_and_nothing_is_lost_while_lines_suffice() -> None:
    lines = wrap(HAN * 2, 60, 14, most=5)
    assert "".join(lines) == HAN * 2
    assert [len(line) for line in lines] == [4, 4, 4]


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_width() -> None:
    lines = wrap(HAN * 9, 60, 14, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith(ELLIPSIS)
    assert all(text_width(line, 14) <= 60 for line in lines)


def test_a_word_without_a_break_is_torn_rather_than_let_out() -> None:
    lines = wrap("Donaudampfschifffahrtsgesellschaft", 80, 14, most=9)
    assert "".join(lines) == "Donaudampfschifffahrtsgesellschaft"
    assert all(text_width(line, 14) <= 80 for line in lines)


def test_a_line_does_not_begin_with_a_closing_mark() -> None:
    lines = wrap("维修服务，维修服务，维修服务。", 62, 14, most=9)
    assert not [line for line in lines if line[0] in "，。"]


def test_words_break_at_spaces() -> None:
    assert wrap("records of the service", 86, 14, most=9) == ["records of", "the service"]


@pytest.mark.parametrize("text", ["👩🏽\u200d🔧", "e\u0301", "葛\U000e0100"])
def test_what_belongs_together_is_not_torn(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert len(clusters("e\u0301a")) == 2
    assert clusters("👩\u200d🔧a") == ["👩\u200d🔧", "a"]


def test_white_space_and_line_breaks_fold() -> None:
    assert wrap("  a\n\t b  ", 100, 14) == ["a b"]


def test_nothing_gives_no_line() -> None:
    assert wrap("", 100, 14) == []
