"""Controlled documents: the list, and one with the line of its revisions, their decisions and what they satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_schema.dates import day_before
from ui import addresses
from ui.frame import Place, Reader, bar_of_day, frame
from ui.marks import Mark, mark
from ui.say import Say
from ui.things import Cell, Row, Section, ThingPage, heads, link_cell, named
from ui.times import shown_instant, shown_size

Thing = Mapping[str, Any]


def documents_page(reader: Reader, say: Say, documents: Iterable[Thing], as_of: str, view: str) -> ThingPage:
    """All documents, each with the revision in force on the day."""
    day = as_of or reader.today
    rows = []
    for one in documents:
        current = _in_force(one["revisions"], day)
        rows.append(Row((
            Cell(one["number"], addresses.of_kind("document", one["id"], view), kind="mono"),
            Cell(one["title"]),
            Cell(say.term("type", one["type"])),
            Cell(current["label"], kind="mono") if current else Cell(say("none_in_force"), mark=_gone(say)),
            Cell(current["from"] if current else "", kind="date"),
            Cell(str(len(one["revisions"])), kind="num"),
        )))  # fmt: skip
    own = tuple(say.field("document", name) for name in ("number", "title", "type"))
    names = (*own, *heads(say, "in_force", "since", "revisions"))
    title = say("nav_documents")
    return ThingPage(
        frame=frame(reader, say, title, "documents", (), bar_of_day(reader, as_of, addresses.DOCUMENTS)),
        number="",
        title=title,
        kind="",
        mark=None,
        facts=(),
        sections=(Section("documents", say("section_documents"), names, tuple(rows), say("empty_documents")),),
    )


def document_page(
    reader: Reader, say: Say, document: Thing, links: Iterable[Thing], as_of: str, view: str
) -> ThingPage:
    """One document; `links` are those of its revisions, with both ends named."""
    day = as_of or reader.today
    current = _in_force(document["revisions"], day)
    here = addresses.of_kind("document", document["id"])
    name = f"{document['number']} {document['title']}"
    top = Place(say("nav_documents"), addresses.with_query(addresses.DOCUMENTS, view))
    satisfied = tuple(
        Row((
            Cell(one["from"]["label"], kind="mono"),
            named(one["to"], addresses.of_thing(one["to"], view), say),
            link_cell(one, addresses.of_kind("link", one["id"], view), say),
            Cell(one["by"]),
            Cell(shown_instant(one["at"], reader.zone), kind="date"),
            Cell(one.get("reason", "")),
        ))
        for one in links
        if one["kind"] == "satisfies"
    )  # fmt: skip
    state = mark("phase", "in_force", f"{current['label']} {say.term('phase', 'in_force')}") if current else _gone(say)
    return ThingPage(
        frame=frame(
            reader,
            say,
            name,
            "documents",
            (top, Place(document["title"], "", document["number"])),
            bar_of_day(reader, as_of, here),
        ),
        number=document["number"],
        title=document["title"],
        kind=say.term("type", document["type"]),
        mark=state,
        facts=(),
        sections=(
            Section(
                "revisions",
                say("section_revisions"),
                (
                    *heads(say, "revision", "state", "interval", "decision", "by"),
                    say.field("revision", "decided_on"),
                    *heads(say, "reason", "content"),
                ),
                tuple(_revision(one, say, day) for one in reversed(document["revisions"])),
                say("empty_revisions"),
            ),
            Section(
                "clauses",
                say("section_clauses"),
                (say("head_revision"), say.kind("clause"), *heads(say, "link", "by", "at", "reason")),
                satisfied,
                say("empty_clauses"),
            ),
        ),
    )


def _gone(say: Say) -> Mark:
    return mark("phase", "superseded", say("none_in_force"))


def _in_force(revisions: Iterable[Thing], day: str) -> Thing | None:
    """The revision whose interval holds the day; intervals come derived with the answer."""
    for one in revisions:
        if "from" in one and one["from"] <= day and ("to" not in one or day < one["to"]):
            return one
    return None


def _phase(revision: Thing, day: str) -> str:
    """The phase on the day: derived from the interval where there is one, else what is stored."""
    if "from" not in revision:
        return str(revision["phase"])
    if day < revision["from"]:
        return "approved"
    if "to" in revision and revision["to"] <= day:
        return str(revision["phase"]) if revision["phase"] in ("obsolete", "superseded") else "superseded"
    return "in_force"


def _revision(revision: Thing, say: Say, day: str) -> Row:
    phase = _phase(revision, day)
    decided = revision.get("decision")
    decision: Thing = decided if isinstance(decided, Mapping) else {}
    outcome = say.term("outcome", decision["outcome"]) if decision else ""
    interval = ""
    if "from" in revision:
        interval = say("in_force_since", date=revision["from"])
    if "to" in revision:
        interval = say("from_to", start=revision["from"], end=day_before(revision["to"]))
    size = shown_size(revision["size"])
    parts = [part for part in (outcome, decision.get("decision"), decision.get("proof")) if part]
    return Row(
        (
            Cell(revision["label"], kind="struck" if phase in ("superseded", "obsolete", "withdrawn") else "mono"),
            Cell(say.term("phase", phase), mark=mark("phase", phase, say.term("phase", phase))),
            Cell(interval, kind="date"),
            Cell(say("list_separator").join(parts)),
            Cell(decision.get("by", revision["author"])),
            Cell(decision.get("on", ""), kind="date"),
            Cell(decision.get("reason", revision.get("reason", ""))),
            Cell(f"{revision['file_name']} ({size})", addresses.revision_content(revision["id"])),
        ),
        anchor=f"r-{revision['id']}",
        current=phase == "in_force",
    )


def revision_address(document: str, revision: str, view: str) -> str:
    """Where a revision is seen: in its document."""
    return f"{addresses.of_kind('document', document, view)}#r-{revision}"
