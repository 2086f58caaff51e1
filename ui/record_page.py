"""One record: what it says, its files with their first pages, what it is linked to, who changed what and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.issue_list import thing_name
from ui.link_ends import SMALL, Leaf, thumbnail, when
from ui.lists import EmptyState
from ui.marks import mark
from ui.say import Say
from ui.things import Cell, Fact, Row, facts, heads, link_cell
from ui.times import shown_instant

Thing = Mapping[str, Any]
_OVER = frozenset({"rejected", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Version:
    """A version: who wrote it when and why (or ""), its ledger entry, and what differs from the one before as (field,
    before, after)."""

    what: str
    who: str
    when: str
    reason: str
    entry: Place
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The context of `record.html`: its name, kind and facts; live files and those whose link is over; links as a
    table; versions, the newest first; `main` is what should come next, `others` what else can be done."""

    template: ClassVar[str] = "record.html"

    frame: Frame
    number: str
    title: str
    kind: str
    facts: tuple[Fact, ...]
    main: Place | None
    others: tuple[Place, ...]
    files: tuple[Leaf, ...]
    past_files: tuple[Leaf, ...]
    no_file: EmptyState
    link_heads: tuple[str, ...]
    links: tuple[Row, ...]
    no_link: EmptyState
    versions: tuple[Version, ...]


def record_page(reader: Reader, say: Say, record: Thing, as_of: str, view: str) -> RecordPage:
    """The record as registered now."""
    title = record.get("title") or record["type"]
    here = addresses.of_kind("record", record["id"])
    crumbs = (Place(say("nav_records"), addresses.RECORDS), Place(title, "", record.get("number", "")))
    files = [one for one in record["evidence"] if one["link"]["state"] not in _OVER]
    past = [one for one in record["evidence"] if one["link"]["state"] in _OVER]
    add, link, edit = _acts(reader, say, record)
    acts = [one for one in ((link, add, edit) if files else (add, link, edit)) if one is not None]
    return RecordPage(
        frame=frame(reader, say, f"{record.get('number', '')} {title}".strip(), "records", crumbs,
                    bar_of_day(reader, as_of, here)),
        number=record.get("number", ""),
        title=title,
        kind=say.kind("record"),
        facts=_facts(say, record, view),
        main=acts[0] if acts else None,
        others=tuple(acts[1:]),
        files=tuple(_leaf(say, one, view) for one in files),
        past_files=tuple(_leaf(say, one, view) for one in past),
        no_file=EmptyState(say("records_no_file"), say("records_no_file_text"), add),
        link_heads=heads(say, "kind", "to", "link", "by", "at"),
        links=tuple(_link(reader, say, one, view) for one in record["links"]),
        no_link=EmptyState(say("records_no_link"), say("records_no_link_text"), link),
        versions=tuple(_version(reader, say, one) for one in reversed(record["changes"])),
    )  # fmt: skip


def _acts(reader: Reader, say: Say, record: Thing) -> tuple[Place | None, Place | None, Place | None]:
    """Adding files, linking to clauses, correcting: None for what this person may not do."""
    query = addresses.view_query(id=record["id"])
    add = Place(say("records_add_files"), addresses.of_record(record["id"], "files"))
    link = Place(say("records_link"), addresses.RECORDS_LINK + query)
    edit = Place(say("records_correct"), addresses.of_record(record["id"], "edit"))
    return (
        add if {"evidence.add", "link.propose"} <= reader.may else None,
        link if "link.propose" in reader.may else None,
        edit if "record.write" in reader.may else None,
    )


def _facts(say: Say, record: Thing, view: str) -> tuple[Fact, ...]:
    under = [
        one["to"] for one in record["links"] if one["to"]["kind"] == "revision" and one["link"]["state"] not in _OVER
    ]
    made = Cell(say("links_under_none"))
    if under:
        made = Cell(
            say("list_separator").join(thing_name(one, say) for one in under), addresses.of_thing(under[0], view)
        )
    label = say.field
    return facts(
        (label("record", "type"), record["type"]),
        (label("record", "date"), Cell(when(record, say), kind="date")),
        (label("record", "site"), record.get("site")),
        (say("links_under"), made),
    )


def _leaf(say: Say, one: Thing, view: str) -> Leaf:
    place = Place(one["file_name"], addresses.of_kind("evidence", one["id"], view))
    state = link_cell(one["link"], addresses.of_kind("link", one["link"]["id"], view), say)
    if one["fixity"] != "held":
        word = say.term("fixity", one["fixity"])
        state = Cell(word, place.href, mark("fixity", one["fixity"], word))
    return Leaf(place, thumbnail(one, SMALL), state)


def _link(reader: Reader, say: Say, one: Thing, view: str) -> Row:
    to, link = one["to"], one["link"]
    name = f"{to.get('standard_name', '')} {thing_name(to, say)}".strip()
    return Row((
        Cell(say.kind(to["kind"])),
        Cell(name, addresses.of_thing(to, view)),
        link_cell(link, addresses.of_kind("link", link["id"], view), say),
        Cell(link["by"]),
        Cell(shown_instant(link["at"], reader.zone), kind="date"),
    ))  # fmt: skip


def _version(reader: Reader, say: Say, one: Thing) -> Version:
    return Version(
        what=say("records_entered") if one["first"] else say("records_corrected"),
        who=one["by"],
        when=shown_instant(one["at"], reader.zone),
        reason=one.get("reason", ""),
        entry=Place(say("links_entry", seq=one["seq"]), addresses.ledger_entry(one["seq"])),
        changes=tuple(
            (say.field("record", name), str(before or ""), str(after or say("links_nothing")))
            for name, before, after in one["fields"]
        ),
    )
