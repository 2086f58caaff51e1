"""The index on Whoosh: a sealed folder of parts, one writer, readers that follow the seal."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.reading import IndexReader
from whoosh.util.filelock import FileLock

from graph_schema.errors import ClausetrailError, StorageFull, StoreUnavailable
from graph_schema.values import Day
from search.analysis import OVERLAP, terms_of
from search.candidates import Finder
from search.engine import (
    CLAUSE,
    DATE,
    EXACT,
    GROUP,
    KEY,
    KIND,
    PAIRS,
    SCHEMA,
    WORDS,
    Opened,
    Writer,
    described,
    segment_of,
)
from search.fold import fold
from search.lexicon import Lexicons
from search.matching import Lengths
from search.port import Entry, Found, Index, Mark, Query, Texts
from search.ranking import Ranking
from search.seal import Seal, SealedFolder

KINDS = frozenset({"standard", "clause", "document", "revision", "record", "evidence"})
"""Kinds of entries an index holds."""
_log = logging.getLogger("clausetrail.search")


class WhooshIndex(Index):
    """An index in a folder; its secret and its lock lie beside the folder, so that throwing it away keeps both."""

    def __init__(self, folder: Path) -> None:
        self._files = SealedFolder(folder, folder.with_name(f"{folder.name}.key"), SCHEMA)
        self._lock_path = folder.with_name(f"{folder.name}.lock")
        self._lexicons, self._lengths = Lexicons(), Lengths()
        self._guard = threading.Lock()
        self._idle: list[IndexReader] = []
        self._commit = self._damaged = ""

    def __del__(self) -> None:
        """Files of an index that nobody closed are not left to the collector."""
        self._close_idle()

    def mark(self) -> Mark | None:
        """As the seal tells, unless reading has failed since."""
        seal = self._files.read()
        return None if seal is None or seal.commit == self._damaged else seal.mark

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """An advisory lock of the system: a stale file holds nobody up."""
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self._lock_path))
        if not lock.acquire(blocking=False):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def start_anew(self) -> None:
        """The folder emptied; readers hear `search_rebuilding` until there is a whole index again."""
        self._files.clear()
        self._files.write(Mark(building=" "), (), ())
        self._forget()

    def update(self, drop: Iterable[str], put: Iterable[Entry], mark: Mark) -> None:
        """One commit, durable and sealed. A failure leaves the index as it was."""
        seal = self._files.read()
        if seal is None:  # lost since the writer looked: nothing may be built upon it
            raise StoreUnavailable("search_rebuilding")
        try:
            writer = Writer(self._opened(seal))
            try:
                for group in drop:
                    writer.delete_by_term(GROUP, group)
                for entry in put:
                    _add(writer, entry)
            except BaseException:
                with suppress(Exception):
                    writer.cancel()
                raise
            writer.commit()
            self._files.write(mark, [described(one) for one in writer.final], writer.files())
        except OSError as error:
            raise StorageFull("index_not_written", reason=os.strerror(error.errno or 0)) from error

    def find(self, query: Query, texts: Texts, *, kinds: frozenset[str], limit: int, offset: int = 0) -> Found:
        """As the port says. Whatever the engine throws at what it reads means that it is to be built anew."""
        seal = self._files.read()
        if seal is None or seal.commit == self._damaged or seal.mark.building:
            raise StoreUnavailable("search_rebuilding")
        if not query.asks or not kinds or (query.kinds and not query.kinds & kinds):
            return Found((), 0)
        try:
            with self._reader(seal) as reader:
                ranking = Ranking(reader, query, texts, self._lengths)
                return ranking.found(Finder(reader, self._lexicons), kinds, KINDS, limit, offset)
        except ClausetrailError:
            raise
        except Exception as error:
            if self._files.read() == seal:  # not only overtaken by a commit that took the files away
                _log.exception("search_index_damaged")
                self._damaged = seal.commit
            raise StoreUnavailable("search_rebuilding") from error

    @contextmanager
    def _reader(self, seal: Seal) -> Iterator[IndexReader]:
        """One that nobody else uses meanwhile: the engine's files have one place to read from."""
        with self._guard:
            if self._commit != seal.commit:
                self._close_idle()
                self._commit = seal.commit
            reader = self._idle.pop() if self._idle else None
        if reader is None:
            reader = self._opened(seal).reader()
        try:
            yield reader
        except BaseException:
            _close(reader)
            raise
        with self._guard:
            if self._commit == seal.commit:
                self._idle.append(reader)
                return
        _close(reader)

    def _opened(self, seal: Seal | None) -> Opened:
        segments = [segment_of(one) for one in seal.segments] if seal is not None else []
        return Opened(str(self._files.folder), segments)

    def facts(self) -> Mapping[str, str]:
        """Engine, schema, mark, number of entries, bytes."""
        told = {"engine": "whoosh", "schema": SCHEMA}
        seal = self._files.read()
        if seal is None:
            return told | {"state": "to_be_built"}
        entries = sum(segment_of(one).doc_count() for one in seal.segments)
        size = sum(size for size, _ in seal.files.values())
        state = "building" if seal.mark.building else "whole"
        return told | {"state": state, "entries": str(entries), "seq": str(seal.mark.seq), "bytes": str(size)}

    def close(self) -> None:
        """Readers are closed; the next question opens them again."""
        self._forget()

    def _forget(self) -> None:
        with self._guard:
            self._close_idle()
            self._commit = self._damaged = ""

    def _close_idle(self) -> None:
        while self._idle:
            _close(self._idle.pop())


def _close(reader: IndexReader) -> None:
    with suppress(Exception):  # a reader of damaged files may not even close
        reader.close()


def _add(writer: Writer, entry: Entry) -> None:
    title = fold(entry.title)
    terms = terms_of(title, fold(entry.text))
    exact = {key for one in (*entry.numbers, entry.title) if 0 < len(key := fold(one).strip()) <= OVERLAP}
    fields: dict[str, object] = {
        GROUP: {entry.group: 1},
        KIND: {entry.kind: 1},
        EXACT: dict.fromkeys(exact, 1),
        CLAUSE: dict.fromkeys((key for one in entry.clauses if (key := fold(one).strip())), 1),
        DATE: _day(entry.date),
        PAIRS: terms.pairs,
        WORDS: terms.words,
        KEY: f"{entry.kind} {entry.key}",
    }
    writer.add_document(**fields)


def _day(date: Day) -> dict[str, int]:
    return {date: 1} if date else {}
