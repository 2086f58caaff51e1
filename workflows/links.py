"""Links that carry claims: proposed, confirmed, rejected, reaffirmed, withdrawn; each with who, when, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_schema.errors import ClausetrailError, Conflict, Forbidden, InvalidInput
from graph_schema.lines import in_force, intervals
from graph_schema.ports import LinkFilter, Reader
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Link, Node
from workflows import resolve
from workflows.answers import Json, brief, brief_link, link_answer
from workflows.carry import carry_to_clause
from workflows.permissions import require
from workflows.system import Person, System, expect

_KIND_OF_ENDS = {
    ("revision", "clause"): "satisfies",
    ("record", "clause"): "satisfies",
    ("record", "revision"): "records",
    ("evidence", "record"): "records",
}
PROPOSED, CONFIRMED, LIVE_STATES = ("proposed",), ("confirmed",), ("proposed", "confirmed")
"""States a link must be in for what is done to it."""


def propose(
    system: System,
    person: Person,
    from_: str,
    to: str,
    *,
    kind: str | None = None,
    reason: str | None = None,
    valid_from: str | None = None,
    valid_to: str | None = None,
    fields: Mapping[str, Any] | None = None,
) -> Json:
    """Propose a link; its kind follows from the ends where it is not named. A new proposal after a rejection needs a
    reason."""

    def work(unit: UnitOfWork) -> Json:
        start = resolve.node(unit.tx, system.vocabulary, from_, system.today())
        end = resolve.node(unit.tx, system.vocabulary, to, system.today())
        named = kind or _KIND_OF_ENDS.get((start.kind, end.kind)) or ("supersedes" if start.kind == end.kind else None)
        if named is None:
            raise InvalidInput("link_ends", kind="", from_kind=start.kind, to_kind=end.kind)
        before = unit.tx.links(LinkFilter(kind=named, from_id=start.id, to_id=end.id))
        if any(one.state == "rejected" for one in before) and not (reason or "").strip():
            raise InvalidInput("reason_needed", action="propose")
        if (start.kind, end.kind) == ("revision", "revision"):
            raise InvalidInput("line_follows_decisions", kind=named)
        if (start.kind, end.kind) == ("record", "revision"):
            _one_revision_of(unit, start, end)
        made = unit.link(
            named, start.id, end.id, "proposed", reason=reason, valid_from=valid_from, valid_to=valid_to, fields=fields
        )
        return link_answer(made)

    body = [from_, to, kind, reason, valid_from, valid_to, dict(fields or {})]
    return system.change(person, "link.propose", "link:proposed", work, reason=reason, body=body)


def _one_revision_of(unit: UnitOfWork, record: Node, revision: Node) -> None:
    """One live `records` link per record and document."""
    for link in unit.live_links("records", from_id=record.id):
        if unit.need(link.to_id).get("document") == revision.get("document"):
            raise Conflict("record_has_revision", id=link.id)


def confirm(
    system: System, person: Person, links: Sequence[str], reason: str | None = None, version: int | None = None
) -> Json:
    """Confirm proposals, with the stamps of both ends as they are now, in one entry. Says what drops out."""

    def work(unit: UnitOfWork) -> Json:
        chosen = (in_state(unit, text, PROPOSED, version) for text in links)
        return {"links": [confirmed(system, unit, link, reason) for link in chosen]}

    body = [list(links), version]
    return system.change(person, "link.decide", "link:confirmed", work, reason=reason, body=body)


def confirmed(system: System, unit: UnitOfWork, link: Link, reason: str | None) -> Json:
    """Within a change: a proposal confirmed, with what drops out and what it proposes further."""
    start, end = unit.need(link.from_id), unit.need(link.to_id)
    check_fixity(start)
    if (start.kind, end.kind) == ("revision", "revision"):
        raise InvalidInput("line_follows_decisions", kind=link.kind)
    drops = _drops_out(system, unit, start, end) if link.kind == "satisfies" else []
    answer = link_answer(unit.transition(link, "confirmed", reason))
    if drops:
        answer["drops_out"] = [brief(one) for one in drops]
    if link.kind == "supersedes" and start.kind == "clause":
        answer["proposed"] = [link_answer(one) for one in carry_to_clause(unit, start, end, system.today())]
    return answer


def reject(system: System, person: Person, links: Sequence[str], reason: str, version: int | None = None) -> Json:
    """Reject proposals with a reason; they stay with their author and time."""
    need_reason(reason, "reject")

    def work(unit: UnitOfWork) -> Json:
        chosen = [in_state(unit, text, PROPOSED, version) for text in links]
        return {"links": [link_answer(unit.transition(link, "rejected", reason.strip())) for link in chosen]}

    return system.change(person, "link.decide", "link:rejected", work, reason=reason, body=[list(links)])


def withdraw(system: System, person: Person, links: Sequence[str], reason: str, version: int | None = None) -> Json:
    """Withdraw own proposals, or confirmed links (who may decide), with a reason."""
    need_reason(reason, "withdraw")

    def work(unit: UnitOfWork) -> Json:
        chosen = (in_state(unit, text, LIVE_STATES, version) for text in links)
        return {"links": [withdrawn(unit, person, link, reason) for link in chosen]}

    return system.change(person, "link.propose", "link:withdrawn", work, reason=reason, body=[list(links)])


def withdrawn(unit: UnitOfWork, person: Person, link: Link, reason: str) -> Json:
    """Within a change: an own proposal, or by who may decide a confirmed link, withdrawn."""
    if link.state == "confirmed":
        require(person.roles, "link.decide")
    elif link.by != person.name:
        raise Forbidden("not_the_proposer", id=link.id, by=link.by)
    return link_answer(unit.transition(link, "withdrawn", reason.strip()))


def reaffirm(
    system: System,
    person: Person,
    links: Sequence[str] = (),
    reason: str | None = None,
    *,
    around: str | None = None,
    version: int | None = None,
) -> Json:
    """Take new stamps of confirmed links after someone looked again. `around`: all suspect links of one record or
    clause in one entry; those that fail are left out and said."""

    def work(unit: UnitOfWork) -> Json:
        chosen = [in_state(unit, text, CONFIRMED, version) for text in links]
        left_out = []
        if around is not None:
            node = resolve.node(unit.tx, system.vocabulary, around, system.today())
            chosen += [*_suspects(unit.tx, to_id=node.id), *_suspects(unit.tx, from_id=node.id)]
        done = []
        for link in {one.id: one for one in chosen}.values():
            try:
                check_fixity(unit.need(link.from_id))
            except ClausetrailError as error:
                if around is None:
                    raise
                left_out.append({"id": link.id, "code": error.code})
                continue
            done.append(link_answer(unit.transition(link, "confirmed", reason)))
        return {"links": done, "left_out": left_out}

    body = [list(links), around, version]
    return system.change(person, "link.decide", "link:reaffirmed", work, reason=reason, body=body)


def _suspects(reader: Reader, *, from_id: str | None = None, to_id: str | None = None) -> Sequence[Link]:
    return reader.links(LinkFilter(from_id=from_id, to_id=to_id, suspect=True))


def need_reason(reason: str, action: str) -> None:
    """InvalidInput `reason_needed` where none is given."""
    if not reason.strip():
        raise InvalidInput("reason_needed", action=action)


def in_state(unit: UnitOfWork, text: str, states: tuple[str, ...], version: int | None = None) -> Link:
    """The link of that id in one of these states and, where asked, of that version."""
    link = resolve.link(unit.tx, text)
    expect(link, version)
    if link.state not in states:
        raise Conflict("link_state", id=link.id, state=link.state, needed=" | ".join(states))
    return link


def check_fixity(start: Node) -> None:
    """A link from evidence cannot be confirmed or reaffirmed while its last fixity check fails."""
    if start.kind == "evidence" and start.get("fixity") != "held":
        raise Conflict("fixity_failed", id=start.id, fixity=start.get("fixity"))


def _drops_out(system: System, unit: UnitOfWork, record: Node, clause: Node) -> list[Node]:
    """Clauses of the edition that a record no longer counts for once its first own link there is confirmed."""
    if record.kind != "record":
        return []
    today, standard = system.today(), clause.get("standard")
    own = unit.tx.links(LinkFilter(kind="satisfies", from_id=record.id, states=frozenset({"confirmed"})))
    if any(link.counts_on(today) and unit.need(link.to_id).get("standard") == standard for link in own):
        return []
    lost: dict[str, Node] = {}
    for made in unit.tx.links(LinkFilter(kind="records", from_id=record.id, states=frozenset({"confirmed"}))):
        revision = unit.need(made.to_id)
        if revision.kind != "revision" or not made.counts_on(today):
            continue
        line = unit.tx.find("revision", owner=revision.text("document"))
        spans, current = intervals(line), in_force(line, today)
        for source in {one.id for one in (revision, current) if one is not None and one.id in spans}:
            if spans[source].start > today:
                continue
            for claim in unit.tx.links(LinkFilter(kind="satisfies", from_id=source)):
                target = unit.need(claim.to_id)
                if claim.counts_on(today) and target.get("standard") == standard and target.id != clause.id:
                    lost[target.id] = target
    return sorted(lost.values(), key=lambda one: int(one.fields["order"]))


def listed(
    system: System,
    person: Person,
    where: LinkFilter,
    after: str | None = None,
    limit: int | None = None,
) -> list[Json]:
    """Links by id, each with both ends named and whether it is suspect."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = reader.links(where, after=after, limit=limit)
        ends = reader.get_many(list({id_ for link in found for id_ in (link.from_id, link.to_id)}))
        stamps = reader.stamps(list(ends))
        return [
            link_answer(link)
            | {
                "from": brief(ends[link.from_id]),
                "to": brief(ends[link.to_id]),
                "suspect": link.state == "confirmed"
                and (stamps[link.from_id], stamps[link.to_id]) != (link.from_stamp, link.to_stamp),
            }
            for link in found
        ]


def show(system: System, person: Person, link: str) -> Json:
    """One link with both ends, and every version it had."""
    require(person.roles, "read")
    with system.reader() as reader:
        found = resolve.link(reader, link)
        suspect = any(one.id == found.id for one in _suspects(reader, from_id=found.from_id, to_id=found.to_id))
        ends = reader.get_many([found.from_id, found.to_id])
        versions = [one for one in reader.versions(found.id) if isinstance(one, Link)]
        return link_answer(found) | {
            "suspect": suspect,
            "from": brief(ends[found.from_id]),
            "to": brief(ends[found.to_id]),
            "versions": [brief_link(one, False) | {"seq": one.seq_from} for one in versions],
        }
