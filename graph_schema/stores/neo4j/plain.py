"""Records that a tally need not look into: `plain_files` on a record, kept in the transaction that changes it.

A record is plain when nothing about it could come twice into one clause's trail or want a closer look: it makes no
claim itself, is under at most one revision by a clean link without an interval, and each of its files held when last
checked, has a clean link without an interval and stands behind this record alone. `plain_files` then says how many
files it has; on all other records it is absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


_ADD = f"UNWIND $files AS one MATCH (x:Thing {{id: one[0]}}) SET x.{NAME} = x.{NAME} + one[1]"


@dataclass(frozen=True, slots=True)
class _New:
    """A node made in this transaction; `held`: a file whose bytes were as they should be."""

    kind: str
    held: bool


class PlainRecords:
    """What a transaction touched, and the step that brings the property up to date for all of it.

    An import is nearly all new things with clean links: those are added up here, so that the engine looks into a
    record anew only where something older, doubtful or shared was touched.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._new: dict[str, _New] = {}
        self._out: dict[str, dict[str, LinkRow]] = {}
        self._doubtful: set[str] = set()
        self._ends: set[str] = set()
        self._changed: set[str] = set()

    def created(self, properties: dict[str, Any]) -> None:
        """A node about to be made: a record without links is plain, all the links of a new node are new as well."""
        if properties["kind"] == "record":
            properties[NAME] = 0
        self._new[properties["id"]] = _New(properties["kind"], properties.get("fixity") == "held")

    def changed(self, ids: Iterable[str]) -> None:
        """Nodes that were there: their fields, or the suspicion of their links, may be others now."""
        self._changed |= set(ids)

    def linked(self, rows: Iterable[LinkRow]) -> None:
        """Links drawn or taken away."""
        for row in rows:
            made = self._new.get(row.from_id)
            if row.kind == "satisfies" and (made is None or made.kind == "record"):
                self._ends.add(row.from_id)
            elif row.kind == "records" and (made is None or row.state != "confirmed"):
                self._ends |= {row.from_id, row.to_id}
            elif row.kind == "records":
                self._out.setdefault(row.from_id, {})[row.id] = row

    def doubtful(self, ids: Iterable[str]) -> None:
        """Links drawn suspect, or not at all."""
        self._doubtful |= set(ids)

    def settle(self) -> None:
        """Bring the property up to date wherever something was touched."""
        added: Counter[str] = Counter()
        for from_id, links in self._out.items():
            made, ends = self._new[from_id], [row.to_id for row in links.values()]
            if len(ends) > 1 or not all(self._is_clean(row) for row in links.values()):
                self._ends |= {from_id, *ends}
            elif made.kind == "evidence":
                added.update(ends if made.held else ())
                self._ends |= set(() if made.held else ends)
        # What is added first is set right afterwards where the engine has to look anyway.
        for files in pieces([id_, count] for id_, count in added.items() if id_ not in self._ends):
            self._run(_ADD, {"files": files})
        for piece in pieces(self._changed):
            self._run(_AT_CHANGED, {"ids": piece})
        for piece in pieces(self._ends):
            self._run(_AT_ENDS, {"ids": piece})
        for touched in (self._new, self._out, self._doubtful, self._ends, self._changed):
            touched.clear()

    def _is_clean(self, row: LinkRow) -> bool:
        return row.id not in self._doubtful and row.valid_from is None and row.valid_to is None
