"""Reading files for people: text by page, pictures and letters, made in limited processes and kept as derived data."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from graph_schema.errors import ClausetrailError, InvalidInput, NotFound
from ingestion.derived import TEXT, Derived, Stamp
from ingestion.page_text import PICTURE_WIDTHS, FileText, PageLetters, Picture
from ingestion.page_wire import decode_letters, decode_text, encode_letters, encode_text
from ingestion.readers.limits import Limits
from ingestion.sandbox import LimitedReader

PATIENCE = Limits(wall_seconds=20, cpu_seconds=15)
"""For what somebody waits for: a page not drawn by then is said not to be drawable."""
REMEMBERED_CHARACTERS = 4_000_000
REMEMBERED_FAILURES = 1_000


class Reading:
    """Reads with one process and draws with another, so that a long file never delays a page. For any threads; the
    processes start when first needed."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self._derived = Derived(folder)
        self._reader = LimitedReader(limits)
        self._drawer = LimitedReader(PATIENCE)
        self._texts = _Texts()
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
        name = _picture_name(page, width)
        kept = self._derived.picture(sha256, name)
        if kept is not None:
            return kept
        self._raise_known(sha256, page, width)
        try:
            drawn = self._drawer.picture(path, page, width)
        except ClausetrailError as error:
            self._remember(sha256, page, width, error)
            raise
        self._derived.keep_picture(sha256, name, drawn.content)
        return drawn

    def letters(self, sha256: str, path: Path, page: int) -> PageLetters:
        """Where the letters of a page stand; all without a place where the file tells none (an image, a Word file, a
        page the second engine read). Raises `text_not_read` before the file was read, `page_unknown`."""
        text = self.text(sha256)
        if text is None:
            raise NotFound("text_not_read", sha256=sha256)
        if not 1 <= page <= len(text.pages):
            raise NotFound("page_unknown", page=page)
        wanted = text.pages[page - 1]
        if not (text.has_pictures and wanted.text):
            return _nowhere(wanted.text)
        name = f"letters-{page}.json.gz"
        kept = _letters(self._derived.document(sha256, name))
        if kept is not None and kept.text == wanted.text:
            return kept
        found = self._drawer.letters(path, page)
        # A cut page ends earlier; a page read by the other engine has another text, whose places nobody knows.
        if found.text.startswith(wanted.text):
            found = PageLetters(wanted.text, found.boxes[: len(wanted.text)])
        else:
            found = _nowhere(wanted.text)
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
                drawn = self._reader.picture(path, 1, width)
            except ClausetrailError as error:
                self._remember(sha256, 1, width, error)
                return
            self._derived.keep_picture(sha256, _picture_name(1, width), drawn.content)

    def _raise_known(self, sha256: str, page: int, width: int) -> None:
        """What this page did to a process once it need not do again."""
        with self._lock:
            known = self._failed.get((sha256, page, width))
        if known is not None:
            raise type(known)(known.code, **known.params)

    def _remember(self, sha256: str, page: int, width: int, error: ClausetrailError) -> None:
        if error.code == "reader_not_started":
            return
        with self._lock:
            self._failed[sha256, page, width] = error
            while len(self._failed) > REMEMBERED_FAILURES:
                self._failed.popitem(last=False)

    def _forgive(self, sha256: str) -> None:
        with self._lock:
            for key in [key for key in self._failed if key[0] == sha256]:
                del self._failed[key]


class _Texts:
    """The texts asked for last, so that a look at each page of a long file does not unpack the whole each time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Stamp, FileText, int]] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def get(self, sha256: str, stamp: Stamp) -> FileText | None:
        """The text, if it is that of this writing of the file."""
        with self._lock:
            known = self._kept.get(sha256)
            if known is None or known[0] != stamp:
                return None
            self._kept.move_to_end(sha256)
            return known[1]

    def put(self, sha256: str, stamp: Stamp, text: FileText) -> None:
        """Keep a text; the oldest go until the rest is small enough."""
        size = sum(len(page.text) for page in text.pages)
        if size > REMEMBERED_CHARACTERS:
            return
        with self._lock:
            before = self._kept.pop(sha256, None)
            self._kept[sha256] = (stamp, text, size)
            self._characters += size - (before[2] if before else 0)
            while self._characters > REMEMBERED_CHARACTERS:
                _, (_, _, gone) = self._kept.popitem(last=False)
                self._characters -= gone


def _picture_name(page: int, width: int) -> str:
    return f"page-{page}-{width}.webp"


def _letters(value: object) -> PageLetters | None:
    try:
        return decode_letters(value)
    except ValueError:
        return None


def _nowhere(text: str) -> PageLetters:
    return PageLetters(text, (None,) * len(text))
