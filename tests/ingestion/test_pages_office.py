"""Word files and workbooks by page: everything printed, pages where the file tells them, a page for each sheet."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineError

from graph_schema.errors import ClausetrailError
from ingestion.page_text import PASSWORD_CODES, FileText
from ingestion.pages.office import read_docx_pages
from ingestion.pages.sheets import read_sheet_pages
from ingestion.readers.limits import Limits
from ingestion.readers.sheets import refusal
from ingestion.sniff import ODS, XLSX
from tests.ingestion.make_docx import level, listed, make_docx, paragraph
from tests.ingestion.test_readers_sheets import SHEET, with_sheet

BREAK = '<w:r><w:br w:type="page"/></w:r>'
SEEN = "<w:lastRenderedPageBreak/>"


def run(text: str, before: str = "") -> str:
    return f"<w:r>{before}<w:t>{text}</w:t></w:r>"


def word(body: str, parts: dict[str, str] | None = None, limits: Limits | None = None) -> FileText:
    return read_docx_pages(make_docx(body, parts), limits or Limits())


def texts(found: FileText) -> list[str]:
    return [page.text for page in found.pages]


def test_everything_printed_is_there_and_deletions_are_not() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>"
        + paragraph("文本框里的字")
        + "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:txbxContent>"
        + paragraph("文本框里的字")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    table = (
        f"<w:tbl><w:tr><w:tc>{paragraph('姓名')}</w:tc><w:tc>{paragraph('日期')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('王工')}</w:tc><w:tc>{paragraph('2026-05-12')}</w:tc></w:tr></w:tbl>"
    )
    tracked = (
        f'<w:ins w:id="1" w:author="a">{run("插入的")}</w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>删除的</w:delText></w:r></w:del>'
    )
    body = paragraph("正文") + paragraph("", "", tracked + box) + table
    parts = {
        "header": paragraph("页眉文字"),
        "footer": paragraph("页脚文字"),
        "footnotes": f'<w:footnote w:id="2">{paragraph("脚注文字")}</w:footnote>',
    }
    found = word(body, parts)
    assert texts(found) == ["页眉文字\n正文\n插入的\n文本框里的字\n姓名\t日期\n王工\t2026-05-12\n页脚文字\n1 脚注文字"]
    assert (found.page_count, found.has_pictures, found.partial) == (1, False, "")


def test_numbers_word_counts_are_part_of_what_is_printed() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "%1", start=4)}{level(1, "%1.%2")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = listed("要求", 1) + listed("总则", 1, 1) + listed("记录", 1, 1)
    assert texts(word(body, {"numbering": numbering})) == ["4 要求\n4.1 总则\n4.2 记录"]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (paragraph("一") + paragraph("", "", BREAK) + paragraph("二"), ["一", "二"]),
        (paragraph("一", "", BREAK) + paragraph("", "", run("二", SEEN)), ["一", "二"]),
        (paragraph("", "", run("前半") + run("后半", SEEN)), ["前半", "后半"]),
        (paragraph("一") + paragraph("", "", BREAK) + paragraph("", "", BREAK) + paragraph("三"), ["一", "", "三"]),
        (paragraph("一"), ["一"]),
    ],
)
def test_pages_end_where_the_file_says_so(body: str, pages: list[str]) -> None:
    found = word(body)
    assert (texts(found), found.page_count) == (pages, len(pages))


def test_a_row_on_the_next_page_begins_it_and_a_row_cut_by_the_page_stays_whole() -> None:
    rows = [("甲", "1", ""), ("乙", "2", "next"), ("丙", "3", ""), ("丁", "4", "cut"), ("戊", "5", "")]
    table = "<w:tbl>"
    for name, value, how in rows:
        first = paragraph("", "", run(name, SEEN)) if how == "next" else paragraph(name)
        second = paragraph("", "", run(value) + run("续", SEEN)) if how == "cut" else paragraph(value)
        table += f"<w:tr><w:tc>{first}</w:tc><w:tc>{second}</w:tc></w:tr>"
    found = word(table + "</w:tbl>" + paragraph("完"))
    assert texts(found) == ["甲\t1", "乙\t2\n丙\t3\n丁\t4续", "戊\t5\n完"]


def test_an_empty_word_file_is_an_empty_page() -> None:
    assert texts(word(paragraph())) == [""]


def test_a_long_word_file_is_cut_and_that_is_said() -> None:
    found = word(paragraph("长" * 50), limits=Limits(characters=40))
    assert (texts(found), found.partial, found.params["characters"]) == (["长" * 40], "text_cut", "40")


# Workbooks


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def book() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    first.title = "回访"
    first.append(["序号", "客户", "日期"])
    first.append([1, "李女士（ＶＩＰ）", dt.date(2026, 5, 12)])
    first.append([])
    first.append([2.5, None, "⼿册"])
    workbook.create_sheet("空表")
    hidden = workbook.create_sheet("隐藏")
    hidden["B2"] = "藏着的"
    hidden.sheet_state = "hidden"
    return workbook


def test_a_page_for_each_sheet_with_its_name_hidden_and_empty_ones_too() -> None:
    found = read_sheet_pages(saved(book()), XLSX, Limits())
    assert [(page.number, page.name, page.text, page.reader) for page in found.pages] == [
        (1, "回访", "序号\t客户\t日期\n1\t李女士(VIP)\t2026-05-12\n2.5\t\t手册", "calamine"),
        (2, "空表", "", "calamine"),
        (3, "隐藏", "藏着的", "calamine"),
    ]
    assert (found.partial, found.has_pictures, found.media_type) == ("", False, XLSX)


def test_a_long_workbook_is_cut_and_that_is_said() -> None:
    found = read_sheet_pages(saved(book()), XLSX, Limits(characters=10))
    assert (found.partial, found.params["characters"], sum(len(page.text) for page in found.pages)) == (
        "text_cut",
        "10",
        10,
    )
    assert len(found.pages) == 3


def test_a_far_cell_is_read_and_harmless() -> None:
    """XFD1048576: a full rectangle would be 17 thousand million cells."""
    workbook = book()
    sheet = workbook["回访"]
    sheet["XFD1048576"] = "天涯"
    sheet["C2"] = dt.datetime(2026, 5, 12, 8, 30)  # noqa: DTZ001  a cell has no zone
    found = read_sheet_pages(saved(workbook), XLSX, Limits())
    assert [(page.name, page.text, page.reader) for page in found.pages] == [
        ("回访", "序号\t客户\t日期\n1\t李女士(VIP)\t2026-05-12 08:30:00\n2.5\t手册\n天涯", "sparse"),
        ("空表", "", "calamine"),
        ("隐藏", "藏着的", "calamine"),
    ]


def test_cells_of_every_kind_far_apart() -> None:
    cells = (
        '<c r="A1" t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r><rPh><t>nei</t></rPh></is></c>'
        '<c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="str"><v>公式</v></c>'
        '<c r="E1"><v>7</v></c><c r="F1"/><c r="XFD1"><f>1+1</f><v>0.30000000000000004</v></c>'
    )
    sheet = SHEET.format(
        f'<sheetData><row r="1">{cells}</row><row r="1048576"><c r="A1048576"><v>4.10</v></c></row></sheetData>'
    )
    found = read_sheet_pages(with_sheet(openpyxl.Workbook(), sheet), XLSX, Limits())
    assert texts(found) == ["内联\tTRUE\t#N/A\t公式\t7\t0.3\n4.1"]


@pytest.mark.parametrize("cell", ['<c r="A1" t="s"><v>99</v></c>', '<c r="A1"><v>x</v></c>'])
def test_broken_cells_far_apart_are_damage(cell: str) -> None:
    sheet = SHEET.format(
        f'<sheetData><row r="1">{cell}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(ClausetrailError) as caught:
        read_sheet_pages(with_sheet(openpyxl.Workbook(), sheet), XLSX, Limits())
    assert caught.value.code == "file_damaged"


ODF = "urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"
EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def make_ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    names = " ".join(f'xmlns:{name}="{ODF.format(name)}"' for name in ("office", "table", "text", "manifest"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", ODS)
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {names}><manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
            "</manifest:manifest>",
        )
        package.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="回访">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def odf_row(text: str, before: str = "") -> str:
    return (
        f"<table:table-row>{before}"
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row>'
    )


def test_an_opendocument_sheet_filled_up_with_empty_rows_is_read() -> None:
    found = read_sheet_pages(make_ods(odf_row("客户") + odf_row("李女士") + EMPTY_ROWS), ODS, Limits())
    assert [(page.name, page.text) for page in found.pages] == [("回访", "客户\n李女士")]


def test_a_far_cell_of_another_format_is_refused_at_once() -> None:
    """The engine does not say why it refuses the file."""
    far = odf_row("天涯", '<table:table-cell table:number-columns-repeated="16383"/>')
    with pytest.raises(ClausetrailError) as caught:
        read_sheet_pages(make_ods(odf_row("客户") + EMPTY_ROWS + far), ODS, Limits())
    assert caught.value.code in ("file_too_demanding", "file_damaged")


def test_an_engine_that_says_why_is_told_in_our_code() -> None:
    error = refusal(CalamineError("Cell limit exceeded (17179852800 cells requested, max 100000000)"), ODS, Limits())
    assert (error.code, error.params["limit"]) == ("file_too_demanding", "cells")
    assert refusal(CalamineError("Workbook is password protected"), ODS, Limits()).code in PASSWORD_CODES
    assert refusal(CalamineError("Cannot detect file format"), ODS, Limits()).code == "file_damaged"


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_broken_workbooks_are_damaged(data: bytes) -> None:
    with pytest.raises(ClausetrailError) as caught:
        read_sheet_pages(data, XLSX, Limits())
    assert caught.value.code == "file_damaged"
