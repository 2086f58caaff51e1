"""From the engine's rows to typed values: the walk and the tally of one clause or edition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph_schema.obligations import NUMBERED
from graph_schema.results import ClauseFacts, Met
from graph_schema.subgraph import Subgraph
from graph_schema.values import Link, Node, link_from, node_from

ISSUES = (
    "record_without_evidence",
    "evidence_changed",
    "evidence_unreadable",
    "suspect_link",
    "record_outside_revision",
    "clause_superseded",
    "proposal_waiting",
    "adopted",
    "record_without_revision",
)
"""The issue codes of a tally's row, in the order of its columns."""
_DECODER = json.JSONDecoder()
_MET: tuple[Met, ...] = ("no", "suspect", "yes")


def document(body: str) -> dict[str, Any]:
    """What a body's canonical bytes say; canonical text has nothing around it, so the plain scan will do."""
    found: dict[str, Any] = _DECODER.raw_decode(body)[0]
    return found


def subgraph(clause_id: str, rows: Iterable[Sequence[Any]]) -> Subgraph | None:
    """The subgraph from the rows of `walk.sql`; None without the clause."""
    nodes: dict[str, Node] = {}
    known: dict[str, str] = {}
    links: list[Link] = []
    narrowed: set[str] = set()
    exclusions: list[Node] = []
    below: set[str] = set()
    truncated = False
    for what, text, seq_from, seq_to, stamp in rows:
        if what == "node":
            node = node_from(document(text), seq_from, seq_to)
            nodes[node.id] = node
            known[node.id] = stamp
        elif what == "link":
            links.append(link_from(document(text), seq_from, seq_to))
        elif what == "narrowed":
            narrowed.add(text)
        elif what == "exclusion":
            exclusions.append(node_from(document(text), seq_from, seq_to))
        elif what == "below":
            below.add(text)
        else:
            truncated = True
    clause = nodes.get(clause_id)
    if clause is None:
        return None
    links.sort(key=lambda one: one.id)
    return Subgraph(
        clause=clause,
        standard=nodes[clause.text("standard")],
        nodes=nodes,
        links=tuple(links),
        stamps=_ends(links, known),
        narrowed=frozenset(narrowed),
        exclusions=tuple(sorted(exclusions, key=lambda one: one.id)),
        numbered_below=not below.isdisjoint(NUMBERED),
        leaf=not below,
        truncated=truncated,
    )


def _ends(links: Iterable[Link], known: Mapping[str, str]) -> Mapping[str, str]:
    """The stamps of the ends of confirmed links."""
    stamps = {}
    for link in links:
        if link.state == "confirmed":
            stamps[link.from_id] = known[link.from_id]
            stamps[link.to_id] = known[link.to_id]
    return stamps


def facts(rows: Iterable[Sequence[Any]]) -> dict[str, ClauseFacts]:
    """Facts by clause id from the rows of `tally.sql`; clauses with nothing to say are left out."""
    return {
        row[0]: ClauseFacts(
            procedures=row[1],
            records=row[2],
            evidence=row[3],
            procedure=_MET[row[4]],
            revision=_MET[row[5]],
            record=_MET[row[6]],
            issues={code: count for code, count in zip(ISSUES, row[7:], strict=True) if count},
        )
        for row in rows
        if any(row[1:])
    }
