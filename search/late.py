"""The index of a folder, its engine loaded with the first call: commands that never search do not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from search.port import Entry, Found, Index, Mark, Query, Texts


class LateIndex(Index):
    """Stands for the index in a folder; every call goes to it, and the port says what each does. For any threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._index: Index | None = None

    def _real(self) -> Index:
        with self._lock:
            if self._index is None:
                from search.whoosh_index import WhooshIndex  # noqa: PLC0415  the engine takes 0.2 s to load

                self._index = WhooshIndex(self._folder)
            return self._index

    def mark(self) -> Mark | None:
        return self._real().mark()

    def writing(self) -> AbstractContextManager[bool]:
        return self._real().writing()

    def start_anew(self) -> None:
        self._real().start_anew()

    def update(self, drop: Iterable[str], put: Iterable[Entry], mark: Mark) -> None:
        self._real().update(drop, put, mark)

    def find(self, query: Query, texts: Texts, *, kinds: frozenset[str], limit: int, offset: int = 0) -> Found:
        return self._real().find(query, texts, kinds=kinds, limit=limit, offset=offset)

    def facts(self) -> Mapping[str, str]:
        return self._real().facts()

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
