"""PDF for people: the text of each page, read by pdfium and, where that fails or reads nonsense, by pypdf."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from graph_schema.errors import ClausetrailError, InvalidInput
from ingestion.page_text import FileText, PageText
from ingestion.pages import shortfall
from ingestion.pages.fold import fold
from ingestion.pages.pdf_added import added_texts
from ingestion.pages.pdf_structure import Structure
from ingestion.pages.pdf_text import looks_wrong, page_signs
from ingestion.readers.limits import Limits
from ingestion.readers.pdf import LEAST_CHARACTERS_A_PAGE
from ingestion.readers.pdfium import has_picture
from ingestion.sniff import PDF

FIRST, SECOND = "pdfium", "pypdf"


def read_pdf_pages(data: bytes, limits: Limits, *, without: Collection[str] = ()) -> FileText:
    """The file's pages. Raises `pdf_needs_password`, `file_damaged` (also for a file of no pages)."""
    first = _open(data) if FIRST not in without else None
    structure = Structure(data)
    count = len(first) if first is not None else structure.page_count()
    if count == 0:
        raise InvalidInput("file_damaged", media_type=PDF, reason="no_pages")
    read: list[_Read] = []
    left = limits.characters
    for number in range(1, min(count, limits.pages) + 1):
        one = _read(first, structure, number)
        read.append(replace(one, page=replace(one.page, text=one.page.text[:left])))
        left -= len(one.page.text)
        if left < 0:
            break
    if first is not None:
        first.close()
    pages = tuple(one.page for one in read)
    short = _shortfall(read, count, cut=left < 0 or count > limits.pages)
    return FileText(
        PDF,
        pages,
        count,
        has_pictures=first is not None,
        partial=short.code if short else "",
        params=short.params if short else {},
        properties=structure.properties(),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A page read; whether it is a picture with hardly any text on it; whether it could not be read, or its characters
    mean nothing."""

    page: PageText
    is_picture: bool = False
    is_wrong: bool = False


def _open(data: bytes) -> pdfium.PdfDocument | None:
    """The document by the first engine; None where that cannot open it."""
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        return document
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise InvalidInput("pdf_needs_password") from error
        return None


def _read(first: pdfium.PdfDocument | None, structure: Structure, number: int) -> _Read:
    """One page by the first engine, or by the second where the first fails or reads nonsense."""
    text, added, picture = _by_first(first, number) if first is not None else (None, [], False)
    if text is None or looks_wrong(text):
        other = structure.text(number)
        if other is not None and (text is None or not looks_wrong(other)):
            page = PageText(number, _whole(other, added), reader=SECOND)
            return _Read(page, picture and _is_little(other), looks_wrong(other))
        if text is None:
            return _Read(PageText(number, "", reader=SECOND), is_wrong=True)
    return _Read(PageText(number, _whole(text, added), reader=FIRST), picture, looks_wrong(text))


def _whole(text: str, added: Sequence[str]) -> str:
    """The page's own text, then each text added to it on a line of its own."""
    return "\n".join(filter(None, (fold(text), *added)))


def _by_first(document: pdfium.PdfDocument, number: int) -> tuple[str | None, list[str], bool]:
    """The text, None where the engine fails on the page; what was added to the page; whether a picture stands beside
    little text."""
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return None, [], False
    text = "".join(page_signs(text_page))
    picture = _is_little(text) and has_picture(page)
    added = [one for one, _ in added_texts(document, page)]
    text_page.close()
    page.close()
    return text, added, picture


def _is_little(text: str) -> bool:
    return len("".join(text.split())) < LEAST_CHARACTERS_A_PAGE


def _shortfall(read: Sequence[_Read], count: int, *, cut: bool) -> ClausetrailError | None:
    """What is to be told first: a cut text, no text at all, pages without, pages nobody can read."""
    if cut:
        return shortfall.text_cut(sum(len(one.page.text) for one in read), len(read))
    scans = [one.page.number for one in read if one.is_picture]
    wrong = [one.page.number for one in read if one.is_wrong]
    if len(wrong) == count and not any(one.page.text for one in read):
        raise InvalidInput("file_damaged", media_type=PDF, reason="no_text")
    if len(scans) == count or not (wrong or any(one.page.text.strip() for one in read)):
        return shortfall.picture_without_text()
    if scans and not wrong:
        return shortfall.pages_without_text(scans)
    return shortfall.pages_unreadable([*wrong, *scans]) if wrong else None
