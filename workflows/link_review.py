"""Links to review: those proposed, those suspect; many of them decided in one entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.errors import ClausetrailError, InvalidInput, StaleVersion
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Link
from workflows import links, resolve
from workflows.answers import Json, brief, link_answer
from workflows.permissions import require
from workflows.system import Person, System
from workflows.waiting import MOST, PROPOSED

SIDES = {"proposed": PROPOSED, "suspect": LinkFilter(suspect=True)}
"""What waits: proposals for a decision, confirmed links whose ends changed for a second look."""
TOGETHER = 1_000
"""Links decided in one entry at most."""
ACTS: dict[str, tuple[str, str, tuple[str, ...], bool]] = {
    "confirm": ("link.decide", "link:confirmed", links.PROPOSED, False),
    "reject": ("link.decide", "link:rejected", links.PROPOSED, True),
    "reaffirm": ("link.decide", "link:reaffirmed", links.CONFIRMED, False),
    "withdraw": ("link.propose", "link:withdrawn", links.LIVE_STATES, True),
}
"""What can be done: by whom, told how, to links in which states, whether it needs a reason."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of one side, oldest first: each link with both ends named. `more`: there are further ones after it.
    `counts` of both sides, up to `MOST`. `seen`: the last entry this page knows of."""

    rows: tuple[Json, ...]
    more: bool
    counts: dict[str, int]
    seen: int


def listed(system: System, person: Person, side: str, after: str | None, limit: int) -> Listed:
    """What waits on one side. InvalidInput `state_unknown` for a side there is not."""
    require(person.roles, "read")
    if side not in SIDES:
        raise InvalidInput("state_unknown", value=side[:40])
    with system.reader() as reader:
        found = reader.links(SIDES[side], after=after, limit=limit + 1)
        shown = found[:limit]
        ends = reader.get_many(list({id_ for link in shown for id_ in (link.from_id, link.to_id)}))
        rows = tuple(
            link_answer(link)
            | {"from": brief(ends[link.from_id]), "to": brief(ends[link.to_id]), "suspect": side == "suspect"}
            for link in shown
        )
        counts = {name: len(reader.links(where, limit=MOST)) for name, where in SIDES.items()}
        return Listed(rows, len(found) > limit, counts, reader.head().size - 1)


def following(system: System, person: Person, side: str, link: str) -> str:
    """The id of the link that waits after this one, the first where it was the last, "" where none is left."""
    require(person.roles, "read")
    where = SIDES[side]
    with system.reader() as reader:
        found = reader.links(where, after=link, limit=1) or reader.links(where, limit=1)
    return found[0].id if found else ""


def decide(
    system: System,
    person: Person,
    act: str,
    chosen: Sequence[str],
    reason: str,
    *,
    seen: int | None = None,
    each: bool = True,
) -> Json:
    """Confirm, reject, reaffirm or withdraw links in one entry: `done`, and with `each` those that could not be in
    `left_out` with code and values; without it the first that cannot be stops all.

    `seen` is the last entry known to who decides: a link that changed since, or an end of it, is `version_stale`.
    """
    if act not in ACTS:
        raise InvalidInput("action_unknown", value=act[:40])
    right, action, states, needs_reason = ACTS[act]
    require(person.roles, right)
    if not chosen:
        raise InvalidInput("nothing_chosen")
    if len(chosen) > TOGETHER:
        raise InvalidInput("too_many_chosen", count=len(chosen), limit=TOGETHER)
    if needs_reason:
        links.need_reason(reason, act)

    def work(unit: UnitOfWork) -> Json:
        done, left_out = [], []
        for id_ in dict.fromkeys(chosen):
            try:
                link = links.in_state(unit, id_, states)
                _expect_seen(unit, link, seen)
                done.append(_done(system, unit, person, act, link, reason.strip()))
            except ClausetrailError as error:
                if not each or error.status >= 500:
                    raise
                left_out.append(_left_out(unit, id_, error))
        return {"done": done, "left_out": left_out}

    return system.change(person, right, action, work, reason=reason.strip() or None, body=[list(chosen), seen, each])


def _expect_seen(unit: UnitOfWork, link: Link, seen: int | None) -> None:
    if seen is None:
        return
    current = max(link.seq_from, unit.need(link.from_id).seq_from, unit.need(link.to_id).seq_from)
    if seen < current < unit.seq:
        raise StaleVersion("version_stale", id=link.id, expected=seen, current=current)


def _left_out(unit: UnitOfWork, id_: str, error: ClausetrailError) -> Json:
    """Which link, by both its ends where it is known, and why it was left."""
    answer: Json = {"id": id_, "code": error.code, "params": dict(error.params)}
    if (link := unit.tx.get_link(id_)) is not None:
        answer |= {"from": brief(unit.need(link.from_id)), "to": brief(unit.need(link.to_id))}
    return answer


def _done(system: System, unit: UnitOfWork, person: Person, act: str, link: Link, reason: str) -> Json:
    if act == "confirm":
        return links.confirmed(system, unit, link, reason or None)
    if act == "withdraw":
        return links.withdrawn(unit, person, link, reason)
    if act == "reaffirm":
        links.check_fixity(unit.need(link.from_id))
    return link_answer(unit.transition(link, "rejected" if act == "reject" else "confirmed", reason or None))


def at(system: System, person: Person, link: str) -> Link:
    """The link of an id, or NotFound `link_unknown`."""
    require(person.roles, "read")
    with system.reader() as reader:
        return resolve.link(reader, link)
