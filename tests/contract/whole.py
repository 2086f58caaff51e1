"""The whole state of a store as one comparable value, read through the port."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_schema.ports import LinkFilter, Reader
from graph_schema.results import ClauseFacts
from graph_schema.subgraph import Subgraph
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary

STATES = ("proposed", "confirmed", "rejected", "withdrawn")


def stored(reader: Reader) -> dict[str, Any]:
    """Rows, leaves, tree and people."""
    size = reader.head().size
    places = [(level, index) for level in range(size.bit_length() + 1) for index in range(size + 1)]
    return {
        "head": reader.head(),
        "leaves": list(reader.leaves()),
        "tree": dict(reader.tree(places)),
        "nodes": list(reader.node_rows()),
        "links": list(reader.link_rows()),
        "accounts": list(reader.accounts()),
        "tokens": list(reader.tokens()),
        "requests": list(reader.requests()),
        "settings": dict(reader.settings()),
        "faults": list(reader.published_faults()),
    }


def looked_up(reader: Reader, words: Vocabulary, known_at: int | None) -> dict[str, Any]:
    """Everything found by kind, key, state and stamp as of an entry."""
    nodes = {kind: list(reader.find(kind, known_at=known_at)) for kind in words.nodes}
    everything = [node for found in nodes.values() for node in found]
    keys = [(node.kind, key) for node in everything if (key := words.business_key(node)) is not None]
    return {
        "nodes": nodes,
        "links": list(reader.links(LinkFilter(), known_at=known_at)),
        "by state": {
            state: list(reader.links(LinkFilter(states=frozenset({state})), known_at=known_at)) for state in STATES
        },
        "suspect": list(reader.links(LinkFilter(suspect=True), known_at=known_at)),
        "stamps": dict(reader.stamps([node.id for node in everything], known_at)),
        "keys": {key: reader.by_key(*key, known_at) for key in keys},
    }


def shape(graph: Subgraph | None) -> object:
    """A subgraph as a comparable value; links and exclusions in the order given."""
    if graph is None:
        return None
    return {
        "clause": graph.clause,
        "standard": graph.standard,
        "nodes": dict(graph.nodes),
        "links": list(graph.links),
        "stamps": dict(graph.stamps),
        "narrowed": graph.narrowed,
        "exclusions": list(graph.exclusions),
        "flags": (graph.numbered_below, graph.leaf, graph.truncated),
    }


def seen(reader: Reader, view: View, limits: Iterable[int] = (5_000,)) -> dict[str, Any]:
    """Walks from every clause and tallies of every edition at a view."""
    clauses = reader.find("clause")
    walks = {
        (clause.id, limit): shape(reader.walk(clause.id, WalkPlan(limit), view))
        for clause in clauses
        for limit in limits
    }
    tallies = {}
    for standard in reader.find("standard"):
        facts = reader.tally(TallyPlan(standard.id), view)
        tallies[standard.id] = {id_: one for id_, one in facts.items() if one != ClauseFacts()}
    return {"walks": walks, "tallies": tallies}
