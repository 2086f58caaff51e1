"""Every numbering style on a small text in own words, against rows written by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from ingestion.blocks import Block, Place, ReadFile
from ingestion.clauses import parse_standard
from tests.ingestion.reading import TEXTS, codes, demands, numbers, row, text_file

STYLES = sorted(path.stem for path in TEXTS.glob("*.expected"))


def letters(words: str) -> Counter[str]:
    return Counter(char for char in words if char.isalnum())


@pytest.mark.parametrize("name", STYLES)
def test_rows_of_each_style(name: str) -> None:
    parsed = parse_standard(text_file((TEXTS / f"{name}.txt").read_text(encoding="utf-8")))
    got = [f"{one.number} | {one.parent or '-'} | {one.kind} | {one.title or '-'}" for one in parsed.clauses]
    assert got == (TEXTS / f"{name}.expected").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", STYLES)
def test_no_letter_of_the_text_is_lost(name: str) -> None:
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    parsed = parse_standard(text_file(text))
    kept = Counter[str]()
    for one in parsed.clauses:
        kept += letters(one.printed + one.text + ("" if one.title == one.number else one.title or ""))
    for part in parsed.set_aside:
        kept += letters(part.text)
    assert kept == letters(text)


def test_styles_are_all_covered() -> None:
    assert {"gb", "iso", "law", "taiwan", "official", "eu", "us", "controls"} <= set(STYLES)


def test_lines_of_a_paragraph_are_joined_as_the_language_does() -> None:
    chinese = parse_standard(text_file("4 服务\n4.1 组织应\n记录。\n4.2 组织应\n改进。"))
    assert row(chinese, "4.1").text == "组织应记录。"
    english = parse_standard(text_file("4 Service\n4.1 The organization shall\nkeep it.\n4.2 It shall improve."))
    assert row(english, "4.1").text == "The organization shall keep it."


def test_number_printed_without_blank() -> None:
    parsed = parse_standard(text_file("4服务实现\n4.9标识\n应标识。\n4.10顾客财产\n应保护。\n4.11交付\n应交付。"))
    assert numbers(parsed) == ["4", "4.9", "4.10", "4.11"]
    assert row(parsed, "4.10").title == "顾客财产"


def test_full_width_digits_and_blanks_inside() -> None:
    parsed = parse_standard(
        text_file("１　范围\n适用。\n２　要求\n２．１　总则\n应做。\n2. 2 记录\n应记。\n2.3 检查\n应查。")
    )
    assert numbers(parsed) == ["1", "2", "2.1", "2.2", "2.3"]
    assert row(parsed, "2.1").printed == "２．１"


def test_text_after_a_list_belongs_to_the_clause() -> None:
    parsed = parse_standard(text_file("1 范围\n1.1 组织应：\na) 记录；\nb) 评审。\n以上活动应持续。\n1.2 应改进。"))
    assert row(parsed, "1.1").text == "组织应：以上活动应持续。"
    assert row(parsed, "1.1 b)").text == "评审。"


def test_text_after_an_entry_without_lead_in_stays_with_the_entry() -> None:
    parsed = parse_standard(
        text_file("1 要求\n1.1 确定\na) 组织应确定。\n确定时应考虑风险。\nb) 组织应记录。\n1.2 应改进。")
    )
    assert row(parsed, "1.1 a)").text == "组织应确定。确定时应考虑风险。"
    assert row(parsed, "1.1").kind == "heading"


def test_letters_i_v_x_follow_the_sequence() -> None:
    letters_only = "\n".join(f"({char}) Point {char} must hold." for char in "abcdefghijk")
    parsed = parse_standard(text_file(f"§ 12.100 One.\n{letters_only}\n§ 12.110 Two.\n(a) It must hold."))
    assert [number for number in numbers(parsed) if "100(" in number] == [f"12.100({char})" for char in "abcdefghijk"]
    roman = "(a) It must:\n(1) Do:\n(i) this;\n(ii) that.\n(b) It must stop."
    parsed = parse_standard(text_file(f"§ 12.100 One.\n{roman}"))
    assert "12.100(a)(1)(ii)" in numbers(parsed)


def test_chapters_in_words_above_decimal_clauses() -> None:
    parsed = parse_standard(text_file("一、总则\n1.1 为规范服务。\n1.2 适用。\n二、职责\n2.1 应记录。\n2.2 应检查。"))
    assert numbers(parsed) == ["一、", "1.1", "1.2", "二、", "2.1", "2.2"]
    assert row(parsed, "2.1").parent == "二、"


def test_numbers_a_word_processor_prints() -> None:
    blocks = (
        Block("范围", Place(line=1), "1", 1, "heading"),
        Block("适用。", Place(line=2)),
        Block("服务", Place(line=3), "2", 1, "heading"),
        Block("总则", Place(line=4), "2.1", 2, "heading"),
        Block("组织应：", Place(line=5)),
        Block("接待；", Place(line=6), "a)"),
        Block("保存记录。", Place(line=7), "b)"),
    )
    parsed = parse_standard(ReadFile("docx", blocks))
    assert numbers(parsed) == ["1", "2", "2.1", "2.1 a)", "2.1 b)"]
    assert demands(row(parsed, "2.1 b)")) == [("record", "explicit")]


def test_a_heading_without_number_is_set_aside_and_told() -> None:
    blocks = (
        Block("1 范围", Place(line=1), level=1, role="heading"),
        Block("适用。", Place(line=2)),
        Block("插入的标题", Place(line=3), level=1, role="heading"),
        Block("2 要求", Place(line=4), level=1, role="heading"),
        Block("应做。", Place(line=5)),
    )
    parsed = parse_standard(ReadFile("docx", blocks))
    assert [(part.text, part.why) for part in parsed.set_aside] == [("插入的标题", "unnumbered_heading")]
    assert "unnumbered_heading" in codes(parsed)


def test_running_heads_and_page_numbers_of_a_paged_file() -> None:
    blocks: list[Block] = []
    bodies = [
        ["1 范围", "本标准适用。"],
        ["2 要求", "2.1 应建立", "制度。"],
        ["2.2 应记录。"],
        ["3 检查", "3.1 应检查。"],
    ]
    for page, body in enumerate(bodies, 1):
        printed = ["GB/T 99999—2031 服务", *body, f"— {page} —", "内部资料"]
        blocks += [Block(words, Place(line=at, page=page)) for at, words in enumerate(printed, 1)]
    parsed = parse_standard(ReadFile("application/pdf", tuple(blocks), pages=4))
    assert numbers(parsed) == ["1", "2", "2.1", "2.2", "3", "3.1"]
    assert row(parsed, "2.1").text == "应建立制度。"
    assert Counter(part.why for part in parsed.set_aside) == {"running_head": 8, "page_number": 4}


def test_a_wrapped_line_of_words_is_no_title() -> None:
    lines = [
        "4 Context",
        "4.1 The organization shall determine the issues that are relevant to its purpose and that affect its",
        "ability to reach the results it wants, and it shall keep them under review, as well as the needs and the",
        "expectations of all parties that have a part in it, however far away they are and however small, and",
        "whatever they expect.",
        "4.2 Parties",
        "4.2.1 Needs and expectations of parties near and far and of all others who take a part in the work",
        "that is done shall be determined; the requirements that follow from them shall be known to everybody in",
        "the organization and to those outside who act for it, in the language they speak and in the form they",
        "like best.",
        "4.2.2 It shall improve what it has found, in accordance with the requirements that are written down in",
        "4.1 and in other clauses.",
    ]
    parsed = parse_standard(text_file("\n".join(lines)))
    assert numbers(parsed) == ["4", "4.1", "4.2", "4.2.1", "4.2.2"]
    assert row(parsed, "4.2.1").title is None
    assert row(parsed, "4.2").title == "Parties"
    assert row(parsed, "4.2.2").text.endswith("written down in 4.1 and in other clauses.")


def test_levels_of_an_official_text_may_count_on_and_the_signature_is_set_aside() -> None:
    text = "一、要求\n（一）应做甲。\n（二）应做乙。\n二、任务\n（三）应做丙。\n某某局\n2031年1月1日\n（公开发布）"
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["一、", "一、 （一）", "一、 （二）", "二、", "二、 （三）"]
    assert [part.why for part in parsed.set_aside] == ["signature"] * 3


def test_a_foreword_keeps_its_text_whole() -> None:
    text = "前言\n主要变化如下：\na) 增加了甲；\n——删除了乙。\n1 范围\n适用。\n2 要求\n应做。"
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["前言", "1", "2"]
    assert row(parsed, "前言").text == "主要变化如下：a) 增加了甲；——删除了乙。"


def test_parts_of_a_law_and_their_chapters_that_count_anew() -> None:
    contents = "目录\n第一编 总则\n第一章 甲\n第二编 分则\n第一章 乙\n"
    text = contents + "第一编 总则\n第一章 甲\n第一条 应做。\n第二编 分则\n第一章 乙\n第二条 应做。"
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["第一编", "第一编 第一章", "第一条", "第二编", "第二编 第一章", "第二条"]
    assert codes(parsed) == []


def test_contents_without_title_and_page_numbers_are_not_the_text() -> None:
    contents = "1 范围\n2 要求\n3 检查\n"
    parsed = parse_standard(text_file(contents + "1 范围\n适用。\n2 要求\n应做。\n3 检查\n应查。"))
    assert [(one.number, one.place.line) for one in parsed.clauses] == [("1", 4), ("2", 6), ("3", 8)]


def test_chapters_without_rows_are_gaps_too() -> None:
    parsed = parse_standard(text_file("5.1.2 甲\n应做。\n5.2 乙\n应做。\n7.5 丙\n应做。"))
    told = [(issue.code, issue.params["found"], issue.params["expected"]) for issue in parsed.issues]
    assert told == [("number_gap", "7.5", "6")]


def test_headings_a_word_processor_numbers_with_a_dot_are_chapters() -> None:
    blocks = (
        Block("范围", Place(line=1), "1.", 1, "heading"),
        Block("适用。", Place(line=2)),
        Block("要求", Place(line=3), "2.", 1, "heading"),
        Block("应做。", Place(line=4)),
    )
    assert numbers(parse_standard(ReadFile("docx", blocks))) == ["1", "2"]
