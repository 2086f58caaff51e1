"""Linking records to clauses: the records chosen, the clauses of an edition as a tree with a tick each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field, FormView, Option, form_view
from ui.frame import Frame, Place, Reader, frame
from ui.issue_list import thing_name
from ui.link_inbox import Left
from ui.lists import BulkButton, EmptyState
from ui.say import Say

Thing = Mapping[str, Any]
NAMED = 12
"""Records that are named; of more the number is told."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A clause: its id, number and title, how deep it stands (1 to 6), whether it is ticked, to how many of the chosen
    records it is linked already in words (or ""), and whether that is all of them."""

    id: str
    number: str
    title: str
    level: int
    ticked: bool
    linked: str
    done: bool


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The context of `link_clauses.html`: the records, how many more, the clauses, the form with its buttons and the
    fields that narrow the clauses; what was `done` (or "") and what was left out of it."""

    template: ClassVar[str] = "link_clauses.html"

    frame: Frame
    heading: str
    lead: str
    records: tuple[Place, ...]
    more: str
    ids: tuple[str, ...]
    form: FormView
    narrow: tuple[Field, ...]
    branches: tuple[Branch, ...]
    hidden: tuple[str, ...]
    buttons: tuple[BulkButton, ...]
    empty: EmptyState
    done: str
    left: tuple[Left, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Ticks:
    """What stands in the form: clauses ticked, the edition and words the clauses are narrowed by, the reason."""

    clauses: Sequence[str]
    standard: str
    text: str
    reason: str


def link_page(
    reader: Reader, say: Say, found: Thing, ticks: Ticks, problem: str, done: str = "", left: Sequence[Thing] = ()
) -> LinkPage:
    """The page; `found` is what `linking.choices` answers."""
    heading = say("link_heading")
    records = found["things"]
    crumbs: tuple[Place, ...] = (Place(say("nav_records"), addresses.RECORDS),)
    if len(records) == 1:
        crumbs += (Place(thing_name(records[0], say), addresses.of_thing(records[0])),)
    shown = {one["id"] for one in found["clauses"]}
    editions = tuple(Option(one["id"], one["name"]) for one in found["standards"])
    return LinkPage(
        frame=frame(reader, say, heading, "records", (*crumbs, Place(heading))),
        heading=heading,
        lead=say("link_lead"),
        records=tuple(Place(thing_name(one, say), addresses.of_thing(one)) for one in records[:NAMED]),
        more=say("link_more", count=len(records) - NAMED) if len(records) > NAMED else "",
        ids=tuple(one["id"] for one in records),
        form=form_view(reader, addresses.RECORDS_LINK, "", (Field("reason", say("link_reason"), value=ticks.reason),)),
        narrow=(
            Field("standard", say.kind("standard"), "select", found.get("standard", ""), options=editions),
            Field("q", say("link_text"), "search", ticks.text),
        ),
        branches=tuple(_branch(say, one, ticks, len(records)) for one in found["clauses"]),
        hidden=tuple(one for one in ticks.clauses if one not in shown),
        buttons=_buttons(reader, say),
        empty=_empty(say, found),
        done=done,
        left=tuple(_left(say, one) for one in left),
        problem=problem,
    )


def _branch(say: Say, one: Thing, ticks: Ticks, of: int) -> Branch:
    linked = one["linked"]
    words = ""
    if linked:
        words = say("link_all_linked") if linked >= of else say("link_some_linked", count=linked, of=of)
    level = min(max(int(one.get("level", 1)), 1), 6)
    return Branch(
        one["id"],
        one["number"],
        one.get("title") or one["begins"],
        level,
        one["id"] in ticks.clauses,
        words,
        linked >= of,
    )


def _buttons(reader: Reader, say: Say) -> tuple[BulkButton, ...]:
    propose = BulkButton("propose", say("link_propose"), main="link.decide" not in reader.may)
    if "link.decide" not in reader.may:
        return (propose,)
    return BulkButton("confirm", say("link_confirm"), main=True), propose


def _empty(say: Say, found: Thing) -> EmptyState:
    if found["standards"]:
        return EmptyState(say("link_none_found"), say("link_none_found_text"))
    step = Place(say("nav_standards"), addresses.STANDARDS)
    return EmptyState(say("link_no_standard"), say("link_no_standard_text"), step)


def _left(say: Say, one: Thing) -> Left:
    params = {key: str(value) for key, value in one["params"].items()}
    place = Place(f"{thing_name(one['from'], say)} → {thing_name(one['to'], say)}", addresses.of_thing(one["from"]))
    return Left(place, say.error(one["code"], params))
