"""What a file is, from its bytes; the name is only asked where bytes cannot tell (Markdown, CSV)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from graph_schema.errors import InvalidInput
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PDF = "application/pdf"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"})
READ_FOR_CLAUSES = frozenset({PDF, DOCX, XLSX, XLSB, XLS, ODS, "text/html", "text/markdown", "text/csv", "text/plain"})

# The mark at the start, and what it is.
MARKS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"%!PS", "application/postscript"),
)
HEIF_BRANDS = dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"
) | dict.fromkeys((b"avif", b"avis"), "image/avif")
# Main part content types of ECMA-376 Part 1, 11 to 13, with the macro and template forms.
OFFICE_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"wordprocessingml.template.main+xml", DOCX),
    (b"ms-word.document.macroenabled.main+xml", DOCX),
    (b"ms-word.template.macroenabledtemplate.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"spreadsheetml.template.main+xml", XLSX),
    (b"ms-excel.sheet.macroenabled.main+xml", XLSX),
    (b"ms-excel.template.macroenabled.main+xml", XLSX),
    (b"ms-excel.sheet.binary.macroenabled.main", XLSB),
    (b"presentationml.presentation.main+xml", PPTX),
    (b"presentationml.slideshow.main+xml", PPTX),
)
# Directory names inside an OLE compound file ([MS-CFB] 2.6.1), in UTF-16.
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "application/msword"),
    ("Workbook", XLS),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Book", XLS),
)
MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mkd"})
DELIMITED_NAMES = frozenset({".csv", ".tsv", ".tab"})
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
HTML_TAGS = re.compile(rb"</(?:p|div|table|h[1-6]|body|li|td)>", re.IGNORECASE)
HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The media type, and whether the file's name says something else."""

    media_type: str
    name_differs: bool = False


EXPECTED_NAMES: dict[str, frozenset[str]] = {
    PDF: frozenset({".pdf"}),
    DOCX: frozenset({".docx", ".docm", ".dotx", ".dotm"}),
    XLSX: frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
}


def sniff(data: bytes, name: str, limits: Limits) -> Sniffed:
    """The type of a file that may hold clauses. Raises as `identify`, and `file_type_not_read` for all others."""
    found = identify(data, name, limits)
    if found.media_type not in READ_FOR_CLAUSES:
        raise InvalidInput("file_type_not_read", media_type=found.media_type)
    return found


def identify(data: bytes, name: str, limits: Limits) -> Sniffed:
    """The type of any file. Raises `file_empty`, `file_damaged` (a broken package), `file_needs_password`."""
    suffix = PurePath(name).suffix.lower()
    found = _by_mark(data, limits) or _text_type(data, suffix)
    expected = EXPECTED_NAMES.get(found)
    return Sniffed(found, name_differs=bool(expected and suffix and suffix not in expected))


def _by_mark(data: bytes, limits: Limits) -> str | None:
    """The type the first bytes prove, or None: then it may be a text."""
    if not data:
        raise InvalidInput("file_empty")
    # ISO 32000-2, 7.5.2 wants the header first; readers accept it within the first 1024 bytes (Annex I of 32000-1).
    if b"%PDF-" in data[:1024] and not data.startswith(b"PK"):
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data, limits)
    if data.startswith(OLE_MARK):
        return _ole_type(data)
    for mark, media_type in MARKS:
        if data.startswith(mark) and (len(mark) > 2 or b"\x00" in data[:HEAD_BYTES]):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":  # ISO/IEC 14496-12; the brands of HEIF are ISO/IEC 23008-12, 10
        return HEIF_BRANDS.get(data[8:12], "video/mp4")
    return None


def _zip_type(data: bytes, limits: Limits) -> str:
    """Office packages by their main part's content type, ODF by its `mimetype` member."""
    package = Package(data, limits)
    if "[Content_Types].xml" in package.names:
        declared = package.read("[Content_Types].xml").lower()
        for mark, media_type in OFFICE_TYPES:
            if mark in declared:
                return media_type
    if "mimetype" in package.names:
        return package.read("mimetype")[:100].decode("ascii", errors="replace").strip()
    return "application/ofd" if "OFD.xml" in package.names else "application/zip"  # GB/T 33190-2016


def _ole_type(data: bytes) -> str:
    for name, media_type in OLE_STREAMS:
        if name.encode("utf-16-le") in data:
            if media_type == "encrypted":
                raise InvalidInput("file_needs_password", media_type="application/x-ole-storage")
            return media_type
    return "application/x-ole-storage"


def _text_type(data: bytes, suffix: str) -> str:
    """Text of some kind; whether it is text at all is the charset's question."""
    head = data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if HTML_START.match(head) or (suffix in (".html", ".htm", ".xhtml") and HTML_TAGS.search(data)):
        return "text/html"
    if suffix in MARKDOWN_NAMES:
        return "text/markdown"
    return "text/csv" if suffix in DELIMITED_NAMES else "text/plain"
