"""Records or revisions linked to clauses in bulk: every one to every clause, in one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph_schema.errors import ClausetrailError, Conflict, InvalidInput
from graph_schema.ports import LinkFilter
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import LIVE, Link, Node
from workflows import links, resolve
from workflows.answers import Json, brief, link_answer, standard_name
from workflows.permissions import require
from workflows.record_register import folded
from workflows.system import Person, System

TOGETHER = 2_000
"""Links made in one entry at most."""
BEGINS = 60
"""Characters of a clause's text that stand for its title where it has none."""


def link_many(
    system: System, person: Person, things: Sequence[str], clauses: Sequence[str], *, confirm: bool, reason: str = ""
) -> Json:
    """Link each thing to each clause: `links` made (or, proposed before, now confirmed), and `left_out` with the ends,
    code and values of those that could not be. One entry."""
    things, clauses = tuple(dict.fromkeys(things)), tuple(dict.fromkeys(clauses))
    if not things or not clauses:
        raise InvalidInput("nothing_chosen")
    if len(things) * len(clauses) > TOGETHER:
        raise InvalidInput("too_many_chosen", count=len(things) * len(clauses), limit=TOGETHER)
    if confirm:
        require(person.roles, "link.decide")

    def work(unit: UnitOfWork) -> Json:
        unit.preload([*things, *clauses])
        done, left_out = [], []
        targets = [_node(system, unit, one, "clause") for one in clauses]
        for start in [_node(system, unit, one) for one in things]:
            known = _known(unit, start)
            for end in targets:
                try:
                    done.append(_linked(system, unit, start, end, known.get(end.id, []), confirm, reason.strip()))
                except ClausetrailError as error:
                    if error.status >= 500:
                        raise
                    row = {"from": brief(start), "to": brief(end), "code": error.code, "params": dict(error.params)}
                    left_out.append(row)
        return {"links": done, "left_out": left_out}

    action = "link:confirmed" if confirm else "link:proposed"
    body = [list(things), list(clauses), confirm]
    return system.change(person, "link.propose", action, work, reason=reason.strip() or None, body=body)


def _node(system: System, unit: UnitOfWork, reference: str, kind: str | None = None) -> Node:
    known = unit.get(reference)
    if known is not None and kind in (None, known.kind):
        return known
    return resolve.node(unit.tx, system.vocabulary, reference, system.today(), kind)


def _known(unit: UnitOfWork, start: Node) -> dict[str, list[Link]]:
    """Its `satisfies` links so far, by clause."""
    found: dict[str, list[Link]] = {}
    for link in unit.tx.links(LinkFilter(kind="satisfies", from_id=start.id)):
        found.setdefault(link.to_id, []).append(link)
    return found


def _linked(
    system: System, unit: UnitOfWork, start: Node, end: Node, known: Sequence[Link], confirm: bool, reason: str
) -> Json:
    """One link made, or a waiting proposal confirmed. What was rejected once needs a reason."""
    live = next((one for one in known if one.state in LIVE), None)
    if live is not None and live.state == "proposed" and confirm:
        return links.confirmed(system, unit, live, reason or None)
    if live is not None:
        raise Conflict("link_exists", kind="satisfies", from_id=start.id, to_id=end.id)
    if any(one.state == "rejected" for one in known) and not reason:
        raise InvalidInput("reason_needed", action="propose")
    state = "confirmed" if confirm else "proposed"
    return link_answer(unit.link("satisfies", start.id, end.id, state, reason=reason or None))


def choices(system: System, person: Person, things: Sequence[str], standard: str = "", text: str = "") -> Json:
    """What can be linked: `things` named, `standards` there are, the `clauses` of one of them (default: the first) in
    their order, those whose number, title or text holds the words, each with how many of the things are `linked`."""
    require(person.roles, "read")
    with system.reader() as reader:
        today = system.today()
        nodes = [resolve.node(reader, system.vocabulary, one, today) for one in dict.fromkeys(things)]
        editions = sorted(reader.find("standard"), key=lambda one: (standard_name(one), one.id))
        answer: Json = {
            "things": [brief(one) for one in nodes],
            "standards": [{"id": one.id, "name": standard_name(one)} for one in editions],
            "clauses": [],
        }
        if not editions:
            return answer
        edition = resolve.standard(reader, standard, today) if standard else editions[0]
        linked = Counter(
            link.to_id
            for node in nodes
            for link in reader.links(LinkFilter(kind="satisfies", from_id=node.id, states=LIVE))
        )
        clauses = sorted(reader.find("clause", owner=edition.id), key=lambda one: int(one.fields["order"]))
    words = folded(text).split()
    shown = [one for one in clauses if _holds(one, words)]
    rows = [
        brief(one) | {"level": one.get("level"), "begins": one.text("text")[:BEGINS], "linked": linked[one.id]}
        for one in shown
    ]
    return answer | {"standard": edition.id, "clauses": rows}


def _holds(clause: Node, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = folded(f"{clause.text('number')} {clause.get('title') or ''} {clause.text('text')}")
    return all(word in text for word in words)
