"""Editions, and the clauses of one with the state of each: where the gaps are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.dates import day_before
from graph_schema.results import STATES, ClauseRow, Coverage
from ui import addresses
from ui.chapter_cells import Chapter, chapters
from ui.frame import Frame, Place, Reader, ViewForm, bar_of_day, bar_of_view, frame, view_form
from ui.lists import Pager
from ui.marks import Mark, mark
from ui.say import Say
from ui.trail_view import clause_title
from workflows.answers import standard_name
from workflows.views import Asked

EXCERPT = 80
ROWS = 300
"""Rows of an edition on one page."""
GAPS = ("gap", "partial")
"""Own states that the filter for gaps keeps."""


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition: its name and page, title, number of clauses, its own dates (or "")."""

    name: str
    href: str
    title: str
    clauses: int
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """The context of `standards.html`: the editions there are; `enter` leads to where one is brought in (or None)."""

    template: ClassVar[str] = "standards.html"

    frame: Frame
    editions: tuple[EditionRow, ...]
    enter: Place | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter by state: `href` applies it, `current` it is applied."""

    mark: Mark | None
    name: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause in the table: `indent` its level from 0, `title` or the beginning of its text (`excerpt`), its own
    state, those below counted, what counts, what is missing; `context`: shown only because a row below it is."""

    href: str
    number: str
    indent: int
    title: str
    excerpt: bool
    mark: Mark
    below: tuple[tuple[Mark, int], ...]
    procedures: int
    records: int
    evidence: int
    gaps: str
    issues: int
    context: bool


@dataclass(frozen=True, slots=True)
class StandardPage:
    """The context of `standard.html`: the edition, its chapters in cells, its totals as filters, its clauses, the view.
    `notes`: what else is to be known of the edition (dates, clauses not assessed, lines set aside)."""

    template: ClassVar[str] = "standard.html"

    frame: Frame
    form: ViewForm
    name: str
    title: str
    chapters: tuple[Chapter, ...]
    chips: tuple[Chip, ...]
    lines: tuple[ClauseLine, ...]
    pager: Pager | None
    notes: tuple[str, ...]
    filtered: bool
    everything: str
    day: str
    period: str
    known: str


def standards_page(
    reader: Reader, say: Say, editions: Iterable[dict[str, Any]], as_of: str, view: str
) -> StandardsPage:
    """The list of editions, as registered now."""
    rows = tuple(
        EditionRow(
            f"{one['code']}-{one['edition']}",
            addresses.of_kind("standard", one["id"], view),
            one.get("title", ""),
            one["clauses"],
            one.get("in_force_from", ""),
            one.get("in_force_to", ""),
        )
        for one in editions
    )
    bar = bar_of_day(reader, as_of, addresses.STANDARDS)
    enter = Place(say("import_heading"), addresses.STANDARD_IMPORT) if "standard.import" in reader.may else None
    return StandardsPage(frame(reader, say, say("nav_standards"), "standards", (), bar), rows, enter)


def standard_page(
    reader: Reader, say: Say, coverage: Coverage, asked: Asked, state: str, now: int, known_time: str, start: int = 0
) -> StandardPage:
    """The coverage of an edition, its rows from `start` on; `state` keeps only rows of that own state (`gaps`: gap and
    partial), with the rows above them for orientation."""
    view = addresses.view_query(as_of=asked.as_of, known_at=asked.known_at, period=asked.period, site=asked.site)
    here = addresses.of_kind("standard", coverage.standard.id)
    name, seen = standard_name(coverage.standard), coverage.view
    bar = bar_of_view(reader, seen, known_time, seen.known_at == now, here, "#view")
    top = Place(say("nav_standards"), addresses.with_query(addresses.STANDARDS, view))
    kept, context = _kept(coverage.clauses, state)
    part = kept[start : start + ROWS]
    return StandardPage(
        frame=frame(reader, say, name, "standards", (top, Place(name)), bar),
        form=view_form(here, seen, asked.known_at or "", (("state", state),) if state else ()),
        name=name,
        title=str(coverage.standard.get("title") or ""),
        chapters=chapters(coverage, say, view),
        chips=_chips(coverage, state, say, here, view),
        lines=tuple(_line(row, say, view, row.clause.id in context) for row in part),
        pager=_pager(
            addresses.with_query(here, view, **({"state": state} if state else {})), start, len(part), len(kept)
        ),
        notes=_notes(coverage, say),
        filtered=bool(state),
        everything=addresses.with_query(here, view),
        day=seen.as_of,
        period=say("from_to", start=seen.period.start, end=day_before(seen.period.end)),
        known=say("known_entry", seq=seen.known_at),
    )


def _pager(address: str, start: int, shown: int, whole: int) -> Pager | None:
    """The pages of a long edition."""
    if whole <= ROWS:
        return None
    joined = "&" if "?" in address else "?"
    before = f"{address}{joined}from={max(0, start - ROWS)}" if start else ""
    after = f"{address}{joined}from={start + shown}" if start + shown < whole else ""
    return Pager(start + 1, start + shown, whole, before, after, f"{start + 1} – {start + shown} / {whole}")


def _kept(rows: tuple[ClauseRow, ...], state: str) -> tuple[tuple[ClauseRow, ...], set[str]]:
    """The rows to show, and the ids of those shown for orientation only."""
    if not state:
        return rows, set()
    wanted = set(GAPS) if state == "gaps" else {state}
    chosen = {row.clause.id for row in rows if row.own_state in wanted}
    parents = {row.clause.id: row.clause.get("parent") for row in rows}
    context: set[str] = set()
    for id_ in chosen:
        above = parents[id_]
        while above is not None:
            context.add(above)
            above = parents[above]
    context -= chosen
    return tuple(row for row in rows if row.clause.id in chosen or row.clause.id in context), context


def _chips(coverage: Coverage, state: str, say: Say, here: str, view: str) -> tuple[Chip, ...]:
    totals = coverage.totals
    missing = sum(totals.get(one, 0) for one in GAPS)
    chips = [
        Chip(None, say("all_clauses"), len(coverage.clauses), addresses.with_query(here, view), not state),
        Chip(
            _state("gap", say), say("only_gaps"), missing, addresses.with_query(here, view, state="gaps"),
            state == "gaps",
        ),
    ]  # fmt: skip
    for code in STATES:
        if code in totals:
            href = addresses.with_query(here, view, state=code)
            chips.append(Chip(_state(code, say), say.term("state", code), totals[code], href, state == code))
    return tuple(chips)


def _state(code: str, say: Say) -> Mark:
    return mark("state", code, say.term("state", code))


def _line(row: ClauseRow, say: Say, view: str, context: bool) -> ClauseLine:
    title = clause_title(row.clause, say.language)
    text = " ".join(row.clause.text("text").split())
    return ClauseLine(
        href=addresses.of_kind("clause", row.clause.id, view),
        number=row.clause.text("number"),
        indent=min(6, max(0, int(row.clause.fields["level"]) - 1)),
        title=title or (text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"),
        excerpt=not title,
        mark=_state(row.own_state, say),
        below=tuple((_state(code, say), row.below[code]) for code in STATES if code in row.below),
        procedures=row.facts.procedures,
        records=row.facts.records,
        evidence=row.facts.evidence,
        gaps=say("list_separator").join(say.term("gap", one) for one in row.gaps),
        issues=sum(row.issues.values()),
        context=context,
    )


def _notes(coverage: Coverage, say: Say) -> tuple[str, ...]:
    standard, notes = coverage.standard, []
    if (start := standard.get("in_force_from")) is not None:
        notes.append(say("edition_from", date=start))
    if (end := standard.get("in_force_to")) is not None:
        notes.append(say("edition_to", date=end))
    if coverage.not_assessed:
        notes.append(say.counted("count_not_assessed", coverage.not_assessed))
    if aside := standard.get("set_aside"):
        notes.append(say.counted("count_set_aside", aside))
    return tuple(notes)
