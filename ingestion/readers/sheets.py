"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS): every row of every sheet, cells as printed as far as their type tells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graph_schema.errors import ClausetrailError, InvalidInput, TooLarge
from ingestion.blocks import Place, ReadFile, Row
from ingestion.readers.assemble import check_amount
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package
from ingestion.readers.sheet_parts import LARGEST_RECTANGLE, Decimals, scan_sheets


def read_sheets(data: bytes, media_type: str, limits: Limits) -> ReadFile:
    """Rows in sheet order; empty rows are left out, the row numbers count them."""
    decimals: dict[str, Decimals] = {}
    if data.startswith(b"PK"):
        package = Package(data, limits)
        package.check(lambda name: name.lower().endswith((".xml", ".rels", ".bin")))
        decimals = scan_sheets(package, limits)
    rows: list[Row] = []
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            for name in workbook.sheet_names:
                rows.extend(rows_of(workbook.get_sheet_by_name(name), name, limits, decimals.get(name, {})))
                if len(rows) > limits.rows:
                    raise TooLarge("file_too_demanding", limit="rows", allowed=limits.rows, found=len(rows))
    except (CalamineError, ValueError, OSError) as error:
        raise refusal(error, media_type, limits) from error
    if not rows:
        raise InvalidInput("file_without_text", media_type=media_type)
    check_amount(rows, limits)
    return ReadFile(media_type, rows=tuple(rows))


def refusal(error: Exception, media_type: str, limits: Limits) -> ClausetrailError:
    """What an error of the engine means, which says so in words alone."""
    if "limit exceeded" in str(error):  # of cells: a full rectangle is what it would lay out
        return TooLarge("file_too_demanding", limit="cells", allowed=limits.cells)
    code = "file_needs_password" if "assword" in str(error) else "file_damaged"
    return InvalidInput(code, media_type=media_type)


def rows_of(sheet: CalamineSheet, name: str, limits: Limits, decimals: Decimals) -> Iterator[Row]:
    """The rows of a sheet that print anything."""
    if sheet.height * sheet.width > LARGEST_RECTANGLE:
        raise TooLarge("file_too_demanding", limit="cells", allowed=limits.cells, found=sheet.height * sheet.width)
    first_row, first_column = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), first_row + 1):
        cells = tuple(
            printed(value, decimals.get((row, column)) if decimals else None)
            for column, value in enumerate(values, first_column + 1)
        )
        if any(cell.strip() for cell in cells):
            yield Row(cells, Place(sheet=name, row=row))


def printed(value: object, decimals: int | None = None) -> str:
    """A cell as a reader sees it: decimals where its format fixes them, else at most the 15 digits a program shows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and decimals is not None:
        return f"{value:.{decimals}f}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
