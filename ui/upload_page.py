"""Bringing files in: many at once, each with its own outcome, for one record, site and date where these are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ui import addresses
from ui.evidence_parts import link_buttons, record_field
from ui.forms import Field, FormView
from ui.frame import Frame, Place, Reader, frame
from ui.lists import Bulk, EmptyState, Head, Listing, ListRow, bulk
from ui.marks import Mark
from ui.say import Say
from ui.things import Cell
from ui.times import shown_size

STORED, DUPLICATE, HEALED, REFUSED = "stored", "duplicate", "healed", "refused"
OUTCOMES = (STORED, DUPLICATE, HEALED, REFUSED)
_MARKS = {
    STORED: ("g-check", "s-plain"),
    DUPLICATE: ("g-note", "s-partial"),
    HEALED: ("g-check", "s-proved"),
    REFUSED: ("g-cross", "s-gap"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: one of `OUTCOMES`; the evidence's `id` and the name it first came under, or the sentence
    why it was refused; the state of its link to the record, where one was asked for."""

    name: str
    size: int
    state: str
    id: str = ""
    first: str = ""
    reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The context of `upload.html`: the form (its last field takes the files), outcomes of the upload before it (None:
    there was none) with a sentence that counts them, the bar for files that arrive by script, the most bytes of a file,
    and the marks of outcomes that the script shows."""

    template: ClassVar[str] = "upload.html"

    frame: Frame
    form: FormView
    files: Field
    counted: str
    outcomes: Listing | None
    bulk: Bulk | None
    limit: int
    limit_words: str
    marks: tuple[tuple[str, Mark], ...]
    record: str


def upload_fields(reader: Reader, say: Say, recent: tuple[str, ...], sites: tuple[str, ...]) -> tuple[Field, ...]:
    """What holds for all files of an upload."""
    label = say.field
    fields = [
        record_field(say, recent, hint=say("upload_record_hint")),
        Field("site", label("evidence", "site"), offers=sites),
        Field("date", label("evidence", "evidence_date"), "date", hint=say("upload_date_hint")),
    ]
    if "link.decide" in reader.may:
        fields.insert(1, Field("confirm", say("upload_confirm"), "checkbox"))
    return (*fields, Field("file", say("upload_choose"), "file", several=True))


def upload_page(
    reader: Reader, say: Say, form: FormView, limit: int, outcomes: tuple[Outcome, ...] = (), record: str = ""
) -> UploadPage:
    """The page, with what became of the files that came before; `record` is the one they were linked to."""
    title = say("evidence_upload")
    crumbs = (Place(say("nav_evidence"), addresses.EVIDENCE), Place(title))
    bar = None
    if "link.propose" in reader.may:
        back = Field("back", kind="hidden", value=addresses.EVIDENCE)
        bar = bulk(reader, addresses.EVIDENCE_LINK, link_buttons(reader, say), (record_field(say), back))
    taken = sum(one.state != REFUSED for one in outcomes)
    refused = len(outcomes) - taken
    told = say("upload_taken", count=taken) if outcomes else ""
    if refused:
        told = say("upload_taken_and_refused", taken=told, count=refused)
    return UploadPage(
        frame=frame(reader, say, title, "evidence", crumbs),
        form=form,
        files=form.fields[-1],
        counted=told,
        outcomes=_listing(say, outcomes, bar) if outcomes else None,
        bulk=bar,
        limit=limit,
        limit_words=say("upload_limit", size=shown_size(limit)),
        marks=tuple((state, outcome_mark(say, state)) for state in OUTCOMES),
        record=record,
    )


def outcome_mark(say: Say, state: str) -> Mark:
    """What became of a file."""
    shape, css = _MARKS[state]
    return Mark(shape, css, say(f"upload_{state}"))


def _listing(say: Say, outcomes: tuple[Outcome, ...], bar: Bulk | None) -> Listing:
    heads = (
        Head(say.field("evidence", "file_name")),
        Head(say("upload_outcome")),
        Head(say("upload_outcome_more")),
        Head(say("fact_size"), numeric=True),
    )
    rows = tuple(_row(say, one) for one in outcomes)
    ticks = bar if any(one.id for one in outcomes) else None
    return Listing(say("upload_outcomes"), heads, rows, EmptyState(""), ticks, key="o")


def _row(say: Say, one: Outcome) -> ListRow:
    shown = outcome_mark(say, one.state)
    more = one.reason
    if one.state == DUPLICATE:
        more = say("upload_first_as", name=one.first)
    if one.link:
        linked = say(f"upload_link_{one.link}")
        more = say("upload_more_and", one=more, other=linked) if more else linked
    return ListRow(
        cells=(
            Cell(one.name, addresses.of_kind("evidence", one.id) if one.id else ""),
            Cell(shown.word, mark=shown),
            Cell(more),
            Cell(shown_size(one.size), kind="num"),
        ),
        value=one.id,
        name=one.name,
        ticked=bool(one.id) and not one.link,
    )
