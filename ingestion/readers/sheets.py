"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS): every row of every sheet, cells as printed as far as their type tells."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.blocks import Place, ReadFile, ReadIssue, Row
from ingestion.readers.assemble import check_amount
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package

SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# The engine lays a sheet out as a full rectangle of 24-byte cells: 12 million are about 290 MB.
LARGEST_RECTANGLE = 12_000_000


def read_sheets(data: bytes, media_type: str, limits: Limits) -> ReadFile:
    """Rows in sheet order; empty rows are left out, the row numbers count them."""
    if data.startswith(b"PK"):
        package = Package(data, limits)
        package.check(lambda name: name.lower().endswith((".xml", ".rels", ".bin")))
        for name in sorted(name for name in package.names if SHEET_PART.fullmatch(name)):
            _refuse_far_cells(package.read(name), name, limits)
    rows: list[Row] = []
    issues: list[ReadIssue] = []
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            for name in workbook.sheet_names:
                rows.extend(_rows_of(workbook.get_sheet_by_name(name), name, limits))
                if len(rows) > limits.rows:
                    raise TooLarge("file_too_demanding", limit="rows", allowed=limits.rows, found=len(rows))
    except (CalamineError, ValueError, OSError) as error:
        code = "file_needs_password" if "assword" in str(error) else "file_damaged"
        raise InvalidInput(code, media_type=media_type) from error
    if not rows:
        raise InvalidInput("file_without_text", media_type=media_type)
    check_amount(rows, limits)
    return ReadFile(media_type, rows=tuple(rows), issues=tuple(issues))


def _rows_of(sheet: CalamineSheet, name: str, limits: Limits) -> Iterator[Row]:
    first = sheet.start[0] if sheet.start else 0
    if sheet.height * sheet.width > LARGEST_RECTANGLE:
        raise TooLarge("file_too_demanding", limit="cells", allowed=limits.cells, found=sheet.height * sheet.width)
    for offset, values in enumerate(sheet.to_python(skip_empty_area=True)):
        cells = tuple(printed(value) for value in values)
        if any(cell.strip() for cell in cells):
            yield Row(cells, Place(sheet=name, row=first + offset + 1))


def printed(value: object) -> str:
    """A cell as a reader sees it; number formats are not known here, so 15 digits at most, as the program shows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _refuse_far_cells(data: bytes, name: str, limits: Limits) -> None:
    """One cell in the last row and column makes a rectangle of 17 thousand million: refused here."""
    bounds = _Bounds()
    try:
        bounds.feed(data)
    except expat.ExpatError as error:
        raise InvalidInput("file_damaged", media_type="application/xml", member=name) from error
    if bounds.cells > limits.cells or bounds.rectangle > LARGEST_RECTANGLE:
        raise TooLarge(
            "file_too_demanding", limit="cells", allowed=limits.cells, found=max(bounds.cells, bounds.rectangle)
        )


class _Bounds:
    """Counts cells and finds the outermost ones in one pass over a worksheet part."""

    def __init__(self) -> None:
        self.cells = 0
        self._first_row = self._first_column = 1 << 30
        self._last_row = self._last_column = -1
        self._row = self._column = 0

    @property
    def rectangle(self) -> int:
        if self._last_row < 0:
            return 0
        return (self._last_row - self._first_row + 1) * (self._last_column - self._first_column + 1)

    def feed(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._began
        parser.StartDoctypeDeclHandler = self._declared
        parser.Parse(data, True)

    @staticmethod
    def _declared(*_: object) -> None:
        raise InvalidInput("file_damaged", media_type="application/xml", reason="declaration")

    def _began(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() and len(number) < 9 else self._row + 1
            self._column = 0
        elif tag == "c":
            self._place(attributes.get("r", ""))

    def _place(self, name: str) -> None:
        self.cells += 1
        self._column += 1
        if found := CELL_NAME.fullmatch(name):
            self._column = 0
            for letter in found[1]:
                self._column = self._column * 26 + ord(letter) - 64
            self._row = int(found[2])
        self._first_row, self._last_row = min(self._first_row, self._row), max(self._last_row, self._row)
        self._first_column = min(self._first_column, self._column)
        self._last_column = max(self._last_column, self._column)
