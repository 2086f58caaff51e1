"""The walk from one clause as one query with nested lists: one round trip, no row repeated per path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from graph_schema.obligations import NUMBERED
from graph_schema.stores.neo4j.runs import Row, Run
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.subgraph import Subgraph
from graph_schema.values import Link, Node, link_from, node_from
from graph_schema.views import View, WalkPlan


class Moved(Exception):
    """An entry came after the one the view names, so the graph as drawn no longer answers for it."""


def valid(link: str) -> str:
    """The condition that a link's own interval holds on `$day`."""
    return f"coalesce({link}.valid_from, '') <= $day AND ({link}.valid_to IS NULL OR $day < {link}.valid_to)"


def _proposed(kind: str, into: str, source: str) -> str:
    return (
        f"({into})<-[:proposed_to]-(p:Proposal)-[:proposed_from]->({source}) WHERE p.kind = '{kind}' AND {valid('p')}"
    )


_N = "[{0}.id, {0}.body, {0}.seq_from, {0}.stamp]"
_DATED = "coalesce(x.date, '') <= $day"
_WALK = f"""
MATCH (c:Thing {{id: $clause}}) WHERE c:Clause
MATCH (t:Thing {{id: c.standard}})
WITH c, t,
  [(c)<-[s:satisfies]-(x) WHERE {valid("s")} AND (NOT x:Record OR {_DATED}) | [x, s.body, s.seq_from]]
  + [{_proposed("satisfies", "c", "x")} AND (NOT x:Record OR {_DATED}) | [x, p.body, p.seq_from]] AS claims
WITH c, t, claims,
  COLLECT {{ UNWIND claims AS q WITH q[0] AS x WHERE x:Revision
             MATCH (x)-[:part_of]->(d:Document) RETURN DISTINCT d }} AS documents
WITH c, t, claims, documents,
  COLLECT {{ UNWIND documents AS d MATCH (d)<-[:part_of]-(r:Revision) RETURN r }} AS revisions
WITH c, t, claims, documents, revisions,
  COLLECT {{ UNWIND revisions AS r MATCH (r)<-[k:records]-(x:Record) WHERE {valid("k")} AND {_DATED}
             RETURN [x, k.body, k.seq_from] }} AS confirmed,
  COLLECT {{ UNWIND revisions AS r MATCH {_proposed("records", "r", "x:Record")} AND {_DATED}
             RETURN [x, p.body, p.seq_from] }} AS waiting,
  [q IN claims WHERE q[0]:Record | q[0]] AS claimants
WITH c, t, claims, documents, revisions, claimants, confirmed + waiting AS made
WITH c, t, claims, documents, revisions, claimants, made,
  COLLECT {{ UNWIND [q IN made | q[0]] + claimants AS x WITH DISTINCT x
             WHERE $only IS NULL OR x.id IN $only RETURN x }} AS found
WITH c, t, claims, documents, revisions, claimants, made, found,
  CASE WHEN size(found) > $limit THEN [] ELSE found END AS kept
WITH c, t, claims, documents, revisions, claimants, made, found, kept,
  COLLECT {{ UNWIND claimants AS x WITH DISTINCT x WHERE x IN kept
             MATCH (x)-[k:records]->(r:Revision) WHERE {valid("k")}
             RETURN [r, k.body, k.seq_from] }} AS under_confirmed,
  COLLECT {{ UNWIND claimants AS x WITH DISTINCT x WHERE x IN kept
             MATCH (x)<-[:proposed_from]-(p:Proposal)-[:proposed_to]->(r:Revision)
             WHERE p.kind = 'records' AND {valid("p")}
             RETURN [r, p.body, p.seq_from] }} AS under_waiting
WITH c, t, claims, documents, revisions, made, found, kept, under_confirmed + under_waiting AS under
WITH c, t, claims, documents, revisions, made, found, kept, under,
  COLLECT {{ UNWIND [q IN under | q[0]] AS r WITH DISTINCT r MATCH (r)-[:part_of]->(d:Document)
             WITH DISTINCT d WHERE NOT d IN documents RETURN d }} AS others
RETURN
  {_N.format("c")} AS clause, {_N.format("t")} AS standard,
  [(c)-[:part_of*1..]->(a:Clause) | {_N.format("a")}] AS above,
  [(c)<-[:part_of]-(b:Clause) | b.row] AS below,
  [(c)<-[:decides]-(e:Applicability) WHERE e.state = 'declared' | {_N.format("e")}]
  + [(c)-[:part_of*1..]->(:Clause)<-[:decides]-(e:Applicability) WHERE e.state = 'declared' | {_N.format("e")}]
    AS exclusions,
  [q IN claims | [q[1], q[2]]] + [q IN made | [q[1], q[2]]] + [q IN under | [q[1], q[2]]] AS links,
  [d IN documents + others | {_N.format("d")}] + [r IN revisions | {_N.format("r")}]
  + COLLECT {{ UNWIND others AS d MATCH (d)<-[:part_of]-(r:Revision) RETURN {_N.format("r")} }} AS lines,
  [x IN kept | {_N.format("x")}] AS records,
  COLLECT {{ UNWIND kept AS x MATCH (x)<-[u:records]-(e:Evidence) WHERE {valid("u")}
             RETURN [u.body, u.seq_from, {_N.format("e")}] }}
  + COLLECT {{ UNWIND kept AS x MATCH {_proposed("records", "x", "e:Evidence")}
               RETURN [p.body, p.seq_from, {_N.format("e")}] }} AS files,
  COLLECT {{ UNWIND [c, t] AS end MATCH (end)<-[s:supersedes]-(n) WHERE {valid("s")}
             RETURN [s.body, s.seq_from, {_N.format("n")}] }}
  + COLLECT {{ UNWIND [c, t] AS end MATCH {_proposed("supersedes", "end", "n")}
               RETURN [p.body, p.seq_from, {_N.format("n")}] }} AS newer,
  [x IN kept WHERE EXISTS {{ (x)-[s:satisfies]->(o:Clause) WHERE o.standard = c.standard AND {valid("s")} }}
    | x.id] AS narrowed,
  CASE WHEN size(found) > $limit THEN [x IN found | [x.id, x.date, coalesce(x.number, '')]] ELSE [] END AS over
"""
# What was read is of the view's entry only if no entry came after it up to the very end of the reading.
_STILL = f"""
MATCH (h:Ledger {{name: '{HEAD}'}})
RETURN clause, standard, above, below, exclusions, links, lines, records, files, newer, narrowed, over, h.size
"""
WALK = _WALK.replace("\nRETURN\n", "\nWITH\n") + _STILL
_HEAD = f"MATCH (h:Ledger {{name: '{HEAD}'}}) RETURN h.size"


def walk(run: Run, clause: str, plan: WalkPlan, view: View) -> Subgraph | None:
    """The subgraph of a clause now; `Moved` when now is no longer the view's entry."""
    parameters: dict[str, Any] = {"clause": clause, "day": view.as_of, "limit": plan.records, "only": None}
    rows = run(WALK, parameters)
    _check(rows[0][-1] if rows else run(_HEAD, {})[0][0], view)
    if not rows:
        return None
    over = rows[0][-2]
    if over:
        kept = sorted(sorted(over, key=lambda one: (one[2], one[0])), key=lambda one: str(one[1]), reverse=True)
        rows = run(WALK, parameters | {"only": [one[0] for one in kept[: plan.records]]})
        _check(rows[0][-1], view)
    return _assemble(rows[0], bool(over))


def _check(size: int, view: View) -> None:
    if size - 1 > view.known_at:
        raise Moved


def _assemble(row: Row, truncated: bool) -> Subgraph:
    """Values made from the nested row, each thing once."""
    clause, standard, above, below, exclusions, links, lines, records, files, newer, narrowed = row[:11]
    given: dict[str, Row] = {one[0]: one for one in (clause, standard, *above, *lines, *records)}
    given.update((one[0], one) for _, _, one in (*files, *newer))
    nodes = dict(zip(given, _nodes(given.values()), strict=True))
    kept = {one[0] for one in records}
    found = _links([*links, *((body, seq) for body, seq, _ in (*files, *newer))])
    # Links of records that were left out are left out with them.
    shown = {
        link.id: link
        for link in found
        if link.from_id in nodes and (nodes[link.from_id].kind != "record" or link.from_id in kept)
    }
    ends = {end for link in shown.values() if link.state == "confirmed" for end in (link.from_id, link.to_id)}
    return Subgraph(
        clause=nodes[clause[0]],
        standard=nodes[standard[0]],
        nodes=nodes,
        links=tuple(shown[id_] for id_ in sorted(shown)),
        stamps={end: given[end][3] for end in ends},
        narrowed=frozenset(narrowed),
        exclusions=tuple(_nodes(sorted({one[0]: one for one in exclusions}.values()))),
        numbered_below=any(row in NUMBERED for row in below),
        leaf=not below,
        truncated=truncated,
    )


def _nodes(given: Iterable[Row]) -> list[Node]:
    rows = list(given)
    return [node_from(one, row[2]) for one, row in zip(_read(row[1] for row in rows), rows, strict=True)]


def _links(given: Sequence[Row | tuple[str, int]]) -> list[Link]:
    return [link_from(one, seq) for one, (_, seq) in zip(_read(body for body, _ in given), given, strict=True)]


def _read(bodies: Iterable[str]) -> list[dict[str, Any]]:
    """All bodies parsed at once: one call for each took half the time of a walk."""
    found: list[dict[str, Any]] = json.loads(f"[{','.join(bodies)}]")
    return found
