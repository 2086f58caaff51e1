"""Whether the published graph says what the rows say: labels, native properties, relationships."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph_schema.errors import InvalidInput
from graph_schema.rows import LinkRow, NodeRow, link_row, node_row
from graph_schema.stores.neo4j.names import Names
from graph_schema.stores.neo4j.plain import NAME, plain_files
from graph_schema.stores.neo4j.published import (
    claim_properties,
    link_columns,
    link_row_of,
    node_columns,
    node_properties,
    node_row_of,
    relationship_properties,
)
from graph_schema.stores.neo4j.runs import Row, Run
from graph_schema.stores.neo4j.schema import HEAD
from graph_schema.vocabulary import Vocabulary

_NODES = f"""
MATCH (n:Thing) WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $limit
RETURN n.id, labels(n), properties(n), [(n)-[r]->(to) | [type(r), properties(r), to.id, to.stamp]],
  COLLECT {{ MATCH (q:Claim {{from_id: n.id}}) WHERE q.state = 'confirmed' RETURN properties(q) }},
  CASE WHEN n:Record THEN {plain_files("n")} END
"""
_CLAIMS = """
MATCH (q:Claim) WHERE q.id > $after
WITH q ORDER BY q.id LIMIT $limit
RETURN q.id, labels(q), properties(q), [(q)-[r]-(to) | [type(r), startNode(r) = q, to.id]]
"""
_PAST = """
MATCH (v:{label}) WHERE v.id >= $after AND (v.id > $after OR v.seq_from > $since)
WITH v ORDER BY v.id, v.seq_from LIMIT $limit
RETURN v.id, labels(v), properties(v), [(v)--(to) | to.id]
"""
_STRAYS = """
MATCH (a)-[r]->(b) WHERE type(r) IN $types AND NOT (a:Thing AND b:Thing)
RETURN toString(coalesce(r.id, a.id, elementId(r)))
"""
_UNNAMED = "MATCH (n:{label}) WHERE NOT n:Thing OR n.id IS NULL RETURN toString(coalesce(n.id, elementId(n)))"
_BEYOND = f"""
MATCH (h:Ledger {{name: '{HEAD}'}})
MATCH (v:Thing|Claim|NodeVersion|LinkVersion) WHERE v.seq_from >= h.size OR v.seq_to >= h.size
RETURN v.id
"""
_PAGE = 2_000
_Edge = tuple[str, str, str]
"""(type, canonical properties, id of the other end)."""


def published_faults(run: Run, vocabulary: Vocabulary, names: Names) -> Sequence[str]:
    """Ids of nodes and links whose published form differs from their rows, each once, in order."""
    found: set[str] = set()
    for row in _pages(run, _NODES):
        found |= set(_node_faults(row, vocabulary, names))
    for row in _pages(run, _CLAIMS):
        found |= set(_claim_faults(row))
    for label, columns_of in (("NodeVersion", _past_node), ("LinkVersion", _past_link)):
        for id_, labels, properties, others in _pages(run, _PAST.format(label=label)):
            if labels != [label] or others or columns_of(properties, vocabulary) != properties:
                found.add(id_)
    types = [*names.types, *names.drawn_types]
    found |= {row[0] for row in run(_STRAYS, {"types": types})}
    for label in ("Thing", *names.labels.values()):
        found |= {row[0] for row in run(_UNNAMED.format(label=label), {})}
    return tuple(sorted(found | _beyond(run)))


def _beyond(run: Run) -> set[str]:
    """Versions of entries that the ledger does not have: what a cut tail leaves. Looked at twice, because a commit
    between the parts of one query shows here as well."""
    seen = {row[0] for row in run(_BEYOND, {})}
    return seen & {row[0] for row in run(_BEYOND, {})} if seen else seen


def _pages(run: Run, query: str) -> Iterator[Row]:
    """All rows, a page at a time, by id (and, of past versions, by the entry that wrote them)."""
    after, since = "", -1
    while rows := run(query, {"after": after, "since": since, "limit": _PAGE}):
        yield from rows
        after, since = rows[-1][0], rows[-1][2].get("seq_from", -1)


def _node_faults(row: Row, vocabulary: Vocabulary, names: Names) -> Iterator[str]:
    id_, labels, given, edges, claims, files = row
    properties = {name: value for name, value in given.items() if name != NAME}
    stored = node_row_of(properties)
    told = _read_node(stored, vocabulary)
    if told is None or stored.kind not in names.labels:
        yield id_
        return
    if set(labels) != {"Thing", names.labels[told.kind]} or node_properties(told, names) != properties:
        yield id_
    if given.get(NAME) != files:
        yield id_
    if properties.get("key") != node_columns(told).get("key"):
        yield id_
    references = Counter(
        (type_, "{}", json.loads(told.body)["fields"][field])
        for field, type_ in names.drawn[told.kind]
        if field in json.loads(told.body)["fields"]
    )
    drawn = Counter(_edge(edge) for edge in edges if edge[0] not in names.types)
    if references != drawn:
        yield id_
    yield from _link_faults(id_, properties, edges, claims, names)


def _link_faults(
    id_: str, properties: Mapping[str, Any], edges: Sequence[Row], claims: Sequence[Any], names: Names
) -> Iterator[str]:
    """Confirmed links from a node against the relationships that leave it."""
    wanted: Counter[_Edge] = Counter()
    subjects: dict[_Edge, str] = {}
    stamps = {to: stamp for _, _, to, stamp in edges}
    for claim in claims:
        row = link_row_of(claim)
        try:
            expected = relationship_properties(row, names)
        except (ValueError, KeyError):
            yield row.id
            continue
        suspect = row.from_stamp != properties.get("stamp") or row.to_stamp != stamps.get(row.to_id)
        edge = (row.kind, _canonical({**expected, "suspect": suspect}), row.to_id)
        wanted[edge] += 1
        subjects[edge] = row.id
    drawn: Counter[_Edge] = Counter()
    for given in edges:
        if given[0] in names.types:
            key = _edge(given)
            drawn[key] += 1
            subjects.setdefault(key, str(given[1].get("id", id_)))
    for key in (wanted - drawn) + (drawn - wanted):
        yield subjects[key]


def _claim_faults(row: Row) -> Iterator[str]:
    id_, labels, properties, edges = row
    stored = link_row_of(properties)
    told = _read_link(stored)
    if told is None or claim_properties(told) != properties:
        yield id_
        return
    is_waiting = told.state == "proposed"
    if set(labels) != ({"Claim", "Proposal"} if is_waiting else {"Claim"}):
        yield id_
    ends = [["proposed_from", True, told.from_id], ["proposed_to", True, told.to_id]] if is_waiting else []
    if sorted(edges) != ends:
        yield id_


def _past_node(properties: Mapping[str, Any], vocabulary: Vocabulary) -> Mapping[str, Any] | None:
    told = _read_node(node_row_of(properties), vocabulary)
    return None if told is None else node_columns(told)


def _past_link(properties: Mapping[str, Any], _vocabulary: Vocabulary) -> Mapping[str, Any] | None:
    told = _read_link(link_row_of(properties))
    return None if told is None else link_columns(told)


def _read_node(stored: NodeRow, vocabulary: Vocabulary) -> NodeRow | None:
    """The row that the exact bytes tell; None where they tell none."""
    try:
        return node_row(stored.node(), vocabulary)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidInput):
        return None


def _read_link(stored: LinkRow) -> LinkRow | None:
    try:
        return link_row(stored.link())
    except (ValueError, KeyError, TypeError, AttributeError, InvalidInput):
        return None


def _edge(edge: Row) -> _Edge:
    return edge[0], _canonical(edge[1]), str(edge[2])


def _canonical(properties: Mapping[str, Any]) -> str:
    return json.dumps(properties, sort_keys=True, ensure_ascii=False, default=str)
