"""Text put on a PDF page after it was made, which the page's own text does not hold: values filled into form fields,
words typed over a scan. Seen on the page, so read with it, each with the place of its frame."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.pages.fold import fold
from ingestion.pages.pdf_text import Box

UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
TEXT_FIELDS = frozenset({raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
MOST = 2_000
"""Frames of one page that are looked at; a hostile page has millions."""
LONGEST = 100_000


def added_texts(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    """Each text after folding, with its frame in the page's points, in the order of the file."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        frame = raw.FPDFPage_GetAnnot(page, index)
        if not frame:
            continue
        box = raw.FS_RECTF()
        text = "" if raw.FPDFAnnot_GetFlags(frame) & UNSEEN else fold(_text(document, frame)).strip()
        placed = raw.FPDFAnnot_GetRect(frame, ctypes.byref(box))
        raw.FPDFPage_CloseAnnot(frame)
        if text and placed:
            yield text, (box.left, box.bottom, box.right, box.top)


def _text(document: pdfium.PdfDocument, frame: raw.FPDF_ANNOTATION) -> str:
    kind = raw.FPDFAnnot_GetSubtype(frame)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(frame, b"Contents", buffer, size))
    form = document.formenv
    if kind == raw.FPDF_ANNOT_WIDGET and form and raw.FPDFAnnot_GetFormFieldType(form, frame) in TEXT_FIELDS:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, frame, buffer, size))
    return ""


def _string(read: Callable[[object, int], int]) -> str:
    """A string of the engine: asked for its length in bytes first, UTF-16 with a zero at its end."""
    size = min(int(read(None, 0)), LONGEST)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", errors="replace").partition("\0")[0]
