"""The text difference: nothing is lost on either side, changes are marked by characters and words, pages are told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.page_text import FileText, PageText
from workflows.differences import Paragraph, Row, Run, compare, counts, paragraphs

ROWS = settings(max_examples=150, deadline=None)


def side(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, 1) for text in texts]


def kinds(rows: list[Row]) -> list[str]:
    return [row.kind for row in rows]


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def test_a_changed_paragraph_marks_the_characters_that_differ() -> None:
    rows = compare(side("应在三日内回访客户。"), side("应在五个工作日内回访客户。"))
    assert kinds(rows) == ["changed"]
    assert [run.text for run in rows[0].old if run.marked] == ["三"]
    assert [run.text for run in rows[0].new if run.marked] == ["五个工作"]


def test_words_of_letters_are_marked_whole() -> None:
    rows = compare(side("Call the customer within 3 days"), side("Call the customer within 30 days"))
    assert [run.text for run in rows[0].new if run.marked] == ["30"]


def test_paragraphs_are_aligned_and_keep_their_order() -> None:
    old = side("目的", "为规范回访。", "职责", "客服部负责回访。", "附则")
    new = side("目的", "为规范回访。", "范围", "适用于各门店。", "职责", "客户服务部负责回访。", "附则")
    rows = compare(old, new)
    assert kinds(rows) == ["same", "same", "added", "added", "same", "changed", "same"]
    assert counts(rows) == {"same": 4, "added": 2, "changed": 1}


def test_unlike_paragraphs_are_removed_and_added_not_changed() -> None:
    rows = compare(side("甲乙丙丁戊己庚辛"), side("completely different words here"))
    assert kinds(rows) == ["removed", "added"]


def test_white_space_alone_is_no_change() -> None:
    assert kinds(compare(side("回访  客户"), side("回访客户 "))) == ["same"]


def test_nothing_against_something_is_all_added() -> None:
    rows = compare([], side("一", "二"))
    assert [(row.kind, text_of(row.new)) for row in rows] == [("added", "一"), ("added", "二")]
    assert compare([], []) == []


def test_long_unchanged_stretches_can_be_folded() -> None:
    old = [f"第 {number} 段" for number in range(20)]
    new = [*old[:10], "第 10 段改", *old[11:]]
    rows = compare(side(*old), side(*new))
    assert [place for place, row in enumerate(rows) if not row.far] == [8, 9, 10, 11, 12]


def test_pages_are_told_on_both_sides() -> None:
    rows = compare(
        [Paragraph("甲", 1), Paragraph("乙", 2)], [Paragraph("甲", 1), Paragraph("丙", 1), Paragraph("乙", 3)]
    )
    assert [(row.kind, row.old_page, row.new_page) for row in rows] == [
        ("same", 1, 1),
        ("added", None, 1),
        ("same", 2, 3),
    ]


WORDS = st.lists(
    st.sampled_from(["甲", "乙丙丁", "乙丙戊", "一二三四五六", "一二三四五七", "a b c", "a b d", ""]), max_size=12
)


@ROWS
@given(WORDS, WORDS)
def test_nothing_is_lost_on_either_side(old: list[str], new: list[str]) -> None:
    rows = compare(side(*old), side(*new))
    assert [text_of(row.old) for row in rows if row.kind != "added"] == old
    assert [text_of(row.new) for row in rows if row.kind != "removed"] == new
    assert all(not any(run.marked for run in (*row.old, *row.new)) for row in rows if row.kind == "same")
    unmarked = ["".join(run.text for run in row.old if not run.marked) for row in rows if row.kind == "changed"]
    assert unmarked == ["".join(run.text for run in row.new if not run.marked) for row in rows if row.kind == "changed"]


@pytest.mark.parametrize(
    "content", [lambda number: "同", lambda number: f"第 {number} 条", lambda number: f"{number % 7}"]
)
def test_large_texts_are_compared_whole_in_reasonable_time(content: object) -> None:
    assert callable(content)
    old = [content(number) for number in range(6_000)]
    new = (
        [content(number) for number in range(3_000)]
        + ["新的一段"]
        + [content(number) for number in range(3_100, 6_400)]
    )
    begun = time.monotonic()
    rows = compare(side(*old), side(*new))
    assert time.monotonic() - begun < 20
    assert [text_of(row.old) for row in rows if row.kind != "added"] == old
    assert [text_of(row.new) for row in rows if row.kind != "removed"] == new


def test_lines_of_a_pdf_are_put_together_where_a_sentence_runs_on() -> None:
    page = PageText(3, "1 目的\n为规范公司各门店对已完成服务的客户进行电话回访的\n方法和时限。\n2 范围\n适用于各门店。")
    found = paragraphs(FileText("application/pdf", (page,), 1))
    assert [one.text for one in found] == [
        "1 目的",
        "为规范公司各门店对已完成服务的客户进行电话回访的方法和时限。",
        "2 范围",
        "适用于各门店。",
    ]
    assert {one.page for one in found} == {3}


def test_lines_of_other_formats_are_paragraphs_and_blank_ones_are_none() -> None:
    page = PageText(1, "一行很长很长很长的文字没有句号\n\n  \n另一行很长很长很长的文字没有句号")
    found = paragraphs(FileText("text/plain", (page,), 1))
    assert [one.text for one in found] == ["一行很长很长很长的文字没有句号", "另一行很长很长很长的文字没有句号"]
