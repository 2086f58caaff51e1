"""Trail and coverage with what a reader wants to see beside them: where the clause stands, names of subjects, and how
far the ledger had come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.ports import Reader
from graph_schema.results import Coverage, Trail
from graph_schema.values import Instant, Node
from workflows import resolve
from workflows.answers import Json, brief
from workflows.permissions import require
from workflows.system import Person, System
from workflows.trails import LISTED, coverage, read_trail
from workflows.views import Asked, time_of, view_of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`above`: clauses from the top down to the parent. `below`: rows right below. `before`, `after`: neighbours in
    the order of the edition. `subjects`: the issues' subjects named, links with both ends. `exclusions`: statements of
    applicability on the clause or above it. `known_time`: when the last entry seen was written; `last`: the last one
    there is."""

    above: tuple[Node, ...]
    below: tuple[Node, ...]
    before: Node | None
    after: Node | None
    subjects: Mapping[str, Json]
    exclusions: tuple[Node, ...]
    known_time: Instant
    last: int


def trail_with_surroundings(
    system: System, person: Person, clause: str, asked: Asked, limit: int = LISTED
) -> tuple[Trail, Surroundings]:
    """The trail of a clause and its surroundings, from one consistent state at one view."""
    require(person.roles, "read")
    with system.reader() as reader:
        view = view_of(system, reader, asked)
        node = resolve.node(reader, system.vocabulary, clause, view.as_of, "clause", view.known_at)
        trail = read_trail(system, reader, node, view, limit)
        return trail, _surroundings(system, reader, trail)


def coverage_with_head(system: System, person: Person, standard: str, asked: Asked) -> tuple[Coverage, int, Instant]:
    """The coverage of an edition, the last entry there is, and when the last entry seen was written."""
    found = coverage(system, person, standard, asked)
    with system.reader() as reader:
        return found, reader.head().size - 1, time_of(system, reader, found.view.known_at)


def _surroundings(system: System, reader: Reader, trail: Trail) -> Surroundings:
    known_at = trail.view.known_at
    clauses = sorted(
        reader.find("clause", owner=trail.standard.id, known_at=known_at), key=lambda one: int(one.fields["order"])
    )
    by_id = {one.id: one for one in clauses}
    above: list[Node] = []
    parent = trail.clause.get("parent")
    while parent is not None:
        above.insert(0, by_id[parent])
        parent = by_id[parent].get("parent")
    place = next(index for index, one in enumerate(clauses) if one.id == trail.clause.id)
    covering = {trail.clause.id, *(one.id for one in above)}
    statements = reader.find("applicability", owner=trail.standard.id, known_at=known_at)
    return Surroundings(
        above=tuple(above),
        below=tuple(one for one in clauses if one.get("parent") == trail.clause.id),
        before=clauses[place - 1] if place else None,
        after=clauses[place + 1] if place + 1 < len(clauses) else None,
        subjects=_subjects(reader, trail),
        exclusions=tuple(one for one in statements if one.get("clause") in covering),
        known_time=time_of(system, reader, known_at),
        last=reader.head().size - 1,
    )


def _subjects(reader: Reader, trail: Trail) -> Mapping[str, Json]:
    """The issues' subjects by id; of a link, both ends."""
    known_at = trail.view.known_at
    wanted = list(dict.fromkeys(id_ for issue in trail.issues for id_ in issue.subjects))
    nodes = dict(reader.get_many(wanted, known_at))
    links = {id_: link for id_ in wanted if id_ not in nodes and (link := reader.get_link(id_, known_at))}
    ends = reader.get_many(list({id_ for link in links.values() for id_ in (link.from_id, link.to_id)}), known_at)
    named: dict[str, Json] = {id_: brief(node) for id_, node in nodes.items()}
    for id_, link in links.items():
        named[id_] = {
            "id": id_,
            "kind": "link",
            "link": link.kind,
            "state": link.state,
            "from": brief(ends[link.from_id]),
            "to": brief(ends[link.to_id]),
        }
    return named
