"""Clauses: shown, corrected against the printed text, declared not applicable."""

from __future__ import annotations

from graph_schema.dates import day
from graph_schema.errors import Conflict, InvalidInput
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node
from workflows import resolve
from workflows.answers import Json, brief, node_answer
from workflows.permissions import require
from workflows.system import Person, System, expect
from workflows.views import Asked, view_of


def show(system: System, person: Person, clause: str, asked: Asked) -> Json:
    """One clause as known: its text, obligations, citations, edition, statements of applicability, versions."""
    require(person.roles, "read")
    with system.reader() as reader:
        view = view_of(system, reader, asked)
        found = resolve.node(reader, system.vocabulary, clause, view.as_of, "clause", view.known_at)
        standard = reader.get(found.text("standard"), view.known_at)
        statements = reader.find("applicability", owner=found.text("standard"), known_at=view.known_at)
        versions = [one for one in reader.versions(found.id) if isinstance(one, Node)]
        return node_answer(found) | {
            "edition": brief(standard) if standard else {},
            "applicability": [node_answer(one) for one in statements if one.get("clause") == found.id],
            "versions": [one.seq_from for one in versions],
        }


def correct(
    system: System,
    person: Person,
    clause: str,
    text: str,
    reason: str,
    title: str | None = None,
    version: int | None = None,
) -> Json:
    """Correct a clause's text against the printed standard; links confirmed on the old text turn suspect."""
    if not reason.strip():
        raise InvalidInput("reason_needed", action="correct")

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, clause, system.today(), "clause")
        expect(found, version)
        changed = found.changed(text=text, title=title if title is not None else found.get("title"))
        return node_answer(unit.put(changed) if dict(changed.fields) != dict(found.fields) else found)

    body = [clause, text, title]
    return system.change(person, "clause.correct", "clause:corrected", work, reason=reason, body=body)


def declare_not_applicable(
    system: System, person: Person, clause: str, reason: str, start: str | None = None, end: str | None = None
) -> Json:
    """Decide that a clause and all below it does not apply, from a day to another (open where unset)."""
    if not reason.strip():
        raise InvalidInput("reason_needed", action="applicability")
    start = day(start, "from") if start else None
    end = day(end, "to") if end else None
    if start is not None and end is not None and end <= start:
        raise InvalidInput("interval_empty", start=start, end=end)

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, clause, system.today(), "clause")
        fields = {
            "standard": found.text("standard"),
            "clause": found.id,
            "state": "declared",
            "from": start,
            "to": end,
            "reason": reason.strip(),
        }
        return node_answer(unit.create("applicability", fields))

    body = [clause, start, end, reason]
    return system.change(person, "clause.applicability", "applicability:declared", work, reason=reason, body=body)


def lift(system: System, person: Person, clause: str, reason: str) -> Json:
    """Lift every declared statement on a clause itself."""
    if not reason.strip():
        raise InvalidInput("reason_needed", action="lift")

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, clause, system.today(), "clause")
        declared = [
            one
            for one in unit.tx.find("applicability", owner=found.text("standard"))
            if one.get("clause") == found.id and one.get("state") == "declared"
        ]
        if not declared:
            raise Conflict("nothing_to_lift", clause=found.text("number"))
        lifted = [unit.put(one.changed(state="lifted", lifted_reason=reason.strip())) for one in declared]
        return {"lifted": [node_answer(one) for one in lifted]}

    return system.change(person, "clause.applicability", "applicability:lifted", work, reason=reason, body=[clause])
