"""What a decision would do to clauses: their states before and after, seen by really making it and undoing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.coverage import build_coverage, clause_tree
from graph_schema.dates import year_ending
from graph_schema.errors import ClausetrailError
from graph_schema.ports import Reader
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Day, Node
from graph_schema.views import TallyPlan, View
from workflows import reviews
from workflows.answers import Json
from workflows.decisions import Shown, approval
from workflows.system import Person, System

Standing = tuple[str, str]
"""A clause's own state, and the worst of it and all below."""


@dataclass(frozen=True, slots=True)
class Effect:
    """States by clause id. `after` is empty and `obstacle` set where the approval would be refused."""

    before: Mapping[str, Standing]
    after: Mapping[str, Standing]
    obstacle: ClausetrailError | None = None


@dataclass(frozen=True, slots=True)
class _Edition:
    """An edition, the rows to be counted (the clauses asked for and all below them), and with them those above."""

    standard: Node
    clauses: Sequence[Node]
    exclusions: Sequence[Node]
    counted: frozenset[str]


def effect(system: System, person: Person, revision: str, start: Day, clauses: Iterable[Node]) -> Effect:
    """What an approval from a day on would do to the states of these clauses on that day."""
    wanted = list(clauses)
    with system.reader() as reader:
        editions = [_edition(reader, id_, wanted) for id_ in sorted({one.text("standard") for one in wanted})]

    def look(reader: Reader) -> Mapping[str, Standing]:
        return _standings(reader, editions, start)

    def work(unit: UnitOfWork) -> Json:
        found = unit.need(revision, "revision")
        review = reviews.of_submitted(unit, found)
        return approval(system, unit, found, review, start, "preview", (), Shown())

    try:
        return Effect(*system.preview(person, "revision:approved", work, look))
    except ClausetrailError as error:
        with system.reader() as reader:
            return Effect(look(reader), {}, error)


def _edition(reader: Reader, standard: str, wanted: Sequence[Node]) -> _Edition:
    clauses = reader.find("clause", owner=standard)
    below = clause_tree(clauses)
    counted: set[str] = set()
    waiting = [one.id for one in wanted if one.text("standard") == standard]
    while waiting:
        id_ = waiting.pop()
        counted.add(id_)
        waiting += [one.id for one in below.get(id_, ())]
    node = reader.get(standard)
    assert node is not None, "a clause's edition is in the store"
    kept = counted | _above(clauses, wanted)
    rows = [one for one in clauses if one.id in kept]
    return _Edition(node, rows, reader.find("applicability", owner=standard), frozenset(counted))


def _above(clauses: Sequence[Node], wanted: Iterable[Node]) -> set[str]:
    """The clauses above those wanted: what does not apply there does not apply below."""
    parent = {one.id: one.get("parent") for one in clauses}
    found: set[str] = set()
    for one in wanted:
        above = parent.get(one.id)
        while above is not None and above not in found:
            found.add(above)
            above = parent.get(above)
    return found


def _standings(reader: Reader, editions: Sequence[_Edition], day: Day) -> Mapping[str, Standing]:
    """Own state and state of the counted clauses, as known now; those not counted would be judged without facts."""
    view = View(day, reader.head().size - 1, year_ending(day))
    found: dict[str, Standing] = {}
    for one in editions:
        facts = reader.tally(TallyPlan(one.standard.id, one.counted), view)
        coverage = build_coverage(one.standard, one.clauses, facts, one.exclusions, view)
        found |= {row.clause.id: (row.own_state, row.state) for row in coverage.clauses if row.clause.id in one.counted}
    return found
