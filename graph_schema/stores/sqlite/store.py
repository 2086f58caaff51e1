"""The SQLite store: one file, many readers, one writer at a time, durable at every commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import apsw

from graph_schema.errors import NotFound, StoreRefused, StoreUnavailable
from graph_schema.jobs import Jobs
from graph_schema.ports import SCHEMA_VERSION, Reader, Store, Transaction
from graph_schema.queueing import JobTable, TableJobs
from graph_schema.stores.sqlite import gate
from graph_schema.stores.sqlite.connections import PATIENCE, Readers, connect, connect_reader, forbid_changes_of_form
from graph_schema.stores.sqlite.faults import engine_errors, not_writable
from graph_schema.stores.sqlite.jobs import SqliteJobTable
from graph_schema.stores.sqlite.reader import SqliteReader
from graph_schema.stores.sqlite.transaction import SqliteTransaction
from graph_schema.vocabulary import Vocabulary

T = TypeVar("T")


class SqliteStore(Store):
    """A store in the file at `path`. `patience`: seconds to wait for another writer before `store_busy`."""

    def __init__(
        self, path: Path, vocabulary: Vocabulary, *, read_only: bool = False, patience: float = PATIENCE
    ) -> None:
        self._path = path.absolute()
        self._vocabulary = vocabulary
        self._read_only = read_only
        self._patience = patience
        self._readers = Readers(self._path, patience)
        self._presence = gate.Presence(self._path)
        self._writer: apsw.Connection | None = None
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._started = threading.Event()
        self._closed = False
        self._jobs = TableJobs(self._read_jobs, self._write_jobs)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        with self._reading() as connection:
            yield SqliteReader(connection, self._path, self._vocabulary)

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        self._start()
        connection = self._readers.take()
        try:
            with engine_errors(self._path):
                connection.execute("BEGIN")
                gate.check_schema(connection)
            yield connection
        finally:
            self._readers.give_back(connection)

    @property
    def jobs(self) -> Jobs:
        return self._jobs

    @contextmanager
    def _read_jobs(self) -> Iterator[JobTable]:
        with self._reading() as connection:
            yield SqliteJobTable(connection, self._path)

    def _write_jobs(self, work: Callable[[JobTable], T]) -> T:
        # The transaction refuses a store that has moved.
        return self._write(lambda tx: work(tx.job_table()))

    def write(self, work: Callable[[Transaction], T]) -> T:
        return self._write(work)

    def _write(self, work: Callable[[SqliteTransaction], T]) -> T:
        self._start()
        self._check_writable()
        with self._alone():
            connection = self._writing()
            try:
                with engine_errors(self._path):
                    connection.execute("BEGIN IMMEDIATE")
                    gate.check_schema(connection)
                result = work(SqliteTransaction(connection, self._path, self._vocabulary))
                self._commit(connection)
            finally:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            return result

    def _commit(self, connection: apsw.Connection) -> None:
        with engine_errors(self._path):
            try:
                connection.execute("COMMIT")
            except apsw.ConstraintError as error:  # the references are checked last
                raise NotFound("node_unknown", id="") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Writers of this process queue here before they meet those of others in the file."""
        if not self._turn.acquire(timeout=self._patience):
            raise StoreUnavailable("store_busy")
        try:
            if self._closed:
                raise StoreUnavailable("store_closed", path=self._path)
            yield
        finally:
            self._turn.release()

    def _writing(self) -> apsw.Connection:
        if self._writer is None:
            connection = connect(self._path, patience=self._patience)
            with engine_errors(self._path):
                gate.check_settings(connection)
            forbid_changes_of_form(connection)
            self._writer = connection
        return self._writer

    def _check_writable(self) -> None:
        if self._read_only or not_writable(self._path):
            raise StoreRefused("store_read_only", path=self._path)

    def _start(self) -> None:
        """Before the first use: engine, kind of file, and after an unclean stop whether it is whole."""
        if self._started.is_set():
            return
        with self._starting:
            if self._started.is_set():
                return
            gate.check_engine(apsw.sqlite_lib_version())
            if not self._path.exists():
                raise StoreRefused("store_missing", path=self._path)
            self._examine()
            self._started.set()

    def _examine(self) -> None:
        alone = self._presence.enter()
        try:
            suspicious = alone and gate.left_unclean(self._path)
            connection = connect_reader(self._path, patience=self._patience)
            try:
                with engine_errors(self._path):
                    gate.check_kind(connection, self._path)
                    if suspicious:
                        gate.check_whole(connection, self._path)
            finally:
                connection.close()
        except BaseException:
            self._presence.leave()
            raise
        self._presence.stay()

    def prepare(self) -> None:
        gate.check_engine(apsw.sqlite_lib_version())
        if self._read_only:
            raise StoreRefused("store_read_only", path=self._path)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable("store_unreadable", path=self._path) from error
        if self._path.exists():
            self._start()
        self._check_writable()
        connection = connect(self._path, patience=self._patience, create=True)
        try:
            with engine_errors(self._path):
                gate.check_kind(connection, self._path)
                if gate.schema_version(connection) != SCHEMA_VERSION:
                    gate.migrate(connection)
                gate.check_settings(connection)
        finally:
            connection.close()
        self._start()

    def is_empty(self) -> bool:
        if not self._path.exists():
            return True
        self._start()
        connection = self._readers.take()
        try:
            with engine_errors(self._path):
                if gate.schema_version(connection) == 0:
                    return True
                return not connection.execute("SELECT EXISTS (SELECT 1 FROM entry)").get
        finally:
            self._readers.give_back(connection)

    def checks(self) -> Mapping[str, str]:
        self._start()
        connection = self._readers.take()
        try:
            with engine_errors(self._path):
                return {
                    "engine": f"SQLite {apsw.sqlite_lib_version()}",
                    "file": str(self._path),
                    "bytes": str(self._path.stat().st_size),
                    "schema": str(gate.schema_version(connection)),
                    "schema_expected": str(SCHEMA_VERSION),
                    "journal": str(connection.pragma("journal_mode")),
                    "durability": "full" if connection.pragma("synchronous") == 2 else "reduced",
                    "foreign_keys": "on" if connection.pragma("foreign_keys") else "off",
                    "integrity": gate.integrity(connection),
                    "medium": "read-only" if not_writable(self._path) else "writable",
                }
        finally:
            self._readers.give_back(connection)

    def close(self) -> None:
        self._closed = True
        self._readers.close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self._presence.leave()
