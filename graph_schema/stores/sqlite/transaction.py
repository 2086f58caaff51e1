"""A write transaction on the file: reads as a reader, writes rows, leaves the history to the triggers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from graph_schema import queueing
from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.errors import Conflict, StoreRefused
from graph_schema.ports import Transaction
from graph_schema.rows import Batch, LinkRow, NodeRow
from graph_schema.stores.sqlite import people
from graph_schema.stores.sqlite.faults import translated
from graph_schema.stores.sqlite.jobs import SqliteJobTable
from graph_schema.stores.sqlite.reader import SqliteReader
from graph_schema.values import LIVE, Instant
from graph_schema.vocabulary import Vocabulary

_NODE = (
    "INSERT INTO node (id, kind, key, owner, stamp, body, seq_from) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, key = excluded.key, owner = excluded.owner,"
    " stamp = excluded.stamp, body = excluded.body, seq_from = excluded.seq_from"
)
_NODE_PAST = (
    "INSERT INTO node_past (id, kind, key, owner, stamp, body, seq_from, seq_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINK = (
    "INSERT INTO link (id, kind, from_id, to_id, state, valid_from, valid_to, from_stamp, to_stamp, body, seq_from)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, from_id = excluded.from_id, to_id = excluded.to_id,"
    " state = excluded.state, valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
    " from_stamp = excluded.from_stamp, to_stamp = excluded.to_stamp, body = excluded.body,"
    " seq_from = excluded.seq_from"
)
_LINK_PAST = (
    "INSERT INTO link_past (id, kind, from_id, to_id, state, valid_from, valid_to, from_stamp, to_stamp, body,"
    " seq_from, seq_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = "INSERT INTO entry (seq, time, leaf) VALUES (?, ?, ?)"
_TREE = "INSERT INTO tree (level, idx, hash) VALUES (?, ?, ?)"


class SqliteTransaction(SqliteReader, Transaction):
    """Works on the writing connection, inside the immediate transaction that the store began."""

    def __init__(self, connection: apsw.Connection, path: Path, vocabulary: Vocabulary) -> None:
        super().__init__(connection, path, vocabulary)
        if (moved_to := self.setting("moved_to")) is not None:
            raise StoreRefused("store_moved", to=moved_to)
        self._saved = False

    def _do(self, text: str, values: Sequence[Any]) -> None:
        try:
            self._connection.execute(text, values)
        except apsw.ConstraintError:
            raise
        except apsw.Error as error:
            raise translated(error, self._path) from error

    def save(self, batch: Batch) -> None:
        if self._saved or batch.entry.seq != self.head().size:
            raise Conflict("entry_out_of_order", seq=batch.entry.seq)
        self._saved = True
        self._append(batch.entry.seq, batch.entry.time, batch.leaf, batch.tree)
        self._put_nodes(batch.nodes)
        # Those that leave their place first, so that another may take it in the same entry.
        for link in sorted(batch.links, key=lambda row: row.state in LIVE):
            self._put_link(link)
        for account in batch.accounts:
            self.put_account(account)
        if batch.request is not None:
            self.put_request(batch.request)
        for name, value in (batch.settings or {}).items():
            self.put_setting(name, value)
        if batch.jobs:
            queueing.ask(self.job_table(), batch.jobs, batch.asked_at)

    def job_table(self) -> SqliteJobTable:
        """The jobs as this transaction sees and changes them."""
        return SqliteJobTable(self._connection, self._path)

    def _append(self, seq: int, time: Instant, leaf: bytes, tree: Mapping[tuple[int, int], bytes]) -> None:
        self._do(_ENTRY, (seq, time, leaf))
        for (level, index), value in tree.items():
            self._do(_TREE, (level, index, value))

    def _put_nodes(self, rows: Iterable[NodeRow]) -> None:
        held_up: list[NodeRow] = []
        for row in rows:
            try:
                self._do(_NODE, (row.id, row.kind, row.key, row.owner, row.stamp, row.body, row.seq_from))
            except apsw.ConstraintError:
                held_up.append(row)
        # A key may be held by a node that gives it up in this very entry: first all without, then each its own.
        for row in held_up:
            self._do(_NODE, (row.id, row.kind, None, row.owner, row.stamp, row.body, row.seq_from))
        for row in held_up:
            try:
                self._do("UPDATE node SET key = ? WHERE id = ?", (row.key, row.id))
            except apsw.ConstraintError as error:
                raise Conflict("key_taken", kind=row.kind, key=row.key) from error

    def _put_link(self, row: LinkRow) -> None:
        values = (
            *(row.id, row.kind, row.from_id, row.to_id, row.state, row.valid_from, row.valid_to),
            *(row.from_stamp, row.to_stamp, row.body, row.seq_from),
        )
        try:
            self._do(_LINK, values)
        except apsw.ConstraintError as error:
            raise Conflict("link_exists", kind=row.kind, from_id=row.from_id, to_id=row.to_id) from error

    def put_session(self, session: Session) -> None:
        self._do(
            "INSERT INTO session (digest, account, body) VALUES (?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET account = excluded.account, body = excluded.body",
            (session.digest, session.account, people.text_of(session)),
        )

    def drop_sessions(self, *, digest: str | None = None, account: str | None = None) -> None:
        if digest is not None:
            self._do("DELETE FROM session WHERE digest = ?", (digest,))
        if account is not None:
            self._do("DELETE FROM session WHERE account = ?", (account,))

    def put_token(self, token: Token) -> None:
        self._do(
            "INSERT INTO token (digest, account, body) VALUES (?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET account = excluded.account, body = excluded.body",
            (token.digest, token.account, people.text_of(token)),
        )

    def drop_requests(self, before: Instant) -> None:
        self._do("DELETE FROM request WHERE at < ?", (before,))

    def put_setting(self, name: str, value: str) -> None:
        self._do(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def restore(
        self,
        entries: Iterable[tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]],
        nodes: Iterable[NodeRow],
        links: Iterable[LinkRow],
    ) -> None:
        for seq, time, leaf, tree in entries:
            if seq != self.head().size:
                raise Conflict("entry_out_of_order", seq=seq)
            self._append(seq, time, leaf, tree)
        for node in nodes:
            if node.seq_to is None:
                self._put_nodes((node,))
            else:
                values = (node.id, node.kind, node.key, node.owner, node.stamp, node.body)
                self._do(_NODE_PAST, (*values, node.seq_from, node.seq_to))
        for link in links:
            if link.seq_to is None:
                self._put_link(link)
            else:
                ends = (link.id, link.kind, link.from_id, link.to_id, link.state, link.valid_from, link.valid_to)
                stamps = (link.from_stamp, link.to_stamp, link.body)
                self._do(_LINK_PAST, (*ends, *stamps, link.seq_from, link.seq_to))

    def put_account(self, account: Account) -> None:
        held = self.account(account.name)
        if held is not None and held.id != account.id:
            raise Conflict("account_taken", name=account.name)
        self._do(
            "INSERT INTO account (name, id, body) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET id = excluded.id, body = excluded.body",
            (account.name, account.id, people.text_of(account)),
        )

    def put_request(self, request: Request) -> None:
        self._do(
            "INSERT INTO request (actor, id, body_digest, answer, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (actor, id) DO UPDATE SET body_digest = excluded.body_digest, answer = excluded.answer,"
            " at = excluded.at",
            (request.actor, request.id, request.body_digest, request.answer, request.at),
        )
