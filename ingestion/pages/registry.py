"""Opens one file for people: its text by page, a page's picture, a page's letters. Runs in the limited process."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from graph_schema.errors import ClausetrailError, InvalidInput, NotFound, TooLarge
from ingestion.page_text import FileText, PageLetters, Picture
from ingestion.readers.limits import Limits
from ingestion.readers.registry import load
from ingestion.sniff import DOCX, IMAGES, ODS, PDF, XLS, XLSB, XLSX, Sniffed, identify

SHEETS = frozenset({XLSX, XLSB, XLS, ODS})
TEXTS = frozenset({"text/plain", "text/markdown", "text/csv"})


def read_pages(path: Path, name: str, limits: Limits, *, without: Collection[str] = ()) -> FileText:
    """The text of each page. `name` is the file's own, for what bytes cannot tell; `without` as in `read_file`.

    Raises `format_unsupported` for what nobody reads, a code of `PASSWORD_CODES`, `file_damaged`, `file_too_demanding`.
    """
    data, found = _opened(path, name, limits)
    try:
        return _read(data, found.media_type, limits, without)
    except RecursionError as error:
        raise InvalidInput("file_damaged", media_type=found.media_type, reason="nesting") from error


def draw_page(path: Path, page: int, width: int, limits: Limits) -> Picture:
    """A page's picture. Raises `page_unknown`, `page_not_drawn` for files that have text alone, `file_damaged`."""
    data, found = _opened(path, path.name, limits)
    # Engines are imported when wanted: the process that draws photos needs none for PDF.
    if found.media_type == PDF:
        from ingestion.pages.pdf_view import draw_pdf  # noqa: PLC0415

        return draw_pdf(data, page, width)
    if found.media_type in IMAGES:
        from ingestion.pages.images import draw_image  # noqa: PLC0415

        return draw_image(data, found.media_type, page, width, limits)
    raise NotFound("page_not_drawn", media_type=found.media_type)


def place_letters(path: Path, page: int, limits: Limits) -> PageLetters:
    """Where a page's letters stand. Raises `page_unknown`, `page_not_drawn` for files without such places."""
    data, found = _opened(path, path.name, limits)
    if found.media_type != PDF:
        raise NotFound("page_not_drawn", media_type=found.media_type)
    from ingestion.pages.pdf_view import letters_of_pdf  # noqa: PLC0415  as above

    return letters_of_pdf(data, page)


def _opened(path: Path, name: str, limits: Limits) -> tuple[bytes, Sniffed]:
    """Bytes and type. A file above the limit is kept all the same: it is too much to read, not too much to keep."""
    try:
        data = load(path, limits)
    except TooLarge as error:
        found = path.stat().st_size
        raise TooLarge("file_too_demanding", limit="file_bytes", allowed=limits.file_bytes, found=found) from error
    return data, identify(data, name, limits)


def _read(data: bytes, media_type: str, limits: Limits, without: Collection[str]) -> FileText:
    # Readers are imported when wanted: a text needs no PDF engine.
    if media_type == PDF:
        from ingestion.pages.pdf import read_pdf_pages  # noqa: PLC0415

        return read_pdf_pages(data, limits, without=without)
    if media_type in IMAGES:
        from ingestion.pages.images import read_image  # noqa: PLC0415

        return read_image(data, media_type, limits)
    if media_type == DOCX:
        from ingestion.pages.office import read_docx_pages  # noqa: PLC0415

        return read_docx_pages(data, limits)
    if media_type in SHEETS:
        from ingestion.pages.sheets import read_sheet_pages  # noqa: PLC0415

        return read_sheet_pages(data, media_type, limits)
    if media_type == "text/html" or media_type in TEXTS:
        from ingestion.pages.texts import read_html_page, read_plain  # noqa: PLC0415

        try:
            return read_html_page(data, limits) if media_type == "text/html" else read_plain(data, media_type, limits)
        except ClausetrailError as error:
            if error.code == "file_is_binary":
                raise InvalidInput("format_unsupported", media_type="application/octet-stream") from error
            raise
    raise InvalidInput("format_unsupported", media_type=media_type)
