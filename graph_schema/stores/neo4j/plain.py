"""Records that a tally need not look into: `plain_files` on a record, kept in the transaction that changes it.

A record is plain when nothing about it could come twice into one clause's trail or want a closer look: it makes no
claim itself, is under at most one revision by a clean link without an interval, and each of its files held when last
checked, has a clean link without an interval and stands behind this record alone. `plain_files` then says how many
files it has; on all other records it is absent.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_schema.rows import LinkRow
from graph_schema.stores.neo4j.runs import Run, pieces

NAME = "plain_files"
"""The property, on records alone."""
_UNCLEAN = "{0}.suspect OR {0}.valid_from IS NOT NULL OR {0}.valid_to IS NOT NULL"


def plain_files(record: str) -> str:
    """What the property must be, as an expression: a number, or null."""
    return f"""CASE WHEN COUNT {{ ({record})-[:satisfies]->() }} = 0 AND COUNT {{ ({record})-[:records]->() }} < 2
    AND NOT EXISTS {{ ({record})-[k:records]->() WHERE {_UNCLEAN.format("k")} }}
    AND NOT EXISTS {{ ({record})<-[u:records]-(e)
      WHERE {_UNCLEAN.format("u")} OR coalesce(e.fixity, '') <> 'held' OR COUNT {{ (e)-[:records]->() }} > 1 }}
  THEN COUNT {{ ({record})<-[:records]-() }} END"""


_SET = f"WITH DISTINCT x SET x.{NAME} = {plain_files('x')}"
# Both are asked by kind, so that a revision's many records are left alone unless it changed itself.
_AT_ENDS = f"""
UNWIND $ids AS id
MATCH (n:Thing {{id: id}}) WHERE n:Record OR n:Evidence
CALL (n) {{ WITH n WHERE n:Record RETURN n AS x UNION MATCH (n:Evidence)-[:records]->(x:Record) RETURN x }}
{_SET}
"""
_AT_CHANGED = f"""
UNWIND $ids AS id
MATCH (n:Thing {{id: id}}) WHERE n:Record OR n:Evidence OR n:Revision
CALL (n) {{ WITH n WHERE n:Record RETURN n AS x UNION MATCH (n)-[:records]-(x:Record) RETURN x }}
{_SET}
"""


class PlainRecords:
    """What a transaction touched, and the one step that brings the property up to date for all of it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ends: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._fresh: set[str] = set()

    def created(self, id_: str, kind: str) -> None:
        """A node that was not there before: all its links are new as well, and tell of their other ends."""
        if kind == "record":
            self._ends[id_] = None
        else:
            self._fresh.add(id_)

    def changed(self, ids: Iterable[str]) -> None:
        """Nodes that were there: their fields, or the suspicion of their links, may be others now."""
        self._changed |= dict.fromkeys(ids)

    def linked(self, rows: Iterable[LinkRow]) -> None:
        """Links drawn or taken away."""
        for row in rows:
            if row.kind in ("records", "satisfies"):
                self._ends |= {row.from_id: None, row.to_id: None}

    def settle(self) -> None:
        """Work the property out anew wherever something was touched."""
        for piece in pieces(self._changed):
            self._run(_AT_CHANGED, {"ids": piece})
        for piece in pieces(id_ for id_ in self._ends if id_ not in self._fresh):
            self._run(_AT_ENDS, {"ids": piece})
        for touched in (self._ends, self._changed, self._fresh):
            touched.clear()
