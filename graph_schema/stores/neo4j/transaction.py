"""A write transaction: it locks the ledger's head first, so that writers stand in a row and `seq` has no gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_schema import queueing
from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.errors import Conflict, StoreRefused
from graph_schema.ports import SCHEMA_VERSION, Head, Transaction
from graph_schema.rows import Batch, LinkRow, NodeRow
from graph_schema.stores.neo4j import people
from graph_schema.stores.neo4j.jobs import Neo4jJobTable
from graph_schema.stores.neo4j.names import Names
from graph_schema.stores.neo4j.published import link_row_of, node_row_of
from graph_schema.stores.neo4j.reader import Neo4jReader
from graph_schema.stores.neo4j.runs import Run, pieces
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.stores.neo4j.writing import Missing, RowWriter, tree_texts
from graph_schema.values import Instant
from graph_schema.vocabulary import Vocabulary

_LOCK = f"""
MATCH (h:Ledger {{name: '{HEAD}'}})
SET h.lock = $attempt
WITH h, h.attempt AS last
SET h.attempt = $attempt
WITH h, last
OPTIONAL MATCH (s:Setting {{name: 'moved_to'}})
RETURN h.size, h.time, h.schema, s.value, last
"""
# The first SET waits for the lock; only what is read after it is what the writer before left.
_WRITTEN = "MATCH (e:Entry) WHERE e.seq >= $from AND e.attempt = $attempt RETURN count(e)"
_APPEND = f"""
UNWIND $entries AS entry
CREATE (e:Entry) SET e = entry
WITH max(entry.seq) AS last, max(entry.time) AS time
MATCH (h:Ledger {{name: '{HEAD}'}})
SET h.size = last + 1, h.time = time
"""
_UNDRAWN = """
UNWIND $ids AS id
OPTIONAL MATCH (n:Thing {id: id}) OPTIONAL MATCH (q:Claim {id: id})
SET n:Undrawn, q:Undrawn
"""
_STILL_UNDRAWN = """
MATCH (n:Undrawn)
WITH n, n:Thing AS is_node REMOVE n:Undrawn
RETURN is_node, properties(n)
"""
_PAST_REACH = 1_000
"""Entries back from the head in which a write whose reply was lost is looked for."""
_RESTORED = 500
"""Entries written at once by `restore`: each carries its leaf, which may be long."""


class Neo4jTransaction(Neo4jReader, Transaction):
    """Reads and writes in one server transaction."""

    def __init__(self, run: Run, vocabulary: Vocabulary, names: Names, attempt: str) -> None:
        rows = run(_LOCK, {"attempt": attempt})
        if not rows:
            raise StoreRefused("store_not_prepared")
        size, time, schema, moved_to, self._last_attempt = rows[0]
        if schema != SCHEMA_VERSION:
            raise StoreRefused("store_schema", found=schema, needed=SCHEMA_VERSION)
        if moved_to is not None:
            raise StoreRefused("store_moved", to=moved_to)
        super().__init__(run, vocabulary, names, Head(size, time))
        self._writer = RowWriter(run, names)
        self._attempt = attempt
        self._saved = False

    def was_written(self) -> bool:
        """Whether an earlier run of this very attempt was committed although its reply was lost."""
        if self._last_attempt == self._attempt:
            return True
        start = max(0, self.head().size - _PAST_REACH)
        return bool(self._run(_WRITTEN, {"from": start, "attempt": self._attempt})[0][0])

    def save(self, batch: Batch) -> None:
        """Write one change."""
        if self._saved or batch.entry.seq != self.head().size:
            raise Conflict("entry_out_of_order", seq=batch.entry.seq)
        self._saved = True
        seq = batch.entry.seq
        self._append([(seq, batch.entry.time, batch.leaf, batch.tree)])
        self._writer.save_nodes(batch.nodes, seq)
        self._writer.save_links(batch.links, seq)
        self._writer.settle()
        for account in batch.accounts:
            self.put_account(account)
        if batch.request is not None:
            self.put_request(batch.request)
        if batch.settings:
            self._put_settings(batch.settings)
        if batch.jobs:
            queueing.ask(Neo4jJobTable(self._run, lock=True), batch.jobs, batch.asked_at)

    def _append(self, entries: Iterable[tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]]) -> None:
        for piece in pieces(entries, _RESTORED):
            rows: list[dict[str, Any]] = []
            for seq, time, leaf, tree in piece:
                if seq != self.head().size + len(rows):
                    raise Conflict("entry_out_of_order", seq=seq)
                rows.append(
                    {
                        "seq": seq,
                        "time": time,
                        "leaf": leaf,
                        "bytes": len(leaf),
                        "tree": tree_texts(tree),
                        "attempt": self._attempt,
                    }
                )
            self._run(_APPEND, {"entries": rows})
            self._pinned = Head(rows[-1]["seq"] + 1, rows[-1]["time"])

    def put_account(self, account: Account) -> None:
        """Keep an account as given."""
        held = self._run(people.HOLDER, {"name": account.name})
        if held and held[0][0] != account.id:
            raise Conflict("account_taken", name=account.name)
        self._run(people.PUT_ACCOUNT, _values(account))

    def put_session(self, session: Session) -> None:
        """Keep or renew a session."""
        self._run(people.PUT_SESSION, _values(session))

    def drop_sessions(self, *, digest: str | None = None, account: str | None = None) -> None:
        """End one session, or all of an account."""
        self._run(people.DROP_SESSIONS, {"digest": digest, "account": account})

    def put_token(self, token: Token) -> None:
        """Keep a token."""
        self._run(people.PUT_TOKEN, _values(token))

    def put_request(self, request: Request) -> None:
        """Keep a request id as given."""
        self._run(people.PUT_REQUEST, _values(request))

    def drop_requests(self, before: Instant) -> None:
        """Forget request ids older than an instant."""
        self._run(people.DROP_REQUESTS, {"before": before})

    def put_setting(self, name: str, value: str) -> None:
        """Set a fact about the store itself."""
        self._put_settings({name: value})

    def _put_settings(self, settings: Mapping[str, str]) -> None:
        self._run(people.PUT_SETTINGS, {"pairs": [[name, value] for name, value in settings.items()]})

    def restore(
        self,
        entries: Iterable[tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]],
        nodes: Iterable[NodeRow],
        links: Iterable[LinkRow],
    ) -> None:
        """Write history exactly as given. What points to a node of a later part is drawn when that part comes."""
        self._append(entries)
        waiting = self._run(_STILL_UNDRAWN, {})
        missing: Missing = []
        for piece in pieces(nodes):
            self._writer.create_past([row for row in piece if row.seq_to is not None], [])
            current = [row for row in piece if row.seq_to is None]
            self._writer.create_nodes(current)
            missing += self._writer.draw_references(current)
        for links_piece in pieces(links):
            self._writer.create_past([], [row for row in links_piece if row.seq_to is not None])
            missing += self._writer.create_links([row for row in links_piece if row.seq_to is None])
        missing += self._draw_again(waiting, missing)
        for ids in pieces([id_ for id_, _ in missing]):
            self._run(_UNDRAWN, {"ids": ids})
        self._writer.settle()

    def _draw_again(self, waiting: list[Any], missing: Missing) -> Missing:
        """Draw what earlier parts, or earlier pieces of this one, could not; all ends of this part are there now."""
        nodes = [node_row_of(properties) for is_node, properties in waiting if is_node]
        links = [link_row_of(properties) for is_node, properties in waiting if not is_node]
        ids = {id_ for id_, _ in missing}
        missing.clear()
        again = self._run("UNWIND $ids AS id MATCH (n:Thing {id: id}) RETURN properties(n)", {"ids": list(ids)})
        nodes += [node_row_of(row[0]) for row in again]
        again = self._run("UNWIND $ids AS id MATCH (q:Claim {id: id}) RETURN properties(q)", {"ids": list(ids)})
        links += [link_row_of(row[0]) for row in again]
        return self._writer.redraw(nodes) + self._writer.draw_links(links)


def _values(thing: Account | Session | Token | Request) -> dict[str, Any]:
    return {"values": people.values_of(thing)}
