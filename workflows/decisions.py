"""Coming into force: a revision is submitted, and someone of management, not its author, approves or refuses it.

What is in force follows from the dates alone, at every read; a decision only writes them down. Each of the three steps
is one ledger entry with its review or decision, the revision and the links it settles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.dates import day, local_day
from graph_schema.errors import Conflict, Forbidden, InvalidInput
from graph_schema.lines import line
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Day, Link, Node, Value
from workflows import resolve, reviews
from workflows.answers import Json, brief, link_answer, node_answer
from workflows.carry import carried_waiting, carry, named, predecessor, revisions_of, withdraw_carried
from workflows.documents import draw_line
from workflows.permissions import may, require
from workflows.system import Person, System, expect

UNTICKED = "not confirmed with the approval"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the decider had before their eyes; unset parts are not compared. `version` of the revision; `links`: ids
    of the carried proposals; `against`: id of the revision the difference was shown to, "" for none."""

    version: int | None = None
    links: tuple[str, ...] | None = None
    against: str | None = None


def submit(
    system: System, person: Person, revision: str, reason: str | None = None, version: int | None = None
) -> Json:
    """Put a draft before management, its carried proposals refreshed. Conflict `revision_not_draft`."""

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, revision, system.today(), "revision")
        if found.text("state") != "draft":
            raise Conflict("revision_not_draft", revision=found.text("label"), state=found.text("state"))
        expect(found, version)
        before = predecessor(revisions_of(unit, found.text("document")), found)
        review = reviews.begin(unit, found, (reason or "").strip() or None)
        submitted = unit.put(
            found.changed(
                state="submitted",
                review=review.id,
                submitted_by=unit.act.actor,
                submitted_at=review.text("submitted_at"),
            )
        )
        carry(unit, submitted, before, system.today())
        carried = [link_answer(link) for link in carried_waiting(unit, submitted)]
        return {"revision": node_answer(submitted), "review": node_answer(review), "carried": carried}

    return system.change(person, "document.submit", "revision:submitted", work, reason=reason, body=[revision])


def approve(
    system: System,
    person: Person,
    revision: str,
    effective_from: str,
    reason: str,
    untick: Sequence[str] = (),
    shown: Shown = Shown(),
) -> Json:
    """Bring a submitted revision into force from a day, today or later. The carried proposals are confirmed but those
    unticked (clauses, links, or `all`), which are rejected; other proposals wait on."""
    start = day(effective_from, "effective_from")
    _need_reason(reason, "approve")

    def work(unit: UnitOfWork) -> Json:
        found, review = _deciding(system, unit, revision)
        return approval(system, unit, found, review, start, reason.strip(), untick, shown)

    body = [revision, start, list(untick), shown.version, shown.links, shown.against]
    return system.change(person, "document.decide", "revision:approved", work, reason=reason, body=body)


def approval(
    system: System,
    unit: UnitOfWork,
    found: Node,
    review: Node,
    start: Day,
    reason: str,
    untick: Sequence[str],
    shown: Shown,
) -> Json:
    """What an approval does to a revision that waits, within a change or a trial of one."""
    others = [one for one in revisions_of(unit, found.text("document")) if one.id != found.id]
    proposals = carried_waiting(unit, found)
    _check_shown(found, proposals, predecessor(others, found, start), shown)
    _check_start(unit, system, others, start)
    off = {link.id for link in named(system, unit, proposals, untick)}
    on = [link for link in proposals if link.id not in off]
    given = {
        "effective_from": start,
        "against": shown.against or None,
        "confirmed": [link.id for link in on],
        "rejected": sorted(off),
    }
    decision = _decide(unit, found, review, "approved", reason, given)
    approved = unit.put(_decided(system, unit, found, decision).changed(effective_from=start))
    draw_line(unit, found.text("document"))
    confirmed = [unit.transition(link, "confirmed", reason) for link in on]
    rejected = [unit.transition(link, "rejected", UNTICKED) for link in proposals if link.id in off]
    waiting = unit.live_links("satisfies", from_id=found.id, states=frozenset({"proposed"}))
    return {
        "revision": node_answer(approved),
        "decision": node_answer(decision),
        "review": node_answer(unit.need(review.id)),
        "confirmed": [link_answer(link) for link in confirmed],
        "rejected": [link_answer(link) for link in rejected],
        "waiting": [link_answer(link) for link in waiting],
    }


def refuse(system: System, person: Person, revision: str, reason: str, version: int | None = None) -> Json:
    """Refuse a submitted revision for good; its carried proposals are withdrawn. A new one can be made."""
    _need_reason(reason, "refuse")

    def work(unit: UnitOfWork) -> Json:
        found, review = _deciding(system, unit, revision)
        expect(found, version)
        decision = _decide(unit, found, review, "refused", reason.strip(), {})
        withdraw_carried(unit, found, reason.strip())
        return {
            "revision": node_answer(unit.put(_decided(system, unit, found, decision))),
            "decision": node_answer(decision),
            "review": node_answer(unit.need(review.id)),
        }

    body = [revision, version]
    return system.change(person, "document.decide", "revision:refused", work, reason=reason, body=body)


def own_work(revision: Node, name: str) -> bool:
    """Whether a person prepared or submitted the revision, and so cannot decide on it."""
    return name in (revision.get("author"), revision.get("submitted_by"))


def _deciding(system: System, unit: UnitOfWork, revision: str) -> tuple[Node, Node]:
    """The revision and the review it waits in; refused where it is decided already, never submitted, or own work."""
    found = resolve.node(unit.tx, system.vocabulary, revision, system.today(), "revision")
    state = found.text("state")
    if state not in ("draft", "submitted"):
        by, on = found.get("decided_by") or "", found.get("decided_on") or ""
        raise Conflict("revision_decided", revision=found.text("label"), state=state, by=by, on=on)
    review = reviews.of_submitted(unit, found)
    if own_work(found, unit.act.actor):
        raise Forbidden("own_work", revision=found.text("label"), by=unit.act.actor)
    return found, review


def _check_shown(revision: Node, proposals: Sequence[Link], before: Node | None, shown: Shown) -> None:
    """Nobody signs what they were not shown (R21)."""
    expect(revision, shown.version)
    if shown.against is not None and shown.against != (before.id if before else ""):
        raise Conflict("basis_changed", revision=revision.text("label"), now=before.text("label") if before else "")
    if shown.links is not None and set(shown.links) != {link.id for link in proposals}:
        raise Conflict("proposals_changed", revision=revision.text("label"))


def _check_start(unit: UnitOfWork, system: System, others: Sequence[Node], start: Day) -> None:
    """Today or later, and later than every revision of the line approved before."""
    today = local_day(unit.time, system.zone)
    if start < today:
        raise InvalidInput("effective_in_past", date=start, today=today)
    approved = line(others)
    if approved and start <= approved[-1].text("effective_from"):
        last = approved[-1]
        since = last.text("effective_from")
        raise Conflict("effective_not_later", date=start, revision=last.text("label"), since=since)


def _decide(
    unit: UnitOfWork, revision: Node, review: Node, outcome: str, reason: str, given: Mapping[str, Value]
) -> Node:
    unit.put(review.changed(state="decided"))
    fields: dict[str, Value] = {
        "revision": revision.id,
        "review": review.id,
        "outcome": outcome,
        "content": revision.text("content"),
        "by": unit.act.actor,
        "at": unit.time,
        "reason": reason,
    }
    return unit.create("decision", {**fields, **given})


def _decided(system: System, unit: UnitOfWork, revision: Node, decision: Node) -> Node:
    """The revision with what those who only read revisions need to know of its decision."""
    return revision.changed(
        state=decision.text("outcome"),
        decided_in=decision.id,
        decided_by=decision.text("by"),
        decided_on=local_day(unit.time, system.zone),
        reason=decision.text("reason"),
    )


def _need_reason(reason: str, action: str) -> None:
    if not reason.strip():
        raise InvalidInput("reason_needed", action=action)


def waiting(system: System, person: Person) -> list[Json]:
    """What waits for a decision of this person, the longest waiting first; empty for who may never decide. Own work
    is among it, `may_decide` false with the code why."""
    require(person.roles, "read")
    if not may(person.roles, "document.decide"):
        return []
    return _told(system, person, lambda _: True)


def submitted(system: System, person: Person) -> list[Json]:
    """What this person put before management and is not decided yet, the longest waiting first."""
    require(person.roles, "read")
    return _told(system, person, lambda review: review.text("submitted_by") == person.name)


def _told(system: System, person: Person, chosen: Callable[[Node], bool]) -> list[Json]:
    today = system.today()
    with system.reader() as reader:
        found = [one for one in reviews.waiting(reader) if chosen(one)]
        revisions = reader.get_many([one.text("revision") for one in found])
        documents = reader.get_many([one.text("document") for one in revisions.values()])
    return [_waiting(system, person, one, revisions, documents, today) for one in found]


def _waiting(
    system: System,
    person: Person,
    review: Node,
    revisions: Mapping[str, Node],
    documents: Mapping[str, Node],
    today: Day,
) -> Json:
    revision = revisions[review.text("revision")]
    since = local_day(review.text("submitted_at"), system.zone)
    row: Json = {
        "id": review.id,
        "document": brief(documents[revision.text("document")]),
        "revision": brief(revision),
        "author": review.text("author"),
        "submitted_by": review.text("submitted_by"),
        "submitted_at": review.text("submitted_at"),
        "days": max(0, (date.fromisoformat(today) - date.fromisoformat(since)).days),
    }
    if review.get("reason"):
        row["reason"] = review.text("reason")
    return row | may_decide(person, review)


def may_decide(person: Person, of: Node) -> Json:
    """Whether the person may decide on a revision (or its review), and the code why not."""
    if not may(person.roles, "document.decide"):
        return {"may_decide": False, "why_not": "not_allowed"}
    return {"may_decide": False, "why_not": "own_work"} if own_work(of, person.name) else {"may_decide": True}


def count(system: System, person: Person) -> int:
    """How many revisions this person may decide on."""
    if not may(person.roles, "document.decide"):
        return 0
    with system.reader() as reader:
        return sum(not own_work(one, person.name) for one in reviews.waiting(reader))


def history(system: System, person: Person, revision: str) -> list[Json]:
    """What became of a revision, step by step: the entry that wrote it, its action, by whom, when, why."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.node(reader, system.vocabulary, revision, system.today(), "revision")
        entries = [system.outlines.of(reader, one.seq_from) for one in reader.versions(found.id)]
    return [
        {"seq": one.seq, "action": one.action, "by": one.actor, "at": one.time}
        | ({"reason": one.reason} if one.reason else {})
        for one in entries
    ]
