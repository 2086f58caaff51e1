"""Workbooks: a page for each sheet, rows as lines, cells with tabs between."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.page_text import FileText, PageText
from ingestion.pages import shortfall
from ingestion.pages.fold import fold
from ingestion.pages.sparse_sheets import SparseBook
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package
from ingestion.readers.sheet_parts import Decimals, scan_sheets
from ingestion.readers.sheets import refusal, rows_of

READER, SPARSE = "calamine", "sparse"


def read_sheet_pages(data: bytes, media_type: str, limits: Limits) -> FileText:
    """Every sheet, hidden ones too. Raises `file_damaged`, `file_needs_password`, `file_too_demanding`."""
    far: set[str] = set()
    decimals: dict[str, Decimals] = {}
    package = None
    if data.startswith(b"PK"):
        package = Package(data, limits)
        package.check(lambda name: name.lower().endswith((".xml", ".rels", ".bin")))
        decimals = scan_sheets(package, limits, far)
    sparse = SparseBook(package) if package and far else None
    pages: list[PageText] = []
    left = limits.characters
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            for number, name in enumerate(workbook.sheet_names, 1):
                if sparse and name in far:
                    lines, reader = sparse.lines(name), SPARSE
                else:
                    rows = rows_of(workbook.get_sheet_by_name(name), name, limits, decimals.get(name, {}))
                    lines, reader = ("\t".join(row.cells).rstrip("\t") for row in rows), READER
                text = _up_to(lines, left)
                pages.append(PageText(number, fold(text[: max(left, 0)]), name=fold(name), reader=reader))
                left -= len(text)
    except (CalamineError, ValueError, OSError) as error:
        raise refusal(error, media_type, limits) from error
    found = FileText(media_type, tuple(pages), len(pages))
    if left < 0:
        short = shortfall.text_cut(limits.characters, len(pages))
        return replace(found, partial=short.code, params=short.params)
    return found


def _up_to(lines: Iterable[str], most: int) -> str:
    """The lines joined; more than `most` characters where there are more, but not all of them."""
    kept: list[str] = []
    size = -1
    for line in lines:
        kept.append(line)
        size += len(line) + 1
        if size > most:
            break
    return "\n".join(kept)
