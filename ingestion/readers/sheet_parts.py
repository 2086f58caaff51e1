"""What the spreadsheet engine does not tell about an XLSX: how far its cells reach and how many decimals they print."""

from __future__ import annotations

import posixpath
import re
from xml.parsers import expat

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Fixed decimals such as 0.00 or #,##0.0_) ; codes of the format are ECMA-376 Part 1, 18.8.31.
FIXED = re.compile(r"(?:#,##)?0\.(0{1,9})(?:[_ ].?)*")
BUILT_IN_DECIMALS = {2: 2, 4: 2}  # 18.8.30: 0.00 and #,##0.00
# The engine lays a sheet out as a full rectangle of 24-byte cells: 12 million are about 290 MB.
LARGEST_RECTANGLE = 12_000_000

Decimals = dict[tuple[int, int], int]


def scan_sheets(package: Package, limits: Limits, far: set[str] | None = None) -> dict[str, Decimals]:
    """By sheet name: (row, column) from 1 to the decimals printed there. Sheets with cells too far apart or too many
    are added to `far` where given, else `file_too_demanding` is raised."""
    decimals = _style_decimals(package)
    names = sheet_parts(package)
    found: dict[str, Decimals] = {}
    for part in sorted(name for name in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)):
        sheet = _Sheet(decimals)
        sheet.scan(package.read(part), part)
        too_much = sheet.cells > limits.cells or sheet.rectangle > LARGEST_RECTANGLE
        if too_much and far is not None and part in names:
            far.add(names[part])
        elif too_much:
            amount = max(sheet.cells, sheet.rectangle)
            raise TooLarge("file_too_demanding", limit="cells", allowed=limits.cells, found=amount)
        if part in names:
            found[names[part]] = sheet.decimals
    return found


def sheet_parts(package: Package) -> dict[str, str]:
    """Part to sheet name, by the workbook's relationships."""
    relations = "xl/_rels/workbook.xml.rels"
    if WORKBOOK not in package.names or relations not in package.names:
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in package.xml(relations)}
    names: dict[str, str] = {}
    for sheet in package.xml(WORKBOOK).iter(f"{S}sheet"):
        target = targets.get(sheet.get(RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        names[part] = sheet.get("name", "")
    return names


def _style_decimals(package: Package) -> dict[str, int]:
    """Cell style index to decimals, for the styles that fix them."""
    if STYLES not in package.names:
        return {}
    root = package.xml(STYLES)
    codes = dict(BUILT_IN_DECIMALS)
    for one in root.iter(f"{S}numFmt"):
        identity = one.get("numFmtId", "")
        fixed = FIXED.fullmatch(one.get("formatCode", "").split(";")[0])
        if fixed and identity.isdigit():
            codes[int(identity)] = len(fixed[1])
    formats = root.find(f"{S}cellXfs")
    found: dict[str, int] = {}
    for index, one in enumerate(formats if formats is not None else ()):
        identity = one.get("numFmtId", "")
        if identity.isdigit() and int(identity) in codes:
            found[str(index)] = codes[int(identity)]
    return found


class _Sheet:
    """Counts cells and finds the outermost ones in one pass over a worksheet part."""

    def __init__(self, style_decimals: dict[str, int]) -> None:
        self.cells = 0
        self.decimals: Decimals = {}
        self._style_decimals = style_decimals
        self._first_row = self._first_column = 1 << 30
        self._last_row = self._last_column = -1
        self._row = self._column = 0

    @property
    def rectangle(self) -> int:
        if self._last_row < 0:
            return 0
        return (self._last_row - self._first_row + 1) * (self._last_column - self._first_column + 1)

    def scan(self, data: bytes, name: str) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._began
        parser.StartDoctypeDeclHandler = self._declared
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise InvalidInput("file_damaged", media_type="application/xml", member=name) from error

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
            decimals = self._style_decimals.get(attributes.get("s", ""))
            if decimals is not None:
                self.decimals[self._row, self._column] = decimals

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
