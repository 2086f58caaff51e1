"""Linking ticked files to one record: which they are, which record, and what could not be linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.evidence_parts import fixity_cell, link_buttons, record_field, record_name
from ui.forms import Field, Refusal, refusal_words
from ui.frame import Frame, Place, Reader, frame
from ui.lists import EmptyState, Head, Listing, ListRow, bulk
from ui.marks import mark
from ui.say import Say
from ui.things import Cell
from workflows.evidence_list import Listed

Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EvidenceLinkPage:
    """The context of `evidence_link.html`: the `fields` of the form (the record first), a `problem` of none of them,
    and the files ticked with the buttons that link them."""

    template: ClassVar[str] = "evidence_link.html"

    frame: Frame
    lead: str
    problem: str
    fields: tuple[Field, ...]
    listing: Listing


@dataclass(frozen=True, slots=True)
class EvidenceLinkedPage:
    """The context of `evidence_linked.html`: how many were linked, and each file that was not, with its reason."""

    template: ClassVar[str] = "evidence_linked.html"

    frame: Frame
    told: str
    record: Place
    back: Place
    left_out: Listing


def evidence_link_page(
    reader: Reader,
    say: Say,
    files: Sequence[Listed],
    recent: tuple[str, ...],
    record: str = "",
    back: str = "",
    reason: str = "",
    refusal: Refusal | None = None,
) -> EvidenceLinkPage:
    """The files ticked, and the form that links them; refused before: with what stands against it."""
    problem = refusal_words(refusal, say)
    beside = refusal is not None and refusal.field == "record"
    fields = (
        record_field(say, recent, record, problem if beside else ""),
        Field("reason", say("evidence_link_reason"), value=reason),
        Field("back", kind="hidden", value=back),
    )
    heads = (
        Head(say.field("evidence", "file_name")),
        Head(say("evidence_behind")),
        Head(say.field("evidence", "evidence_date")),
        Head(say.field("evidence", "fixity")),
    )
    empty = EmptyState(
        say("evidence_none_ticked"), say("evidence_none_ticked_text"), Place(say("nav_evidence"), addresses.EVIDENCE)
    )
    listing = Listing(
        label=say("nav_evidence"),
        heads=heads,
        rows=tuple(_row(say, one) for one in files),
        empty=empty,
        bulk=bulk(reader, addresses.EVIDENCE_LINK, link_buttons(reader, say)),
    )
    return EvidenceLinkPage(
        frame=_frame(reader, say),
        lead=say("evidence_link_lead"),
        problem="" if beside and files else problem,
        fields=fields,
        listing=listing,
    )


def _frame(reader: Reader, say: Say) -> Frame:
    title = say("evidence_link_title")
    return frame(reader, say, title, "evidence", (Place(say("nav_evidence"), addresses.EVIDENCE), Place(title)))


def _row(say: Say, one: Listed) -> ListRow:
    names = say("list_separator").join(record_name(record) for record, _ in one.uses)
    return ListRow(
        cells=(
            Cell(one.node.text("file_name"), addresses.of_kind("evidence", one.node.id)),
            Cell(names) if names else Cell(say("evidence_not_linked"), mark=mark("state", "gap", "")),
            Cell(str(one.node.get("evidence_date") or ""), kind="date"),
            fixity_cell(say, one.node.text("fixity")),
        ),
        value=one.node.id,
        name=one.node.text("file_name"),
        ticked=True,
    )


def evidence_linked_page(reader: Reader, say: Say, answer: Thing, back: str) -> EvidenceLinkedPage:
    """What came of it where not all files could be linked."""
    record = answer["record"]
    rows = tuple(
        ListRow((
            Cell(one["file_name"], addresses.of_kind("evidence", one["id"])),
            Cell(say.error(one["code"], {name: str(value) for name, value in one["values"].items()})),
        ))
        for one in answer["left_out"]
    )  # fmt: skip
    heads = (Head(say.field("evidence", "file_name")), Head(say("evidence_left_why")))
    count = len(answer["links"])
    return EvidenceLinkedPage(
        frame=_frame(reader, say),
        told=say("evidence_linked_some", count=count, left=len(rows), record=record_name(record)),
        record=Place(record_name(record), addresses.of_thing(record)),
        back=Place(say("evidence_back"), back or addresses.EVIDENCE),
        left_out=Listing(say("evidence_left_out"), heads, rows, EmptyState("")),
    )
