"""What pypdf tells of a PDF: its properties, its pages' count, and text where the first engine reads none."""

from __future__ import annotations

import io
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from graph_schema.errors import InvalidInput
from ingestion.pages.fold import fold
from ingestion.readers.pypdf_pages import FAILURES
from ingestion.sniff import PDF

# By our name: the entry of the information dictionary (ISO 32000-1, 14.3.3).
PROPERTIES = {
    "title": "/Title",
    "author": "/Author",
    "subject": "/Subject",
    "keywords": "/Keywords",
    "creator": "/Creator",
    "producer": "/Producer",
    "created": "/CreationDate",
    "modified": "/ModDate",
}
LONGEST = 500
PATIENCE = 15.0


class Structure:
    """One document, opened when first asked; what cannot be read of it is absent, never an error, but for the count.

    Files are known that keep this engine busy for ever while the other reads them at once: it has `PATIENCE`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = PATIENCE
        self._reader: PdfReader | None = None

    def page_count(self) -> int:
        """How many pages. Raises `file_damaged`, `pdf_needs_password`: nobody else could open it."""
        try:
            with self._in_time():
                return len(self._opened().pages)
        except (FileNotDecryptedError, DependencyError) as error:
            raise InvalidInput("pdf_needs_password") from error
        except TimeoutError as error:
            raise InvalidInput("file_takes_too_long", limit="wall_seconds", allowed=PATIENCE) from error
        except (*FAILURES, RecursionError) as error:
            raise InvalidInput("file_damaged", media_type=PDF) from error

    def text(self, number: int) -> str | None:
        """The text of a page, None where this engine fails too."""
        try:
            with self._in_time():
                return self._opened().pages[number - 1].extract_text()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  a hostile file finds exceptions no list foresees; the page is told
            return None

    def properties(self) -> Mapping[str, str]:
        """Title, author and the like, as far as they say anything."""
        try:
            with self._in_time():
                stated = self._opened().metadata
                found = {name: stated.get(entry) for name, entry in PROPERTIES.items()} if stated else {}
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  as above
            return {}
        texts = {name: fold(str(value))[:LONGEST].strip() for name, value in found.items() if isinstance(value, str)}
        return {name: text for name, text in texts.items() if text}

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Raises TimeoutError, which is an OSError, once all calls together took too long. Only where the system has
        such a timer and the reader is the main thread, as in the limited process."""
        if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
            yield
            return
        if self._left <= 0:
            raise TimeoutError
        before = signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, self._left)
        try:
            yield
        finally:
            self._left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _opened(self) -> PdfReader:
        if self._reader is None:
            reader = PdfReader(io.BytesIO(self._data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise FileNotDecryptedError("a password is needed")
            self._reader = reader
        return self._reader


def _ring(*_: object) -> None:
    raise TimeoutError
