"""Walk and tally of the SQLite store against the pure reading of the memory store, on random histories."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph_schema import vocabulary
from graph_schema.dates import Period
from graph_schema.ports import Transaction
from graph_schema.results import ClauseFacts
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.views import TallyPlan, View, WalkPlan
from tests.stores.scribble import Scribbler, batch, write

WORDS = vocabulary.load()
pytestmark = pytest.mark.store("sqlite")


def play(seed: int, steps: int, stores: tuple[MemoryStore, SqliteStore]) -> Scribbler:
    """The same random history into both stores."""
    scribbler = Scribbler(seed, WORDS)
    for _ in range(steps):
        nodes, links = scribbler.change()
        for store in stores:
            write(store, WORDS, nodes, links)
    return scribbler


@pytest.mark.parametrize("seed", range(12))
def test_walk_and_tally_equal_the_pure_reading_on_random_histories(seed: int, tmp_path: Path) -> None:
    memory, sqlite = MemoryStore(WORDS), SqliteStore(tmp_path / "s.db", WORDS)
    sqlite.prepare()
    scribbler = play(seed, 90, (memory, sqlite))
    dice = random.Random(seed)
    with memory.reader() as expected, sqlite.reader() as found:
        last = expected.head().size - 1
        clauses = [node for node in scribbler.nodes.values() if node.kind == "clause"]
        for _ in range(10):
            view = scribbler.view(last)
            for standard in expected.find("standard"):
                own = [one.id for one in clauses if one.text("standard") == standard.id]
                named = frozenset(dice.sample(own, min(len(own), 2)))
                for plan in (TallyPlan(standard.id), TallyPlan(standard.id, named)):
                    wanted = {id_: facts for id_, facts in expected.tally(plan, view).items() if facts != ClauseFacts()}
                    assert found.tally(plan, view) == wanted
            for clause in dice.sample(clauses, min(len(clauses), 5)):
                for limit in (5_000, 2, 0):
                    wanted_graph = expected.walk(clause.id, WalkPlan(limit), view)
                    assert found.walk(clause.id, WalkPlan(limit), view) == wanted_graph
        assert not found.published_faults()
        assert list(found.node_rows()) == list(expected.node_rows())
        assert list(found.link_rows()) == list(expected.link_rows())
    sqlite.close()


def test_counting_inside_a_change_sees_the_change_and_leaves_nothing_behind(tmp_path: Path) -> None:
    memory, sqlite = MemoryStore(WORDS), SqliteStore(tmp_path / "s.db", WORDS)
    sqlite.prepare()
    scribbler = play(3, 60, (memory, sqlite))
    nodes, links = scribbler.change()

    def work(tx: Transaction) -> list[object]:
        tx.save(batch(tx, WORDS, nodes, links))
        view = View("2026-06-30", tx.head().size - 1, Period("2025-01-01", "2027-01-01"))
        past = View("2026-06-30", tx.head().size - 20, Period("2025-01-01", "2027-01-01"))
        standards = [node.id for node in tx.find("standard")]
        counted = [tx.tally(TallyPlan(id_), one) for id_ in standards for one in (view, past)]
        return [*counted, *(tx.walk(one.id, WalkPlan(), past) for one in tx.find("clause", known_at=past.known_at))]

    expected = memory.write(work)
    assert any(expected)
    assert sqlite.write(work) == [
        {id_: facts for id_, facts in one.items() if facts != ClauseFacts()} if isinstance(one, dict) else one
        for one in expected
    ]
    sqlite.close()
    assert {file.name for file in tmp_path.iterdir()} == {"s.db", "s.db-use"}
