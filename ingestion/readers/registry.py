"""Opens one file: limits first, then what its bytes are, then the reader for that. Runs inside the limited process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from graph_schema.errors import InvalidInput, NotFound, TooLarge
from ingestion.blocks import Place, ReadFile, ReadIssue
from ingestion.readers.limits import Limits
from ingestion.sniff import DOCX, ODS, PDF, XLS, XLSB, XLSX, sniff


def read_file(path: Path, limits: Limits | None = None, *, without: Collection[str] = ()) -> ReadFile:
    """The file's blocks or rows. `without` names engines not to use (`pdfium`), after one of them crashed on this file.

    Raises InvalidInput or TooLarge with a stable code; `file_not_found`, `file_unreadable` when it cannot be opened.
    """
    limits = limits or Limits()
    data = load(path, limits)
    found = sniff(data, path.name, limits)
    try:
        read = _read(data, found.media_type, limits, without)
    except RecursionError as error:
        raise InvalidInput("file_damaged", media_type=found.media_type, reason="nesting") from error
    except MemoryError as error:
        raise TooLarge("file_too_demanding", limit="memory", allowed=limits.memory_bytes) from error
    if found.name_differs:
        note = ReadIssue("file_name_differs", "notice", Place(), {"media_type": found.media_type})
        read = replace(read, issues=(note, *read.issues))
    return read


def load(path: Path, limits: Limits) -> bytes:
    """The bytes. Raises `file_not_found`, `file_unreadable`, `file_too_large`."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            raise InvalidInput("file_unreadable", name=path.name)
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise NotFound("file_not_found", name=path.name) from error
    except OSError as error:
        raise InvalidInput("file_unreadable", name=path.name) from error
    if len(data) > limits.file_bytes:
        raise TooLarge("file_too_large", allowed=limits.file_bytes)
    return data


def _read(data: bytes, media_type: str, limits: Limits, without: Collection[str]) -> ReadFile:
    # Readers are imported when wanted: a text needs no PDF engine, and each file may have a process of its own.
    if media_type == PDF:
        from ingestion.readers.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(data, limits, without=without)
    if media_type == DOCX:
        from ingestion.readers.docx import read_docx  # noqa: PLC0415

        return read_docx(data, limits)
    if media_type in (XLSX, XLSB, XLS, ODS):
        from ingestion.readers.sheets import read_sheets  # noqa: PLC0415

        return read_sheets(data, media_type, limits)
    if media_type == "text/html":
        from ingestion.readers.html import read_html  # noqa: PLC0415

        return read_html(data, limits)
    if media_type == "text/csv":
        from ingestion.readers.delimited import read_delimited  # noqa: PLC0415

        return read_delimited(data, limits)
    from ingestion.readers.text import read_markdown, read_text  # noqa: PLC0415

    return read_markdown(data, limits) if media_type == "text/markdown" else read_text(data, limits)
