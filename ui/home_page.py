"""Where one starts: for every role what it does first; who has several roles sees them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.results import STATES
from ui import addresses
from ui.frame import Frame, Place, Reader, frame
from ui.lists import EmptyState
from ui.marks import Mark, mark
from ui.say import Say
from ui.times import shown_instant

Thing = Mapping[str, Any]
SHOWN = 5
"""Of each list: the rest is one press away."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to go on with: its number, name, what is said beside it, its state."""

    name: str
    href: str
    number: str = ""
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A state and how many clauses have it; leads to them."""

    mark: Mark
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: its page, its clauses in numbers once they are counted (`tallies`), else where they are fetched."""

    name: str
    title: str
    href: str
    gaps: str
    figures: str
    tallies: tuple[Tally, ...] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page: its title, how many things it is about (None: not counted), the first of them, where all
    are; what it says when there are none."""

    key: str
    title: str
    items: tuple[Item, ...]
    all: Place
    empty: EmptyState
    count: int | None = None
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class HomePage:
    """The context of `home.html`: the blocks of this person's roles, the most pressing first, and what to do next."""

    template: ClassVar[str] = "home.html"

    frame: Frame
    heading: str
    blocks: tuple[Block, ...]
    actions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The context of `home_figures.html`: the numbers of one edition, fetched into the home page."""

    template: ClassVar[str] = "home_figures.html"

    frame: Frame
    edition: Edition


@dataclass(frozen=True, slots=True)
class Start:
    """What a home page is made of, asked for by right: revisions that wait for a decision, drafts, editions, head of
    the ledger (`seq`, `time`), people; None where it is not this person's business."""

    waiting: Iterable[Thing] | None = None
    drafts: Iterable[Thing] | None = None
    editions: Iterable[Thing] = ()
    head: Thing | None = None
    people: int | None = None


def home_page(reader: Reader, say: Say, start: Start) -> HomePage:
    """The blocks of all roles: decisions first, then links to review, drafts, editions, the ledger, people."""
    blocks = []
    if start.waiting is not None:
        blocks.append(_waiting(start.waiting, reader, say))
    if "link.decide" in reader.may:
        blocks.append(_inbox(reader, say))
    if start.drafts is not None:
        blocks.append(_drafts(start.drafts, say))
    blocks.append(_editions(start.editions, say))
    if start.head is not None:
        blocks.append(_ledger(start.head, reader, say))
    if start.people is not None:
        blocks.append(_people(start.people, say))
    actions = []
    if "evidence.add" in reader.may:
        actions.append(Place(say("home_upload"), addresses.UPLOAD))
    if "standard.import" in reader.may:
        actions.append(Place(say("home_import"), addresses.STANDARD_IMPORT))
    heading = reader.organisation or say("nav_home")
    return HomePage(frame(reader, say, say("nav_home"), "home"), heading, tuple(blocks), tuple(actions))


def edition_of(standard: Thing, say: Say, totals: Mapping[str, int] | None = None) -> Edition:
    """An edition; with its clauses counted by state where that is known."""
    href = addresses.of_kind("standard", standard["id"])
    tallies = tuple(
        Tally(mark("state", code, say.term("state", code)), totals[code], f"{href}?state={code}")
        for code in STATES
        if totals and totals.get(code)
    )
    return Edition(
        name=f"{standard['code']}-{standard['edition']}",
        title=standard.get("title", ""),
        href=href,
        gaps=f"{href}?state=gaps",
        figures=addresses.home_figures(standard["id"]),
        tallies=None if totals is None else tallies,
    )


def _waiting(rows: Iterable[Thing], reader: Reader, say: Say) -> Block:
    found = list(rows)
    items = tuple(
        Item(
            name=one["document"]["title"],
            number=f"{one['document']['number']} {one['revision']['label']}",
            href=addresses.decision(one["revision"]["id"]),
            note=say("home_submitted", by=one["submitted_by"], at=shown_instant(one["submitted_at"], reader.zone)),
        )
        for one in found[:SHOWN]
    )
    empty = EmptyState(say("home_waiting_empty"), say("home_waiting_empty_next"))
    return Block("waiting", say("home_waiting"), items, Place(say("home_all"), addresses.DECISIONS), empty, len(found))


def _inbox(reader: Reader, say: Say) -> Block:
    count = reader.links_waiting
    items = (Item(say.counted("home_links", count), addresses.INBOX),) if count else ()
    step = Place(say("home_upload"), addresses.UPLOAD)
    empty = EmptyState(say("home_inbox_empty"), say("home_inbox_empty_next"), step)
    return Block("inbox", say("home_inbox"), items, Place(say("home_all"), addresses.INBOX), empty, count)


def _drafts(rows: Iterable[Thing], say: Say) -> Block:
    found = list(rows)
    items = tuple(
        Item(
            name=one["title"],
            number=f"{one['number']} {one['label']}",
            href=addresses.of_kind("document", one["document"]),
            mark=mark("phase", one["phase"], say.term("phase", one["phase"])),
        )
        for one in found[:SHOWN]
    )
    empty = EmptyState(say("home_drafts_empty"), say("home_drafts_empty_next"))
    return Block("drafts", say("home_drafts"), items, Place(say("home_all"), addresses.DOCUMENTS), empty, len(found))


def _editions(rows: Iterable[Thing], say: Say) -> Block:
    found = list(rows)
    editions = tuple(edition_of(one, say) for one in found)
    step = Place(say("home_import"), addresses.STANDARD_IMPORT)
    empty = EmptyState(say("empty_editions"), say("home_editions_empty_next"), step)
    everything = Place(say("home_all"), addresses.STANDARDS)
    return Block("editions", say("home_editions"), (), everything, empty, len(found), editions)


def _ledger(head: Thing, reader: Reader, say: Say) -> Block:
    when = shown_instant(head["time"], reader.zone) if head.get("time") else ""
    items = (Item(say("home_entry", seq=f"{head['seq']:,}"), addresses.LEDGER, note=when),) if when else ()
    empty = EmptyState(say("home_ledger_empty"))
    return Block("ledger", say("nav_ledger"), items, Place(say("home_all"), addresses.LEDGER), empty)


def _people(count: int, say: Say) -> Block:
    items = (Item(say.counted("home_accounts", count), addresses.PEOPLE),)
    empty = EmptyState(say("home_people_empty"))
    return Block("people", say("home_people"), items, Place(say("home_all"), addresses.PEOPLE), empty, count)
