"""Linking a revision to clauses: the clauses of an edition with a tick each, and what is linked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field, Option
from ui.frame import Frame, Place, Reader, frame
from ui.lists import Bulk, BulkButton, EmptyState, FilterBar, Listing, ListRow, Pager, bulk, columns
from ui.say import Say
from ui.things import Cell, link_cell

Thing = Mapping[str, Any]
PAGE = 100
"""Clauses of one page."""
OVER = frozenset({"refused", "withdrawn", "never_in_force"})
"""Phases of revisions that nothing is linked to any more."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the address asks for: the revision and edition by id, words, the page from 1."""

    revision: str
    standard: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class ClausesPage:
    """The context of `document_clauses.html`: the document's number and title, the filters, the clauses to tick, and
    what was refused (or "")."""

    template: ClassVar[str] = "document_clauses.html"

    frame: Frame
    number: str
    heading: str
    lead: str
    problem: str
    filters: FilterBar
    listing: Listing


def chosen_revision(revisions: Sequence[Thing], wanted: str) -> Thing | None:
    """The revision asked for, else the newest one to come, else the one in force, else the last."""
    open_ones = [one for one in revisions if one["phase"] not in OVER]
    for one in open_ones:
        if one["id"] == wanted:
            return one
    coming = [one for one in open_ones if one["phase"] in ("draft", "submitted", "approved")]
    current = [one for one in open_ones if one["phase"] == "in_force"]
    return next((part[-1] for part in (coming, current, open_ones, list(revisions)) if part), None)


def clauses_page(
    reader: Reader, say: Say, document: Thing, found: Thing, asked: Narrowed, reason: str, ticked: Sequence[str],
    problem: str,
) -> ClausesPage:  # fmt: skip
    """The clauses found; `reason` and `ticked` are what was typed before, `problem` why it was refused."""
    label = found["revision"]["label"]
    heading = say("clauses_heading", label=label)
    top = Place(say("nav_documents"), addresses.DOCUMENTS)
    own = Place(document["title"], addresses.of_kind("document", document["id"]), document["number"])
    return ClausesPage(
        frame=frame(reader, say, f"{document['number']} {heading}", "documents", (top, own, Place(heading))),
        number=document["number"],
        heading=heading,
        lead=say("clauses_lead"),
        problem=problem,
        filters=_filters(say, document, found, asked),
        listing=_listing(reader, say, document, found, asked, reason, ticked),
    )


def _here(document: Thing, asked: Narrowed, **changed: str) -> str:
    given = {"revision": asked.revision, "standard": asked.standard, "q": asked.text, **changed}
    query = addresses.view_query(**given)
    return addresses.of_document(document["id"], "clauses", query)


def _filters(say: Say, document: Thing, found: Thing, asked: Narrowed) -> FilterBar:
    revisions = tuple(
        Option(one["id"], f"{one['label']} {say.term('phase', one['phase'])}")
        for one in reversed(document["revisions"])
        if one["phase"] not in OVER or one["id"] == asked.revision
    )
    editions = tuple(Option(one["id"], one["name"]) for one in found["standards"])
    fields = (
        Field("revision", say("head_revision"), "select", asked.revision, options=revisions),
        Field("standard", say("head_standard"), "select", asked.standard, options=editions),
        Field("q", say("clauses_text"), "search", asked.text),
    )
    reset = _here(document, asked, q="") if asked.text else ""
    return FilterBar(say("clauses_filter"), _here(document, Narrowed("", "", "", 1)), (), fields, (), reset)


def _listing(
    reader: Reader, say: Say, document: Thing, found: Thing, asked: Narrowed, reason: str, ticked: Sequence[str]
) -> Listing:
    first = (asked.page - 1) * PAGE
    pager = None
    if found["total"] > PAGE:
        last = first + len(found["clauses"])
        before = _here(document, asked, page=str(asked.page - 1)) if asked.page > 1 else ""
        after = _here(document, asked, page=str(asked.page + 1)) if last < found["total"] else ""
        pager = Pager(first + 1, last, found["total"], before, after)
    if found["standards"]:
        empty = EmptyState(
            say("clauses_none_found"), say("clauses_none_found_text"),
            Place(say("filter_reset"), _here(document, asked, q="")),
        )  # fmt: skip
    else:
        step = Place(say("nav_standards"), addresses.STANDARDS)
        empty = EmptyState(say("clauses_no_standard"), say("clauses_no_standard_text"), step)
    return Listing(
        label=say("clauses_filter"),
        heads=columns(say.kind("clause"), say("head_title"), say("head_link")),
        rows=tuple(_row(reader, say, one, ticked) for one in found["clauses"]),
        empty=empty,
        bulk=_bulk(reader, say, document, asked, reason),
        pager=pager,
        key="c",
    )


def _row(reader: Reader, say: Say, row: Thing, ticked: Sequence[str]) -> ListRow:
    clause, link = row["clause"], row.get("link")
    open_ = link is None or (link["state"] == "proposed" and "link.decide" in reader.may)
    state = link_cell(link, addresses.of_kind("link", link["id"]), say) if link is not None else Cell("")
    return ListRow(
        cells=(
            Cell(clause["number"], addresses.of_kind("clause", clause["id"]), kind="mono"),
            Cell(clause.get("title", "")),
            state,
        ),
        value=clause["id"] if open_ else "",
        name=clause["number"],
        ticked=clause["id"] in ticked,
    )


def _bulk(reader: Reader, say: Say, document: Thing, asked: Narrowed, reason: str) -> Bulk | None:
    buttons = []
    if "link.decide" in reader.may:
        buttons.append(BulkButton("confirm", say("clauses_confirm"), main=True))
    if "link.propose" in reader.may:
        buttons.append(BulkButton("propose", say("clauses_propose"), main=not buttons))
    if not buttons:
        return None
    field = Field("reason", say("clauses_reason"), value=reason)
    return bulk(reader, _here(document, asked), buttons, (field,))
