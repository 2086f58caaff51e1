"""Reading files for people: text by page, pictures and letters, made in limited processes and kept as derived data."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from graph_schema.errors import ClausetrailError, InvalidInput, NotFound, StorageFull, StoreUnavailable
from ingestion.derived import TEXT, Derived
from ingestion.page_text import PICTURE_WIDTHS, FileText, PageLetters, Picture
from ingestion.page_wire import decode_letters, decode_text, encode_letters, encode_text
from ingestion.readers.limits import Limits
from ingestion.sandbox import LimitedReader
from ingestion.text_memory import TextMemory

PATIENCE = Limits(wall_seconds=20, cpu_seconds=15)
"""For what somebody waits for: a page not drawn by then is said not to be drawable."""
REMEMBERED_FAILURES = 1_000
COSTLY = frozenset({"file_takes_too_long", "file_reader_crashed", "file_too_demanding"})
"""Failures not worth a second try before the file is read again."""
T = TypeVar("T")


class Reading:
    """Reads with one process and draws with another, so that a long file never delays a page. For any threads; the
    processes start when first needed."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self._derived = Derived(folder)
        self._reader = LimitedReader(limits)
        self._drawer = LimitedReader(PATIENCE)
        self._texts = TextMemory()
        self._failed: OrderedDict[tuple[str, int, int], ClausetrailError] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, sha256: str, path: Path, name: str) -> FileText:
        """Read the bytes of that digest at a path and keep the text; earlier pictures and letters are dropped.

        Raises what the readers raise: `format_unsupported`, a code of `PASSWORD_CODES`, `file_damaged`,
        `file_too_demanding`, `file_takes_too_long`, `file_reader_crashed`; then nothing new is kept.
        """
        found = self._reader.pages(path, name)
        self._derived.keep_document(sha256, TEXT, {"sha256": sha256, "text": encode_text(found)})
        self._derived.clear(sha256, but=TEXT)
        self._forgive(sha256)
        if found.has_pictures:
            self._draw_first(sha256, path)
        return found

    def text(self, sha256: str) -> FileText | None:
        """The text as it was read; None when it was not, or is damaged, or of an older reading: read it (again)."""
        stamp = self._derived.stamp(sha256, TEXT)
        if stamp is None:
            return None
        known = self._texts.get(sha256, stamp)
        if known is not None:
            return known
        kept = self._derived.document(sha256, TEXT)
        try:
            if not isinstance(kept, dict) or kept.get("sha256") != sha256:
                return None
            found = decode_text(kept.get("text"))
        except ValueError:
            return None
        self._texts.put(sha256, stamp, found)
        return found

    def picture(self, sha256: str, path: Path, page: int, width: int) -> Picture:
        """A page drawn at one of `PICTURE_WIDTHS`: kept, or drawn now and kept.

        Raises `picture_width_unknown`, `page_unknown`, `page_not_drawn`, and what the readers raise.
        """
        if width not in PICTURE_WIDTHS:
            raise InvalidInput("picture_width_unknown", width=width, widths=", ".join(map(str, PICTURE_WIDTHS)))
        text = self.text(sha256)
        if page < 1 or (text is not None and page > text.page_count):
            raise NotFound("page_unknown", page=page)
        if text is not None and not text.has_pictures:
            raise NotFound("page_not_drawn", media_type=text.media_type)
        name = _picture_name(page, width)
        kept = self._derived.picture(sha256, name)
        if kept is not None:
            return kept
        drawn = self._tried(sha256, page, width, partial(self._drawer.picture, path, page, width))
        with suppress(StorageFull, StoreUnavailable):  # it is shown all the same, and drawn again the next time
            self._derived.keep_picture(sha256, name, drawn.content)
        return drawn

    def letters(self, sha256: str, path: Path, page: int) -> PageLetters:
        """Where the letters of a page stand; none has a place where the file tells none (an image, a Word file, a
        page the second engine read) or it cannot be found out. Raises `text_not_read`, `page_unknown`."""
        text = self.text(sha256)
        if text is None:
            raise NotFound("text_not_read", sha256=sha256)
        if not 1 <= page <= len(text.pages):
            raise NotFound("page_unknown", page=page)
        wanted = text.pages[page - 1].text
        if not (text.has_pictures and wanted):
            return _nowhere(wanted)
        name = f"letters-{page}.json.gz"
        kept = _letters(self._derived.document(sha256, name))
        if kept is not None and kept.text == wanted:
            return kept
        try:
            found = self._tried(sha256, page, 0, partial(self._drawer.letters, path, page))
        except ClausetrailError:
            return _nowhere(wanted)
        # A cut page ends earlier; a page read by the other engine has another text, whose places nobody knows.
        same = found.text.startswith(wanted)
        found = PageLetters(wanted, found.boxes[: len(wanted)]) if same else _nowhere(wanted)
        with suppress(StorageFull, StoreUnavailable):  # as above
            self._derived.keep_document(sha256, name, encode_letters(found))
        return found

    def forget(self, sha256: str) -> None:
        """Drop all that was derived from a file."""
        self._derived.clear(sha256)
        self._forgive(sha256)

    def digests(self) -> Iterator[str]:
        """The digests of files something is kept of."""
        return self._derived.digests()

    def rest(self, idle_seconds: float = 0.0) -> None:
        """End processes nobody has asked for so long; the next request starts them again."""
        self._reader.rest(idle_seconds)
        self._drawer.rest(idle_seconds)

    def close(self) -> None:
        """End both processes for good, in the middle of a file too."""
        self._reader.close()
        self._drawer.close()

    def _draw_first(self, sha256: str, path: Path) -> None:
        """The first page in every width. Failing to draw is told to whoever asks for that picture, not to a reader."""
        for width in PICTURE_WIDTHS:
            try:
                drawn = self._tried(sha256, 1, width, partial(self._reader.picture, path, 1, width))
                self._derived.keep_picture(sha256, _picture_name(1, width), drawn.content)
            except ClausetrailError:
                return

    def _tried(self, sha256: str, page: int, width: int, work: Callable[[], T]) -> T:
        """The work done, unless this page has already taken a process with it: that error again, at once."""
        key = (sha256, page, width)
        with self._lock:
            known = self._failed.get(key)
        if known is not None:
            raise type(known)(known.code, **known.params)
        try:
            return work()
        except ClausetrailError as error:
            if error.code in COSTLY:
                with self._lock:
                    self._failed[key] = error
                    while len(self._failed) > REMEMBERED_FAILURES:
                        self._failed.popitem(last=False)
            raise

    def _forgive(self, sha256: str) -> None:
        with self._lock:
            for key in [key for key in self._failed if key[0] == sha256]:
                del self._failed[key]


def _picture_name(page: int, width: int) -> str:
    return f"page-{page}-{width}.webp"


def _letters(value: object) -> PageLetters | None:
    try:
        return decode_letters(value)
    except ValueError:
        return None


def _nowhere(text: str) -> PageLetters:
    return PageLetters(text, (None,) * len(text))
