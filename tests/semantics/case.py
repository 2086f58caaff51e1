"""A small case told twice: to the memory store, read by the product, and to the oracle. Both must say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_schema.coverage import build_coverage
from graph_schema.dates import next_day, year_ending
from graph_schema.ports import Reader, Store
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.trail import ClauseReading, build_trail
from graph_schema.values import Link, Node, thaw
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary
from tests.contract.office import Office
from tests.contract.pen import Pen
from tests.semantics import oracle_trail
from tests.semantics.oracle import Question, Thing, World
from tests.semantics.shape import coverage_shape, trail_shape


def plain_version(thing: Node | Link) -> Thing:
    """A version as the oracle's dictionary."""
    if isinstance(thing, Node):
        return {"id": thing.id, "kind": thing.kind, **thaw(thing.fields)}
    return {
        "id": thing.id,
        "kind": thing.kind,
        "from": thing.from_id,
        "to": thing.to_id,
        "state": thing.state,
        "valid_from": thing.valid_from,
        "valid_to": thing.valid_to,
        **thaw(thing.fields),
    }


def read_coverage(reader: Reader, standard: str, view: View) -> dict[str, Any]:
    """An edition's coverage by the product, as plain data."""
    node = reader.get(standard, view.known_at)
    assert node is not None
    coverage = build_coverage(
        node,
        reader.find("clause", owner=standard, known_at=view.known_at),
        reader.tally(TallyPlan(standard), view),
        reader.find("applicability", owner=standard, known_at=view.known_at),
        view,
    )
    return coverage_shape(coverage)


def read_trail(reader: Reader, clause: str, view: View, basis: frozenset[str]) -> dict[str, Any] | None:
    """A clause's trail by the product, as plain data."""
    graph = reader.walk(clause, WalkPlan(), view)
    if graph is None:
        return None
    reading = ClauseReading(graph, view, basis)
    rows = read_coverage(reader, graph.standard.id, view)["clauses"]
    below = next(row["below"] for row in rows if row["number"] == graph.clause.text("number"))
    states = [state for state, count in below.items() for _ in range(count)]
    return trail_shape(build_trail(reading, reading.facts, states))


@dataclass
class Case:
    """An office whose every entry goes to a store and to the oracle's world."""

    vocabulary: Vocabulary
    store: Store
    office: Office
    world: World = field(default_factory=World)

    def view(
        self,
        as_of: str,
        known_at: int | None = None,
        period: tuple[str, str] | None = None,
        site: str | None = None,
    ) -> View:
        """A view; `period` as typed, both ends inclusive; `known_at` the present when unset."""
        asked = year_ending(as_of)
        if period is not None:
            asked = type(asked)(period[0], next_day(period[1]))
        return View(as_of, self.office.seq if known_at is None else known_at, asked, site)

    def question(self, view: View) -> Question:
        """The same view asked of the oracle."""
        period = (view.period.start, view.period.end)
        return Question(self.world, view.as_of, view.known_at, period, view.site)

    @property
    def basis(self) -> frozenset[str]:
        """Document types that can be a documented procedure."""
        return self.vocabulary.nodes["document"].fields["type"].basis

    def trail(self, clause: str, as_of: str, known_at: int | None = None, **more: Any) -> dict[str, Any]:
        """The trail that product and oracle agree on, names in place of ids."""
        view = self.view(as_of, known_at, **more)
        id_ = self.office.ids[clause]
        with self.store.reader() as reader:
            found = read_trail(reader, id_, view, self.basis)
        naive = oracle_trail.trail(self.question(view), id_)
        assert found == naive
        assert found is not None
        named: dict[str, Any] = self.named(found)
        return named

    def unknown(self, clause: str, as_of: str, known_at: int) -> bool:
        """Whether product and oracle agree that the clause is unknown."""
        view = self.view(as_of, known_at)
        id_ = self.office.ids[clause]
        with self.store.reader() as reader:
            found = reader.walk(id_, WalkPlan(), view)
        return found is None and oracle_trail.trail(self.question(view), id_) is None

    def coverage(self, as_of: str, standard: str = "S", known_at: int | None = None, **more: Any) -> dict[str, Any]:
        """The coverage that product and oracle agree on."""
        view = self.view(as_of, known_at, **more)
        id_ = self.office.ids[standard]
        with self.store.reader() as reader:
            found = read_coverage(reader, id_, view)
        assert found == oracle_trail.coverage(self.question(view), id_)
        return found

    def named(self, value: Any) -> Any:
        """Plain data with every id replaced by its name."""
        if isinstance(value, dict):
            return {key: self.named(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.named(one) for one in value)
        return self.office.names.get(value, value) if isinstance(value, str) else value

    # Short forms of what most tests ask

    def own_state(self, clause: str, as_of: str, known_at: int | None = None, **more: Any) -> str:
        """A clause's own state."""
        return str(self.trail(clause, as_of, known_at, **more)["own_state"])

    def met(self, clause: str, as_of: str, known_at: int | None = None, **more: Any) -> dict[str, str]:
        """What is met, by kind of obligation, of those asked."""
        shown = self.trail(clause, as_of, known_at, **more)["obligations"]
        return {one["kind"]: one["met"] for one in shown if one["asked"]}

    def issues(self, clause: str, as_of: str, known_at: int | None = None, **more: Any) -> set[tuple[str, str]]:
        """(code, subject) of every issue."""
        shown = self.trail(clause, as_of, known_at, **more)["issues"]
        return {(code, subject) for code, _, subject in shown}

    def records(self, clause: str, as_of: str, known_at: int | None = None, **more: Any) -> list[str]:
        """Names of all records shown, chains first."""
        shown = self.trail(clause, as_of, known_at, **more)
        chained = [one["record"] for chain in shown["chains"] for one in chain["records"]]
        return chained + [one["record"] for one in shown["direct_records"]]


def new_case(vocabulary: Vocabulary, store: Store | None = None, first_id: int = 1) -> Case:
    """An empty case."""
    held = store if store is not None else MemoryStore(vocabulary)
    case = Case(vocabulary, held, Office(vocabulary, first_id=first_id))
    pen = Pen(held, vocabulary)

    def to_store(seq: int, things: Sequence[Node | Link]) -> None:
        assert pen.write(*things) == seq

    def to_world(seq: int, things: Sequence[Node | Link]) -> None:
        case.world.add(seq, [plain_version(one) for one in things])

    case.office.sinks += [to_store, to_world]
    return case
