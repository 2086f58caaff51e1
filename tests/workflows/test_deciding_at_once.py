"""R21: two people decide at the same moment, or another revision slips in between view and sign: one outcome, told
clearly to the other; nothing is signed that was not shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_schema import vocabulary
from graph_schema.errors import ClausetrailError
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.stores.sqlite.store import SqliteStore
from tests.stores.neo4j_rig import Backdoor, backdoor, neo4j_store
from tests.workflows.conftest import Office, small_office
from workflows import decisions, previews
from workflows.decisions import Shown
from workflows.system import Person
from workflows.verifying import verify

__all__ = ["Backdoor", "backdoor", "neo4j_store"]
ROUNDS = 40
WANG = Person("wang", frozenset({"management"}), "page")
LI = Person("li", frozenset({"management"}), "page")
Act = Callable[[], Any]


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Office]:
    store = SqliteStore(tmp_path / "clausetrail.db", vocabulary.load())
    store.prepare()
    yield small_office(tmp_path, store)
    store.close()


def at_once(*acts: Act) -> list[Any]:
    """What each act gave or raised, all begun at one barrier."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        barrier.wait(20)
        try:
            results[place] = act()
        except ClausetrailError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return results


def size(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def two_decide(office: Office, second: str) -> None:
    """Round by round: exactly one outcome, whole, in one entry; the other hears who decided."""
    for number in range(ROUNDS):
        office.document(f"QP-{number}")
        reference = f"revision:QP-{number}@A/0"
        decisions.submit(office.system, office.controller, reference)
        before = size(office)

        def approve(reference: str = reference, person: Person = WANG) -> Any:
            return decisions.approve(office.system, person, reference, "2026-06-30", "适宜")

        def other(reference: str = reference) -> Any:
            if second == "approve":
                return approve(reference, LI)
            return decisions.refuse(office.system, LI, reference, "不适宜")

        results = at_once(approve, other)
        won = [one for one in results if isinstance(one, dict)]
        lost = [one for one in results if isinstance(one, ClausetrailError)]
        assert (len(won), len(lost)) == (1, 1), results
        decided = won[0]["decision"]
        assert (lost[0].code, lost[0].params["by"]) == ("revision_decided", decided["by"])
        assert size(office) == before + 1
        with office.system.reader() as reader:
            revision = reader.get(decided["revision"])
            made = reader.find("decision", owner=decided["revision"])
        assert revision is not None
        assert [(one.id, one.text("outcome")) for one in made] == [(decided["id"], decided["outcome"])]
        assert (revision.text("state"), revision.text("decided_by")) == (decided["outcome"], decided["by"])
    assert verify(office.system, office.auditor)["ok"]


def slip_in(office: Office) -> None:
    """Someone signs B/0 as they saw it, against A/0, while A/1 comes into force for an earlier day. Whichever is first,
    nobody signs a difference to a revision that is no longer the one replaced."""
    for number in range(ROUNDS):
        name = f"QP-{number}"
        office.document(name)
        office.adopt(f"revision:{name}@A/0", "2026-01-01")
        for label in ("A/1", "B/0"):
            office.revise(name, label)
            decisions.submit(office.system, office.controller, f"revision:{name}@{label}")
        seen = previews.brief(office.system, WANG, f"revision:{name}@B/0", "2026-08-01")["shown"]
        shown = Shown(seen["version"], tuple(seen["links"]), seen["against"])

        def sign(name: str = name, shown: Shown = shown) -> Any:
            return decisions.approve(office.system, WANG, f"revision:{name}@B/0", "2026-08-01", "适宜", shown=shown)

        def slip(name: str = name) -> Any:
            return decisions.approve(office.system, LI, f"revision:{name}@A/1", "2026-07-01", "适宜")

        signed, slipped = at_once(sign, slip)
        assert isinstance(signed, dict) != isinstance(slipped, dict), (signed, slipped)
        refused = slipped if isinstance(signed, dict) else signed
        assert refused.code == ("effective_not_later" if isinstance(signed, dict) else "basis_changed")
        if isinstance(signed, dict):
            assert signed["decision"]["against"] == seen["against"]
    assert verify(office.system, office.auditor)["ok"]


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_r21_two_managers_decide_at_once_on_sqlite(on_sqlite: Office, second: str) -> None:
    two_decide(on_sqlite, second)


@pytest.mark.store("sqlite")
def test_r21_another_revision_slips_between_view_and_sign_on_sqlite(on_sqlite: Office) -> None:
    slip_in(on_sqlite)


@pytest.mark.store("neo4j")
@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_r21_two_managers_decide_at_once_on_neo4j(neo4j_store: Neo4jStore, tmp_path: Path, second: str) -> None:
    two_decide(small_office(tmp_path, neo4j_store), second)


@pytest.mark.store("neo4j")
def test_r21_another_revision_slips_between_view_and_sign_on_neo4j(neo4j_store: Neo4jStore, tmp_path: Path) -> None:
    slip_in(small_office(tmp_path, neo4j_store))
