"""The list of evidence: newest first, narrowed, with rows to tick and to link to a record together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.evidence_parts import fixity_cell, link_buttons, reading_mark, record_field, record_name
from ui.forms import Field, Option
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.lists import Chip, EmptyState, FilterBar, Head, Listing, ListRow, bulk, pager_of
from ui.marks import mark
from ui.say import Say
from ui.things import Cell
from ui.times import shown_size
from workflows.evidence_list import FIXITIES, READINGS, Evidence, Listed, Wanted

PAGE = 50
"""Files of one page of the list."""


@dataclass(frozen=True, slots=True)
class EvidenceListPage:
    """The context of `evidence.html`: how many files there are in words, the filters, the table, and the way to an
    upload (or None: not allowed)."""

    template: ClassVar[str] = "evidence.html"

    frame: Frame
    count: str
    filters: FilterBar
    listing: Listing
    upload: Place | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, the page of the list (from 1) and the day of the view (or "")."""

    wanted: Wanted
    page: int = 1
    as_of: str = ""

    def given(self) -> dict[str, str]:
        """The filters by the names they have in the address; "" where one is not set."""
        wanted = self.wanted
        return {
            "q": wanted.text,
            "reading": wanted.reading,
            "unlinked": "1" if wanted.unlinked else "",
            "fixity": wanted.fixity,
            "site": wanted.site,
            "from": wanted.start,
            "to": wanted.end,
            "as_of": self.as_of,
        }

    def query(self, **changed: str) -> str:
        """The address of this list with some of its parameters changed; what is "" stays out."""
        given = self.given() | changed
        return addresses.with_query(addresses.EVIDENCE, "", **{name: value for name, value in given.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered."""
        return any(value for name, value in self.given().items() if name != "as_of")


def evidence_list_page(
    reader: Reader, say: Say, asked: Asked, found: Evidence, recent: tuple[str, ...]
) -> EvidenceListPage:
    """The files found, as the address asks for them; `recent` are numbers of records to propose."""
    title = say("nav_evidence")
    upload = Place(say("evidence_upload"), addresses.UPLOAD) if "evidence.add" in reader.may else None
    bar = bar_of_day(reader, asked.as_of, asked.query(as_of=""))
    return EvidenceListPage(
        frame=frame(reader, say, title, "evidence", (Place(title),), bar),
        count=say.counted("count_files", found.all),
        filters=_filters(say, asked, found),
        listing=_listing(reader, say, asked, found, recent, upload),
        upload=upload if found.all else None,
    )


def _filters(say: Say, asked: Asked, found: Evidence) -> FilterBar:
    wanted = asked.wanted
    chips = [Chip(say("evidence_all"), asked.query(reading="", unlinked=""), not (wanted.reading or wanted.unlinked))]
    chips.append(
        Chip(
            say("evidence_unlinked"),
            asked.query(unlinked="" if wanted.unlinked else "1"),
            wanted.unlinked,
            found.unlinked,
            mark("state", "gap", ""),
        )
    )
    for state in READINGS:
        if (count := found.readings[state]) or wanted.reading == state:
            here = wanted.reading == state
            word = say.term("job_state", state)
            chips.append(
                Chip(word, asked.query(reading="" if here else state), here, count, mark("job_state", state, ""))
            )
    fixities = (
        Option("", say("evidence_any_fixity")),
        *(Option(one, say.term("fixity", one)) for one in FIXITIES),
    )
    fields = (
        Field("q", say("evidence_name"), "search", wanted.text),
        Field("site", say.field("evidence", "site"), value=wanted.site, offers=found.sites[:200]),
        Field("from", say("evidence_from"), "date", wanted.start),
        Field("to", say("evidence_to"), "date", wanted.end),
        Field("fixity", say.field("evidence", "fixity"), "select", wanted.fixity, options=fixities),
    )
    keep = tuple((name, asked.given()[name]) for name in ("reading", "unlinked", "as_of") if asked.given()[name])
    reset = addresses.on_day(addresses.EVIDENCE, asked.as_of) if asked.narrowed else ""
    return FilterBar(say("evidence_filter"), addresses.EVIDENCE, tuple(chips), fields, keep, reset)


def _listing(
    reader: Reader, say: Say, asked: Asked, found: Evidence, recent: tuple[str, ...], upload: Place | None
) -> Listing:
    pager = pager_of(asked.page, PAGE, len(found.rows), found.total, lambda page: asked.query(page=str(page)))
    label = say.field
    heads = (
        Head(label("evidence", "file_name")),
        Head(say("evidence_reading")),
        Head(say("evidence_behind")),
        Head(label("evidence", "evidence_date")),
        Head(label("evidence", "site")),
        Head(label("evidence", "fixity")),
        Head(say("fact_size"), numeric=True),
    )
    bar = None
    if "link.propose" in reader.may:
        fields = (record_field(say, recent), Field("back", kind="hidden", value=asked.query(page=str(asked.page))))
        bar = bulk(reader, addresses.EVIDENCE_LINK, link_buttons(reader, say), fields)
    return Listing(
        label=say("nav_evidence"),
        heads=heads,
        rows=tuple(_row(say, one, addresses.view_query(as_of=asked.as_of)) for one in found.rows),
        empty=_empty(say, asked, found, upload),
        bulk=bar,
        pager=pager,
    )


def _row(say: Say, one: Listed, view: str) -> ListRow:
    node, date = one.node, str(one.node.get("evidence_date") or "")
    return ListRow(
        cells=(
            Cell(node.text("file_name"), addresses.of_kind("evidence", node.id, view)),
            _reading(say, one),
            _uses(say, one, view),
            Cell(date, kind="date" if date else ""),
            Cell(str(node.get("site") or "")),
            fixity_cell(say, node.text("fixity")),
            Cell(shown_size(int(node.fields["size"])), kind="num"),
        ),
        value=node.id,
        name=node.text("file_name"),
    )


def _reading(say: Say, one: Listed) -> Cell:
    shown = reading_mark(say, one.reading)
    return Cell(shown.word, mark=shown)


def _uses(say: Say, one: Listed, view: str) -> Cell:
    """The first record the file is behind, and how many more there are; a proposal says so."""
    if not one.uses:
        return Cell(say("evidence_not_linked"), mark=mark("state", "gap", ""))
    record, state = next((use for use in one.uses if use[1] == "confirmed"), one.uses[0])
    name = record_name(record)
    if state == "proposed":
        name = say("evidence_proposed_for", record=name)
    if len(one.uses) > 1:
        name = say("evidence_and_more", record=name, count=len(one.uses) - 1)
    return Cell(name, addresses.of_thing(record, view), mark("link_state", state, ""))


def _empty(say: Say, asked: Asked, found: Evidence, upload: Place | None) -> EmptyState:
    if found.all:
        step = Place(say("filter_reset"), addresses.on_day(addresses.EVIDENCE, asked.as_of))
        return EmptyState(say("evidence_none_found"), say("evidence_none_found_text"), step)
    command = "" if upload else "clausetrail evidence add FILE... --record NO"
    return EmptyState(say("evidence_none"), say("evidence_none_text"), upload, command)
