"""Reading: every answer is computed from versions as of one entry, so that a commit in between changes nothing.

The server reads what is committed at the moment (read committed). A reader therefore pins the ledger's size at its
first read and takes only versions written below it: the current one, or the past version that a later entry closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from graph_schema.entries import Entry, entry_from
from graph_schema.ports import Head, LinkFilter, Reader
from graph_schema.results import ClauseFacts
from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stamps import is_suspect
from graph_schema.stores.neo4j import faults, past, tallying, walking
from graph_schema.stores.neo4j.names import Names
from graph_schema.stores.neo4j.people import PeopleReading
from graph_schema.stores.neo4j.published import indexed, link_row_of, node_row_of
from graph_schema.stores.neo4j.runs import Row, Run, pieces
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.stores.neo4j.versions import Versions, Written
from graph_schema.subgraph import Subgraph
from graph_schema.values import Instant, Link, Node
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary

T = TypeVar("T")
_HEAD = f"MATCH (h:Ledger {{name: '{HEAD}'}}) RETURN h.size, h.time"
_SEQ_AT = """
MATCH (e:Entry) WHERE e.time <= $moment AND e.seq < $size
RETURN e.seq ORDER BY e.time DESC, e.seq DESC LIMIT 1
"""
# Many rows come as lists of 500: a row for each would cost several times more.
_NODES = """
CALL () {{
  MATCH (x:{label}) WHERE x.seq_from <= $seq{where}
  RETURN x{limit}
  UNION ALL
  MATCH (x:NodeVersion) WHERE x.seq_to > $seq AND x.seq_from <= $seq AND x.kind = $kind{where}
  RETURN x{limit}
}}
WITH DISTINCT x.body AS body, x.seq_from AS start, CASE WHEN x.seq_to < $size THEN x.seq_to END AS until, x.id AS id
ORDER BY id{limit_all}
WITH collect([body, start, until]) AS found
UNWIND range(0, size(found) - 1, 500) AS at RETURN found[at..at + 500]
"""
_LINKS = """
CALL () {{
  MATCH (x:{label}) WHERE x.seq_from <= $seq{where}
  RETURN x{limit}
  UNION ALL
  MATCH (x:LinkVersion) WHERE x.seq_to > $seq AND x.seq_from <= $seq{where}
  RETURN x{limit}
}}
WITH DISTINCT x.body AS body, x.seq_from AS start, CASE WHEN x.seq_to < $size THEN x.seq_to END AS until, x.id AS id
ORDER BY id{limit_all}
WITH collect([body, start, until]) AS found
UNWIND range(0, size(found) - 1, 500) AS at RETURN found[at..at + 500]
"""
_SUSPECTS = "MATCH ()-[r:{types}]->() WHERE r.suspect RETURN r.id"
_VERSIONS = """
CALL () {
  MATCH (x:NodeVersion {id: $id}) RETURN x
  UNION ALL
  MATCH (x:Thing {id: $id}) RETURN x
  UNION ALL
  MATCH (x:LinkVersion {id: $id}) RETURN x
  UNION ALL
  MATCH (x:Claim {id: $id}) RETURN x
}
WITH x WHERE x.seq_from < $size
RETURN DISTINCT x.from_id IS NULL, x.body, x.seq_from AS start, CASE WHEN x.seq_to < $size THEN x.seq_to END
ORDER BY start
"""
_SIZES = "MATCH (e:Entry) WHERE e.seq >= $from AND e.seq < $to RETURN e.seq AS seq, e.bytes ORDER BY seq"
_LEAVES = "MATCH (e:Entry) WHERE e.seq >= $from AND e.seq < $to RETURN e.seq AS seq, e.leaf ORDER BY seq"
_TIMES = "MATCH (e:Entry) WHERE e.seq >= $from AND e.seq < $to RETURN e.seq AS seq, e.time ORDER BY seq"
_TREE = "UNWIND $seqs AS seq MATCH (e:Entry {seq: seq}) RETURN e.tree"
_ROWS = """
CALL () {{
  MATCH (x:{current}) WHERE x.id > $after RETURN x ORDER BY x.id LIMIT $limit
  UNION ALL
  MATCH (x:{past}) WHERE x.id > $after RETURN x ORDER BY x.id LIMIT $limit
}}
RETURN DISTINCT properties(x), x.id AS id, x.seq_from AS start ORDER BY id, start
"""
_PAGE = 5_000
_LEAF_BYTES = 8_000_000
"""Bytes of leaves fetched at once; a single longer leaf comes alone."""


class Neo4jReader(PeopleReading, Reader):
    """Reads through `run`; pinned to the ledger's head at its first read."""

    def __init__(self, run: Run, vocabulary: Vocabulary, names: Names, pinned: Head | None = None) -> None:
        self._run = run
        self._vocabulary = vocabulary
        self._names = names
        self._pinned = pinned
        self._versions = Versions(run)

    def head(self) -> Head:
        if self._pinned is None:
            rows = self._run(_HEAD, {})
            self._pinned = Head(rows[0][0], rows[0][1]) if rows else Head(0, None)
        return self._pinned

    def _seq(self, known_at: int | None) -> int:
        last = self.head().size - 1
        return last if known_at is None else min(known_at, last)

    def _bounds(self, known_at: int | None) -> dict[str, Any]:
        return {"seq": self._seq(known_at), "size": self.head().size}

    def seq_at(self, moment: Instant) -> int:
        rows = self._run(_SEQ_AT, {"moment": moment, "size": self.head().size})
        return rows[0][0] if rows else -1

    def get(self, id_: str, known_at: int | None = None) -> Node | None:
        return self.get_many([id_], known_at).get(id_)

    def get_many(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, Node]:
        found = self._nodes_at(ids, known_at)
        return {id_: found[id_].node() for id_ in ids if id_ in found}

    def _nodes_at(self, ids: Sequence[str], known_at: int | None) -> Mapping[str, Written]:
        return self._versions.nodes(ids, self._seq(known_at), self.head().size)

    def get_link(self, id_: str, known_at: int | None = None) -> Link | None:
        found = self._versions.links([id_], self._seq(known_at), self.head().size)
        return found[id_].link() if id_ in found else None

    def by_key(self, kind: str, key: str, known_at: int | None = None) -> Node | None:
        self._vocabulary.node_kind(kind)
        query = _NODES.format(label=self._names.labels[kind], where=" AND x.key = $key", limit="", limit_all="")
        parameters = {**self._bounds(known_at), "kind": kind, "key": indexed(key)}
        found = [_written(one).node() for one in self._listed(query, parameters)]
        return found[0] if found else None

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
        parameters: dict[str, Any] = {
            **self._bounds(known_at),
            "kind": kind,
            "owner": owner,
            "prefix": key_prefix,
            "short": key_prefix[:1_000] if key_prefix is not None else None,
            "after": after,
            "limit": limit,
        }
        where = "" if owner is None else " AND x.owner = $owner"
        if key_prefix is not None:
            where += " AND x.key STARTS WITH $short AND coalesce(x.key_full, x.key) STARTS WITH $prefix"
        where += "" if after is None else " AND x.id > $after"
        query = _NODES.format(label=self._names.labels[kind], where=where, **_limits(limit))
        return tuple(_written(row).node() for row in self._listed(query, parameters))

    def links(
        self,
        where: LinkFilter,
        *,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Link]:
        if where.suspect:
            return self._suspect_links(where, known_at, after)[:limit]
        text = "" if where.kind is None else " AND x.kind = $kind"
        text += "" if where.states is None else " AND x.state IN $states"
        text += "" if where.from_id is None else " AND x.from_id = $from_id"
        text += "" if where.to_id is None else " AND x.to_id = $to_id"
        text += "" if after is None else " AND x.id > $after"
        label = "Proposal" if where.states == frozenset({"proposed"}) else "Claim"
        parameters = {
            **self._bounds(known_at),
            "kind": where.kind,
            "states": list(where.states or ()),
            "from_id": where.from_id,
            "to_id": where.to_id,
            "after": after,
            "limit": limit,
        }
        query = _LINKS.format(label=label, where=text, **_limits(limit))
        return tuple(_written(row).link() for row in self._listed(query, parameters))

    def _listed(self, query: str, parameters: Mapping[str, Any]) -> Iterator[Row]:
        """The rows of a query that answers with lists of them."""
        return (row for [piece] in self._run(query, parameters) for row in piece)

    def _suspect_links(self, where: LinkFilter, known_at: int | None, after: str | None) -> Sequence[Link]:
        """Now, those marked so; for the past, worked out from the versions."""
        seq = self._seq(known_at)
        confirmed = frozenset({"confirmed"})
        if where.states is not None and "confirmed" not in where.states:
            return ()
        if self._is_now(seq):
            ids = [row[0] for row in self._run(_SUSPECTS.format(types=self._names.any_type), {})]
            links = [one.link() for one in self._versions.links(ids, seq, self.head().size).values()]
        else:
            links = list(self.links(LinkFilter(where.kind, confirmed, where.from_id, where.to_id), known_at=known_at))
        stamps = self.stamps(list({end for link in links for end in (link.from_id, link.to_id)}), known_at)
        kept = [
            link
            for link in links
            if is_suspect(link, stamps[link.from_id], stamps[link.to_id])
            and (where.kind is None or link.kind == where.kind)
            and (where.from_id is None or link.from_id == where.from_id)
            and (where.to_id is None or link.to_id == where.to_id)
            and (after is None or link.id > after)
        ]
        return tuple(sorted(kept, key=lambda link: link.id))

    def _is_now(self, seq: int) -> bool:
        rows = self._run(_HEAD, {})
        return not rows or rows[0][0] - 1 <= seq

    def stamps(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, str]:
        return {id_: one.stamp for id_, one in self._nodes_at(ids, known_at).items()}

    def walk(self, clause: str, plan: WalkPlan, view: View) -> Subgraph | None:
        return self._now_or_past(
            view,
            lambda: walking.walk(self._run, clause, plan, view),
            lambda at: past.walk(self._run, self._versions, clause, plan, view, at),
        )

    def tally(self, plan: TallyPlan, view: View) -> Mapping[str, ClauseFacts]:
        basis = self._vocabulary.nodes["document"].fields["type"].basis
        return self._now_or_past(
            view,
            lambda: tallying.tally(self._run, plan, view, basis),
            lambda at: past.tally(self._run, self._versions, plan, view, basis, at),
        )

    def _now_or_past(self, view: View, now: Callable[[], T], then: Callable[[past.At], T]) -> T:
        """The graph as it is drawn answers for now; where an entry came after the view's, the versions answer."""
        if self._pinned is None or view.known_at >= self._pinned.size - 1:
            try:
                return now()
            except walking.Moved:
                pass
        return then((self._seq(view.known_at), self.head().size))

    def versions(self, id_: str) -> Sequence[Node] | Sequence[Link]:
        rows = self._run(_VERSIONS, {"id": id_, "size": self.head().size})
        written = [Written(body, start, until) for _, body, start, until in rows]
        if rows and rows[0][0]:
            return tuple(one.node() for one in written)
        return tuple(one.link() for one in written)

    def entries(self, start: int = 0, limit: int | None = None) -> Iterator[Entry]:
        return (entry_from(leaf) for _, leaf in self.leaves(start, limit))

    def leaves(self, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
        size = self.head().size
        end = size if limit is None else min(start + limit, size)
        for first in range(max(start, 0), end, _PAGE):
            sizes = self._run(_SIZES, {"from": first, "to": min(first + _PAGE, end)})
            for begin, stop in _spans(sizes):
                for seq, leaf in self._run(_LEAVES, {"from": begin, "to": stop}):
                    yield seq, bytes(leaf)

    def times(self) -> Iterator[tuple[int, Instant]]:
        size = self.head().size
        for first in range(0, size, _PAGE):
            rows = self._run(_TIMES, {"from": first, "to": min(first + _PAGE, size)})
            yield from ((seq, time) for seq, time in rows)

    def tree(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        places = set(wanted)
        # A subtree is kept by the entry that closes it (RFC 9162 section 2.1.1): the last of its leaves.
        seqs = {(index + 1) * 2**level - 1 for level, index in places}
        found: dict[tuple[int, int], bytes] = {}
        for piece in pieces([seq for seq in seqs if seq < self.head().size]):
            for (texts,) in self._run(_TREE, {"seqs": piece}):
                for text in texts or ():
                    level, index, value = text.split(":")
                    if (place := (int(level), int(index))) in places:
                        found[place] = bytes.fromhex(value)
        return found

    def node_rows(self) -> Iterator[NodeRow]:
        return self._rows("Thing", "NodeVersion", node_row_of)

    def link_rows(self) -> Iterator[LinkRow]:
        return self._rows("Claim", "LinkVersion", link_row_of)

    def _rows(self, current: str, past_label: str, row_of: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
        """Every version by (id, seq_from), a page of ids at a time; the last id of a full page comes with the next."""
        query, after = _ROWS.format(current=current, past=past_label), ""
        limit = _PAGE
        while True:
            rows = self._run(query, {"after": after, "limit": limit})
            counts = [0, 0]
            last: list[str] = ["", ""]
            for properties, id_, _ in rows:
                branch = 1 if "seq_to" in properties else 0
                counts[branch], last[branch] = counts[branch] + 1, id_
            full = [last[branch] for branch in (0, 1) if counts[branch] >= limit]
            bound = min(full) if full else None
            whole = [row for row in rows if bound is None or row[1] < bound]
            yield from (row_of(properties) for properties in self._seen(whole))
            if bound is None:
                return
            if whole:
                after, limit = whole[-1][1], _PAGE
            else:
                limit *= 4  # one id alone has more versions than a page

    def _seen(self, rows: Sequence[Row]) -> Iterator[Mapping[str, Any]]:
        """What the reader's state holds of these versions: nothing written later, nothing closed later."""
        size = self.head().size
        done: set[tuple[str, int]] = set()
        for properties, id_, start in rows:
            if start >= size or (id_, start) in done:
                continue  # the same version, closed while the page was read, comes from both branches
            done.add((id_, start))
            yield {name: value for name, value in properties.items() if name != "seq_to" or value < size}

    def published_faults(self) -> Sequence[str]:
        return faults.published_faults(self._run, self._vocabulary, self._names)


def _limits(limit: int | None) -> dict[str, str]:
    if limit is None:
        return {"limit": "", "limit_all": ""}
    return {"limit": " ORDER BY x.id LIMIT $limit", "limit_all": " LIMIT $limit"}


def _written(row: Row) -> Written:
    return Written(row[0], row[1], row[2])


def _spans(sizes: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Runs of entries, as (first, one after the last), of at most `_LEAF_BYTES` together."""
    begin, total = None, 0
    for seq, length in sizes:
        if begin is not None and total + length > _LEAF_BYTES:
            yield begin, seq
            begin, total = None, 0
        begin, total = seq if begin is None else begin, total + (length or 0)
    if begin is not None:
        yield begin, sizes[-1][0] + 1
