"""Links carried over: a new revision gets its predecessor's `satisfies` links as proposals, a newer clause those of
the older one. A link never moves; what was decided stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_schema.errors import Conflict, InvalidInput, NotFound
from graph_schema.lines import intervals, line
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Day, Link, Node
from workflows import resolve
from workflows.system import System

CARRIED = "carried over from "
NO_LONGER = "no longer held by "
_CONFIRMED = frozenset({"confirmed"})


def revisions_of(unit: UnitOfWork, document: str) -> list[Node]:
    """All revisions of a document as this change leaves them."""
    stored = unit.tx.find("revision", owner=document)
    return [unit.get(one.id) or one for one in stored]


def predecessor(revisions: list[Node], revision: Node | None, effective_from: Day | None = None) -> Node | None:
    """The last revision of the line, or the one before an effective date; never the revision itself."""
    before = [
        one
        for one in line(revisions)
        if (revision is None or one.id != revision.id)
        and (effective_from is None or one.text("effective_from") < effective_from)
    ]
    return before[-1] if before else None


def carry(unit: UnitOfWork, revision: Node, before: Node | None, today: Day) -> list[Link]:
    """Refresh the carried proposals of a revision: those gained are proposed, those the predecessor no longer has are
    withdrawn, decided ones are left. The revision's live `satisfies` links as they then are."""
    wanted = _held(unit, before, today) if before else {}
    own = unit.tx.links(LinkFilter(kind="satisfies", from_id=revision.id))
    decided = {one.to_id for one in own if not _open_again(one)}
    label = before.text("label") if before else ""
    for link in own:
        if link.state == "proposed" and link.carried_from is not None and link.to_id not in wanted:
            unit.transition(link, "withdrawn", NO_LONGER + label)
    for clause, link in wanted.items():
        if clause not in decided:
            unit.link(
                "satisfies",
                revision.id,
                clause,
                "proposed",
                reason=CARRIED + label,
                valid_from=link.valid_from,
                valid_to=link.valid_to,
                carried_from=link.id,
                fields=link.fields,
            )
    return unit.live_links("satisfies", from_id=revision.id)


def _held(unit: UnitOfWork, before: Node, today: Day) -> dict[str, Link]:
    """The predecessor's confirmed `satisfies` links that have not expired, by clause."""
    held = unit.live_links("satisfies", from_id=before.id, states=_CONFIRMED)
    return {link.to_id: link for link in held if link.valid_to is None or today < link.valid_to}


def _open_again(link: Link) -> bool:
    """Whether a link leaves room for a carried proposal: withdrawn only because the predecessor had lost its own."""
    return link.state == "withdrawn" and (link.reason or "").startswith(NO_LONGER)


def withdraw_carried(unit: UnitOfWork, revision: Node, reason: str) -> None:
    """A draft refused or withdrawn takes its carried proposals with it."""
    for link in unit.live_links("satisfies", from_id=revision.id, states=frozenset({"proposed"})):
        if link.carried_from is not None:
            unit.transition(link, "withdrawn", reason)


def carried_waiting(unit: UnitOfWork, revision: Node) -> list[Link]:
    """The carried proposals of a revision that wait: what an approval settles."""
    proposed = unit.live_links("satisfies", from_id=revision.id, states=frozenset({"proposed"}))
    return [link for link in proposed if link.carried_from is not None]


def named(system: System, unit: UnitOfWork, proposals: Sequence[Link], names: Sequence[str]) -> list[Link]:
    """Those of the waiting proposals that are named by link, clause, the number of a clause, or `all`; a name that
    matches none, or clauses of two editions, is refused."""
    waiting = {link.id: link for link in proposals if link.state == "proposed"}
    numbers: dict[str, list[str]] = {}
    for link in waiting.values():
        numbers.setdefault(unit.need(link.to_id).text("number"), []).append(link.id)
    if list(names) == ["all"]:
        return list(waiting.values())
    chosen: dict[str, Link] = {}
    for name in names:
        found = [name] if name in waiting else numbers.get(name.strip(), [])
        if len(found) > 1:
            raise Conflict("reference_ambiguous", value=name[:80])
        if not found:
            found = _into(system, unit, waiting.values(), name)
        if not found:
            raise InvalidInput("proposal_unknown", value=name[:80])
        chosen.update({id_: waiting[id_] for id_ in found})
    return list(chosen.values())


def _into(system: System, unit: UnitOfWork, proposals: Iterable[Link], name: str) -> list[str]:
    """Ids of the proposals into the clause a reference names; none where it names nothing known."""
    try:
        clause = resolve.node(unit.tx, system.vocabulary, name, system.today(), "clause")
    except (InvalidInput, NotFound):
        return []
    return [link.id for link in proposals if link.to_id == clause.id]


def carry_to_clause(unit: UnitOfWork, newer: Node, older: Node, today: Day) -> list[Link]:
    """Confirming that a clause supersedes another proposes to the newer the counting `satisfies` links of revisions
    not yet ended; records are not carried."""
    proposed = []
    taken = {link.from_id for link in unit.tx.links(LinkFilter(kind="satisfies", to_id=newer.id))}
    for link in unit.live_links("satisfies", to_id=older.id, states=_CONFIRMED):
        source = unit.need(link.from_id)
        if source.kind != "revision" or source.id in taken or not link.counts_on(today):
            continue
        span = intervals(revisions_of(unit, source.text("document"))).get(source.id)
        if span is not None and (span.end is None or today < span.end):
            reason = CARRIED + older.text("number")
            proposed.append(
                unit.link(
                    "satisfies",
                    source.id,
                    newer.id,
                    "proposed",
                    reason=reason,
                    valid_from=link.valid_from,
                    valid_to=link.valid_to,
                    carried_from=link.id,
                )
            )
    return proposed
