"""`plain_files`: which records a tally may add up without a look, by hand, through everything that changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.values import Link, Node
from tests.contract.office import Office
from tests.contract.pen import Pen
from tests.stores.neo4j_rig import WORDS, Backdoor, backdoor, neo4j_store

__all__ = ["backdoor", "neo4j_store"]
pytestmark = [pytest.mark.store("neo4j")]


@pytest.fixture
def office(neo4j_store: Neo4jStore) -> Office:
    """A clause, a procedure, and records with two, one and no files, every one of them plain."""
    pen = Pen(neo4j_store, WORDS)

    def sink(_seq: int, things: Sequence[Node | Link]) -> None:
        pen.write(*things)

    office = Office(WORDS, [sink])
    office.standard()
    office.clause("4")
    office.document("QP-05")
    office.revision("QP-05@A", "2025-01-01")
    office.satisfies("QP-05@A", "4")
    for name in ("R-0", "R-1", "R-2"):
        office.record(name, "2026-03-01", "QP-05@A")
    for name, record in (("a", "R-2"), ("b", "R-2"), ("c", "R-1")):
        office.evidence(name, record)
    return office


def files(door: Backdoor) -> dict[str, int | None]:
    """What the store says of each record."""
    return dict(door("MATCH (x:Record) RETURN x.number, x.plain_files"))


PLAIN = {"R-0": 0, "R-1": 1, "R-2": 2}
Step = Callable[[Office], object]
CHANGES: dict[str, tuple[Step, dict[str, int | None], Step | None]] = {
    "a file is shared": (
        lambda o: o.link("records", "a", "R-1"),
        {"R-1": None, "R-2": None},
        lambda o: o.move("a>R-1", "withdrawn"),
    ),
    "a new file stands behind two": (lambda o: o.evidence("d", "R-0", "R-1"), {"R-0": None, "R-1": None}, None),
    "a new file": (lambda o: o.evidence("d", "R-0"), {"R-0": 1}, lambda o: o.move("d>R-0", "withdrawn")),
    "a new file that does not hold": (lambda o: o.evidence("d", "R-0", fixity="changed"), {"R-0": None}, None),
    "a file changes": (lambda o: o.check_file("c", "changed"), {"R-1": None}, lambda o: o.check_file("c", "held")),
    "a record is corrected": (lambda o: o.change("R-1", site="x"), {"R-1": None}, lambda o: o.change("R-1", site=None)),
    "what decides no link is corrected": (lambda o: o.change("R-2", title="x"), {}, None),
    "the revision ends": (lambda o: o.change("QP-05@A", effective_to="2027-01-01"), {}, None),
    "a claim of its own": (lambda o: o.satisfies("R-1", "4"), {"R-1": None}, lambda o: o.move("R-1>4", "withdrawn")),
    "a claim is proposed": (lambda o: o.satisfies("R-1", "4", "proposed"), {}, lambda o: o.move("R-1>4", "rejected")),
    "a file is proposed": (
        lambda o: (o.evidence("d"), o.link("records", "d", "R-1", "proposed")),
        {},
        lambda o: o.move("d>R-1", "rejected"),
    ),
    "a file for a time": (
        lambda o: (o.evidence("d"), o.link("records", "d", "R-1", valid_from="2026-01-01")),
        {"R-1": None},
        lambda o: o.move("d>R-1", "withdrawn"),
    ),
    "under two revisions": (
        lambda o: (o.revision("QP-05@B", "2026-01-01"), o.link("records", "R-1", "QP-05@B")),
        {"R-1": None},
        lambda o: o.move("R-1>QP-05@B", "withdrawn"),
    ),
    "under none": (lambda o: o.move("R-1>QP-05@A", "withdrawn"), {}, None),
    "a new record": (lambda o: o.record("R-9", "2026-03-01", "QP-05@A"), {"R-9": 0}, None),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_record_is_plain_exactly_while_nothing_about_it_is_unusual(
    what: str, office: Office, backdoor: Backdoor, neo4j_store: Neo4jStore
) -> None:
    step, differs, back = CHANGES[what]
    assert files(backdoor) == PLAIN
    step(office)
    assert files(backdoor) == PLAIN | differs
    if back is not None:
        back(office)
        assert files(backdoor) == PLAIN
    with neo4j_store.reader() as reader:
        assert not reader.published_faults()


@pytest.mark.parametrize("value", ["3", "null"])
def test_a_count_that_is_not_so_is_named(
    value: str, office: Office, backdoor: Backdoor, neo4j_store: Neo4jStore
) -> None:
    backdoor(f"MATCH (x:Record {{number: 'R-1'}}) SET x.plain_files = {value}")
    with neo4j_store.reader() as reader:
        assert reader.published_faults() == (office.ids["R-1"],)


def test_all_in_one_entry(office: Office, backdoor: Backdoor, neo4j_store: Neo4jStore) -> None:
    """New records and files together, one of them doubtful, one shared with an older record."""
    office.together = True
    office.record("N-1", "2026-03-02", "QP-05@A")
    office.record("N-2", "2026-03-02", "QP-05@A")
    office.record("N-3", "2026-03-02", "QP-05@A")
    office.evidence("x", "N-1")
    office.evidence("y", "N-1")
    office.evidence("z", "N-2", "R-1")
    office.evidence("w", "N-3", fixity="unreadable")
    office.evidence("v", "R-2")
    office.together = False
    office.flush()
    assert files(backdoor) == {"R-0": 0, "R-1": None, "R-2": 3, "N-1": 2, "N-2": None, "N-3": None}
    with neo4j_store.reader() as reader:
        assert not reader.published_faults()
