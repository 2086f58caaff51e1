"""Workbooks: a page for each sheet, rows as lines, cells with tabs between."""

from __future__ import annotations

import io
from dataclasses import replace

from python_calamine import CalamineError, CalamineWorkbook

from graph_schema.errors import InvalidInput
from ingestion.page_text import FileText, PageText
from ingestion.pages import shortfall
from ingestion.pages.fold import fold
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package
from ingestion.readers.sheet_parts import Decimals, scan_sheets
from ingestion.readers.sheets import rows_of

READER = "calamine"


def read_sheet_pages(data: bytes, media_type: str, limits: Limits) -> FileText:
    """Every sheet, hidden ones too. Raises `file_damaged`, `file_needs_password`, `file_too_demanding`."""
    decimals: dict[str, Decimals] = {}
    if data.startswith(b"PK"):
        package = Package(data, limits)
        package.check(lambda name: name.lower().endswith((".xml", ".rels", ".bin")))
        decimals = scan_sheets(package, limits)
    pages: list[PageText] = []
    left = limits.characters
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            names = list(workbook.sheet_names)
            for number, name in enumerate(names, 1):
                sheet = workbook.get_sheet_by_name(name)
                rows = rows_of(sheet, name, limits, decimals.get(name, {}))
                text = fold("\n".join("\t".join(row.cells).rstrip("\t") for row in rows))
                pages.append(PageText(number, text[: max(left, 0)], name=fold(name), reader=READER))
                left -= len(text)
    except (CalamineError, ValueError, OSError) as error:
        code = "file_needs_password" if "assword" in str(error) else "file_damaged"
        raise InvalidInput(code, media_type=media_type) from error
    found = FileText(media_type, tuple(pages), len(pages))
    if left < 0:
        short = shortfall.text_cut(limits.characters, len(pages))
        return replace(found, partial=short.code, params=short.params)
    return found
