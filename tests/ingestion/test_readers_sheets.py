"""Spreadsheets: rows with their numbers, values as seen, far cells refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from graph_schema.errors import ClausetrailError
from ingestion.blocks import ReadFile
from ingestion.readers.registry import read_file

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def save(folder: Path, workbook: openpyxl.Workbook) -> ReadFile:
    path = folder / "a.xlsx"
    workbook.save(path)
    return read_file(path)


def with_sheet(workbook: openpyxl.Workbook, sheet: str) -> bytes:
    """The workbook's package with its first sheet's XML exchanged."""
    before, after = io.BytesIO(), io.BytesIO()
    workbook.save(before)
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return after.getvalue()


def test_rows_of_every_sheet_with_title_lines_and_gaps(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    first.title = "指标"
    first["A1"] = "商品售后服务评价"
    first.merge_cells("A1:C1")
    first["A3"], first["B3"], first["C3"] = "编号", "要求", "分值"
    first["A5"], first["B5"], first["C5"] = "5.1.1", "应有\n文件", 3
    second = workbook.create_sheet("附录")
    second["B2"] = "A.1"
    found = save(tmp_path, workbook)
    assert [(row.place.sheet, row.place.row, row.cells) for row in found.rows] == [
        ("指标", 1, ("商品售后服务评价", "", "")),
        ("指标", 3, ("编号", "要求", "分值")),
        ("指标", 5, ("5.1.1", "应有\n文件", "3")),
        ("附录", 2, ("A.1",)),
    ]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (4.1, "4.1"),
        (7.0, "7"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 8, 30), "2026-03-01 08:30:00"),  # noqa: DTZ001  a cell has no zone
        ("  两端有空格 ", "  两端有空格 "),
    ],
)
def test_values_as_seen(tmp_path: Path, value: object, printed: str) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["x", value])
    assert save(tmp_path, workbook).rows[0].cells == ("x", printed)


def test_two_decimals_of_a_number_are_printed(tmp_path: Path) -> None:
    """A clause number 4.10 typed as a number is 4.1 inside and 4.10 on paper: its format says so."""
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for value in (4.1, 4.9, 4.1):
        workbook.active.append([value, "text"])
    workbook.active["A3"].number_format = "0.00"
    assert [row.cells[0] for row in save(tmp_path, workbook).rows] == ["4.1", "4.9", "4.10"]


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClausetrailError) as caught:
        save(tmp_path, openpyxl.Workbook())
    assert caught.value.code == "file_without_text"


def test_a_far_cell_is_refused_at_once(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    cells = f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData>'
    path = tmp_path / "far.xlsx"
    path.write_bytes(with_sheet(openpyxl.Workbook(), SHEET.format(cells)))
    with pytest.raises(ClausetrailError) as caught:
        read_file(path)
    assert (caught.value.code, caught.value.params["limit"]) == ("file_too_demanding", "cells")


def test_a_declaration_in_a_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "xxe.xlsx"
    sheet = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + SHEET.format("<sheetData/>")
    path.write_bytes(with_sheet(openpyxl.Workbook(), sheet))
    with pytest.raises(ClausetrailError) as caught:
        read_file(path)
    assert (caught.value.code, caught.value.params["reason"]) == ("file_damaged", "declaration")


def test_an_open_document_spreadsheet_is_read(tmp_path: Path) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="表"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>4.1</text:p></table:table-cell>"
        '<table:table-cell office:value-type="string"><text:p>记录</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    found = read_file(path)
    assert [(row.place.sheet, row.place.row, row.cells) for row in found.rows] == [("表", 1, ("4.1", "记录"))]
