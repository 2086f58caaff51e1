"""PDF: lines in reading order, columns, running heads and feet, what has no text or needs a password."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from graph_schema.errors import ClausetrailError
from ingestion.blocks import ReadFile
from ingestion.readers.limits import Limits
from ingestion.readers.pdf_text import clean
from ingestion.readers.registry import read_file
from tests.ingestion.make_pdf import Put, join_objects, make_pdf

WORDS = "一二三四五六七八九十"


def read(folder: Path, data: bytes, **options: tuple[str, ...]) -> ReadFile:
    path = folder / "a.pdf"
    path.write_bytes(data)
    return read_file(path, Limits(), **options)


def refused(folder: Path, data: bytes, **options: tuple[str, ...]) -> ClausetrailError:
    with pytest.raises(ClausetrailError) as caught:
        read(folder, data, **options)
    return caught.value


def body_line(number: str) -> str:
    return f"{number} 组织应建立并保持形成文件的服务规范程序"


def one_column(pages: int) -> list[list[Put]]:
    """Running head on every page, page number at the foot, twenty lines between."""
    made = []
    for page in range(pages):
        puts = [Put(70, 800, "GB/T 0000-2026 服务要求", 9), Put(290, 40, f"- {page + 1} -", 9)]
        puts += [Put(70, 760 - 30 * line, body_line(f"{page + 4}.{line + 1}")) for line in range(20)]
        made.append(puts)
    return made


def test_heads_and_feet_are_marked_and_the_body_kept(tmp_path: Path) -> None:
    found = read(tmp_path, make_pdf(one_column(3)))
    assert found.pages == 3
    assert [(block.place.page, block.text) for block in found.blocks if block.role == "header"] == [
        (page, "GB/T 0000-2026 服务要求") for page in (1, 2, 3)
    ]
    assert [(block.place.page, block.text) for block in found.blocks if block.role == "footer"] == [
        (page, f"- {page} -") for page in (1, 2, 3)
    ]
    assert [block.text for block in found.blocks if block.role == "body"] == [
        body_line(f"{page + 4}.{line}") for page in range(3) for line in range(1, 21)
    ]


def test_heads_of_left_and_right_pages_differ(tmp_path: Path) -> None:
    pages = [[*puts[1:], Put(70, 800, "左页眉" if index % 2 else "右页眉")] for index, puts in enumerate(one_column(6))]
    found = read(tmp_path, make_pdf(pages))
    assert [block.text for block in found.blocks if block.role == "header"] == ["右页眉", "左页眉"] * 3


def test_a_single_page_has_no_running_heads(tmp_path: Path) -> None:
    found = read(tmp_path, make_pdf(one_column(1)))
    assert {block.role for block in found.blocks} == {"body"}


def test_numbers_that_do_not_count_pages_are_text(tmp_path: Path) -> None:
    """A last line such as 85 and 40 stands at one height on two pages and is no page number."""
    pages = [[*puts[2:], Put(70, 60, value)] for puts, value in zip(one_column(2), ("85", "40"), strict=True)]
    found = read(tmp_path, make_pdf(pages))
    assert [block.text for block in found.blocks if block.role != "body"] == []


def test_two_columns_are_read_one_after_the_other_between_crossing_lines(tmp_path: Path) -> None:
    pages = []
    for page in range(3):
        puts = [Put(70, 800, "服务要求", 9), Put(290, 40, str(page + 1), 9)]
        puts.append(Put(70, 760, f"第{WORDS[page]}章 这一行标题从左栏的开头一直写到右栏的末尾为止", 14))
        for line in range(15):  # row by row, as some producers write
            puts += [Put(70 + 248 * side, 720 - 20 * line, body_line(f"{page}.{side}.{line}")) for side in (0, 1)]
        puts.append(Put(70, 400, f"表{WORDS[page]} 这一行说明也从左栏的开头一直写到右栏的末尾为止，独占", 14))
        puts += [
            Put(70 + 248 * side, 370 - 20 * line, body_line(f"{page}.{side + 2}.{line}"))
            for line in range(8)
            for side in (0, 1)
        ]
        pages.append(puts)
    found = read(tmp_path, make_pdf(pages))
    expected = []
    for page in range(3):
        expected.append(f"第{WORDS[page]}章 这一行标题从左栏的开头一直写到右栏的末尾为止")
        expected += [body_line(f"{page}.{side}.{line}") for side in (0, 1) for line in range(15)]
        expected.append(f"表{WORDS[page]} 这一行说明也从左栏的开头一直写到右栏的末尾为止，独占")
        expected += [body_line(f"{page}.{side}.{line}") for side in (2, 3) for line in range(8)]
    assert [block.text for block in found.blocks if block.role == "body"] == expected


def test_three_columns(tmp_path: Path) -> None:
    puts = [
        Put(60 + 170 * side, 760 - 14 * line, f"{side}.{line} shall maintain records", 10)
        for line in range(40)
        for side in range(3)
    ]
    found = read(tmp_path, make_pdf([puts]))
    assert [block.text for block in found.blocks] == [
        f"{side}.{line} shall maintain records" for side in range(3) for line in range(40)
    ]


def test_contents_and_hanging_numbers_stay_on_their_lines(tmp_path: Path) -> None:
    puts = []
    for line in range(20):
        y = 760 - 20 * line
        puts += [Put(70, y, f"{line}.1"), Put(120, y, "术语和定义"), Put(500, y, str(line + 3))]
    found = read(tmp_path, make_pdf([puts]))
    assert [block.text for block in found.blocks] == [f"{line}.1 术语和定义 {line + 3}" for line in range(20)]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_reads_as_written(tmp_path: Path, angle: int) -> None:
    puts = [Put(70, 760 - 20 * line, f"4.{line} records shall be kept") for line in range(10)]
    found = read(tmp_path, make_pdf([puts], rotate=angle))
    assert [block.text for block in found.blocks] == [f"4.{line} records shall be kept" for line in range(10)]


def test_a_scan_is_without_text(tmp_path: Path) -> None:
    error = refused(tmp_path, make_pdf([[], [], []], picture_on=(0, 1, 2)))
    assert (error.code, error.params["pages"]) == ("pdf_without_text", "3")


def test_a_stamp_on_every_scanned_page_is_no_text(tmp_path: Path) -> None:
    pages = [[Put(70, 810, "scanned")] for _ in range(4)]
    assert refused(tmp_path, make_pdf(pages, picture_on=range(4))).code == "pdf_without_text"


def test_one_scanned_page_among_text_is_told(tmp_path: Path) -> None:
    pages = one_column(3)
    pages[1] = []
    found = read(tmp_path, make_pdf(pages, picture_on=(1,)))
    assert [(issue.code, issue.severity, issue.place.page) for issue in found.issues] == [
        ("page_without_text", "warning", 2)
    ]
    assert sum(block.role == "body" for block in found.blocks) == 40


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(make_pdf(one_column(1))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("without", [(), ("pdfium",)])
def test_a_password_is_asked_for_by_either_engine(tmp_path: Path, without: tuple[str, ...]) -> None:
    assert refused(tmp_path, encrypted("secret"), without=without).code == "pdf_needs_password"


@pytest.mark.parametrize("without", [(), ("pdfium",)])
def test_a_file_that_only_forbids_printing_is_read(tmp_path: Path, without: tuple[str, ...]) -> None:
    assert len(read(tmp_path, encrypted(""), without=without).blocks) == 22


def test_the_second_engine_reads_the_same_words(tmp_path: Path) -> None:
    pages = [
        [Put(70, 760 - 20 * line, f"{page}.{line} The firm shall keep records") for line in range(10)]
        for page in range(3)
    ]
    data = make_pdf(pages)
    first, second = read(tmp_path, data), read(tmp_path, data, without=("pdfium",))
    assert [(block.place.page, block.text) for block in second.blocks] == [
        (block.place.page, block.text) for block in first.blocks
    ]
    assert [issue.code for issue in second.issues] == ["second_engine_used"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n", "file_damaged"),
        (b"%PDF-1.7\n" + b"garbage " * 1000, "file_damaged"),
        (make_pdf(one_column(1))[:600], "file_damaged"),
        (
            join_objects([b"<< /Type /Pages /Count 0 /Kids [] >>", b"<< /Type /Catalog /Pages 1 0 R >>"], 2),
            "pdf_without_text",
        ),
    ],
)
def test_broken_files_are_refused_with_a_code(tmp_path: Path, data: bytes, code: str) -> None:
    assert refused(tmp_path, data).code == code


def test_a_file_whose_table_of_objects_is_cut_off_is_still_read(tmp_path: Path) -> None:
    data = make_pdf(one_column(1))
    found = read(tmp_path, data[: data.rindex(b"xref\n")])
    assert sum("组织应" in block.text for block in found.blocks) == 20


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf(one_column(3)))
    with pytest.raises(ClausetrailError) as caught:
        read_file(path, Limits(pages=2))
    assert (caught.value.code, caught.value.params["limit"]) == ("file_too_demanding", "pages")


def test_spread_han_text_gets_no_spaces_and_latin_words_keep_theirs(tmp_path: Path) -> None:
    """A justified line sets each character by itself, with a quarter of the type size between them."""
    puts = [Put(70 + 13 * index, 700, sign) for index, sign in enumerate("组织应保持记录")]
    puts += [Put(70, 660, "shall"), Put(98, 660, "keep"), Put(126, 660, "records")]
    found = read(tmp_path, make_pdf([puts]))
    assert [block.text for block in found.blocks] == ["组织应保持记录", "shall keep records"]


def test_radicals_and_nul_become_what_is_printed() -> None:
    """Chromium maps 手 to the radical U+2F3F, fpdf2 puts NUL between characters; full-width forms stay."""
    assert clean("⼿册\x00，⾏为（Ａ）") == "手册，行为（Ａ）"
