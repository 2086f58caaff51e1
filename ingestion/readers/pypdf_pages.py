"""The second PDF engine, slower and made otherwise: lines without positions, for files the first cannot read."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.readers.limits import Limits
from ingestion.readers.page_layout import Line
from ingestion.readers.pdf_text import clean
from ingestion.readers.pdfium import EngineError

# pypdf reports damage it repaired through this logger; the process that reads has nobody to tell.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
LINE_HEIGHT = 12.0
# What a broken file makes the engine raise.
FAILURES = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, ArithmeticError)


def read_page_lines(data: bytes, limits: Limits) -> Iterator[list[Line]]:
    """The lines of each page in content order. Raises EngineError, `pdf_needs_password`, `file_too_demanding`."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput("pdf_needs_password")
        count = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise InvalidInput("pdf_needs_password") from error
    except FAILURES as error:
        raise EngineError from error
    if count > limits.pages:
        raise TooLarge("file_too_demanding", limit="pages", allowed=limits.pages, found=count)
    for page in reader.pages:
        try:
            text = clean(page.extract_text())
        except FAILURES:
            text = ""  # told as a page without text
        printed = [line.strip() for line in text.split("\n") if line.strip()]
        yield [_line(line, number, len(printed)) for number, line in enumerate(printed)]


def _line(text: str, number: int, count: int) -> Line:
    """Heights by order only: the same place from the top, or from the bottom for the last lines, on every page."""
    from_bottom = count - number <= count // 2
    y = (count - number) * LINE_HEIGHT if from_bottom else 10_000 - number * LINE_HEIGHT
    return Line(text, y, 0.0, 0.0, y + LINE_HEIGHT / 2, y - LINE_HEIGHT / 2)
