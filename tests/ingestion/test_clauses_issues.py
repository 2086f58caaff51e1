"""What the preview tells: gaps, repeats, text outside, nothing numbered; and hostile texts."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.blocks import Block, Place, ReadFile, ReadIssue
from ingestion.clauses import parse_standard
from ingestion.issue_words import issue_message
from tests.ingestion.reading import TEXTS, codes, numbers, row, table_file, text_file

SMALL = "1 范围\n适用。\n2 要求\n2.1 甲\n应做。\n2.3 丙\n应做。\n2.3 丁\n应做。\n4 检验\n4.1 应检验。\n4.2 应记录。"


def test_gaps_and_repeats_are_told_and_nothing_is_renumbered() -> None:
    parsed = parse_standard(text_file(SMALL))
    assert numbers(parsed) == ["1", "2", "2.1", "2.3", "2.3 #2", "4", "4.1", "4.2"]
    told = [(issue.code, issue.place.line, issue.params.get("expected")) for issue in parsed.issues]
    assert told == [("number_gap", 6, "2.2"), ("repeated_number", 8, None), ("number_gap", 10, "3")]


def test_a_gap_in_a_list_is_told() -> None:
    parsed = parse_standard(text_file("1 范围\n1.1 应：\na) 甲；\nb) 乙；\nd) 丁。\n1.2 应做。"))
    assert numbers(parsed)[2:5] == ["1.1 a)", "1.1 b)", "1.1 d)"]
    assert codes(parsed) == ["number_gap"]


@pytest.mark.parametrize(
    "text",
    [
        "公司简介\n3.5 元的价格不变。\n全年增长\n12.5%左右，利润\n2.5 倍于去年。",
        "Prices rose by\n3.5 percent, to\n4.2 million euros.\nIn 2031 they fell.",
        "一段没有编号的文字。\n又一段。",
        "Just prose, without any number at all.",
        "2031.08.03 开会\n2031.09.03 开会",
        "192.168.1.1 is an address\n192.168.1.2 is another",
    ],
)
def test_a_text_without_numbering_yields_no_rows_and_says_so(text: str) -> None:
    parsed = parse_standard(text_file(text))
    assert parsed.clauses == ()
    assert [(issue.code, issue.severity) for issue in parsed.issues] == [("no_numbering", "error")]
    assert [part.text for part in parsed.set_aside] == text.split("\n")


def test_an_empty_file_is_told() -> None:
    parsed = parse_standard(ReadFile("text/plain"))
    assert [(issue.code, issue.severity) for issue in parsed.issues] == [("empty_text", "error")]


def test_issues_of_the_reader_are_handed_on() -> None:
    issue = ReadIssue("replaced_characters", "warning", Place(line=3))
    blocks = (Block("1 范围", Place(line=1)), Block("1.1 应做。", Place(line=2)))
    parsed = parse_standard(ReadFile("text/plain", blocks, issues=(issue,)))
    assert issue in parsed.issues


def test_decimals_and_references_inside_prose_are_no_clauses() -> None:
    text = "3 价格\n3.1 价格应公开。最低为\n3.2 元，最高为\n3.9 元。"
    text += "\n3.2 例外\n例外应按\n3.1 的规定处理。\n3.3 应保存记录。"
    parsed = parse_standard(text_file(text))
    assert numbers(parsed) == ["3", "3.1", "3.2", "3.3"]
    assert row(parsed, "3.1").text == "价格应公开。最低为3.2 元，最高为3.9 元。"


def test_an_abrupt_end_is_told() -> None:
    parsed = parse_standard(text_file("1 范围\n适用。\n2 要求\n2.1 应做的事情包括很多方面而且"))
    assert codes(parsed) == ["truncated"]


def test_text_before_the_first_clause_is_told() -> None:
    parsed = parse_standard(
        text_file("这是一段相当长的说明文字，不属于任何条款，也没有编号。\n1 范围\n适用。\n2 要求\n应做。")
    )
    assert [(issue.code, issue.severity) for issue in parsed.issues] == [("text_outside", "warning")]


def test_the_json_has_exactly_the_documented_keys() -> None:
    made = parse_standard(text_file(SMALL)).to_json()
    assert list(made) == ["clauses", "set_aside", "issues"]
    clauses = made["clauses"]
    assert isinstance(clauses, list)
    keys = "number printed parent kind title text level order normative obligations cites place"
    assert all(list(one) == keys.split() for one in clauses)
    issues = made["issues"]
    assert isinstance(issues, list)
    assert issues[0] == {
        "code": "number_gap",
        "severity": "warning",
        "place": {"line": 6},
        "message": "2.3 follows 2.1: 2.2 is missing.",
    }
    json.dumps(made)


def test_messages_in_chinese_and_for_codes_without_words() -> None:
    issue = ReadIssue("number_gap", "warning", Place(), {"found": "2.3", "before": "2.1", "expected": "2.2"})
    assert issue_message(issue, "zh-Hans") == "2.1 之后直接是 2.3，缺少 2.2。"
    assert issue_message(ReadIssue("odd", "notice", Place(), {"a": "b"})) == "odd, a=b"


def _seconds(read: ReadFile) -> float:
    started = time.process_time()
    parse_standard(read)
    return time.process_time() - started


HOSTILE = {
    "digits": "1" * 100_000,
    "dotted": "1." * 50_000,
    "spaced dots": "1 . " * 25_000,
    "brackets": "(" * 100_000,
    "marks": "(a)" * 33_000,
    "leaders": "." * 100_000 + "x",
    "mixed leaders": ". . ." * 20_000 + "x",
    "commas": "组织应" + "、" * 100_000,
    "duties": "应进行保持建立提供" * 11_000,
    "records": "shall keep maintain retain " * 4_000,
    "codes": "GB/T GB/T 1" * 9_000,
    "code numbers": "GB/T 1" + "9" * 100_000,
    "articles": "第" * 100_000,
    "chinese numerals": "一二三" * 33_000,
    "blanks": "1.1" + " " * 100_000 + "x",
    "terms": "服务" * 25_000 + "service " * 6_000,
    "notes": "注" * 100_000,
    "sections": "§ 1.1 " * 16_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_patterns_are_linear_in_a_hostile_line(name: str) -> None:
    """100 KB in one line cost at most a tenth of a second, between two ordinary clauses."""
    lines = ["1 范围", "1.1 应做。", HOSTILE[name], "1.2 应记录。", "2 要求"]
    read = text_file("\n".join(lines))
    parse_standard(read)
    assert min(_seconds(read) for _ in range(3)) < 0.1


def test_a_megabyte_in_one_line_and_binary() -> None:
    started = time.process_time()
    parsed = parse_standard(text_file("组织应保持记录并进行评审，" * 80_000))
    assert codes(parsed) == ["no_numbering"]
    parse_standard(text_file(bytes(range(256)).decode("latin-1") * 400))
    assert time.process_time() - started < 2.0


def test_a_row_too_long_to_search_is_told() -> None:
    parsed = parse_standard(text_file("1 范围\n1.1 应做。" + "甲" * 20_000 + "。\n1.2 应记录。"))
    assert [(issue.code, issue.params["number"]) for issue in parsed.issues] == [("long_row", "1.1")]


PIECES = st.sampled_from((TEXTS / "pieces.txt").read_text(encoding="utf-8").split("\n"))
LINES = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=40)


@settings(deadline=None, max_examples=300)
@given(LINES, st.sampled_from([None, "zh", "en"]))
def test_every_line_lands_in_exactly_one_place(lines: list[str], language: str | None) -> None:
    blocks = tuple(Block(line, Place(line=at)) for at, line in enumerate(lines, 1))
    parsed = parse_standard(ReadFile("text/plain", blocks), language)
    placed = Counter(part.place.line for part in parsed.set_aside)
    for clause in parsed.clauses:
        placed.update(place.line for place in clause.places if clause.text or clause.title or len(clause.places) > 1)
        assert clause.parent is None or clause.parent in numbers(parsed)
    bare = {place.line for clause in parsed.clauses for place in clause.places}
    for at, line in enumerate(lines, 1):
        if line.strip():
            assert placed[at] >= 1 or at in bare, line
        else:
            assert at not in placed
    assert len(set(numbers(parsed))) == len(parsed.clauses)
    assert [clause.order for clause in parsed.clauses] == list(range(1, len(parsed.clauses) + 1))
    json.dumps(parsed.to_json("zh-Hans"))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=5), max_size=12))
def test_no_table_makes_it_raise_or_lose_a_row(rows: list[list[str]]) -> None:
    parsed = parse_standard(table_file(*rows))
    placed = {part.place.row for part in parsed.set_aside}
    placed |= {place.row for clause in parsed.clauses for place in clause.places}
    assert placed == {at for at, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)}


def test_the_fixtures_are_read_alike_with_and_without_blank_lines() -> None:
    for path in TEXTS.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        spaced = text.replace("\n", "\n\n")
        assert numbers(parse_standard(text_file(text))) == numbers(parse_standard(text_file(spaced))), path.stem


def test_a_clause_behind_a_comma_is_a_clause_where_the_sequence_says_so() -> None:
    text = "3 要求\n3.1 组织应提供服务，\n3.1.1 应建立程序。\n3.2 其他\n应符合 3.1.1，\n3.2 条。\n4 检查\n4.1 应检查。"
    assert numbers(parse_standard(text_file(text))) == ["3", "3.1", "3.1.1", "3.2", "4", "4.1"]
