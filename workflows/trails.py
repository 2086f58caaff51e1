"""Trails and coverage: who may, one reader, the view, the walk, the pure rules."""

from __future__ import annotations

from graph_schema.coverage import build_coverage
from graph_schema.errors import NotFound
from graph_schema.ports import Reader
from graph_schema.results import ClauseFacts, Coverage, Trail
from graph_schema.trail import ClauseReading, build_trail
from graph_schema.values import Node
from graph_schema.views import TallyPlan, View, WalkPlan
from workflows import resolve
from workflows.answers import Json, coverage_answer, referrer, trail_answer
from workflows.permissions import require
from workflows.system import Person, System
from workflows.views import Asked, view_of

LISTED = 1_000
"""Records listed in one trail at most; what is cut is said, and never touches states or counts."""


def trail(system: System, person: Person, clause: str, asked: Asked, limit: int = LISTED) -> Trail:
    """The trail of the clause a reference names."""
    require(person.roles, "read")
    with system.reader() as reader:
        view = view_of(system, reader, asked)
        node = resolve.node(reader, system.vocabulary, clause, view.as_of, "clause", view.known_at)
        return read_trail(system, reader, node, view, limit)


def trail_document(system: System, person: Person, clause: str, asked: Asked, limit: int = LISTED) -> Json:
    """The same as its stable document."""
    found = trail(system, person, clause, asked, limit)
    with system.reader() as reader:
        ids = (id_ for issue in found.issues for id_ in issue.subjects)
        return trail_answer(found, referrer(reader, ids, found.view.known_at))


def read_trail(system: System, reader: Reader, clause: Node, view: View, limit: int = LISTED) -> Trail:
    """The trail at a view; states and counts come from the engine's tally where the walk was cut."""
    graph = reader.walk(clause.id, WalkPlan(limit), view)
    if graph is None:
        raise NotFound("clause_unknown", id=clause.id, known_at=view.known_at)
    reading = ClauseReading(graph, view, system.basis)
    facts = reading.facts
    truncated: tuple[str, ...] = ()
    if graph.truncated:
        plan = TallyPlan(graph.standard.id, frozenset({clause.id}))
        facts, truncated = reader.tally(plan, view).get(clause.id, ClauseFacts()), ("records",)
    below = () if graph.leaf else _states_below(reader, graph.clause, graph.standard, view)
    return build_trail(reading, facts, below, truncated)


def _states_below(reader: Reader, clause: Node, standard: Node, view: View) -> list[str]:
    """Own states of all clauses below one."""
    clauses = reader.find("clause", owner=standard.id, known_at=view.known_at)
    inside, added = {clause.id}, True
    while added:
        more = {one.id for one in clauses if one.get("parent") in inside} - inside
        inside |= more
        added = bool(more)
    below = frozenset(inside - {clause.id})
    facts = reader.tally(TallyPlan(standard.id, below), view)
    exclusions = reader.find("applicability", owner=standard.id, known_at=view.known_at)
    whole = build_coverage(standard, clauses, facts, exclusions, view)
    return [row.own_state for row in whole.clauses if row.clause.id in below]


def coverage(system: System, person: Person, standard: str, asked: Asked) -> Coverage:
    """The coverage of an edition."""
    require(person.roles, "read")
    with system.reader() as reader:
        view = view_of(system, reader, asked)
        edition = resolve.standard(reader, standard, view.as_of, view.known_at)

        def work() -> Coverage:
            clauses = reader.find("clause", owner=edition.id, known_at=view.known_at)
            exclusions = reader.find("applicability", owner=edition.id, known_at=view.known_at)
            return build_coverage(edition, clauses, reader.tally(TallyPlan(edition.id), view), exclusions, view)

        return system.coverages.get((edition.id, view), work)


def coverage_document(system: System, person: Person, standard: str, asked: Asked) -> Json:
    """The same as its stable document."""
    return coverage_answer(coverage(system, person, standard, asked))
