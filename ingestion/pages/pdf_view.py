"""A PDF page as people see it: drawn, and where each letter of its text stands. Turned and cropped as the file says."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from graph_schema.errors import InvalidInput, NotFound
from ingestion.page_text import PageLetters, Picture
from ingestion.pages import webp
from ingestion.pages.fold import fold_placed
from ingestion.pages.pdf_added import added_texts
from ingestion.pages.pdf_text import Box, box_of, page_signs
from ingestion.sniff import PDF

SCALE = 1000
Place = tuple[int, int, int, int]


def draw_pdf(data: bytes, number: int, width: int) -> Picture:
    """The page with its filled forms and stamps. Raises `page_unknown`, `pdf_needs_password`, `file_damaged`."""
    with _page(data, number) as (_, page):
        across, down = page.get_size()
        wide, _ = webp.fitted(across, down, width)
        bitmap = page.render(scale=wide / max(across, 1e-6), rev_byteorder=True)
        return webp.encode(bitmap.to_pil().convert("RGB"))


def letters_of_pdf(data: bytes, number: int) -> PageLetters:
    """The page's text with the place of each character. Raises as `draw_pdf`."""
    with _page(data, number) as (document, page):
        text_page = page.get_textpage()
        pieces = fold_placed(page_signs(text_page))
        texts: list[str] = []
        boxes: list[Place | None] = []
        for text, indexes in pieces:
            place = _place(page, [box_of(text_page, index) for index in indexes])
            texts.append(text)
            boxes += [place] * len(text)
        text_page.close()
        for text, box in added_texts(document, page):
            if boxes:
                texts.append("\n")
                boxes.append(None)
            texts.append(text)
            boxes += [_place(page, [box])] * len(text)
        return PageLetters("".join(texts), tuple(boxes))


@contextmanager
def _page(data: bytes, number: int) -> Iterator[tuple[pdfium.PdfDocument, pdfium.PdfPage]]:
    """The document with its forms, and the page opened."""
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        count = len(document)
        page = document[number - 1] if 1 <= number <= count else None
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise InvalidInput("pdf_needs_password") from error
        raise InvalidInput("file_damaged", media_type=PDF) from error
    if page is None:
        document.close()
        raise NotFound("page_unknown", page=number)
    try:
        yield document, page
    finally:
        page.close()
        document.close()


def _place(page: pdfium.PdfPage, boxes: Sequence[Box | None]) -> Place | None:
    """The box around these in thousandths of the page as shown; None for none, or for one outside the page."""
    corners = [
        _shown(page, x, y)
        for box in boxes
        if box is not None
        for x, y in ((box[0], box[1]), (box[0], box[3]), (box[2], box[1]), (box[2], box[3]))
    ]
    if not corners:
        return None
    across, down = zip(*corners, strict=True)
    left, top = max(min(across), 0), max(min(down), 0)
    right, bottom = min(max(across), SCALE), min(max(down), SCALE)
    return (left, top, right, bottom) if left <= right and top <= bottom else None


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the page as thousandths from the top left corner of what is shown (/Rotate and /CropBox count)."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, SCALE, SCALE, 0, x, y, across, down)
    return across.value, down.value
