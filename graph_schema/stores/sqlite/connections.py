"""Connections to the one file: how each is set up, and a pool of readers."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from urllib.parse import quote

import apsw

from graph_schema.errors import StoreUnavailable
from graph_schema.stores.sqlite.faults import engine_errors, not_writable

APPLICATION_ID = 0x434C5472
"""`CLTr` in the file's header: what kind of file it is."""
PATIENCE = 30.0
"""Seconds a writer waits for its turn before it gives up as busy."""
IDLE_READERS = 4
"""Readers kept open between uses; more are opened when needed and closed after."""

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA mmap_size = 0",  # memory-mapped files turned a damaged page into a crash in the field (reliability, R03)
    "PRAGMA recursive_triggers = ON",  # else REPLACE would delete rows without asking the triggers that refuse it
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
    "PRAGMA journal_size_limit = 67108864",
)
_DENIED = frozenset(
    {
        apsw.SQLITE_ALTER_TABLE,
        apsw.SQLITE_ATTACH,
        apsw.SQLITE_CREATE_TRIGGER,
        apsw.SQLITE_CREATE_TEMP_TRIGGER,
        apsw.SQLITE_DROP_INDEX,
        apsw.SQLITE_DROP_TABLE,
        apsw.SQLITE_DROP_TRIGGER,
        apsw.SQLITE_DROP_VIEW,
    }
)
_WRITES = frozenset(
    {
        apsw.SQLITE_CREATE_INDEX,
        apsw.SQLITE_CREATE_TABLE,
        apsw.SQLITE_CREATE_VIEW,
        apsw.SQLITE_DELETE,
        apsw.SQLITE_INSERT,
        apsw.SQLITE_UPDATE,
    }
)


class Patience:
    """A busy handler that waits a random 0.1 to 1 ms at a time, so that saturated writers share evenly.

    A plain `busy_timeout` starved one of three writers to one commit in 4 s (semantics: concurrency).
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def __call__(self, tries: int) -> bool:
        """Whether to try again."""
        now = time.monotonic()
        if tries == 0:
            self._until = now + self._seconds
        if now >= self._until:
            return False
        time.sleep(random.uniform(0.0001, 0.001))  # noqa: S311 - jitter, no secret
        return True


def connect(path: Path, *, patience: float = PATIENCE, create: bool = False) -> apsw.Connection:
    """A connection able to write, durable at every commit."""
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    with engine_errors(path):
        connection = apsw.Connection(str(path), flags=flags)
        return _set_up(connection, patience)


def connect_reader(path: Path, *, patience: float = PATIENCE) -> apsw.Connection:
    """A connection that only reads; on a read-only medium without a journal left behind the file is immutable."""
    journal = path.with_name(path.name + "-wal")
    with engine_errors(path):
        if not_writable(path) and not (journal.exists() and journal.stat().st_size):
            flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
            connection = apsw.Connection(f"file:{quote(str(path))}?immutable=1", flags=flags)
        else:
            connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        _set_up(connection, patience)
        connection.authorizer = _judge_reader
        return connection


def _set_up(connection: apsw.Connection, patience: float) -> apsw.Connection:
    connection.set_busy_handler(Patience(patience))
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def forbid_changes_of_form(connection: apsw.Connection) -> None:
    """From here on this connection cannot drop or alter tables and triggers, nor reach other files."""
    connection.authorizer = _judge


def _judge(operation: int, _first: str | None, _second: str | None, _database: str | None, _trigger: str | None) -> int:
    return apsw.SQLITE_DENY if operation in _DENIED else apsw.SQLITE_OK


def _judge_reader(
    operation: int, first: str | None, second: str | None, database: str | None, trigger: str | None
) -> int:
    """A reader writes nowhere but in its own temporary tables (`query_only` would forbid those too)."""
    if operation in _WRITES and database != "temp":
        return apsw.SQLITE_DENY
    return _judge(operation, first, second, database, trigger)


class Readers:
    """Reading connections, lent one use at a time; the one used last is lent first."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._idle: list[apsw.Connection] = []
        self._lent = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self) -> apsw.Connection:
        """A connection outside any transaction."""
        with self._changed:
            if self._closed:
                raise StoreUnavailable("store_closed", path=self._path)
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            connection = connect_reader(self._path, patience=self._patience)
        except BaseException:
            self._returned()
            raise
        return connection

    def give_back(self, connection: apsw.Connection) -> None:
        """End whatever is open on it; keep it, or close it when there are enough."""
        try:
            if not (self._ended(connection) and self._kept(connection)):
                connection.close(True)
        finally:
            self._returned()

    @staticmethod
    def _ended(connection: apsw.Connection) -> bool:
        """Whether its transaction could be ended, so that the next use begins anew."""
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except apsw.Error:
            return False
        return True

    def _kept(self, connection: apsw.Connection) -> bool:
        with self._changed:
            if self._closed or len(self._idle) >= IDLE_READERS:
                return False
            self._idle.append(connection)
            return True

    def _returned(self) -> None:
        with self._changed:
            self._lent -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let those lent come back for as long as a writer would wait, then close all."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._lent == 0, timeout=self._patience)
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
