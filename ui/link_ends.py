"""One end of a link as somebody sees it who has to judge it: what it is, what it says, what of it can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui import addresses
from ui.frame import Place
from ui.issue_list import thing_name
from ui.marks import mark
from ui.say import Say
from ui.things import Cell, Fact, facts, link_cell
from ui.times import shown_size

Thing = Mapping[str, Any]
LARGE, SMALL = 1100, 240
"""Widths of a page picture: to be read, and in a row."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file: its name and page, its first page drawn (or "": none), the state of its link (or None)."""

    place: Place
    picture: str = ""
    state: Cell | None = None


@dataclass(frozen=True, slots=True)
class End:
    """An end: its kind in words, its name and page, facts, quoted paragraphs, what it asks for (obligation, strength),
    its own file large or the files behind it small; `more` files are found at the thing itself."""

    kind: str
    place: Place
    facts: tuple[Fact, ...]
    text: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    large: Leaf | None = None
    small: tuple[Leaf, ...] = ()
    more: bool = False


def end_of(say: Say, thing: Thing) -> End:
    """The end, by its kind."""
    shown = {"clause": _clause, "revision": _revision, "record": _record, "evidence": _evidence}.get(thing["kind"])
    place = Place(thing_name(thing, say), addresses.of_thing(thing))
    return shown(say, thing, place) if shown else End(say.kind(thing["kind"]), place, ())


def when(thing: Thing, say: Say) -> str:
    """The day of a record, or its period."""
    start = thing.get("period_from")
    return say("from_to", start=start, end=thing["date"]) if start else str(thing["date"])


def thumbnail(thing: Thing, width: int) -> str:
    """Where the first page of a file is drawn, or ""."""
    version = thing.get("picture")
    return addresses.page_picture(thing["kind"], thing["id"], 1, width, version) if version else ""


def _clause(say: Say, clause: Thing, place: Place) -> End:
    asks = tuple(
        (say.term("obligation", one["kind"]), say.term("strength", one["strength"]))
        for one in clause.get("obligations", ())
        if one["kind"] in ("procedure", "record", "review")
    )
    return End(
        kind=say.kind("clause"),
        place=place,
        facts=facts((say.kind("standard"), Cell(clause.get("standard_name", "")))),
        text=tuple(part for part in clause["text"].split("\n") if part.strip()),
        asks=asks,
    )


def _revision(say: Say, revision: Thing, place: Place) -> End:
    interval = ""
    if "end" in revision:
        interval = say("links_from_until", start=revision["start"], end=revision["end"])
    elif "start" in revision:
        interval = say("links_since", start=revision["start"])
    return End(
        kind=say.kind("revision"),
        place=place,
        facts=facts(
            (say.kind("document"), revision.get("document_title")),
            (say("head_interval"), interval or say("links_not_in_force")),
            (say.field("revision", "author"), revision["author"]),
        ),
        large=Leaf(_file(say, revision), thumbnail(revision, LARGE)),
    )


def _file(say: Say, file: Thing) -> Place:
    name = say("links_file", name=file["file_name"], size=shown_size(file["size"]))
    return Place(name, addresses.file_page(file["kind"], file["id"]))


def _record(say: Say, record: Thing, place: Place) -> End:
    under = say("list_separator").join(thing_name(one, say) for one in record["under"])
    files = tuple(
        Leaf(
            Place(one["file_name"], addresses.of_kind("evidence", one["id"])),
            thumbnail(one, SMALL),
            link_cell(one["link"], addresses.of_kind("link", one["link"]["id"]), say),
        )
        for one in record["files"]
    )
    return End(
        kind=say.kind("record"),
        place=place,
        facts=facts(
            (say.field("record", "type"), record["type"]),
            (say.field("record", "number"), Cell(record.get("number", ""), kind="mono")),
            (say.field("record", "date"), Cell(when(record, say), kind="date")),
            (say.field("record", "site"), record.get("site")),
            (say("links_under"), under or say("links_under_none")),
            (say("section_files"), "" if files else say("links_no_file")),
        ),
        small=files,
        more=record["more"],
    )


def _evidence(say: Say, evidence: Thing, place: Place) -> End:
    fixity = say.term("fixity", evidence["fixity"])
    state = evidence["reading"]["state"]
    return End(
        kind=say.kind("evidence"),
        place=place,
        facts=facts(
            (say.field("evidence", "evidence_date"), Cell(evidence.get("evidence_date", ""), kind="date")),
            (say.field("evidence", "site"), evidence.get("site")),
            (say.field("evidence", "fixity"), Cell(fixity, mark=mark("fixity", evidence["fixity"], fixity))),
            (say("links_reading"), say.term("job_state", state)),
        ),
        large=Leaf(_file(say, evidence), thumbnail(evidence, LARGE)),
    )
