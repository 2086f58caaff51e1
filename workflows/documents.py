"""Controlled documents: add, revise, adopt, withdraw; the line of revisions and its `supersedes` links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_schema.dates import day
from graph_schema.errors import Conflict, InvalidInput
from graph_schema.jobs import READ
from graph_schema.lines import intervals, line, own_end
from graph_schema.ports import LinkFilter, Reader
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node
from workflows import resolve, reviews
from workflows.answers import Json, brief, brief_link, decision_answer, link_answer, node_answer
from workflows.carry import carry, named, predecessor, revisions_of, withdraw_carried
from workflows.files import StoredFile
from workflows.permissions import require
from workflows.system import Person, System, expect


@dataclass(frozen=True, slots=True)
class Adoption:
    """What we are told of a revision that was in force before the system knew it; `proof`: where that can be seen."""

    effective_from: str
    decision: str
    decider: str
    reason: str
    proof: str
    decided_on: str | None = None
    effective_to: str | None = None


def add(system: System, person: Person, number: str, label: str, title: str, type_: str, file: StoredFile) -> Json:
    """A new document with its first revision as a draft. Conflict `key_taken` when the number is in use."""
    if not title.strip():
        raise InvalidInput("field_missing", kind="document", field="title")

    def work(unit: UnitOfWork) -> Json:
        document = unit.create("document", {"number": _named(number, "number"), "title": title.strip(), "type": type_})
        revision = _draft(unit, document, label, file, person.name)
        return {"document": node_answer(document), "revision": node_answer(revision), "carried": []}

    body = [number, label, title, type_, file.sha256]
    return system.change(person, "document.write", "document:added", work, body=body)


def revise(system: System, person: Person, document: str, label: str, file: StoredFile) -> Json:
    """A new revision as a draft, with the predecessor's links carried over as proposals; its place in the line, and so
    its `supersedes`, follows from the decision that brings it into force."""

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, document, system.today(), "document")
        before = predecessor(revisions_of(unit, found.id), None)
        revision = _draft(unit, found, label, file, person.name)
        carried = carry(unit, revision, before, system.today())
        answer = {"document": node_answer(found), "revision": node_answer(revision)}
        return answer | {"carried": [link_answer(link) for link in carried]}

    return system.change(person, "document.write", "revision:added", work, body=[document, label, file.sha256])


def _draft(unit: UnitOfWork, document: Node, label: str, file: StoredFile, author: str) -> Node:
    unit.ask_job(READ, file.sha256)
    return unit.create(
        "revision",
        {
            "document": document.id,
            "number": document.text("number"),
            "label": _named(label, "label"),
            "content": file.sha256,
            "file_name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "author": author,
            "state": "draft",
        },
    )


def _named(text: str, field: str) -> str:
    """A number or label without outer space; control characters and line breaks would break references."""
    text = text.strip()
    if not text or len(text) > 200 or any(character < " " for character in text):
        raise InvalidInput("name_invalid", field=field, value=text[:40])
    return text


def adopt(
    system: System,
    person: Person,
    revision: str,
    told: Adoption,
    confirm: Sequence[str] = (),
    version: int | None = None,
) -> Json:
    """Enter a revision as in force since a past date, as told to us; marked adopted for ever, ledger time is now.

    `confirm` names the carried proposals confirmed with it (clauses or link ids, or `all`); the others wait.
    """
    today = system.today()
    start = day(told.effective_from, "effective_from")
    if start > today:
        raise InvalidInput("adoption_in_future", effective_from=start, today=today)
    end = day(told.effective_to, "effective_to") if told.effective_to else None
    if end is not None and end <= start:
        raise InvalidInput("interval_empty", start=start, end=end)
    for name in ("decision", "decider", "reason", "proof"):
        if not getattr(told, name).strip():
            raise InvalidInput("field_missing", kind="revision", field=name)

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, revision, today, "revision")
        expect(found, version)
        if found.text("state") not in ("draft", "submitted"):
            raise Conflict("revision_decided", revision=found.text("label"), state=found.text("state"))
        others = [one for one in revisions_of(unit, found.text("document")) if one.id != found.id]
        _check_date(others, start)
        before = predecessor(others, found, start)
        proposals = carry(unit, found, before, today)
        adopted = unit.put(_adopted(found, told, start, end))
        draw_line(unit, found.text("document"))
        reviews.close(unit, found)
        confirmed = [unit.transition(link, "confirmed") for link in named(system, unit, proposals, confirm)]
        return {
            "revision": node_answer(adopted),
            "confirmed": [link_answer(link) for link in confirmed],
            "waiting": [
                link_answer(one) for one in unit.live_links("satisfies", from_id=found.id) if one.state == "proposed"
            ],
        }

    body = [revision, start, told.decision, told.decider, told.proof, list(confirm)]
    return system.change(person, "document.adopt", "revision:adopted", work, reason=told.reason, body=body)


def _check_date(others: Iterable[Node], start: str) -> None:
    """Two revisions of a document cannot begin on one day."""
    for one in line(others):
        if one.text("effective_from") == start:
            raise Conflict("effective_date_taken", date=start, revision=one.text("label"))


def _adopted(revision: Node, told: Adoption, start: str, end: str | None) -> Node:
    return revision.changed(
        state="approved",
        adopted=True,
        effective_from=start,
        effective_to=end,
        decision=told.decision.strip(),
        decided_by=told.decider.strip(),
        decided_on=day(told.decided_on, "decided_on") if told.decided_on else None,
        reason=told.reason.strip(),
        proof=told.proof.strip(),
    )


def draw_line(unit: UnitOfWork, document: str) -> None:
    """One confirmed `supersedes` between neighbours of the line as it now is; those between others are withdrawn."""
    revisions = revisions_of(unit, document)
    wanted = {newer.id: older.id for older, newer in pairwise(line(revisions))}
    for one in revisions:  # those that were never in force too: they are nobody's successor
        for link in unit.live_links("supersedes", from_id=one.id):
            if wanted.get(one.id) != link.to_id:
                unit.transition(link, "withdrawn", "the line changed")
    for newer, older in wanted.items():
        if not unit.live_links("supersedes", from_id=newer, to_id=older):
            unit.link("supersedes", newer, older, "confirmed")


def withdraw(
    system: System, person: Person, revision: str, reason: str, on: str | None = None, version: int | None = None
) -> Json:
    """Withdraw a revision: a draft or submitted one without a date, an approved one on a day, today or later."""
    if not reason.strip():
        raise InvalidInput("reason_needed", action="withdraw")

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, revision, system.today(), "revision")
        expect(found, version)
        state = found.text("state")
        if state in ("draft", "submitted"):
            if on is not None:
                raise InvalidInput("withdrawal_without_date", state=state)
            withdraw_carried(unit, found, reason.strip())
            review = reviews.close(unit, found)
            gone = found.changed(state="withdrawn", reason=reason.strip(), withdrawn_reason=reason.strip())
            answer = {"revision": node_answer(unit.put(gone))}
            return answer | ({"review": node_answer(review)} if review else {})
        if state != "approved":
            raise Conflict("revision_decided", revision=found.text("label"), state=state)
        date = day(on, "on") if on else system.today()
        if date < system.today():
            raise InvalidInput("withdrawal_in_past", date=date, today=system.today())
        # `reason` stays: it is that of the decision, and is shown as such.
        changed = unit.put(found.changed(state="withdrawn", withdrawn_on=date, withdrawn_reason=reason.strip()))
        draw_line(unit, found.text("document"))
        return {"revision": node_answer(changed)}

    return system.change(person, "document.write", "revision:withdrawn", work, reason=reason, body=[revision, on])


def listed(system: System, person: Person) -> list[Json]:
    """All documents by number, each with its revisions and the one in force today."""
    require(person.roles, "read")
    today = system.today()
    with system.reader() as reader:
        revisions: dict[str, list[Node]] = {}
        for one in reader.find("revision"):
            revisions.setdefault(one.text("document"), []).append(one)
        documents = sorted(reader.find("document"), key=lambda one: (one.text("number"), one.id))
        return [node_answer(one) | _line_answer(revisions.get(one.id, []), today) for one in documents]


def show(system: System, person: Person, document: str) -> Json:
    """One document with its revisions in full, their intervals and links, its reviews and decisions."""
    require(person.roles, "read")
    today = system.today()
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, document, today, "document")
        revisions = list(reader.find("revision", owner=found.id))
        answer = node_answer(found) | _line_answer(revisions, today)
        suspects = {link.id for one in revisions for link in reader.links(LinkFilter(from_id=one.id, suspect=True))}
        for row, one in zip(answer["revisions"], _by_time(revisions), strict=True):
            row |= node_answer(one) | row  # `decision` is the whole decision here, not its name alone
            links = reader.links(LinkFilter(from_id=one.id))
            row["links"] = [brief_link(link, link.id in suspects) | {"to": link.to_id} for link in links]
        return answer | _decided_here(reader, revisions)


def _decided_here(reader: Reader, revisions: Iterable[Node]) -> Json:
    """The reviews these revisions were put into and the decisions on them, in full, oldest first."""
    names = {"reviews": "review", "decisions": "decided_in"}
    ids = {name: [one.text(field) for one in revisions if one.get(field)] for name, field in names.items()}
    found = reader.get_many([id_ for part in ids.values() for id_ in part])
    return {name: [node_answer(found[id_]) for id_ in sorted(part)] for name, part in ids.items()}


def _by_time(revisions: Iterable[Node]) -> list[Node]:
    """By effective date, those never approved last, ties by id."""
    return sorted(revisions, key=lambda one: (one.get("effective_from") or "9999-12-31", one.id))


def _line_answer(revisions: list[Node], today: str) -> Json:
    spans = intervals(revisions)
    rows = []
    for one in _by_time(revisions):
        row = brief(one) | {"phase": _phase(one, revisions, today)}
        if one.id in spans:
            row |= {"from": spans[one.id].start, **({"to": spans[one.id].end} if spans[one.id].end else {})}
        if one.get("effective_from") is not None or one.get("decided_in") is not None:
            row["decision"] = decision_answer(one)
        rows.append(row)
    current = [row["label"] for row in rows if row["phase"] == "in_force"]
    return {"revisions": rows, **({"in_force": current[0]} if current else {})}


def _phase(revision: Node, revisions: list[Node], today: str) -> str:
    """What a revision is today: its stored state until approved, then derived from dates alone."""
    if revision.get("effective_from") is None:
        return revision.text("state")
    span = intervals(revisions).get(revision.id)
    if span is None:
        return "never_in_force"
    if span.holds(today):
        return "in_force"
    if today < span.start:
        return "approved"
    return "obsolete" if own_end(revision) == span.end else "superseded"
