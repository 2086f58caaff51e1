"""Standards kept as tables: columns by header words in three languages, by values, and what is no row."""

from __future__ import annotations

import pytest

from ingestion.clauses import parse_standard
from tests.ingestion.reading import codes, demands, numbers, row, table_file


@pytest.mark.parametrize(
    "header",
    [
        ("条款号", "标题", "内容"),
        ("條款編號", "標題", "條文"),
        ("Clause No.", "Title", "Requirement"),
        ("編號", "名稱", "內容"),
    ],
)
def test_columns_are_found_by_header_words(header: tuple[str, ...]) -> None:
    parsed = parse_standard(
        table_file(
            header,
            ("4", "服务", ""),
            ("4.1", "", "组织应制定管理制度。"),
            ("a)", "", "保持记录；"),
            ("b)", "", "检查。"),
            ("4.2", "沟通", "组织应沟通。"),
            ("注1", "", "可以口头。"),
        )
    )
    assert [(one.number, one.parent, one.kind) for one in parsed.clauses] == [
        ("4", None, "heading"),
        ("4.1", "4", "requirement"),
        ("4.1 a)", "4.1", "item"),
        ("4.1 b)", "4.1", "item"),
        ("4.2", "4", "requirement"),
        ("4.2 注1", "4.2", "note"),
    ]
    assert demands(row(parsed, "4.1 a)")) == [("record", "explicit")]
    assert [part.why for part in parsed.set_aside] == ["table_header"]


def test_columns_are_found_by_their_values() -> None:
    parsed = parse_standard(
        table_file(
            ("4", "General", ""),
            ("4.1", "Context", "The organization shall determine issues."),
            ("4.2", "Parties", "The organization shall keep records of parties."),
        )
    )
    assert [(one.number, one.title) for one in parsed.clauses] == [
        ("4", "General"),
        ("4.1", "Context"),
        ("4.2", "Parties"),
    ]
    assert demands(row(parsed, "4.2")) == [("record", "explicit")]


def test_stated_parents_and_kinds() -> None:
    parsed = parse_standard(
        table_file(
            ("编号", "内容", "上级", "类型"),
            ("A-1", "服务", "", "标题"),
            ("A-1-1", "应保存记录。", "A-1", "要求"),
            ("A-1-2", "服务：顾客得到的结果。", "A-9", "术语"),
        )
    )
    assert [(one.number, one.parent, one.kind) for one in parsed.clauses] == [
        ("A-1", None, "heading"),
        ("A-1-1", "A-1", "requirement"),
        ("A-1-2", "A-1", "term"),
    ]
    assert codes(parsed) == ["unknown_parent"]


def test_a_circle_of_stated_parents_is_refused() -> None:
    parsed = parse_standard(table_file(("编号", "内容", "上级"), ("1", "甲。", "2"), ("2", "乙。", "1")))
    assert [(one.number, one.parent) for one in parsed.clauses] == [("1", "2"), ("2", None)]
    assert codes(parsed) == ["unknown_parent"]


def test_indicators_with_points_and_totals() -> None:
    parsed = parse_standard(
        table_file(("指标编号", "指标", "分值"), ("5.1", "体系", "40"), ("5.1.1", "组织", ""), ("合计", "", "40"))
    )
    assert [(one.number, one.parent, one.kind, one.points) for one in parsed.clauses] == [
        ("5.1", None, "indicator", "40"),
        ("5.1.1", "5.1", "indicator", None),
    ]
    assert [part.why for part in parsed.set_aside] == ["table_header", "table_total"]


def test_rows_without_a_number_go_on_with_the_row_above() -> None:
    parsed = parse_standard(table_file(("条款号", "内容"), ("4.1", "组织应沟通。"), ("", "并应保存记录。")))
    assert row(parsed, "4.1").text == "组织应沟通。\n并应保存记录。"


def test_repeated_numbers_and_gaps_are_told() -> None:
    parsed = parse_standard(table_file(("条款号", "内容"), ("4.1", "应甲。"), ("4.1", "应乙。"), ("4.3", "应丙。")))
    assert numbers(parsed) == ["4.1", "4.1 #2", "4.3"]
    assert sorted(codes(parsed)) == ["number_gap", "repeated_number"]


def test_controls_laws_and_regulations_in_cells() -> None:
    controls = parse_standard(table_file(("Control", "Control Name"), ("AC-2", "ACCOUNTS"), ("AC-2(1)", "AUTOMATION")))
    assert [(one.number, one.parent) for one in controls.clauses] == [("AC-2", None), ("AC-2(1)", "AC-2")]
    law = parse_standard(table_file(("编号", "条文"), ("第一章", "总则"), ("第一条", "应遵守。"), ("（一）", "甲。")))
    assert [(one.number, one.parent) for one in law.clauses] == [
        ("第一章", None),
        ("第一条", "第一章"),
        ("第一条 （一）", "第一条"),
    ]
    rules = parse_standard(
        table_file(("Section", "Text"), ("164.308", "Safeguards"), ("164.308(a)", "It must be safe."))
    )
    assert [(one.number, one.parent) for one in rules.clauses] == [("164.308", None), ("164.308(a)", "164.308")]


def test_without_columns_the_cells_are_read_as_text() -> None:
    parsed = parse_standard(
        table_file(("foo", "bar"), ("1 范围", "适用。"), ("1.1 总则", "应做。"), ("1.2", "应记录。"))
    )
    assert numbers(parsed) == ["1", "1.1", "1.2"]
    assert "unknown_columns" in codes(parsed)
