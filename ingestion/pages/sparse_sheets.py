"""Worksheets of an XLSX whose cells stand so far apart that the fast engine would lay out millions of empty ones: the
filled cells alone, in one pass, row by row; the gap between two of them is one tab however wide it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from graph_schema.errors import InvalidInput
from ingestion.readers.package import Package
from ingestion.readers.sheet_parts import STYLES, WORKBOOK, S, sheet_parts
from ingestion.readers.sheets import printed

SHARED = "xl/sharedStrings.xml"
# Number formats that are dates in every language, and in Chinese, Japanese and Korean ones (18.8.30).
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001  a cell has no zone


class SparseBook:
    """One package; strings and formats are read once for all its far sheets."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._shared = [_text(one) for one in package.xml(SHARED)] if SHARED in package.names else []
        self._dates = _date_styles(package)
        settings = package.xml(WORKBOOK).find(f"{S}workbookPr")
        self._epoch = EPOCHS[settings is not None and settings.get("date1904") in ("1", "true")]

    def lines(self, name: str) -> Iterator[str]:
        """The filled rows of the sheet of that name."""
        for part, sheet in sheet_parts(self._package).items():
            if sheet == name:
                for row in self._package.xml(part).iter(f"{S}row"):
                    if line := "\t".join(filter(None, map(self._cell, row.iter(f"{S}c")))):
                        yield line

    def _cell(self, cell: ET.Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell)
        value = cell.findtext(f"{S}v", "")
        try:
            if kind == "s":
                return self._shared[int(value)]
            if kind == "b":
                return printed(value == "1")
            return self._number(float(value), cell.get("s", "")) if kind == "n" and value else value
        except (ValueError, IndexError, OverflowError) as error:
            raise InvalidInput("file_damaged", media_type="application/xml", reason="cell") from error

    def _number(self, value: float, style: str) -> str:
        if style not in self._dates:
            return printed(value)
        return printed(self._epoch + dt.timedelta(seconds=round(value * 86_400)))


def _text(element: ET.Element) -> str:
    """The runs of a string; phonetic guides are no part of it (18.4.6)."""
    own = [one.text or "" for one in element if one.tag == f"{S}t"]
    return "".join(own) + "".join(_text(one) for one in element if one.tag in (f"{S}r", f"{S}is"))


def _date_styles(package: Package) -> frozenset[str]:
    """The indexes of cell styles that show a number as a date or time."""
    if STYLES not in package.names:
        return frozenset()
    root = package.xml(STYLES)
    dates = {str(one) for one in DATE_FORMATS}
    for one in root.iter(f"{S}numFmt"):
        if re.search("[ymdhs]", NOT_FORMAT.sub("", one.get("formatCode", "")).lower()):
            dates.add(one.get("numFmtId", ""))
    formats = root.find(f"{S}cellXfs")
    styles = enumerate(formats if formats is not None else ())
    return frozenset(str(index) for index, one in styles if one.get("numFmtId") in dates)
