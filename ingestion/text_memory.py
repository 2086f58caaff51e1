"""Texts of files that were asked for last, kept in memory: a cache of a cache, checked against the file each time."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ingestion.derived import Stamp
from ingestion.page_text import FileText

MOST_CHARACTERS = 4_000_000


class TextMemory:
    """So that a look at each page of a long file does not unpack the whole each time. For any threads."""

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
        if size > MOST_CHARACTERS:
            return
        with self._lock:
            before = self._kept.pop(sha256, None)
            self._kept[sha256] = (stamp, text, size)
            self._characters += size - (before[2] if before else 0)
            while self._characters > MOST_CHARACTERS:
                _, (_, _, gone) = self._kept.popitem(last=False)
                self._characters -= gone
