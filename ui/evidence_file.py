"""A file at work: its page with hits, what it stands behind, what it is, and whether it still is; a revision's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.evidence_parts import fixity_cell
from ui.file_view import FileView, file_view
from ui.forms import FormView, form_view
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.issue_list import thing_name
from ui.lists import EmptyState, Listing, ListRow, columns
from ui.marks import Mark, mark
from ui.say import Say
from ui.things import Cell, Fact, facts, link_cell, named
from ui.times import shown_instant, shown_size
from workflows.pages import PageSeen

Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The context of `evidence_file.html`: the file's name and state, what may be done (`download`, `link`, `reread`;
    None: not now or not by this person), a `warning` before all else, the page shown, uses and facts."""

    template: ClassVar[str] = "evidence_file.html"

    frame: Frame
    title: str
    mark: Mark
    warning: str
    download: Place | None
    link: Place | None
    reread: FormView | None
    view: FileView
    uses: Listing
    facts: tuple[Fact, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class RevisionFilePage:
    """The context of `revision_file.html`: number and label of the revision, its document's page, its file's bytes to
    fetch, the page shown."""

    template: ClassVar[str] = "revision_file.html"

    frame: Frame
    number: str
    title: str
    document: Place
    download: Place
    view: FileView
    digest: str


def evidence_page(reader: Reader, say: Say, evidence: Thing, seen: PageSeen, as_of: str, view: str) -> EvidencePage:
    """The page of an evidence."""
    id_, name, fixity = evidence["id"], evidence["file_name"], evidence["fixity"]
    crumbs = (Place(say("nav_evidence"), addresses.on_day(addresses.EVIDENCE, as_of)), Place(name))
    bar = bar_of_day(reader, as_of, addresses.file_page("evidence", id_, "", seen.number or None, _asked(seen)))
    may_link = bool(reader.may & {"link.propose", "link.decide"})
    return EvidencePage(
        frame=frame(reader, say, name, "evidence", crumbs, bar),
        title=name,
        mark=mark("fixity", fixity, say.term("fixity", fixity)),
        warning="" if fixity == "held" else say(f"warning_{fixity}"),
        download=Place(say("download"), addresses.evidence_content(id_)) if fixity == "held" else None,
        link=Place(say("evidence_link_this"), f"{addresses.EVIDENCE_LINK}?id={id_}") if may_link else None,
        reread=_reread(reader, say, id_, seen),
        view=file_view(say, seen, view),
        uses=_uses(say, evidence, view),
        facts=_facts(reader, say, evidence),
        digest=evidence["sha256"],
    )


def _asked(seen: PageSeen) -> str:
    return seen.words if seen.asked else ""


def _reread(reader: Reader, say: Say, id_: str, seen: PageSeen) -> FormView | None:
    """Reading again: by who may, and not while it waits."""
    if seen.reading["state"] in ("queued", "running") or not reader.may & {"evidence.add", "evidence.verify"}:
        return None
    return form_view(reader, addresses.evidence_reread(id_), say("evidence_reread"), ())


def _uses(say: Say, evidence: Thing, view: str) -> Listing:
    rows = tuple(
        ListRow((
            named(one["to"], addresses.of_thing(one["to"], view), say),
            Cell(one.get("name", "")),
            _place(say, evidence["id"], one, view),
            Cell(one.get("date", ""), kind="date"),
            Cell(one.get("site", "")),
            link_cell(one["link"], addresses.of_kind("link", one["link"]["id"], view), say),
        ))
        for one in evidence["uses"]
    )  # fmt: skip
    label = say.field
    heads = columns(
        say("head_record"),
        say("head_name"),
        label("records", "page"),
        label("evidence", "evidence_date"),
        label("evidence", "site"),
        say("head_link"),
    )
    return Listing(say("section_uses"), heads, rows, EmptyState(say("empty_uses"), say("evidence_link_next")), key="u")


def _place(say: Say, id_: str, use: Thing, view: str) -> Cell:
    """The page a link names, leading to it."""
    if not use.get("page"):
        return Cell("")
    page = int(use["page"])
    return Cell(say("page_number", number=page), addresses.file_page("evidence", id_, view, page, use.get("quote", "")))


def _facts(reader: Reader, say: Say, evidence: Thing) -> tuple[Fact, ...]:
    def label(name: str) -> str:
        return say.field("evidence", name)

    return facts(
        (label("evidence_date"), Cell(evidence.get("evidence_date", ""), kind="date")),
        (label("site"), evidence.get("site")),
        (
            say("evidence_added"),
            say("evidence_added_by", by=evidence["added_by"], at=_time(reader, evidence["added_at"])),
        ),
        (say("fact_size"), shown_size(evidence["size"])),
        (label("media_type"), Cell(evidence["media_type"], kind="mono")),
        (label("fixity"), fixity_cell(say, evidence["fixity"])),
        (label("checked_at"), _time(reader, evidence["checked_at"])),
    )


def _time(reader: Reader, moment: str) -> str:
    return shown_instant(moment, reader.zone)


def revision_file_page(
    reader: Reader, say: Say, revision: Thing, seen: PageSeen, as_of: str, view: str
) -> RevisionFilePage:
    """The file of a revision."""
    id_, name = revision["id"], thing_name(revision, say)
    document = Place(revision["document_title"], addresses.of_kind("revision", id_, view), revision["number"])
    crumbs = (Place(say("nav_documents"), addresses.on_day(addresses.DOCUMENTS, as_of)), document, Place(name))
    back = addresses.file_page("revision", id_, "", seen.number or None, _asked(seen))
    return RevisionFilePage(
        frame=frame(
            reader, say, f"{name} {revision['document_title']}", "documents", crumbs, bar_of_day(reader, as_of, back)
        ),
        number=name,
        title=revision["document_title"],
        document=Place(say("file_of_document"), document.href),
        download=Place(say("download"), addresses.revision_content(id_)),
        view=file_view(say, seen, view),
        digest=revision["content"],
    )
