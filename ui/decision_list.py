"""What waits to be decided: the longest waiting first, with how much hangs on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.frame import Frame, Place, Reader, frame
from ui.lists import EmptyState, Head, Listing, ListRow, Pager
from ui.marks import mark
from ui.say import Say
from ui.things import Cell
from ui.times import shown_instant
from workflows.decision_queue import COUNTED

Thing = Mapping[str, Any]
PAGE = 30
"""Revisions of one page of the list."""


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The context of `decisions.html`: how many wait in words (or ""), and the table. `lead` says whose they are."""

    template: ClassVar[str] = "decisions.html"

    frame: Frame
    heading: str
    lead: str
    listing: Listing


def decisions_page(reader: Reader, say: Say, found: Thing, page: int) -> DecisionsPage:
    """What waits for whoever may decide, what was submitted for everybody else."""
    decides = "document.decide" in reader.may
    heading = say("decisions_heading") if decides else say("decisions_heading_submitted")
    lead = say.counted("decisions_count", found["total"]) if found["total"] else ""
    return DecisionsPage(
        frame=frame(reader, say, heading, "decisions", (Place(say("nav_decisions")),)),
        heading=heading,
        lead=lead,
        listing=_listing(reader, say, found, page, decides),
    )


def _listing(reader: Reader, say: Say, found: Thing, page: int, decides: bool) -> Listing:
    first = (page - 1) * PAGE
    pager = None
    if found["total"] > PAGE:
        last = first + len(found["rows"])
        before = f"{addresses.DECISIONS}?page={page - 1}" if page > 1 else ""
        after = f"{addresses.DECISIONS}?page={page + 1}" if last < found["total"] else ""
        pager = Pager(first + 1, last, found["total"], before, after)
    heads = (
        Head(say.field("document", "number")),
        Head(say.field("document", "title")),
        Head(say("head_revision")),
        Head(say("decisions_since"), order="ascending"),
        Head(say("decisions_by")),
        Head(say("submit_reason")),
        Head(say("head_clauses"), numeric=True),
        Head(say("head_records"), numeric=True),
        Head(say("head_state")),
    )
    step = Place(say("nav_documents"), addresses.DOCUMENTS)
    empty = (
        EmptyState(say("decisions_none"), say("decisions_none_text"), step)
        if decides
        else EmptyState(say("decisions_none_submitted"), say("decisions_none_submitted_text"), step)
    )
    rows = tuple(_row(reader, say, one) for one in found["rows"])
    return Listing(heading_of(say, decides), heads, rows, empty, pager=pager)


def heading_of(say: Say, decides: bool) -> str:
    """What the table is called."""
    return say("decisions_heading") if decides else say("decisions_heading_submitted")


def _row(reader: Reader, say: Say, row: Thing) -> ListRow:
    document, revision = row["document"], row["revision"]
    here = addresses.decision(revision["id"])
    label = say("decisions_labels", old=row["before"], new=revision["label"]) if "before" in row else revision["label"]
    since = shown_instant(row["submitted_at"], reader.zone).partition(" ")[0]
    waited = say.counted("decisions_waited", row["days"])
    word = say.term("why_not", row["why_not"]) if not row["may_decide"] else say.term("review_state", "waiting")
    own = row.get("why_not") == "own_work"
    return ListRow(
        cells=(
            Cell(document["number"], here, kind="mono"),
            Cell(document["title"], here, kind="title"),
            Cell(label, kind="mono"),
            Cell(say("decisions_since_waited", date=since, waited=waited)),
            Cell(row["submitted_by"]),
            Cell(row.get("reason", "")),
            Cell(str(row["clauses"]), kind="num"),
            Cell(f"{COUNTED}+" if row["records"] > COUNTED else str(row["records"]), kind="num"),
            Cell(
                word if own or row["may_decide"] else say.term("review_state", "waiting"),
                mark=mark("phase", "submitted", word),
            ),
        ),
        name=f"{document['number']} {revision['label']}",
    )
