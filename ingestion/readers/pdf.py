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
    try:
        pages = _by_pdfium(data, limits, issues) if "pdfium" not in without else None
    except EngineError:
        pages = None
    if pages is None or any(looks_wrong(page) for page in pages):
        pages = _second_engine(data, limits, pages, issues)
    roles = mark(pages)
    body = sum(
        len(line.text)
        for page, marked in zip(pages, roles, strict=True)
        for line, role in zip(page, marked, strict=True)
        if role == "body"
    )
    if body < LEAST_CHARACTERS_A_PAGE * min(len(pages), 1) or (
        body < LEAST_CHARACTERS_A_PAGE * len(pages) and any(issue.code == "page_without_text" for issue in issues)
    ):
        raise InvalidInput("pdf_without_text", pages=len(pages))
    blocks = [
        Block(line.text, Place(line=number, page=index), role=role)
        for index, (page, marked) in enumerate(zip(pages, roles, strict=True), 1)
        for number, (line, role) in enumerate(zip(page, marked, strict=True), 1)
    ]
    return assemble(MEDIA_TYPE, blocks, issues, limits, pages=len(pages))


def _by_pdfium(data: bytes, limits: Limits, issues: list[ReadIssue]) -> list[list[Line]]:
    pages: list[list[Line]] = []
    for number, page in enumerate(read_pages(data, limits), 1):
        pages.append(lines_of(page.pieces))
        if page.has_picture:
            issues.append(ReadIssue("page_without_text", "warning", Place(page=number)))
    return pages


def _second_engine(
    data: bytes, limits: Limits, first: list[list[Line]] | None, issues: list[ReadIssue]
) -> list[list[Line]]:
    """Pages by the other engine; where both read a page, the first is kept unless it looks wrong and the other not."""
    try:
        second = list(read_page_lines(data, limits))
    except EngineError as error:
        if first is None:
            raise InvalidInput("file_damaged", media_type=MEDIA_TYPE) from error
        second = [[] for _ in first]
    if first is None:
        issues.append(ReadIssue("second_engine_used", "notice", Place()))
        issues += [
            ReadIssue("page_without_text", "warning", Place(page=n)) for n, page in enumerate(second, 1) if not page
        ]
        return second
    chosen: list[list[Line]] = []
    for number, page in enumerate(first, 1):
        other = second[number - 1] if number <= len(second) else []
        better = looks_wrong(page) and bool(other) and not looks_wrong(other)
        chosen.append(other if better else page)
        if looks_wrong(chosen[-1]):
            issues.append(ReadIssue("page_text_unreadable", "warning", Place(page=number)))
    return chosen
