"""One consistent state of the file, read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.entries import Entry, entry_from
from graph_schema.ports import Head, LinkFilter, Reader
from graph_schema.results import ClauseFacts
from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stores.sqlite import people, reading
from graph_schema.stores.sqlite.faults import translated
from graph_schema.stores.sqlite.queries import Query, query, versioned
from graph_schema.subgraph import Subgraph
from graph_schema.values import Instant, Link, Node, link_from, node_from
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary

Row = tuple[Any, ...]
_LEAVES_AT_ONCE = 64
"""Leaves can be large (an entry of 10,000 nodes)."""
_VERSIONS_AT_ONCE = 1_000
_NODE_COLUMNS = "id, kind, key, owner, stamp, body, seq_from, seq_to"
_LINK_COLUMNS = "id, kind, from_id, to_id, state, valid_from, valid_to, from_stamp, to_stamp, body, seq_from, seq_to"
_PROPOSED = frozenset({"proposed"})


class SqliteReader(Reader):
    """Reads through one connection, inside the transaction that its lender began."""

    def __init__(self, connection: apsw.Connection, path: Path, vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._path = path
        self._vocabulary = vocabulary

    def _rows(self, text: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        try:
            return self._connection.execute(text, values).fetchall()
        except apsw.Error as error:
            raise translated(error, self._path) from error

    def _one(self, text: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Row | None:
        rows = self._rows(text, values)
        return rows[0] if rows else None

    def _past(self, known_at: int | None) -> bool:
        """Whether that entry is not the last one, so that past versions have to be asked too."""
        if known_at is None:
            return False
        row = self._one("SELECT max(seq) FROM entry")
        return row is None or row[0] is None or known_at < row[0]

    def _versions(self, select: str, values: Mapping[str, Any], known_at: int | None, rest: str = "") -> list[Row]:
        """The rows of one SELECT over versions, as seen by the entry."""
        text = versioned(select, past=self._past(known_at))
        return self._rows(text + rest, {**values, "known": known_at})

    def _staged(self, asked: Query, values: Mapping[str, Any]) -> list[Row]:
        """The answer of a query whose steps are kept in temporary tables meanwhile."""
        try:
            for step in asked.steps:
                self._rows(step.table(), values)
            return self._rows(asked.answer, values)
        finally:
            for step in reversed(asked.steps):
                self._rows(f"DROP TABLE IF EXISTS temp.{step.name}")

    def head(self) -> Head:
        row = self._one("SELECT seq, time FROM entry ORDER BY seq DESC LIMIT 1")
        return Head(row[0] + 1, row[1]) if row else Head(0, None)

    def seq_at(self, moment: Instant) -> int:
        row = self._one("SELECT max(seq) FROM entry WHERE time <= ?", (moment,))
        return -1 if row is None or row[0] is None else int(row[0])

    def get(self, id_: str, known_at: int | None = None) -> Node | None:
        return next(iter(self._nodes("v.id = :id", {"id": id_}, known_at)), None)

    def get_many(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, Node]:
        found = self._nodes("v.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)}, known_at)
        by_id = {node.id: node for node in found}
        return {id_: by_id[id_] for id_ in ids if id_ in by_id}

    def get_link(self, id_: str, known_at: int | None = None) -> Link | None:
        return next(iter(self._links("v.id = :id", {"id": id_}, known_at)), None)

    def by_key(self, kind: str, key: str, known_at: int | None = None) -> Node | None:
        self._vocabulary.node_kind(kind)
        found = self._nodes("v.kind = :kind AND v.key = :key", {"kind": kind, "key": key}, known_at)
        return next(iter(found), None)

    def _nodes(self, where: str, values: Mapping[str, Any], known_at: int | None, rest: str = "") -> list[Node]:
        select = f"SELECT v.body, v.seq_from, v.seq_to, v.id FROM node_at v WHERE {where}"  # noqa: S608 - own words only
        rows = self._versions(select, values, known_at, rest)
        return [node_from(reading.document(body), seq_from, seq_to) for body, seq_from, seq_to, _ in rows]

    def _links(self, where: str, values: Mapping[str, Any], known_at: int | None, rest: str = "") -> list[Link]:
        select = f"SELECT v.body, v.seq_from, v.seq_to, v.id FROM link_at v WHERE {where}"  # noqa: S608 - own words only
        rows = self._versions(select, values, known_at, rest)
        return [link_from(reading.document(body), seq_from, seq_to) for body, seq_from, seq_to, _ in rows]

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        key_prefix: str | None = None,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Node]:
        self._vocabulary.node_kind(kind)
        values = {"kind": kind, "owner": owner, "after": after}
        where = ["v.kind = :kind"]
        where += ["v.owner = :owner"] if owner is not None else []
        where += ["v.id > :after"] if after is not None else []
        if key_prefix is not None:
            where.append("v.key >= :prefix")
            values["prefix"] = key_prefix
            if (beyond := _beyond(key_prefix)) is not None:
                where.append("v.key < :beyond")
                values["beyond"] = beyond
        return tuple(self._nodes(" AND ".join(where), values, known_at, _page(limit)))

    def links(
        self,
        where: LinkFilter,
        *,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Link]:
        given = {"kind": where.kind, "from_id": where.from_id, "to_id": where.to_id}
        wanted = [f"v.{name} = :{name}" for name, value in given.items() if value is not None]
        if where.kind is not None and len(wanted) > 1:
            # Without statistics the planner takes the index that gives the order, and reads every link of the kind
            # (100 ms of 94,000) where an end has a handful.
            wanted[0] = "+v.kind = :kind"
        wanted += ["v.id > :after"] if after is not None else []
        wanted += ["is_suspect(v)"] if where.suspect else []
        states = None if where.states is None else json.dumps(sorted(where.states))
        if where.states == _PROPOSED:  # in the words of the partial index: what waits is counted for every page
            wanted.append("v.state = 'proposed'")
        elif states is not None:
            wanted.append("v.state IN (SELECT value FROM json_each(:states))")
        values = {**given, "after": after, "states": states}
        return tuple(self._links(" AND ".join(wanted) or "true", values, known_at, _page(limit)))

    def stamps(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, str]:
        select = "SELECT v.id, v.stamp FROM node_at v WHERE v.id IN (SELECT value FROM json_each(:ids))"
        return dict(self._versions(select, {"ids": json.dumps(ids)}, known_at))

    def walk(self, clause: str, plan: WalkPlan, view: View) -> Subgraph | None:
        past = self._past(view.known_at)
        asked = query("walk", past=past)
        values = {"clause": clause, "day": view.as_of, "limit": plan.records, "known": view.known_at}
        if past:
            return reading.subgraph(clause, self._staged(asked, values))
        return reading.subgraph(clause, self._rows(asked.statement, values))

    def tally(self, plan: TallyPlan, view: View) -> Mapping[str, ClauseFacts]:
        asked = query("tally", past=self._past(view.known_at))
        values = {
            "standard": plan.standard,
            "clauses": None if plan.clauses is None else json.dumps(sorted(plan.clauses)),
            "day": view.as_of,
            "period_start": view.period.start,
            "period_end": view.period.end,
            "site": view.site,
            "basis": json.dumps(sorted(self._vocabulary.nodes["document"].fields["type"].basis)),
            "known": view.known_at,
        }
        return reading.facts(self._staged(asked, values))

    def versions(self, id_: str) -> Sequence[Node] | Sequence[Link]:
        nodes = self._all_versions("node", _NODE_COLUMNS, "id = ?", (id_,))
        if nodes:
            return tuple(NodeRow(*row).node() for row in nodes)
        return tuple(LinkRow(*row).link() for row in self._all_versions("link", _LINK_COLUMNS, "id = ?", (id_,)))

    def _all_versions(self, table: str, columns: str, where: str, values: Sequence[Any]) -> list[Row]:
        """Current and past versions in order of (id, seq_from)."""
        return self._rows(
            f"SELECT {columns} FROM {table} WHERE {where} UNION ALL"  # noqa: S608 - own words only
            f" SELECT {columns} FROM {table}_past WHERE {where} ORDER BY id, seq_from",
            (*values, *values),
        )

    def entries(self, start: int = 0, limit: int | None = None) -> Iterator[Entry]:
        return (entry_from(leaf) for _, leaf in self.leaves(start, limit))

    def leaves(self, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
        left = -1 if limit is None else limit
        while left:
            count = _LEAVES_AT_ONCE if left < 0 else min(left, _LEAVES_AT_ONCE)
            rows = self._rows("SELECT seq, leaf FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?", (start, count))
            yield from ((seq, leaf) for seq, leaf in rows)
            if len(rows) < count:
                return
            start = rows[-1][0] + 1
            left = -1 if left < 0 else left - count

    def times(self) -> Iterator[tuple[int, Instant]]:
        return ((seq, time) for seq, time in self._rows("SELECT seq, time FROM entry ORDER BY seq"))

    def tree(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        text = "SELECT hash FROM tree WHERE level = ? AND idx = ?"
        return {place: row[0] for place in wanted if (row := self._one(text, place)) is not None}

    def node_rows(self) -> Iterator[NodeRow]:
        return (NodeRow(*row) for row in self._by_id("node", _NODE_COLUMNS))

    def link_rows(self) -> Iterator[LinkRow]:
        return (LinkRow(*row) for row in self._by_id("link", _LINK_COLUMNS))

    def _by_id(self, table: str, columns: str) -> Iterator[Row]:
        """All versions, a page of ids at a time, so that no statement stays open between two rows."""
        after = ""
        while True:
            ids = self._rows(f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?", (after, _VERSIONS_AT_ONCE))  # noqa: S608
            if not ids:
                return
            last = ids[-1][0]
            yield from self._all_versions(table, columns, "id > ? AND id <= ?", (after, last))
            after = last

    def published_faults(self) -> Sequence[str]:
        """Links whose place among the suspect ones is wrong, and records or files missing among the shared ones."""
        wrong = self._rows(
            "SELECT l.id FROM suspect_now s JOIN link l ON l.row = s.row WHERE s.row NOT IN suspect"
            " UNION SELECT coalesce(l.id, s.row) FROM suspect s LEFT JOIN link l ON l.row = s.row"
            " WHERE s.row NOT IN (SELECT row FROM suspect_now)"
            " UNION SELECT from_id FROM link WHERE kind = 'records' AND from_id NOT IN (SELECT id FROM shared)"
            " GROUP BY from_id HAVING count(*) > 1 ORDER BY 1"
        )
        return tuple(str(row[0]) for row in wrong)

    def account(self, name: str) -> Account | None:
        row = self._one("SELECT body FROM account WHERE name = ?", (name,))
        return people.account_from(row[0]) if row else None

    def accounts(self) -> Sequence[Account]:
        return tuple(people.account_from(row[0]) for row in self._rows("SELECT body FROM account ORDER BY name"))

    def session(self, digest: str) -> Session | None:
        row = self._one("SELECT body FROM session WHERE digest = ?", (digest,))
        return people.session_from(row[0]) if row else None

    def token(self, digest: str) -> Token | None:
        row = self._one("SELECT body FROM token WHERE digest = ?", (digest,))
        return people.token_from(row[0]) if row else None

    def tokens(self) -> Sequence[Token]:
        return tuple(people.token_from(row[0]) for row in self._rows("SELECT body FROM token ORDER BY digest"))

    def request(self, actor: str, id_: str) -> Request | None:
        text = "SELECT actor, id, body_digest, answer, at FROM request WHERE actor = ? AND id = ?"
        row = self._one(text, (actor, id_))
        return Request(*row) if row else None

    def requests(self) -> Iterator[Request]:
        text = (
            "SELECT actor, id, body_digest, answer, at FROM request WHERE (actor, id) > (?, ?)"
            " ORDER BY actor, id LIMIT ?"
        )
        at = ("", "")
        while rows := self._rows(text, (*at, _VERSIONS_AT_ONCE)):
            yield from (Request(*row) for row in rows)
            at = rows[-1][0], rows[-1][1]

    def setting(self, name: str) -> str | None:
        row = self._one("SELECT value FROM setting WHERE name = ?", (name,))
        return row[0] if row else None

    def settings(self) -> Mapping[str, str]:
        return dict(self._rows("SELECT name, value FROM setting ORDER BY name"))


def _page(limit: int | None) -> str:
    """Order of id, at most `limit`."""
    return " ORDER BY 4" if limit is None else f" ORDER BY 4 LIMIT {max(limit, 0)}"


def _beyond(prefix: str) -> str | None:
    """The first text after all that begin with the prefix, by code point (surrogates are no text); None: no end."""
    while prefix:
        point = ord(prefix[-1]) + 1
        if point <= 0x10FFFF:
            return prefix[:-1] + chr(0xE000 if 0xD800 <= point <= 0xDFFF else point)
        prefix = prefix[:-1]
    return None
