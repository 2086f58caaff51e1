"""Records: proof that something was done, under the revision it was made under; corrected, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node
from workflows import resolve
from workflows.answers import Json, brief, brief_link, link_answer, node_answer
from workflows.permissions import require
from workflows.system import Person, System, expect


@dataclass(frozen=True, slots=True)
class RecordFields:
    """What a record says. `date`, or `period` as typed inclusive (`A..B`): its last day is the day that counts.
    Unset parts of a correction stay as they are; an empty text takes one away."""

    type: str | None = None
    number: str | None = None
    title: str | None = None
    date: str | None = None
    period: str | None = None
    site: str | None = None


def add(system: System, person: Person, given: RecordFields, revision: str | None = None) -> Json:
    """A new record, with a confirmed `records` link to the revision it was made under."""
    require_whole(given)

    def work(unit: UnitOfWork) -> Json:
        return added(system, unit, given, revision)

    return system.change(person, "record.write", "record:added", work, body=[repr(given), revision])


def require_whole(given: RecordFields) -> None:
    """InvalidInput `field_missing` for a record without a type or a day."""
    if not (given.type or "").strip():
        raise InvalidInput("field_missing", kind="record", field="type")
    if given.date is None and given.period is None:
        raise InvalidInput("field_missing", kind="record", field="date")


def added(system: System, unit: UnitOfWork, given: RecordFields, revision: str | None) -> Json:
    """Within a change: the record and its link to the revision."""
    under = _revision(system, unit, revision) if revision else None
    fields = checked(system, given) | ({"document": under.text("document")} if under else {})
    record = unit.create("record", fields)
    answer = {"record": node_answer(record)}
    if under is not None:
        answer["link"] = link_answer(unit.link("records", record.id, under.id, "confirmed"))
    return answer


def _revision(system: System, unit: UnitOfWork, reference: str) -> Node:
    return resolve.node(unit.tx, system.vocabulary, reference, system.today(), "revision")


def checked(system: System, given: RecordFields) -> dict[str, str | None]:
    """The fields given, checked; a period becomes its first day and its last."""
    if given.date is not None and given.period is not None:
        raise InvalidInput("date_and_period")
    fields: dict[str, str | None] = {
        name: value.strip() or None
        for name in ("type", "number", "title", "site")
        if (value := getattr(given, name)) is not None
    }
    if given.date is not None:
        fields |= {"date": day(given.date), "period_from": None}
    elif given.period is not None:
        first, _, last = given.period.partition("..")
        fields |= {"period_from": day(first.strip(), "period"), "date": day(last.strip(), "period")}
        if str(fields["date"]) < str(fields["period_from"]):
            raise InvalidInput("period_reversed", start=fields["period_from"], end=fields["date"])
    if fields.get("date") is not None and str(fields["date"]) > system.today():
        raise InvalidInput("record_in_future", date=fields["date"], today=system.today())
    return fields


def correct(
    system: System,
    person: Person,
    record: str,
    given: RecordFields,
    reason: str,
    revision: str | None = None,
    version: int | None = None,
) -> Json:
    """Correct a record: a new version with its reason; links confirmed on the old content turn suspect.

    With `revision`, all its live `records` links to revisions are withdrawn and the new one is written.
    """
    if not reason.strip():
        raise InvalidInput("reason_needed", action="correct")

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, record, system.today(), "record")
        expect(found, version)
        fields = checked(system, given)
        under = _revision(system, unit, revision) if revision else None
        if under is not None:
            fields["document"] = under.text("document")
        changed = found.changed(**fields)
        answer: Json = {}
        if dict(changed.fields) != dict(found.fields):
            found = unit.put(changed)
        if under is not None:
            for link in unit.live_links("records", from_id=found.id):
                unit.transition(link, "withdrawn", reason.strip())
            answer["link"] = link_answer(unit.link("records", found.id, under.id, "confirmed", reason=reason.strip()))
        return {"record": node_answer(found)} | answer

    body = [record, repr(given), revision]
    return system.change(person, "record.write", "record:corrected", work, reason=reason, body=body)


def listed(
    system: System, person: Person, document: str | None = None, after: str | None = None, limit: int | None = None
) -> list[Json]:
    """Records in the order they were entered, those of a document where one is named."""
    require(person.roles, "read")
    with system.reader() as reader:
        owner = None
        if document:
            owner = resolve.node(reader, system.vocabulary, document, system.today(), "document").id
        return [node_answer(one) for one in reader.find("record", owner=owner, after=after, limit=limit)]


def show(system: System, person: Person, record: str) -> Json:
    """One record with its links and its versions."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, record, system.today(), "record")
        into = reader.links(LinkFilter(to_id=found.id))
        out = reader.links(LinkFilter(from_id=found.id))
        ends = reader.get_many([link.from_id for link in into] + [link.to_id for link in out])
        suspects = _suspects(reader.links(LinkFilter(to_id=found.id, suspect=True)))
        suspects |= _suspects(reader.links(LinkFilter(from_id=found.id, suspect=True)))
        versions: Sequence[object] = reader.versions(found.id)
        return node_answer(found) | {
            "evidence": [brief(ends[link.from_id]) | {"link": brief_link(link, link.id in suspects)} for link in into],
            "links": [{"to": brief(ends[link.to_id]), "link": brief_link(link, link.id in suspects)} for link in out],
            "versions": [node_answer(one) for one in versions if isinstance(one, Node)],
        }


def _suspects(links: Sequence[object]) -> set[str]:
    return {str(getattr(link, "id", "")) for link in links}
