"""The memory store: the reference model. Every rule of the port in the plainest form; nothing outlives the process."""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from graph_schema import queueing
from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.errors import Conflict, StoreRefused
from graph_schema.jobs import Jobs
from graph_schema.ports import Reader, Store, Transaction
from graph_schema.queueing import TableJobs
from graph_schema.rows import Batch, LinkRow, NodeRow
from graph_schema.stores.memory.jobs import MemoryJobTable, Rows
from graph_schema.stores.memory.reader import MemoryReader
from graph_schema.values import LIVE, Instant
from graph_schema.vocabulary import Vocabulary

T = TypeVar("T")
Row = TypeVar("Row", NodeRow, LinkRow)


@dataclass
class Tables:
    """All that is stored: rows in the order written, current versions by id."""

    nodes: dict[str, list[NodeRow]] = field(default_factory=dict)
    links: dict[str, list[LinkRow]] = field(default_factory=dict)
    leaves: list[tuple[Instant, bytes]] = field(default_factory=list)
    tree: dict[tuple[int, int], bytes] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    requests: dict[tuple[str, str], Request] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    jobs: Rows = field(default_factory=dict)

    def fork(self) -> Tables:
        """A copy that can be changed apart; rows and values are frozen and shared."""
        forked = copy.copy(self)
        forked.nodes = {id_: list(rows) for id_, rows in self.nodes.items()}
        forked.links = {id_: list(rows) for id_, rows in self.links.items()}
        forked.leaves, forked.tree = list(self.leaves), dict(self.tree)
        for name in ("accounts", "sessions", "tokens", "requests", "settings", "jobs"):
            setattr(forked, name, dict(getattr(self, name)))
        return forked


class MemoryTransaction(MemoryReader, Transaction):
    """Works on a fork of the tables, which replaces them on commit."""

    def __init__(self, tables: Tables, vocabulary: Vocabulary) -> None:
        super().__init__(tables, vocabulary)
        _refuse_moved(tables)
        self._saved = False

    def save(self, batch: Batch) -> None:
        if self._saved or batch.entry.seq != len(self.tables.leaves):
            raise Conflict("entry_out_of_order", seq=batch.entry.seq)
        self._saved = True
        seq = batch.entry.seq
        self.tables.leaves.append((batch.entry.time, batch.leaf))
        self.tables.tree.update(batch.tree)
        for node in batch.nodes:
            _close(self.tables.nodes.setdefault(node.id, []), seq).append(node)
        for link in batch.links:
            _close(self.tables.links.setdefault(link.id, []), seq).append(link)
        self._check_keys(batch)
        for account in batch.accounts:
            self._put_account(account)
        if batch.request is not None:
            self.put_request(batch.request)
        self.tables.settings.update(batch.settings or {})
        queueing.ask(MemoryJobTable(self.tables.jobs), batch.jobs, batch.asked_at)

    def _check_keys(self, batch: Batch) -> None:
        keys = {(row.kind, row.key) for row in batch.nodes if row.key is not None}
        held = Counter((one.kind, one.key) for rows in self.tables.nodes.values() if (one := rows[-1]).key is not None)
        for key in keys:
            if held[key] > 1:
                raise Conflict("key_taken", kind=key[0], key=key[1])
        places = {_place(row) for row in batch.links if row.state in LIVE}
        live = Counter(_place(last) for known in self.tables.links.values() if (last := known[-1]).state in LIVE)
        for place in places:
            if live[place] > 1:
                raise Conflict("link_exists", kind=place[0], from_id=place[1], to_id=place[2])

    def _put_account(self, account: Account) -> None:
        held = self.tables.accounts.get(account.name)
        if held is not None and held.id != account.id:
            raise Conflict("account_taken", name=account.name)
        self.tables.accounts[account.name] = account

    def put_session(self, session: Session) -> None:
        self.tables.sessions[session.digest] = session

    def drop_sessions(self, *, digest: str | None = None, account: str | None = None) -> None:
        for key, session in list(self.tables.sessions.items()):
            if key == digest or (account is not None and session.account == account):
                del self.tables.sessions[key]

    def put_token(self, token: Token) -> None:
        self.tables.tokens[token.digest] = token

    def drop_requests(self, before: Instant) -> None:
        for key, request in list(self.tables.requests.items()):
            if request.at < before:
                del self.tables.requests[key]

    def put_setting(self, name: str, value: str) -> None:
        self.tables.settings[name] = value

    def restore(
        self,
        entries: Iterable[tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]],
        nodes: Iterable[NodeRow],
        links: Iterable[LinkRow],
    ) -> None:
        for seq, time, leaf, tree in entries:
            if seq != len(self.tables.leaves):
                raise Conflict("entry_out_of_order", seq=seq)
            self.tables.leaves.append((time, leaf))
            self.tables.tree.update(tree)
        for node in nodes:
            self.tables.nodes.setdefault(node.id, []).append(node)
        for link in links:
            self.tables.links.setdefault(link.id, []).append(link)

    def put_account(self, account: Account) -> None:
        self._put_account(account)

    def put_request(self, request: Request) -> None:
        self.tables.requests[(request.actor, request.id)] = request


def _refuse_moved(tables: Tables) -> None:
    if "moved_to" in tables.settings:
        raise StoreRefused("store_moved", to=tables.settings["moved_to"])


def _close(rows: list[Row], seq: int) -> list[Row]:
    """End the current version, if any, with the entry that replaces it."""
    if rows:
        rows[-1] = replace(rows[-1], seq_to=seq)
    return rows


def _place(row: LinkRow) -> tuple[str, str, str]:
    return row.kind, row.from_id, row.to_id


class MemoryStore(Store):
    """One writer at a time on a fork; readers keep the tables they began with."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tables = Tables()
        self._writing = threading.Lock()
        self._jobs = TableJobs(self._read_jobs, self._write_jobs)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        yield MemoryReader(self._tables, self._vocabulary)

    def write(self, work: Callable[[Transaction], T]) -> T:
        with self._writing:
            forked = self._tables.fork()
            result = work(MemoryTransaction(forked, self._vocabulary))
            self._tables = forked
            return result

    @property
    def jobs(self) -> Jobs:
        return self._jobs

    @contextmanager
    def _read_jobs(self) -> Iterator[MemoryJobTable]:
        yield MemoryJobTable(self._tables.jobs)

    def _write_jobs(self, work: Callable[[queueing.JobTable], T]) -> T:
        with self._writing:
            _refuse_moved(self._tables)
            rows = dict(self._tables.jobs)
            result = work(MemoryJobTable(rows))
            self._tables = replace(self._tables, jobs=rows)
            return result

    def prepare(self) -> None:
        """Nothing to make."""

    def is_empty(self) -> bool:
        return not self._tables.leaves

    def checks(self) -> Mapping[str, str]:
        return {"engine": "memory", "durability": "none: for tests"}

    def close(self) -> None:
        """Nothing is held."""
