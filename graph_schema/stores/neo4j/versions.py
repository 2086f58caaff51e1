"""Versions as of an entry: the current one, or the past one that a later entry closed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.stores.neo4j.runs import Run, pieces
from graph_schema.values import Link, Node, link_from, node_from

# One row with a list is read several times faster than a row for each.
_NOW = """
UNWIND $ids AS id MATCH (x:{label} {{id: id}}) RETURN collect([id, x.body, x.seq_from, x.stamp])
"""
_THEN = """
UNWIND $ids AS id MATCH (x:{label} {{id: id}}) WHERE x.seq_from <= $seq AND x.seq_to > $seq
RETURN collect([id, x.body, x.seq_from, x.stamp, x.seq_to])
"""
_LINKS_AT = "UNWIND $ids AS id MATCH (q:Claim {{{end}: id}}) WHERE q.kind IN $kinds RETURN collect(q.id)"


@dataclass(frozen=True, slots=True)
class Written:
    """A version as stored: its exact text and the entries that wrote and replaced it."""

    body: str
    seq_from: int
    seq_to: int | None = None
    stamp: str = ""

    def node(self) -> Node:
        """The value of a node's version."""
        return node_from(json.loads(self.body), self.seq_from, self.seq_to)

    def link(self) -> Link:
        """The value of a link's version."""
        return link_from(json.loads(self.body), self.seq_from, self.seq_to)


class Versions:
    """Looks versions up by id."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def nodes(self, ids: Iterable[str], seq: int, size: int) -> Mapping[str, Written]:
        """The versions of nodes seen by entry `seq`, in a ledger of that size; absent where there was none yet."""
        return self._at("Thing", "NodeVersion", ids, seq, size)

    def links(self, ids: Iterable[str], seq: int, size: int) -> Mapping[str, Written]:
        """The same for links."""
        return self._at("Claim", "LinkVersion", ids, seq, size)

    def links_at(self, end: str, ids: Sequence[str], kinds: Sequence[str], seq: int, size: int) -> list[Link]:
        """Links of these kinds with these nodes at one end (`from_id` or `to_id`): ends never change, so that the
        current version leads to the past ones."""
        found: set[str] = set()
        for piece in pieces(ids):
            rows = self._run(_LINKS_AT.format(end=end), {"ids": piece, "kinds": list(kinds)})
            found |= set(rows[0][0])
        return [one.link() for one in self.links(found, seq, size).values()]

    def _at(self, current: str, past: str, ids: Iterable[str], seq: int, size: int) -> Mapping[str, Written]:
        found: dict[str, Written] = {}
        for piece in pieces(dict.fromkeys(ids)):
            later = []
            for id_, body, seq_from, stamp in self._run(_NOW.format(label=current), {"ids": piece})[0][0]:
                if seq_from <= seq:
                    found[id_] = Written(body, seq_from, None, stamp or "")
                else:
                    later.append(id_)
            if later:
                rows = self._run(_THEN.format(label=past), {"ids": later, "seq": seq})
                for id_, body, seq_from, stamp, seq_to in rows[0][0]:
                    until = seq_to if seq_to < size else None
                    found[id_] = Written(body, seq_from, until, stamp or "")
        return found
