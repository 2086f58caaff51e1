"""Plain text, Markdown, HTML and CSV: charsets, line numbers, what is printed and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph_schema.errors import ClausetrailError
from ingestion.blocks import ReadFile
from ingestion.readers.limits import Limits
from ingestion.readers.registry import read_file

SIMPLIFIED = "4.2 文件控制\r\n组织应建立并保持形成文件的程序，记录应保持清晰，易于识别和检索。\r\n\r\n4.3 记录控制\r\n"
TRADITIONAL = "第五條 供方應建立並保持形成文件的程序。\n記錄應保持清晰，易於識別和檢索，並規定保存期限。\n"

Read = Callable[[str, bytes], ReadFile]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(name: str, data: bytes) -> ReadFile:
        path = tmp_path / name
        path.write_bytes(data)
        return read_file(path)

    return reader


def refused(read: Read, name: str, data: bytes) -> str:
    with pytest.raises(ClausetrailError) as caught:
        read(name, data)
    return caught.value.code


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8-sig", SIMPLIFIED),
        ("utf-16", SIMPLIFIED),
        ("utf-32", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gb18030", SIMPLIFIED),
        ("gb18030", TRADITIONAL),
        ("big5", TRADITIONAL),
    ],
)
def test_each_charset_gives_the_same_lines_with_their_numbers(read: Read, charset: str, text: str) -> None:
    found = read("standard.txt", text.encode(charset))
    expected = [(number, line) for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1) if line]
    assert [(block.place.line, block.text) for block in found.blocks] == expected


def test_utf_16_without_a_mark_is_read(read: Read) -> None:
    found = read("a.txt", "4.1 General requirements\n".encode("utf-16-le"))
    assert found.blocks[0].text == "4.1 General requirements"


def test_a_guessed_charset_is_told(read: Read) -> None:
    found = read("a.txt", SIMPLIFIED.encode("gbk"))
    assert [(issue.code, issue.severity) for issue in found.issues] == [("charset_guessed", "notice")]


def test_one_damaged_byte_is_told_and_nothing_else_is_lost(read: Read) -> None:
    data = ("组织应保持记录。\n" * 500).encode()
    found = read("a.txt", data[:3000] + b"\xff" + data[3000:])
    assert len(found.blocks) == 500
    assert [(issue.code, issue.params["count"]) for issue in found.issues] == [("undecodable_bytes", "1")]


def test_a_text_cut_inside_a_character_is_read_and_told(read: Read) -> None:
    found = read("a.txt", "4.1 组织应保持记录".encode()[:-1])
    assert found.blocks[0].text.startswith("4.1 组织应保持记")
    assert found.issues[0].code == "undecodable_bytes"


def test_spaces_at_both_ends_of_a_line_are_kept(read: Read) -> None:
    assert read("a.txt", "　　4.1 总则  \n".encode()).blocks[0].text == "　　4.1 总则  "


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_form_feeds_and_line_separators_do_not_shift_line_numbers(read: Read, ending: str) -> None:
    found = read("a.txt", ending.join(["a\u2028b\x0bc", "\fd", "", "e"]).encode())
    assert [block.place.line for block in found.blocks] == [1, 2, 4]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"  \n\t\r\n", "file_empty"),
        (b"\xef\xbb\xbf\n", "file_empty"),
        (b"\x00" * 100, "file_empty"),
        (bytes(range(256)) * 20, "file_is_binary"),
        (b"\x01\x02\x03\x04abc" * 50, "file_is_binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "file_type_not_read"),
        (b"{\\rtf1\\ansi text}", "file_type_not_read"),
        (b"PK\x03\x04 no archive", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "file_type_not_read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_needs_password"),
    ],
)
def test_what_is_no_text_is_refused_with_a_code(read: Read, data: bytes, code: str) -> None:
    assert refused(read, "standard.txt", data) == code


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(ClausetrailError) as caught:
        read_file(path, Limits(file_bytes=1000))
    assert (caught.value.code, caught.value.status) == ("file_too_large", 413)


def test_a_text_of_too_many_characters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abcdefghij\n" * 200)
    with pytest.raises(ClausetrailError) as caught:
        read_file(path, Limits(characters=1999))
    assert (caught.value.code, caught.value.params["limit"]) == ("file_too_demanding", "characters")


def test_markdown_headings_tables_lists_and_fences(read: Read) -> None:
    text = (
        "# 服务规范 #\n\n4 总要求\n======\n\n## **4.1** 总则\n1. 第一项\n- 第二项\n4\\.2 记录\n"
        "```\n# no heading\n```\n| 编号 | 要求 |\n|---|---|\n| 4.3 | 保持\\|记录 |\n\n***\n"
    )
    found = read("a.md", text.encode())
    assert [(block.place.line, block.role, block.level, block.text) for block in found.blocks] == [
        (1, "heading", 1, "服务规范"),
        (3, "heading", 1, "4 总要求"),
        (6, "heading", 2, "4.1 总则"),
        (7, "body", None, "1. 第一项"),
        (8, "body", None, "- 第二项"),
        (9, "body", None, "4.2 记录"),
        (11, "body", None, "# no heading"),
        (13, "cell", None, "编号"),
        (13, "cell", None, "要求"),
        (15, "cell", None, "4.3"),
        (15, "cell", None, "保持|记录"),
    ]


def test_html_prints_lines_headings_and_list_numbers(read: Read) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><script>var a = '<p>no';</script>"
        "<h2>4.1 总则</h2><p>组织应\n  保持<b>记录</b>。<br>第二行</p><ol type=a start=3>"
        "<li>丙项</li><li>丁项</li></ol>"
        "<table><tr><th>条</th><td>内容</td></tr></table><pre>a  b\nc</pre></body></html>"
    )
    found = read("page.txt", page.encode("gbk"))
    assert [(block.role, block.level, block.auto_number, block.text) for block in found.blocks] == [
        ("heading", 2, "", "4.1 总则"),
        ("body", None, "", "组织应 保持记录。"),
        ("body", None, "", "第二行"),
        ("body", None, "c.", "丙项"),
        ("body", None, "d.", "丁项"),
        ("cell", None, "", "条"),
        ("cell", None, "", "内容"),
        ("body", None, "", "a  b"),
        ("body", None, "", "c"),
    ]


def test_html_states_its_charset(read: Read) -> None:
    page = "<html><head><meta charset='big5'></head><body><p>第五條 記錄</p></body></html>"
    assert read("a.html", page.encode("big5")).blocks[0].text == "第五條 記錄"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_rows_with_quoted_line_ends(read: Read, separator: str) -> None:
    text = f'编号{separator}要求\n4.1{separator}"第一行\n第二行"\n\n4.2{separator}"a""b"\n'
    found = read("controls.csv", text.encode("utf-8-sig"))
    assert [(row.place.row, row.place.line, row.cells) for row in found.rows] == [
        (1, 1, ("编号", "要求")),
        (2, 3, ("4.1", "第一行\n第二行")),
        (4, 5, ("4.2", 'a"b')),
    ]


def test_a_csv_without_columns_is_read_as_lines(read: Read) -> None:
    found = read("a.csv", "4.1 总则\n组织应保持记录。\n".encode())
    assert (len(found.rows), [block.text for block in found.blocks]) == (0, ["4.1 总则", "组织应保持记录。"])


def test_markdown_of_one_table_is_a_table(read: Read) -> None:
    lines = ["# 控制", "| id | text |", "|--|--|", *(f"| AC-{n} | requirement number {n} |" for n in range(1, 6))]
    found = read("a.md", "\n".join(lines).encode())
    assert [row.cells for row in found.rows][:3] == [("控制",), ("id", "text"), ("AC-1", "requirement number 1")]
    assert found.blocks == ()


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.csv"])
def test_hostile_lines_take_linear_time(read: Read, name: str) -> None:
    """Each is 200 KB in one line: the suite's time limit fails where a pattern backtracks; any answer is right."""
    for text in ("**" * 100_000, "|" * 200_000, "- " * 100_000, "<" * 200_000, '"' * 200_001, "#" + " #" * 100_000):
        try:
            read(name, (text + "\n4.1 text\n").encode())
        except ClausetrailError as error:
            assert error.code in {"file_damaged", "file_without_text"}  # noqa: PT017
