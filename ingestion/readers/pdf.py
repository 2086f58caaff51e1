"""PDF with text: printed lines in reading order, running heads and feet marked, pages counted."""

from __future__ import annotations

from collections.abc import Collection

from graph_schema.errors import InvalidInput
from ingestion.blocks import Block, Place, ReadFile, ReadIssue
from ingestion.readers.assemble import assemble
from ingestion.readers.limits import Limits
from ingestion.readers.page_layout import Line, lines_of
from ingestion.readers.pdf_text import looks_wrong
from ingestion.readers.pdfium import EngineError, read_pages
from ingestion.readers.pypdf_pages import read_page_lines
from ingestion.readers.running_heads import mark

MEDIA_TYPE = "application/pdf"
# A scan with a stamp or a line added by a program is still a scan: less than this for each page is no text.
LEAST_CHARACTERS_A_PAGE = 8


def read_pdf(data: bytes, limits: Limits, *, without: Collection[str] = ()) -> ReadFile:
    """The document's lines. Raises `pdf_without_text`, `pdf_needs_password`, `file_damaged`."""
    issues: list[ReadIssue] = []
    pages, pictures = _first_engine(data, limits) if "pdfium" not in without else (None, [])
    if pages is None or any(looks_wrong(page) for page in pages):
        pages = _second_engine(data, limits, pages, issues)
        pictures = pictures or [not page for page in pages]
    roles = mark(pages)
    bodies = [_body_size(page, marked) for page, marked in zip(pages, roles, strict=True)]
    scans = [picture and size < LEAST_CHARACTERS_A_PAGE for picture, size in zip(pictures, bodies, strict=True)]
    if not any(bodies) and any(pages) and not any(scans):
        roles = [["body"] * len(page) for page in pages]  # pages that are all alike repeat their text, not their heads
    elif not any(bodies) or (any(scans) and sum(bodies) < LEAST_CHARACTERS_A_PAGE * len(pages)):
        raise InvalidInput("pdf_without_text", pages=len(pages))
    issues += [
        ReadIssue("page_without_text", "warning", Place(page=number)) for number, scan in enumerate(scans, 1) if scan
    ]
    blocks = [
        Block(line.text, Place(line=number, page=index), role=role)
        for index, (page, marked) in enumerate(zip(pages, roles, strict=True), 1)
        for number, (line, role) in enumerate(zip(page, marked, strict=True), 1)
    ]
    return assemble(MEDIA_TYPE, blocks, issues, limits, pages=len(pages))


def _body_size(page: list[Line], marked: list[str]) -> int:
    return sum(len(line.text) for line, role in zip(page, marked, strict=True) if role == "body")


def _first_engine(data: bytes, limits: Limits) -> tuple[list[list[Line]] | None, list[bool]]:
    """The lines of each page, and which pages carry a picture and little text; None where the engine cannot open it."""
    try:
        read = [(lines_of(page.pieces), page.has_picture) for page in read_pages(data, limits)]
    except EngineError:
        return None, []
    return [lines for lines, _ in read], [picture for _, picture in read]


def _second_engine(
    data: bytes, limits: Limits, first: list[list[Line]] | None, issues: list[ReadIssue]
) -> list[list[Line]]:
    """Pages by the other engine; where both read a page, the first is kept unless it looks wrong and the other not."""
    try:
        second = list(read_page_lines(data, limits))
    except EngineError as error:
        if first is None:
            raise InvalidInput("file_damaged", media_type=MEDIA_TYPE) from error
        second = []
    if first is None:
        issues.append(ReadIssue("second_engine_used", "notice", Place()))
        return second
    chosen: list[list[Line]] = []
    for number, page in enumerate(first, 1):
        other = second[number - 1] if number <= len(second) else []
        better = looks_wrong(page) and bool(other) and not looks_wrong(other)
        chosen.append(other if better else page)
        if looks_wrong(chosen[-1]):
            issues.append(ReadIssue("page_text_unreadable", "warning", Place(page=number)))
    return chosen
