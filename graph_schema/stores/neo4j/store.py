"""The Neo4j store: a server reached by the driver, every write in one managed transaction with retry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, Session
from neo4j.exceptions import IncompleteCommit

from graph_schema.errors import InvalidInput, StoreRefused, StoreUnavailable
from graph_schema.jobs import Jobs
from graph_schema.ports import SCHEMA_VERSION, Reader, Store, Transaction
from graph_schema.queueing import JobTable, TableJobs
from graph_schema.stores.neo4j import schema
from graph_schema.stores.neo4j.failures import translated
from graph_schema.stores.neo4j.jobs import Neo4jJobTable
from graph_schema.stores.neo4j.names import names
from graph_schema.stores.neo4j.reader import Neo4jReader
from graph_schema.stores.neo4j.runs import Row
from graph_schema.stores.neo4j.transaction import Neo4jTransaction
from graph_schema.vocabulary import Vocabulary

T = TypeVar("T")
_CONNECT_SECONDS = 3.0
_ACQUIRE_SECONDS = 10.0
"""Waiting for a free connection of the pool."""
_RETRY_SECONDS = 5.0
"""How long a managed transaction is begun anew when the server asks for it or cannot be reached."""
_LOST_REPLIES = 2
"""How often in one write a lost reply to a commit is looked into."""
_POOL = 50
_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_SECRET = re.compile(r"//[^/@]*@")


@dataclass
class _Attempt(Generic[T]):
    """One call of `write`, however often it is run: a name that the entry keeps, and the result of the last run."""

    name: str
    results: list[T]


class Neo4jStore(Store):
    """A database on a Neo4j server, by `bolt://`, `neo4j://` or their `+s` forms. Connects at first use."""

    def __init__(self, uri: str, user: str, password: str, vocabulary: Vocabulary, database: str = "neo4j") -> None:
        self._address = _SECRET.sub("//", uri)
        self._vocabulary = vocabulary
        self._names = names(vocabulary)
        self._database = database
        self._closed = False
        self._jobs = TableJobs(self._read_jobs, self._write_jobs)
        if uri.partition("://")[0] not in _SCHEMES:
            raise InvalidInput("store_url", address=self._address)
        with translated(self._address):
            self._driver: Driver = _driver(uri, user, password)
        self._bookmarks = GraphDatabase.bookmark_manager()

    def _session(self) -> Session:
        if self._closed:
            raise StoreUnavailable("store_closed", address=self._address)
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks)

    def _read(self, query: str, parameters: Mapping[str, Any]) -> list[Row]:
        with translated(self._address), self._session() as session:
            return session.execute_read(_rows, query, parameters)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        yield Neo4jReader(self._read, self._vocabulary, self._names)

    @property
    def jobs(self) -> Jobs:
        return self._jobs

    @contextmanager
    def _read_jobs(self) -> Iterator[JobTable]:
        yield Neo4jJobTable(self._read, lock=False)

    def _write_jobs(self, work: Callable[[JobTable], T]) -> T:
        def once(tx: ManagedTransaction) -> T:
            return work(Neo4jJobTable(lambda query, values: _rows(tx, query, values), lock=True))

        # A commit whose reply was lost is not looked into: a lease nobody took up runs out, all else may be said twice.
        with translated(self._address), self._session() as session:
            return session.execute_write(once)

    def write(self, work: Callable[[Transaction], T]) -> T:
        attempt: _Attempt[T] = _Attempt(uuid.uuid4().hex, [])
        with translated(self._address):
            for _ in range(_LOST_REPLIES):
                try:
                    with self._session() as session:
                        return session.execute_write(self._once, work, attempt)
                except IncompleteCommit:
                    # The connection broke between the commit and its reply. The next run waits for the ledger's
                    # lock, behind whatever became of this one, and then sees whether it was written.
                    continue
            with self._session() as session:
                return session.execute_write(self._once, work, attempt)

    def _once(self, tx: ManagedTransaction, work: Callable[[Transaction], T], attempt: _Attempt[T]) -> T:
        def run(query: str, parameters: Mapping[str, Any]) -> list[Row]:
            return _rows(tx, query, parameters)  # the driver's errors decide about a retry, so they pass untouched

        transaction = Neo4jTransaction(run, self._vocabulary, self._names, attempt.name)
        if attempt.results and transaction.was_written():
            return attempt.results[-1]
        attempt.results.append(work(transaction))
        return attempt.results[-1]

    def prepare(self) -> None:
        with translated(self._address):
            # Without retry, so that a wrong address or password is told at once.
            self._driver.verify_connectivity()
            with self._session() as session:
                for statement in schema.statements(self._names):
                    session.run(statement).consume()
                session.run("CALL db.awaitIndexes(600)").consume()
                found = session.run(schema.MAKE_HEAD, schema=SCHEMA_VERSION).values()[0][0]
        if found != SCHEMA_VERSION:
            raise StoreRefused("store_schema", found=found, needed=SCHEMA_VERSION)

    def is_empty(self) -> bool:
        with self.reader() as reader:
            return reader.head().size == 0

    def checks(self) -> Mapping[str, str]:
        rows = self._read("CALL dbms.components() YIELD name, versions, edition RETURN versions[0], edition", {})
        version, edition = rows[0]
        found = self._read(f"MATCH (h:Ledger {{name: '{schema.HEAD}'}}) RETURN h.schema", {})
        made = {row[0] for row in self._read("SHOW CONSTRAINTS YIELD name RETURN name", {})}
        wanted = [text.split()[2] for text in schema.statements(self._names) if text.startswith("CREATE CONSTRAINT")]
        missing = [name for name in wanted if name not in made]
        return {
            "engine": f"neo4j {version} {edition}",
            "address": self._address,
            "database": self._database,
            "durability": "the server's: a transaction is in its log on disk before the commit is acknowledged",
            "schema": str(found[0][0]) if found else "not prepared",
            "constraints": "all present" if not missing else f"missing: {', '.join(missing)}",
        }

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._driver.close()


def _driver(uri: str, user: str, password: str) -> Driver:
    return GraphDatabase.driver(
        uri,
        auth=(user, password),
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=_ACQUIRE_SECONDS,
        max_transaction_retry_time=_RETRY_SECONDS,
        max_connection_pool_size=_POOL,
        # A query that names a property no node has yet would be logged each time otherwise.
        notifications_min_severity=NotificationMinimumSeverity.OFF,
    )


def _rows(tx: ManagedTransaction, query: str, parameters: Mapping[str, Any]) -> list[Row]:
    return tx.run(query, dict(parameters)).values()
