"""Links to review: what waits left, both ends of one right, and what can be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field, FormView
from ui.frame import Frame, Place, Reader, frame
from ui.issue_list import thing_name
from ui.link_ends import End, end_of
from ui.lists import Bulk, BulkButton, EmptyState, Pager, Tab, Tabs
from ui.marks import Mark
from ui.parts import Step
from ui.say import Say
from ui.things import link_mark
from ui.times import shown_instant
from workflows.link_review import Listed
from workflows.waiting import MOST

Thing = Mapping[str, Any]
PAGE = 50
"""Links of one page of the list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the side, the link looked at (or ""), after which link the list begins (or "") and
    how many stand before it."""

    side: str
    at: str = ""
    after: str = ""
    before: int = 0

    def here(self, **changed: str) -> str:
        """This page with some of it changed."""
        given = {"side": self.side, "at": self.at, "after": self.after, "n": str(self.before or ""), **changed}
        return addresses.INBOX + addresses.view_query(**given)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A link in the list: its tick, both ends by name, who brought it into its state when."""

    id: str
    start: str
    end: str
    href: str
    note: str
    current: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at an end since the link was confirmed: the end, its field, before and after, by whom and when, why
    (or ""), and the ledger's entry."""

    where: str
    field: str
    before: str
    after: str
    who: str
    when: str
    reason: str
    entry: Place


@dataclass(frozen=True, slots=True)
class Item:
    """The link looked at: its state, what it claims, how it came to be (who, when, why), what changed since, what was
    decided before between the same ends, both ends; the form with its buttons (None: not yours to decide)."""

    href: str
    mark: Mark
    claim: str
    told: str
    reason: str
    changes: tuple[Change, ...]
    earlier: tuple[Step, ...]
    ends: tuple[End, End]
    form: FormView | None
    buttons: tuple[BulkButton, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Left:
    """A link that could not be decided, and why."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The context of `inbox.html`: the sides, the list with its bar and pager, what was refused for all ticked (or ""),
    those that were left out of what was `done` (a sentence, or ""), the link looked at."""

    template: ClassVar[str] = "inbox.html"

    frame: Frame
    heading: str
    tabs: Tabs
    queue: tuple[QueueRow, ...]
    pager: Pager | None
    bulk: Bulk | None
    empty: EmptyState
    problem: str
    done: str
    left: tuple[Left, ...]
    item: Item | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision on many has done in words, and those it left out as the use case tells them."""

    done: str = ""
    left: Sequence[Thing] = ()


def inbox_page(
    reader: Reader,
    say: Say,
    asked: Asked,
    found: Listed,
    item: Item | None,
    bulk: Bulk | None,
    ticked: Sequence[str],
    problem: str,
    outcome: Outcome,
) -> InboxPage:
    """The page as the address asks for it."""
    heading = say("links_heading")
    return InboxPage(
        frame=frame(reader, say, heading, "inbox", (Place(heading),)),
        heading=heading,
        tabs=Tabs(say("links_sides"), tuple(_tab(say, side, asked, count) for side, count in found.counts.items())),
        queue=tuple(_row(reader, say, one, asked, ticked) for one in found.rows),
        pager=_pager(asked, found),
        bulk=bulk if found.rows else None,
        empty=EmptyState(
            say(f"links_none_{asked.side}"), say(f"links_none_{asked.side}_text"), _next_step(say, asked, found)
        ),
        problem=problem,
        done=outcome.done,
        left=tuple(_left(say, one) for one in outcome.left),
        item=item,
    )


def _tab(say: Say, side: str, asked: Asked, count: int) -> Tab:
    name = say(f"links_{side}")
    if count >= MOST:
        return Tab(say("links_many", name=name, most=MOST - 1), Asked(side).here(), side == asked.side)
    return Tab(name, Asked(side).here(), side == asked.side, count)


def _next_step(say: Say, asked: Asked, found: Listed) -> Place:
    other = "suspect" if asked.side == "proposed" else "proposed"
    if found.counts[other]:
        return Place(say(f"links_see_{other}"), Asked(other).here())
    return Place(say("nav_records"), addresses.RECORDS)


def _row(reader: Reader, say: Say, link: Thing, asked: Asked, ticked: Sequence[str]) -> QueueRow:
    return QueueRow(
        id=link["id"],
        start=thing_name(link["from"], say),
        end=thing_name(link["to"], say),
        href=asked.here(at=link["id"]),
        note=say("links_by_at", by=link["by"], at=shown_instant(link["at"], reader.zone)),
        current=link["id"] == asked.at,
        ticked=link["id"] in ticked,
    )


def _pager(asked: Asked, found: Listed) -> Pager | None:
    if not asked.after and not found.more:
        return None
    last = asked.before + len(found.rows)
    after = ""
    if found.more:
        after = Asked(asked.side, "", found.rows[-1]["id"], last).here()
    return Pager(asked.before + 1, last, None, Asked(asked.side).here() if asked.after else "", after)


def _left(say: Say, one: Thing) -> Left:
    name = f"{thing_name(one['from'], say)} → {thing_name(one['to'], say)}" if "from" in one else one["id"]
    params = {key: str(value) for key, value in one["params"].items()}
    return Left(Place(name, addresses.of_kind("link", one["id"])), say.error(one["code"], params))


def item_of(reader: Reader, say: Say, link: Thing, form: FormView | None, buttons: tuple[BulkButton, ...]) -> Item:
    """The link looked at."""
    started = say("links_told_suspect" if link["suspect"] else f"links_told_{link['state']}", by=link["by"])
    carried = say("links_carried") if link.get("carried_from") else ""
    return Item(
        href=addresses.of_kind("link", link["id"]),
        mark=link_mark(link, say),
        claim=say(f"links_claim_{link['kind']}_{link['to']['kind']}"),
        told=f"{started} {shown_instant(link['at'], reader.zone)} {carried}".strip(),
        reason=link.get("reason", "") if not carried else "",
        changes=tuple(_change(reader, say, one) for one in link["changes"]),
        earlier=tuple(_earlier(reader, say, one) for one in link["earlier"]),
        ends=(end_of(say, link["from"]), end_of(say, link["to"])),
        form=form if buttons else None,
        buttons=buttons,
        note="" if buttons else _not_yours(say, link),
    )


def _not_yours(say: Say, link: Thing) -> str:
    """Why there is nothing to press."""
    if link["state"] in ("rejected", "withdrawn"):
        return say("links_over")
    return say("links_not_yours")


def _change(reader: Reader, say: Say, one: Thing) -> Change:
    return Change(
        where=say.kind(one["kind"]),
        field=say.field(one["kind"], one["field"]),
        before=str(one["before"] if one["before"] is not None else say("links_nothing")),
        after=str(one["after"] if one["after"] is not None else say("links_nothing")),
        who=one["by"],
        when=shown_instant(one["at"], reader.zone),
        reason=one.get("reason", ""),
        entry=Place(say("links_entry", seq=one["seq"]), addresses.ledger_entry(one["seq"])),
    )


def _earlier(reader: Reader, say: Say, link: Thing) -> Step:
    state = link_mark(link, say)
    when = shown_instant(link["at"], reader.zone)
    return Step(when, state.word, link["by"], link.get("reason", ""), state, href=addresses.of_kind("link", link["id"]))


def buttons_for(reader: Reader, say: Say, name: str, link: Thing) -> tuple[BulkButton, ...]:
    """What this person may do with this link; the main one first."""
    decides = "link.decide" in reader.may
    if link["state"] == "proposed":
        found = [BulkButton("confirm", say("links_confirm"), main=True)] if decides else []
        found += [BulkButton("reject", say("links_reject"), stop=True)] if decides else []
        if link["by"] == name and "link.propose" in reader.may:
            found.append(BulkButton("withdraw", say("links_withdraw"), stop=True))
        return tuple(found)
    if link["state"] == "confirmed" and decides:
        again = [BulkButton("reaffirm", say("links_reaffirm"), main=True)] if link["suspect"] else []
        return (*again, BulkButton("withdraw", say("links_withdraw"), stop=True))
    return ()


def bulk_buttons(reader: Reader, say: Say, side: str) -> tuple[BulkButton, ...]:
    """What this person may do with all ticked links."""
    if "link.decide" not in reader.may:
        return ()
    first, second = ("confirm", "reject") if side == "proposed" else ("reaffirm", "withdraw")
    return BulkButton(first, say(f"links_{first}"), main=True), BulkButton(second, say(f"links_{second}"), stop=True)


def reason_field(say: Say, value: str = "") -> Field:
    """Why: goes into the ledger."""
    return Field("reason", say("links_reason"), "textarea", value, say("links_reason_hint"))
