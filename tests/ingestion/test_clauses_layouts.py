"""Layout traits of real copies: tables inside documents, run-in lists, bullets, references over line ends."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from ingestion.blocks import Block, Place, ReadFile
from ingestion.clauses import parse_standard
from ingestion.issue_words import issue_message
from ingestion.parsed import ParsedStandard
from ingestion.sandbox import read_in_child
from tests.ingestion.make_pdf import Put, make_pdf
from tests.ingestion.reading import codes, demands, numbers, row, table_file, text_file


def word_file(*lines: str | list[list[str]]) -> ReadFile:
    """Paragraphs and tables as the Word reader hands them over."""
    blocks: list[Block] = []
    at = 0
    for line in lines:
        for number, cells in enumerate([[line]] if isinstance(line, str) else line, 1):
            at += 1
            place = Place(line=at) if isinstance(line, str) else Place(line=at, row=number)
            blocks += [Block(cell, place, role="body" if isinstance(line, str) else "cell") for cell in cells if cell]
    return ReadFile("docx", tuple(blocks))


def test_cells_and_rows_of_a_table_stay_apart() -> None:
    table = [["项目", "上限"], ["上门", "30"]]
    parsed = parse_standard(
        word_file("1 范围", "适用。", "2 收费", "收费应公开。", "表1 收费", table, "收费应告知顾客。")
    )
    assert row(parsed, "表1").text == "项目\t上限\n上门\t30"
    assert row(parsed, "2").text == "收费应公开。收费应告知顾客。"


CONTROLS = [
    ["5", "Organizational controls"],
    ["5.1", "Policies", "Control", "Policies shall be written."],
    ["5.2", "Roles", "Control", "Roles shall be named."],
]


def test_controls_listed_in_the_table_of_an_annex_are_rows() -> None:
    parsed = parse_standard(
        word_file("1 Scope", "It lists.", "2 Use", "It shall be used.", "Annex A", "Controls", CONTROLS)
    )
    assert numbers(parsed) == ["1", "2", "Annex A", "A.5", "A.5.1", "A.5.2"]
    assert [row(parsed, number).parent for number in ("A.5", "A.5.1")] == ["Annex A", "A.5"]
    assert row(parsed, "A.5.1").title == "Policies"
    assert row(parsed, "A.5.1").printed == "5.1"
    assert row(parsed, "A.5.1").normative


def test_rows_of_a_scoring_table_in_an_annex_are_no_clauses() -> None:
    table = [["序号", "指标", "分值"], ["1", "组织架构", "5"], ["2", "人员", "5"], ["4.1", "过程", "5"]]
    parsed = parse_standard(
        word_file(
            "1 范围", "适用。", "2 评分", "应评分。", "附录A", "评分表", "A.1 总则", "应评分。", "表A.1 评分", table
        )
    )
    assert numbers(parsed) == ["1", "2", "附录A", "A.1", "表A.1"]


def test_a_run_in_list_of_a_law() -> None:
    parsed = parse_standard(
        text_file("第一条 应当：（一）记录；（二）通知。\n第二条 依照本法第一条（一）和（二）处理。")
    )
    assert numbers(parsed) == ["第一条", "第一条 （一）", "第一条 （二）", "第二条"]
    assert row(parsed, "第一条 （二）").text == "通知。"


def test_bullets_of_another_shape_under_dashes() -> None:
    parsed = parse_standard(text_file("1 甲\n1.1 应有：\n——人员，包括：\n•内部的；\n•外部的；\n——设备。\n1.2 应检查。"))
    assert numbers(parsed) == ["1", "1.1", "1.1 -1", "1.1 -1 -1", "1.1 -1 -2", "1.1 -2", "1.2"]


def test_a_bullet_before_a_letter_is_drawn_by_markdown() -> None:
    parsed = parse_standard(text_file("1 甲\n1.1 应：\n- a) 记录；\n- b) 评审。\n1.2 应检查。"))
    assert numbers(parsed) == ["1", "1.1", "1.1 a)", "1.1 b)", "1.2"]
    assert row(parsed, "1.1 a)").text == "记录；"


def test_bare_numbers_are_entries_only_where_a_list_is_announced() -> None:
    parsed = parse_standard(
        text_file("1.0.1 应符合下列规定：\n1 应牢固；\n2 应标记。\n1.0.2 每次不超过\n3 天，应记录。\n1.0.3 应检查。")
    )
    assert numbers(parsed) == ["1.0.1", "1.0.1 1", "1.0.1 2", "1.0.2", "1.0.3"]
    assert row(parsed, "1.0.2").text == "每次不超过3 天，应记录。"


def test_a_reference_over_the_end_of_a_line_is_no_paragraph() -> None:
    parsed = parse_standard(
        text_file(
            "§ 12.100 One.\n(a) It must keep paragraph\n(b) of this section.\n(b) It must follow\n§ 12.200:\n(1) now."
        )
    )
    assert numbers(parsed) == ["12.100", "12.100(a)", "12.100(b)", "12.100(b)(1)"]


def test_words_with_the_character_of_should() -> None:
    parsed = parse_standard(
        text_file("1 供应商\n适用。\n2 响应\n服务提供应有记录，管理应有程序。\n3 对应\n与要求相适应。")
    )
    assert [(one.title, one.normative) for one in parsed.clauses] == [
        ("供应商", False),
        ("响应", True),
        ("对应", False),
    ]


def test_a_letter_of_promulgation_with_attachments() -> None:
    text = (
        "一、目标\n应达标。\n二、措施\n应检查。\n附件：1.分工表\n2.评分表\n某某局\n2031年5月6日\n"
        "附件1\n分工表\n一、甲\n二、乙"
    )
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["一、", "二、"]
    assert [part.why for part in parsed.set_aside] == ["attachment"] * 2 + ["signature"] * 2 + ["attachment"] * 4
    assert codes(parsed) == ["text_outside", "text_outside"]


def test_numbers_of_paragraphs_in_a_law_are_set_aside() -> None:
    parsed = parse_standard(text_file("第 1 條\n1 應保存紀錄。\n2 前項紀錄應審查。\n第 2 條\n1\n應公告。\n2\n應通知。"))
    assert [one.text for one in parsed.clauses] == ["應保存紀錄。前項紀錄應審查。", "應公告。應通知。"]
    assert [(part.text, part.why) for part in parsed.set_aside] == [(n, "paragraph_number") for n in "1212"]


def test_the_explanation_behind_an_engineering_code_is_set_aside() -> None:
    text = "1 总则\n1.0.1 应做。\n1.0.2 应查。\n2 规定\n2.0.1 应记。\n条文说明\n1 总则\n1.0.1 说明甲。\n2.0.1 说明乙。"
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["1", "1.0.1", "1.0.2", "2", "2.0.1"]
    assert [part.why for part in parsed.set_aside] == ["explanation"] * 4


def test_of_several_number_columns_the_one_of_the_members_counts() -> None:
    parsed = parse_standard(
        table_file(
            ["CIS Control", "CIS Safeguard", "Asset Type", "Title", "Description"],
            ["1", "", "", "Keys", "Actively manage keys."],
            ["1", "1.1", "Doors", "List", "Maintain a list of keys and review it every year."],
            ["1", "1.2", "Doors", "Lost keys", "Ensure that lost keys are noted."],
        )
    )
    assert numbers(parsed) == ["1", "1.1", "1.2"]
    assert row(parsed, "1.1").text == "Maintain a list of keys and review it every year."
    assert row(parsed, "1.1").normative
    assert [part.text for part in parsed.set_aside if part.why == "other_column"] == ["1 | Doors", "1 | Doors"]


def test_number_and_words_in_one_cell_and_the_annex_above_the_header() -> None:
    parsed = parse_standard(
        table_file(
            ["附录A 控制", ""],
            ["编号", "要求"],
            ["A.5 组织控制", ""],
            ["A.5.1 方针", "应制定方针。"],
            ["A.5.2", "应明确职责。"],
        )
    )
    assert [(one.number, one.parent, one.title) for one in parsed.clauses] == [
        ("附录A", None, "控制"),
        ("A.5", "附录A", "组织控制"),
        ("A.5.1", "A.5", "方针"),
        ("A.5.2", "A.5", None),
    ]


def test_chapters_of_a_law_kept_as_a_table() -> None:
    parsed = parse_standard(table_file(["第一章 总则", ""], ["第一条", "应当记录。"], ["第二条", "应当通知。"]))
    assert numbers(parsed) == ["第一章", "第一条", "第二条"]
    assert row(parsed, "第一条").parent == "第一章"


@pytest.mark.parametrize("language", ["zh-Hant", "zh_Hant", "zh-TW"])
def test_issues_are_worded_in_traditional_characters(language: str) -> None:
    parsed: ParsedStandard = parse_standard(text_file("沒有編號的文字。"))
    assert issue_message(parsed.issues[0], language) == "沒有找到編號，未產生條款；全部 1 行文字已另存。"


def test_automatic_numbers_and_a_table_through_the_real_reader(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("1 范围", 1)
    made.add_paragraph("适用于上门服务。")
    made.add_heading("2 收费", 1)
    made.add_paragraph("应：")
    for words in ("公开收费；", "保存记录。"):
        made.add_paragraph(words, "List Bullet")
    made.add_paragraph("表1 收费")
    table = made.add_table(2, 2)
    for at, words in enumerate(("项目", "上限", "上门", "30")):
        table.cell(at // 2, at % 2).text = words
    made.add_paragraph("收费应告知顾客。")
    made.save(str(tmp_path / "a.docx"))
    parsed = parse_standard(read_in_child(tmp_path / "a.docx"))
    assert numbers(parsed) == ["1", "2", "2 -1", "2 -2", "表1"]
    assert demands(row(parsed, "2 -2")) == [("record", "explicit")]
    assert row(parsed, "表1").text == "项目\t上限\n上门\t30"


def test_two_columns_with_running_heads_through_the_real_reader(tmp_path: Path) -> None:
    def page(number: int, left: list[str], right: list[str]) -> list[Put]:
        columns = [Put(60, 770 - 14 * at, line, 9) for at, line in enumerate(left)]
        columns += [Put(310, 770 - 14 * at, line, 9) for at, line in enumerate(right)]
        return [Put(70, 810, "Register of Visits / Vol. 99 / Rules", 8), *columns, Put(290, 30, str(number), 8)]

    first = page(
        5,
        [
            "§ 12.308 Safety of visits.",
            "(a) A visitor must, in accordance with",
            "§ 12.306:",
            "(1)(i) Standard: Planning. Implement",
            "policies and procedures for visits to",
            "households in town and in the country.",
        ],
        [
            "(ii) Implementation specifications:",
            "(A) Plan (Required). Write a plan for",
            "each day.",
            "(2) Standard: Records. Maintain a",
            "record of each visit for a year after",
            "the visit.",
        ],
    )
    second = page(
        6,
        [
            "(b)(1) Helpers. A visitor may take a",
            "helper along.",
            "(2) Document who helps, as paragraph",
            "(b)(1) of this section says, on paper",
            "and keep it.",
        ],
        [
            "§ 12.310 Doors.",
            "(a) Doors must be closed when nobody",
            "stands in them.",
            "(b) Doors must be painted by those who",
            "own them, in a colour they like.",
        ],
    )
    (tmp_path / "a.pdf").write_bytes(make_pdf([first, second]))
    parsed = parse_standard(read_in_child(tmp_path / "a.pdf"))
    assert numbers(parsed) == [
        "12.308",
        "12.308(a)",
        "12.308(a)(1)",
        "12.308(a)(1)(i)",
        "12.308(a)(1)(ii)",
        "12.308(a)(1)(ii)(A)",
        "12.308(a)(2)",
        "12.308(b)",
        "12.308(b)(1)",
        "12.308(b)(2)",
        "12.310",
        "12.310(a)",
        "12.310(b)",
    ]


def test_articles_of_a_law_in_translation_begin_with_their_words() -> None:
    text = (
        "CHAPTER 1 GENERAL\nArticle 1 This Law protects households.\nArticle 2 Visitors shall:\n(1) note;\n(2) leave."
    )
    parsed = parse_standard(text_file(text + "\nArticle 3 It applies from today."))
    assert numbers(parsed) == ["Chapter 1", "Article 1", "Article 2", "Article 2(1)", "Article 2(2)", "Article 3"]
    assert row(parsed, "Article 1").title is None
    assert row(parsed, "Article 1").text == "This Law protects households."


def test_chapters_printed_with_a_zero_hold_their_clauses() -> None:
    parsed = parse_standard(
        text_file("1.0 PURPOSE\nTo help.\n2.0 DUTIES\n2.1 Staff shall keep records.\n2.2 It shall stop.")
    )
    assert [(one.number, one.parent) for one in parsed.clauses] == [
        ("1.0", None),
        ("2.0", None),
        ("2.1", "2.0"),
        ("2.2", "2.0"),
    ]


def test_numbers_of_controls_alone_on_their_lines() -> None:
    lines = "AC-2\nGUEST LIST\nControl:\na.\nList the guests;\nb.\nReview the list.\nControl Enhancements:\n(1)\n"
    parsed = parse_standard(
        text_file(lines + "GUEST LIST | KEYS\nKeep keys.\nReferences: None.\nAC-3\nDOORS\nControl: Close doors.")
    )
    assert numbers(parsed) == ["AC-2", "AC-2 a.", "AC-2 b.", "AC-2(1)", "AC-3"]
    assert row(parsed, "AC-2").title == "GUEST LIST"
    assert row(parsed, "AC-2(1)").title == "GUEST LIST | KEYS"
    assert row(parsed, "AC-2 b.").text == "Review the list."


def test_a_line_of_markers_without_end_is_read_in_bounded_time_and_kept() -> None:
    words = "(a) " * 3000
    parsed = parse_standard(text_file(f"§ 12.100 One.\n{words}\n(b) It must hold.\n§ 12.110 Two.\n(a) It must stand."))
    kept = "".join(one.printed + one.text for one in parsed.clauses)
    assert kept.count("(a)") == 3001
    assert len(parsed.clauses) < 20
