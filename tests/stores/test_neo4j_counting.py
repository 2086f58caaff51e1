"""Walk and tally of the Neo4j store against the pure reading of the memory store, on random histories."""

from __future__ import annotations

import random

import pytest

from graph_schema.ports import LinkFilter, Reader, Store
from graph_schema.results import ClauseFacts
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.trail import ClauseReading
from graph_schema.views import TallyPlan, WalkPlan
from tests.stores.neo4j_rig import WORDS, backdoor, neo4j_store
from tests.stores.scribble import Scribbler, write

__all__ = ["backdoor", "neo4j_store"]
pytestmark = [pytest.mark.store("neo4j")]
BASIS = WORDS.nodes["document"].fields["type"].basis


def play(seed: int, steps: int, *stores: Store) -> Scribbler:
    """The same random history into every store."""
    scribbler = Scribbler(seed, WORDS)
    for _ in range(steps):
        nodes, links = scribbler.change()
        for store in stores:
            write(store, WORDS, nodes, links)
    return scribbler


def compare(expected: Reader, found: Reader, scribbler: Scribbler, dice: random.Random) -> None:
    """Tally and walk at some views, now and past."""
    last = expected.head().size - 1
    clauses = [node for node in scribbler.nodes.values() if node.kind == "clause"]
    for _ in range(8):
        view = scribbler.view(last)
        for standard in expected.find("standard"):
            own = [one.id for one in clauses if one.text("standard") == standard.id]
            named = frozenset(dice.sample(own, min(len(own), 2)))
            for plan in (TallyPlan(standard.id), TallyPlan(standard.id, named)):
                wanted = {id_: facts for id_, facts in expected.tally(plan, view).items() if facts != ClauseFacts()}
                assert found.tally(plan, view) == wanted
        for clause in dice.sample(clauses, min(len(clauses), 4)):
            for limit in (5_000, 2, 0):
                graph = expected.walk(clause.id, WalkPlan(limit), view)
                assert found.walk(clause.id, WalkPlan(limit), view) == graph
            whole = found.walk(clause.id, WalkPlan(), view)
            if whole is not None:
                reading = ClauseReading(whole, view, BASIS)
                plan = TallyPlan(clause.text("standard"), frozenset({clause.id}))
                assert found.tally(plan, view).get(clause.id, ClauseFacts()) == reading.facts


@pytest.mark.parametrize("seed", range(3))
def test_walk_and_tally_equal_the_pure_reading_on_random_histories(seed: int, neo4j_store: Neo4jStore) -> None:
    memory = MemoryStore(WORDS)
    scribbler = play(seed, 90, memory, neo4j_store)
    with memory.reader() as expected, neo4j_store.reader() as found:
        compare(expected, found, scribbler, random.Random(seed))
        assert not found.published_faults()
        assert list(found.node_rows()) == list(expected.node_rows())
        assert list(found.link_rows()) == list(expected.link_rows())
        for known_at in (None, 40, 10):
            for where in (
                LinkFilter(),
                LinkFilter(suspect=True),
                LinkFilter("records", frozenset({"confirmed"})),
                LinkFilter(states=frozenset({"proposed"})),
            ):
                assert found.links(where, known_at=known_at) == expected.links(where, known_at=known_at)
            for kind in ("clause", "record", "revision"):
                assert found.find(kind, known_at=known_at) == expected.find(kind, known_at=known_at)
