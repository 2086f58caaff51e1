"""The list of controlled documents: what is in force, what is to come, narrowed by state, type and text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.forms import Field, Option
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.lists import Chip, EmptyState, FilterBar, Head, Listing, ListRow, pager_of
from ui.marks import mark
from ui.say import Say
from ui.things import Cell
from workflows.document_list import Documents, Wanted
from workflows.register import STATES, Listed, Version

PAGE = 50
"""Documents of one page of the list."""
_STRUCK = frozenset({"superseded", "obsolete", "withdrawn", "refused", "never_in_force"})


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The context of `documents.html`: the filters, the table, the way to a new document (or None: not allowed), and
    how many documents there are in words."""

    template: ClassVar[str] = "documents.html"

    frame: Frame
    count: str
    filters: FilterBar
    listing: Listing
    new: Place | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, the page of the list (from 1) and the query of the view."""

    wanted: Wanted
    page: int
    as_of: str
    view: str

    def query(self, **changed: str) -> str:
        """The address of this list with some of its parameters changed; what is "" stays out."""
        wanted = self.wanted
        given = {"state": wanted.state, "type": wanted.type, "q": wanted.text, **changed}
        return addresses.with_query(
            addresses.DOCUMENTS, self.view, **{name: value for name, value in given.items() if value}
        )


def documents_page(reader: Reader, say: Say, asked: Asked, found: Documents) -> DocumentsPage:
    """The documents found, as the address asks for them."""
    title = say("section_documents")
    new = Place(say("document_new"), addresses.DOCUMENT_NEW) if "document.write" in reader.may else None
    return DocumentsPage(
        frame=frame(reader, say, title, "documents", (Place(title),), bar_of_day(reader, asked.as_of, asked.query())),
        count=say.counted("documents_count", found.all),
        filters=_filters(say, asked, found),
        listing=_listing(reader, say, asked, found, new),
        new=new if found.all else None,
    )


def _filters(say: Say, asked: Asked, found: Documents) -> FilterBar:
    wanted = asked.wanted
    total = sum(found.types.values()) if not wanted.state else None
    chips = [Chip(say("documents_all"), asked.query(state=""), not wanted.state, total)]
    for state in STATES:
        word = _state_word(say, state)
        shape = mark("phase", "superseded" if state == "gone" else state, word)
        chips.append(Chip(word, asked.query(state=state), wanted.state == state, found.states.get(state, 0), shape))
    types = (Option("", say("documents_all_types")), *(Option(one, say.term("type", one)) for one in found.types))
    fields = (
        Field("type", say.field("document", "type"), "select", wanted.type, options=types),
        Field("q", say("documents_text"), "search", wanted.text),
    )
    keep = tuple((name, value) for name, value in (("state", wanted.state), ("as_of", asked.as_of)) if value)
    narrowed = wanted.text or wanted.type or wanted.state
    reset = addresses.with_query(addresses.DOCUMENTS, asked.view) if narrowed else ""
    return FilterBar(say("documents_filter"), addresses.DOCUMENTS, tuple(chips), fields, keep, reset)


def _state_word(say: Say, state: str) -> str:
    return say("documents_gone") if state == "gone" else say.term("phase", state)


def _listing(reader: Reader, say: Say, asked: Asked, found: Documents, new: Place | None) -> Listing:
    day = asked.as_of or reader.today
    pager = pager_of(asked.page, PAGE, len(found.rows), found.total, lambda page: asked.query(page=str(page)))
    heads = (
        Head(say.field("document", "number"), order="ascending"),
        Head(say.field("document", "title")),
        Head(say.field("document", "type")),
        Head(say("head_in_force")),
        Head(say("head_state")),
        Head(say("head_since")),
        Head(say("documents_coming")),
    )
    return Listing(
        label=say("section_documents"),
        heads=heads,
        rows=tuple(_row(say, one, day, asked.view) for one in found.rows),
        empty=_empty(say, asked, found.all, new),
        pager=pager,
    )


def _row(say: Say, one: Listed, day: str, view: str) -> ListRow:
    here = addresses.of_kind("document", one.line.id, view)
    current = one.current
    since = current.interval.start if current is not None and current.interval is not None else ""
    shown = current or one.last
    phase = shown.phase(day) if shown is not None else ""
    return ListRow(
        cells=(
            Cell(one.line.number, here, kind="mono"),
            Cell(one.line.title, here, kind="title"),
            Cell(say.term("type", one.line.type)),
            Cell(shown.label, kind="struck" if phase in _STRUCK else "mono") if shown is not None else Cell(""),
            _phase_cell(say, phase),
            Cell(since, kind="date"),
            _coming(say, one.coming, day, view),
        ),
        name=f"{one.line.number} {one.line.title}",
    )


def _phase_cell(say: Say, phase: str) -> Cell:
    if not phase:
        return Cell(say("none_in_force"), mark=mark("phase", "draft", ""))
    word = say.term("phase", phase)
    return Cell(word, mark=mark("phase", phase, word))


def _coming(say: Say, coming: tuple[Version, ...], day: str, view: str) -> Cell:
    """The newest of the revisions to come, and how many more there are."""
    if not coming:
        return Cell("")
    newest = coming[-1]
    phase = newest.phase(day)
    text = say("documents_coming_one", label=newest.label, phase=say.term("phase", phase))
    if newest.interval is not None and phase == "approved":
        text = say("documents_coming_from", label=newest.label, date=newest.interval.start)
    if len(coming) > 1:
        text = say("documents_coming_more", text=text, count=len(coming) - 1)
    return Cell(text, addresses.of_kind("revision", newest.id, view), mark("phase", phase, text))


def _empty(say: Say, asked: Asked, existing: int, new: Place | None) -> EmptyState:
    if existing:
        step = Place(say("filter_reset"), addresses.with_query(addresses.DOCUMENTS, asked.view))
        return EmptyState(say("documents_none_found"), say("documents_none_found_text"), step)
    command = "" if new else 'clausetrail document add QP-01 A/0 FILE --title "..." --type procedure'
    return EmptyState(say("documents_none"), say("documents_none_text"), new, command)


def revision_address(document: str, revision: str, view: str) -> str:
    """Where a revision is seen: in its document."""
    return f"{addresses.of_kind('document', document, view)}#r-{revision}"
