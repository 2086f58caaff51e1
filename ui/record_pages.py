"""The list of records: newest day first, narrowed by type, site, document, period, text and by what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.forms import Field, Option
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.lists import Bulk, BulkButton, Chip, EmptyState, FilterBar, Head, Listing, ListRow, bulk, pager_of
from ui.marks import Mark, mark
from ui.say import Say
from ui.things import Cell
from workflows.record_list import LACKS, Records, Row, Wanted

PAGE = 50
"""Records of one page of the list."""
OFFERED = 200
"""Types, sites to choose from at most; the rarest are left out and found by text."""
_LACK_MARKS = {
    "file": ("state", "gap"),
    "confirmation": ("link_state", "proposed"),
    "revision": ("state", "not_applicable"),
    "fit": ("severity", "warning"),
}


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """The context of `records.html`: filters, the table, the way to a new record (or None: not allowed), how many
    records there are in words, and a filter that could not be understood (or "")."""

    template: ClassVar[str] = "records.html"

    frame: Frame
    count: str
    filters: FilterBar
    listing: Listing
    new: Place | None
    problem: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, the page of the list (from 1) and the query of the view."""

    wanted: Wanted
    page: int
    as_of: str
    view: str

    def here(self, **changed: str) -> str:
        """The address of this list with some of it changed; what is "" stays out."""
        one = self.wanted
        given = {"lacks": one.lacks, "type": one.type, "site": one.site, "document": one.document,
                 "from": one.first, "to": one.last, "q": one.text, **changed}  # fmt: skip
        return addresses.with_query(
            addresses.RECORDS, self.view, **{name: text for name, text in given.items() if text}
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything restricts the list."""
        return self.wanted != Wanted()


def records_page(reader: Reader, say: Say, asked: Asked, found: Records, problem: str = "") -> RecordsPage:
    """The records found, as the address asks for them."""
    title = say("nav_records")
    new = Place(say("records_new"), addresses.RECORD_NEW) if "record.write" in reader.may else None
    return RecordsPage(
        frame=frame(reader, say, title, "records", (Place(title),), bar_of_day(reader, asked.as_of, asked.here())),
        count=say.counted("records_count", found.all),
        filters=_filters(say, asked, found),
        listing=_listing(reader, say, asked, found, new),
        new=new if found.all else None,
        problem=problem,
    )


def _filters(say: Say, asked: Asked, found: Records) -> FilterBar:
    wanted = asked.wanted
    chips = [Chip(say("records_all"), asked.here(lacks=""), not wanted.lacks, None if wanted.lacks else found.total)]
    for lack in LACKS:
        word = say(f"records_lack_{lack}")
        section, code = _LACK_MARKS[lack]
        count = found.lacks.get(lack, 0)
        chips.append(Chip(word, asked.here(lacks=lack), wanted.lacks == lack, count, mark(section, code, word)))
    types = _options(say("records_any"), found.types, wanted.type)
    sites = _options(say("records_any"), found.sites, wanted.site)
    fields = (
        Field("type", say.field("record", "type"), "select", wanted.type, options=types),
        Field("site", say.field("record", "site"), "select", wanted.site, options=sites),
        Field("document", say("records_document"), value=wanted.document),
        Field("from", say("records_from"), "date", wanted.first),
        Field("to", say("records_to"), "date", wanted.last),
        Field("q", say("records_text"), "search", wanted.text),
    )
    keep = tuple((name, value) for name, value in (("lacks", wanted.lacks), ("as_of", asked.as_of)) if value)
    reset = addresses.with_query(addresses.RECORDS, asked.view) if asked.narrowed else ""
    return FilterBar(say("records_filter"), addresses.RECORDS, tuple(chips), fields, keep, reset)


def _options(all_: str, values: Mapping[str, int], chosen: str) -> tuple[Option, ...]:
    offered = list(values)[:OFFERED]
    if chosen and chosen not in offered:
        offered.append(chosen)
    return (Option("", all_), *(Option(one, one) for one in offered))


def _listing(reader: Reader, say: Say, asked: Asked, found: Records, new: Place | None) -> Listing:
    pager = pager_of(asked.page, PAGE, len(found.rows), found.total, lambda page: asked.here(page=str(page)))
    label = say.field
    heads = (
        Head(label("record", "date"), order="descending"),
        Head(label("record", "number")),
        Head(label("record", "type")),
        Head(label("record", "title")),
        Head(label("record", "site")),
        Head(say("links_under")),
        Head(say("section_files")),
    )
    rows = tuple(_row(say, one, asked.view) for one in found.rows)
    return Listing(say("nav_records"), heads, rows, _empty(say, asked, found, new), _bulk(reader, say), pager)


def _bulk(reader: Reader, say: Say) -> Bulk | None:
    if "link.propose" not in reader.may:
        return None
    return bulk(reader, addresses.RECORDS_LINK, (BulkButton("choose", say("records_link"), main=True),))


def _row(say: Say, row: Row, view: str) -> ListRow:
    one = row.line
    here = addresses.of_kind("record", one.id, view)
    day = say("from_to", start=one.period_from, end=one.date) if one.period_from else one.date
    return ListRow(
        cells=(
            Cell(day, here, kind="date"),
            Cell(one.number, here if one.number else "", kind="mono"),
            Cell(one.type),
            Cell(one.title),
            Cell(one.site),
            _under(say, row, view),
            _files(say, row),
        ),
        value=one.id,
        name=f"{one.date} {one.number or one.title or one.type}",
    )


def _under(say: Say, row: Row, view: str) -> Cell:
    if row.document is None or not row.line.under:
        return Cell(say("links_under_none"))
    text = f"{row.document.number} {say('list_separator').join(row.labels)}".strip()
    href = addresses.of_kind("document", row.document.id, view)
    if row.fits is False:
        return Cell(say("records_outside", under=text), href, mark("severity", "warning", ""))
    return Cell(text, href)


def _files(say: Say, row: Row) -> Cell:
    one = row.line
    if one.files:
        return Cell(say.counted("count_files", one.files), mark=_held(say))
    if one.waiting:
        return Cell(say("records_waiting", count=one.waiting), mark=mark("link_state", "proposed", ""))
    return Cell(say("links_no_file"), mark=mark("state", "gap", ""))


def _held(say: Say) -> Mark:
    return mark("link_state", "confirmed", say.term("link_state", "confirmed"))


def _empty(say: Say, asked: Asked, found: Records, new: Place | None) -> EmptyState:
    if found.all:
        step = Place(say("filter_reset"), addresses.with_query(addresses.RECORDS, asked.view))
        return EmptyState(say("records_none_found"), say("records_none_found_text"), step)
    return EmptyState(say("records_none"), say("records_none_text"), new)
