"""Word and Excel files of the sample, with the same bytes each time they are made."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl.styles import Alignment, Border, Font, Side

from workflows.sample.layout import BODY, SMALL, TITLE, width
from workflows.sample.paper import Paper

_MADE = datetime(2026, 6, 30, tzinfo=UTC)
"""When every file says it was made: the day the demonstration stands at."""
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
_COUNT = re.compile(r"0|-?[1-9][0-9]*")
_FACE = "SimSun"


def docx_bytes(paper: Paper) -> bytes:
    """The paper as a Word file."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FACE, Pt(BODY)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
    for text, size in ((paper.organisation, SMALL), (paper.title, TITLE), (paper.code, SMALL)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).font.size = Pt(size)
    if paper.fields:
        _table(document, paper.fields)
    for head, lines in paper.sections:
        document.add_paragraph().add_run(head).bold = True
        for text in lines:
            document.add_paragraph(text).paragraph_format.first_line_indent = Pt(BODY * 2)
    if paper.columns:
        _table(document, (paper.columns, *paper.rows))
    if paper.signed:
        document.add_paragraph(paper.signed)
    document.core_properties.title, document.core_properties.author = paper.title, paper.organisation
    file = BytesIO()
    document.save(file)
    return _same_each_time(file.getvalue())


def _table(document: docx.document.Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def xlsx_bytes(paper: Paper) -> bytes:
    """The paper as an Excel file: heads and fields above, the table with its columns below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has one sheet"
    sheet.title = "记录"
    span = max(len(paper.columns), 2)
    for text, size in ((paper.organisation, 10), (paper.title, 16), (paper.code, 10)):
        sheet.append([text])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=span)
        cell = sheet.cell(sheet.max_row, 1)
        cell.font, cell.alignment = Font(size=size, bold=size > 10), Alignment(horizontal="center")
    for label, value in paper.fields:
        sheet.append([label, value])
    first = sheet.max_row + 1
    for row in (paper.columns, *paper.rows):
        sheet.append([_cell(text) for text in row])
    edge = Side(style="thin")
    for cells in sheet.iter_rows(min_row=first, max_col=span):
        for one in cells:
            one.border = Border(left=edge, right=edge, top=edge, bottom=edge)
            one.alignment = Alignment(wrap_text=True, vertical="center")
    for one in sheet[first]:
        one.font = Font(bold=True)
    sheet.append([paper.signed])
    for n in range(len(paper.columns)):
        longest = max(width(row[n], 2) for row in (paper.columns, *paper.rows))
        sheet.column_dimensions[chr(ord("A") + n)].width = min(max(longest + 3, 10), 42)
    book.properties.title, book.properties.creator = paper.title, paper.organisation
    file = BytesIO()
    book.save(file)
    return _same_each_time(file.getvalue())


def _cell(text: str) -> str | int:
    """A count as a number, so that Excel adds it up; dates and codes as the text they are."""
    return int(text) if _COUNT.fullmatch(text) else text


def _same_each_time(package: bytes) -> bytes:
    """The package with fixed times: the libraries write the present one into the parts and the archive."""
    stamp = _MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    file = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(file, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            target.writestr(ZipInfo(name, _MADE.timetuple()[:6]), data, ZIP_DEFLATED)
    return file.getvalue()
