"""Pages about one record, one file, one link; as registered now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ui import addresses
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.issue_list import thing_name
from ui.marks import mark
from ui.say import Say
from ui.things import Cell, Row, Section, ThingPage, facts, heads, link_cell, link_mark, named
from ui.times import shown_instant

Thing = Mapping[str, Any]


def _frame(reader: Reader, say: Say, title: str, kind: str, as_of: str, address: str) -> Frame:
    crumbs = (Place(say("kind_link") if kind == "link" else say.kind(kind)), Place(title))
    return frame(reader, say, title, "", crumbs, bar_of_day(reader, as_of, address))


def _when(thing: Thing, say: Say) -> str:
    start = thing.get("period_from")
    return say("from_to", start=start, end=thing["date"]) if start else str(thing["date"])


def record_page(reader: Reader, say: Say, record: Thing, as_of: str, view: str) -> ThingPage:
    """A record: what it says, its files, what it is linked to, its versions."""
    title = record.get("title") or record["type"]
    label = partial(say.field, "record")
    return ThingPage(
        frame=_frame(reader, say, title, "record", as_of, addresses.of_kind("record", record["id"])),
        number=record.get("number", ""),
        title=title,
        kind=say.kind("record"),
        mark=None,
        facts=facts(
            (label("type"), record["type"]),
            (label("date"), Cell(_when(record, say), kind="date")),
            (label("site"), record.get("site")),
        ),
        sections=(
            _files(record, say, view),
            _links(reader, record, say, view),
            _versions(record, say),
        ),
    )


def _files(record: Thing, say: Say, view: str) -> Section:
    rows = tuple(
        Row((
            Cell(one["file_name"], addresses.of_kind("evidence", one["id"], view)),
            Cell(one["sha256"], kind="hash"),
            _fixity(one["fixity"], say),
            link_cell(one["link"], addresses.of_kind("link", one["link"]["id"], view), say),
        ))
        for one in record["evidence"]
    )  # fmt: skip
    names = (say("head_file"), "SHA-256", say.field("evidence", "fixity"), say("head_link"))
    return Section("files", say("section_files"), names, rows, say("empty_files"))


def _links(reader: Reader, record: Thing, say: Say, view: str) -> Section:
    rows = tuple(
        Row((
            Cell(say.kind(one["to"]["kind"])),
            named(one["to"], addresses.of_thing(one["to"], view), say),
            link_cell(one["link"], addresses.of_kind("link", one["link"]["id"], view), say),
            Cell(one["link"]["by"]),
            Cell(shown_instant(one["link"]["at"], reader.zone), kind="date"),
        ))
        for one in record["links"]
    )  # fmt: skip
    names = heads(say, "kind", "to", "link", "by", "at")
    return Section("links", say("section_links"), names, rows, say("empty_links"))


def _versions(record: Thing, say: Say) -> Section:
    rows = tuple(
        Row((
            Cell(str(one["version"]), kind="mono"),
            Cell(_when(one, say), kind="date"),
            Cell(one.get("title") or one["type"]),
            Cell(one.get("number", ""), kind="mono"),
            Cell(one.get("site", "")),
        ))
        for one in record["versions"]
    )  # fmt: skip
    own = tuple(say.field("record", name) for name in ("date", "title", "number", "site"))
    return Section("versions", say("section_versions"), (say("head_entry"), *own), rows, "")


def _fixity(code: str, say: Say) -> Cell:
    word = say.term("fixity", code)
    return Cell(word, mark=mark("fixity", code, word))


def link_page(reader: Reader, say: Say, link: Thing, as_of: str, view: str) -> ThingPage:
    """A link: what it claims of what, in which state, by whom, when and why; its versions."""
    title = f"{thing_name(link['from'], say)} → {thing_name(link['to'], say)}"
    own = link.get("fields", {})
    label = partial(say.field, link["kind"])
    versions = tuple(
        Row((
            Cell(str(one["seq"]), kind="mono"),
            Cell(say.term("link_state", one["state"]), mark=link_mark(one, say)),
            Cell(one["by"]),
            Cell(shown_instant(one["at"], reader.zone), kind="date"),
            Cell(one.get("reason", "")),
        ))
        for one in link["versions"]
    )  # fmt: skip
    return ThingPage(
        frame=_frame(reader, say, title, "link", as_of, addresses.of_kind("link", link["id"])),
        number="",
        title=title,
        kind=say("kind_link"),
        mark=link_mark(link, say),
        facts=facts(
            (say("fact_claim"), say.kind(link["kind"])),
            (say("fact_from"), named(link["from"], addresses.of_thing(link["from"], view), say)),
            (say("fact_to"), named(link["to"], addresses.of_thing(link["to"], view), say)),
            (say("head_by"), link["by"]),
            (say("head_at"), shown_instant(link["at"], reader.zone)),
            (say("head_reason"), link.get("reason")),
            (say("fact_valid_from"), link.get("valid_from")),
            (say("fact_valid_to"), link.get("valid_to")),
            *((label(name), str(own[name])) for name in ("name", "date", "site", "page", "quote") if name in own),
        ),
        sections=(
            Section(
                "versions",
                say("section_versions"),
                heads(say, "entry", "state", "by", "at", "reason"),
                versions,
                "",
            ),
        ),
        warning=say("warning_suspect") if link["suspect"] else "",
    )
