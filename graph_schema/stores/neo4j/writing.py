"""Writing rows: nodes and links with their past versions, and the published graph beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from graph_schema.errors import Conflict, NotFound
from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stores.neo4j.names import Names
from graph_schema.stores.neo4j.plain import PlainRecords
from graph_schema.stores.neo4j.published import (
    claim_properties,
    indexed,
    link_columns,
    node_columns,
    node_properties,
    relationship_properties,
)
from graph_schema.stores.neo4j.runs import Run, pieces

_HELD_NODES = "UNWIND $ids AS id MATCH (n:Thing {id: id}) RETURN collect([n.id, n.stamp])"
_CLOSE_NODES = """
UNWIND $ids AS id
MATCH (n:Thing {id: id})
CREATE (v:NodeVersion)
SET v = {id: n.id, kind: n.kind, key: n.key, key_full: n.key_full, owner: n.owner, stamp: n.stamp, body: n.body,
         seq_from: n.seq_from, seq_to: $seq}
REMOVE n.key
"""
_HOLDERS = "UNWIND $keys AS key MATCH (n:{label} {{key: key}}) RETURN n.id, key"
_CREATE_NODES = "UNWIND $rows AS row CREATE (n:Thing:{label}) SET n = row"
_UPDATE_NODES = "UNWIND $rows AS row MATCH (n:Thing {id: row.id}) SET n = row"
_DRAW = """
UNWIND $ids AS id
MATCH (n:Thing {{id: id}}) WHERE n.{field} IS NOT NULL
OPTIONAL MATCH (to:Thing {{id: n.{field}}})
OPTIONAL MATCH (n)-[old:{type}]->(to)
FOREACH (_ IN CASE WHEN to IS NOT NULL AND old IS NULL THEN [1] ELSE [] END | CREATE (n)-[:{type}]->(to))
WITH n, to WHERE to IS NULL
RETURN n.id, n.{field}
"""
_DRAW_NEW = """
UNWIND $ids AS id
MATCH (n:Thing {{id: id}}) WHERE n.{field} IS NOT NULL
OPTIONAL MATCH (to:Thing {{id: n.{field}}})
FOREACH (_ IN CASE WHEN to IS NULL THEN [] ELSE [1] END | CREATE (n)-[:{type}]->(to))
WITH n, to WHERE to IS NULL
RETURN n.id, n.{field}
"""
_UNDRAW = """
UNWIND $ids AS id
MATCH (n:Thing {{id: id}})-[old:{type}]->(to:Thing)
WHERE NOT to.id IN [{fields}]
DELETE old
"""
_SUSPECT = "coalesce(r.from_stamp, '') <> a.stamp OR coalesce(r.to_stamp, '') <> b.stamp"
_MARK_SUSPECT = f"""
UNWIND $ids AS id
MATCH (n:Thing {{{{id: id}}}})-[r:{{types}}]-()
WITH DISTINCT r, startNode(r) AS a, endNode(r) AS b
SET r.suspect = {_SUSPECT}
"""
_HELD_LINKS = "UNWIND $ids AS id MATCH (q:Claim {id: id}) RETURN q.id"
_LIVE_HOLDERS = "UNWIND $places AS place MATCH (q:Claim {live: place}) RETURN q.id, q.kind, q.from_id, q.to_id"
_CLOSE_LINKS = """
UNWIND $ids AS id
MATCH (q:Claim {id: id})
OPTIONAL MATCH (q)-[end:proposed_from|proposed_to]->()
DELETE end
WITH DISTINCT q
REMOVE q:Claim:Proposal, q.live
SET q:LinkVersion, q.seq_to = $seq
WITH q WHERE q.state = 'confirmed'
MATCH (:Thing {id: q.from_id})-[r]->(:Thing {id: q.to_id}) WHERE type(r) = q.kind AND r.id = q.id
DELETE r
"""
_CREATE_CLAIMS = "UNWIND $rows AS row CREATE (q:Claim) SET q = row"
_CREATE_PAST = "UNWIND $rows AS row CREATE (v:{label}) SET v = row"
_DRAW_LINKS = f"""
UNWIND $rows AS row
OPTIONAL MATCH (a:Thing {{{{id: row[0]}}}})
OPTIONAL MATCH (b:Thing {{{{id: row[1]}}}})
FOREACH (_ IN CASE WHEN a IS NULL OR b IS NULL THEN [] ELSE [1] END |
  CREATE (a)-[r:{{type}}]->(b) SET r = row[2] SET r.suspect = {_SUSPECT})
WITH row, a, b, row[2] AS r WHERE a IS NULL OR b IS NULL OR {_SUSPECT}
RETURN r.id, CASE WHEN a IS NULL THEN row[0] WHEN b IS NULL THEN row[1] END
"""
_DRAW_PROPOSALS = """
UNWIND $ids AS id
MATCH (q:Claim {id: id})
OPTIONAL MATCH (a:Thing {id: q.from_id})
OPTIONAL MATCH (b:Thing {id: q.to_id})
SET q:Proposal
FOREACH (_ IN CASE WHEN a IS NULL OR b IS NULL THEN [] ELSE [1] END |
  CREATE (q)-[:proposed_from]->(a) CREATE (q)-[:proposed_to]->(b))
WITH q, a, b WHERE a IS NULL OR b IS NULL
RETURN q.id, CASE WHEN a IS NULL THEN q.from_id ELSE q.to_id END
"""

Missing = list[tuple[str, str]]
"""(id of what could not be drawn, id of the end that is not there)."""


class RowWriter:
    """Writes rows within one transaction."""

    def __init__(self, run: Run, names: Names) -> None:
        self._run = run
        self._names = names
        self._plain = PlainRecords(run)

    def save_nodes(self, rows: Sequence[NodeRow], seq: int) -> None:
        """New current versions; those they replace are kept. Conflict `key_taken`, NotFound `node_unknown`."""
        held: dict[str, str] = {}
        for piece in pieces(rows):
            held |= dict(self._run(_HELD_NODES, {"ids": [row.id for row in piece]})[0][0])
        changed = [row for row in rows if row.id in held]
        self._plain.changed(row.id for row in changed if row.kind != "revision" or row.stamp != held[row.id])
        for piece in pieces(changed):
            self._run(_CLOSE_NODES, {"ids": [row.id for row in piece], "seq": seq})
        self._check_keys(rows)
        self.create_nodes([row for row in rows if row.id not in held])
        for piece in pieces(changed):
            self._run(_UPDATE_NODES, {"rows": [node_properties(row, self._names) for row in piece]})
        refuse(self.draw_references([row for row in rows if row.id not in held]))
        refuse(self.redraw(changed))
        self.mark_suspect([row.id for row in changed if row.stamp != held[row.id]])

    def _check_keys(self, rows: Sequence[NodeRow]) -> None:
        """A key belongs to one current node of its kind: none in the store (those of closed versions are gone by
        now), and none twice in the change."""
        for kind, of_kind in _by_kind(rows):
            keyed = [row for row in of_kind if row.key is not None]
            seen: set[str | None] = set()
            for row in keyed:
                if row.key in seen:
                    raise Conflict("key_taken", kind=kind, key=row.key)
                seen.add(row.key)
            query = _HOLDERS.format(label=self._names.labels[kind])
            for piece in pieces(keyed):
                keys = {indexed(row.key): row.key for row in piece if row.key is not None}
                for _, key in self._run(query, {"keys": list(keys)}):
                    raise Conflict("key_taken", kind=kind, key=keys[key])

    def create_nodes(self, rows: Sequence[NodeRow]) -> None:
        """Current versions of nodes not there before."""
        for kind, of_kind in _by_kind(rows):
            query = _CREATE_NODES.format(label=self._names.labels[kind])
            for piece in pieces(of_kind):
                properties = [node_properties(row, self._names) for row in piece]
                for one in properties:
                    self._plain.created(one)
                self._run(query, {"rows": properties})

    def draw_references(self, rows: Iterable[NodeRow]) -> Missing:
        """References of new nodes as native relationships; gives those whose end is not there."""
        return self._each_reference(_DRAW_NEW, rows)

    def _each_reference(self, query: str, rows: Iterable[NodeRow]) -> Missing:
        missing: Missing = []
        for kind, of_kind in _by_kind(rows):
            for field, type_ in self._names.drawn[kind]:
                text = query.format(field=field, type=type_)
                for piece in pieces(of_kind):
                    missing += [(id_, end) for id_, end in self._run(text, {"ids": [row.id for row in piece]})]
        return missing

    def redraw(self, rows: Sequence[NodeRow]) -> Missing:
        """References of changed nodes: those that no longer hold are taken away, new ones drawn."""
        for kind, of_kind in _by_kind(rows):
            drawn = self._names.drawn[kind]
            for type_ in {type_ for _, type_ in drawn}:
                fields = ", ".join(f"n.{field}" for field, of_type in drawn if of_type == type_)
                for piece in pieces(of_kind):
                    self._run(_UNDRAW.format(type=type_, fields=fields), {"ids": [row.id for row in piece]})
        return self._each_reference(_DRAW, rows)

    def mark_suspect(self, ids: Sequence[str]) -> None:
        """Work out anew whether the confirmed links at these nodes are suspect: their stamps changed."""
        for piece in pieces(ids):
            self._run(_MARK_SUSPECT.format(types=self._names.any_type), {"ids": piece})

    def save_links(self, rows: Sequence[LinkRow], seq: int) -> None:
        """New current versions; those they replace are kept. Conflict `link_exists`, NotFound `node_unknown`."""
        for piece in pieces(rows):
            held = [row[0] for row in self._run(_HELD_LINKS, {"ids": [row.id for row in piece]})]
            if held:
                self._run(_CLOSE_LINKS, {"ids": held, "seq": seq})
        self._check_places(rows)
        refuse(self.create_links(rows))

    def _check_places(self, rows: Sequence[LinkRow]) -> None:
        """At most one live link of one kind between two ends."""
        seen: set[str] = set()
        for piece in pieces(rows):
            claims = [claim_properties(row) for row in piece]
            for claim in claims:
                if (place := claim.get("live")) in seen:
                    raise Conflict("link_exists", kind=claim["kind"], from_id=claim["from_id"], to_id=claim["to_id"])
                if place is not None:
                    seen.add(place)
            places = [claim["live"] for claim in claims if "live" in claim]
            for _, kind, from_id, to_id in self._run(_LIVE_HOLDERS, {"places": places}):
                raise Conflict("link_exists", kind=kind, from_id=from_id, to_id=to_id)

    def create_links(self, rows: Sequence[LinkRow]) -> Missing:
        """Current versions of links, drawn as their state asks; gives those with an end that is not there."""
        for piece in pieces(rows):
            self._run(_CREATE_CLAIMS, {"rows": [claim_properties(row) for row in piece]})
        return self.draw_links(rows)

    def draw_links(self, rows: Iterable[LinkRow]) -> Missing:
        """Confirmed links as native relationships, proposals beside them; gives those that could not be drawn."""
        missing: Missing = []
        listed = list(rows)
        self._plain.linked(listed)
        for kind, of_kind in _by_kind([row for row in listed if row.state == "confirmed"]):
            query = _DRAW_LINKS.format(type=kind)
            for piece in pieces(of_kind):
                drawn = [[row.from_id, row.to_id, relationship_properties(row, self._names)] for row in piece]
                found = self._run(query, {"rows": drawn})
                self._plain.doubtful(id_ for id_, _ in found)
                missing += [(id_, end) for id_, end in found if end is not None]
        for waiting in pieces([row.id for row in listed if row.state == "proposed"]):
            missing += [(id_, end) for id_, end in self._run(_DRAW_PROPOSALS, {"ids": waiting})]
        return missing

    def settle(self) -> None:
        """Bring up to date what is derived from all that was written."""
        self._plain.settle()

    def create_past(self, nodes: Sequence[NodeRow], links: Sequence[LinkRow]) -> None:
        """Past versions exactly as given."""
        for label, properties in (
            ("NodeVersion", [node_columns(row) for row in nodes]),
            ("LinkVersion", [link_columns(row) for row in links]),
        ):
            for piece in pieces(properties):
                self._run(_CREATE_PAST.format(label=label), {"rows": piece})


def refuse(missing: Missing) -> None:
    """Nothing points nowhere: NotFound `node_unknown` with the id of the first end that is not there."""
    if missing:
        raise NotFound("node_unknown", id=missing[0][1], kind="")


def _by_kind(rows: Iterable[Any]) -> Iterable[tuple[str, list[Any]]]:
    ordered = sorted(rows, key=lambda row: row.kind)
    return [(kind, list(of_kind)) for kind, of_kind in groupby(ordered, key=lambda row: row.kind)]


def tree_texts(tree: Mapping[tuple[int, int], bytes]) -> list[str]:
    """Hashes of perfect subtrees as the entry that closes them keeps them: `level:index:hash`."""
    return [f"{level}:{index}:{value.hex()}" for (level, index), value in sorted(tree.items())]
