"""The clause page: what is asked, what meets it, by which trail, on the day asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.dates import day_before
from graph_schema.results import STATES, Obligation, Trail
from graph_schema.values import Node
from ui import addresses
from ui.frame import Frame, Place, Reader, ViewForm, bar_of_view, frame, view_form
from ui.issue_list import IssueGroup, issue_groups
from ui.marks import Mark, mark
from ui.picture import Picture
from ui.say import Say
from ui.trail_layout import WIDTHS, layout
from ui.trail_view import TrailRows, clause_title, trail_rows
from workflows.answers import standard_name
from workflows.surroundings import Surroundings
from workflows.views import Asked

SHOWS = ("picture", "tree")


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One demand: its name, how it is stated, the words it was read from (or ""), whether and by what it is met."""

    kind: str
    strength: str
    words: str
    asked: bool
    mark: Mark
    met_by: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A statement that the clause (or one above it) does not apply: its state in words, interval, reason."""

    state: str
    start: str
    end: str
    reason: str
    declared: bool


@dataclass(frozen=True, slots=True)
class ClausePage:
    """The context of `clause.html`.

    `number`, `title`, `mark` (own state) name the clause; `worst` is the mark with all below, where that differs.
    `paragraphs` are the printed text, `text_language` its language, `printed` the number as printed where it differs,
    `cites` what it refers to. `obligations`, `rows` (the tree), `pictures` (by natural width), `issues`: the answer.
    `tally`: states of all rows below; `below`, `before`, `after`: where to go on. `show`: picture or tree, `tabs` the
    way to the other. `cut`: the list of records is not whole. `period`, `site`, `known`: what was asked, for print.
    """

    template: ClassVar[str] = "clause.html"

    frame: Frame
    form: ViewForm
    standard: Place
    number: str
    title: str
    mark: Mark
    worst: Mark | None
    paragraphs: tuple[str, ...]
    text_language: str
    printed: str
    cites: tuple[str, ...]
    obligations: tuple[ObligationRow, ...]
    met_summary: str
    rows: TrailRows
    trail_summary: str
    pictures: tuple[Picture, ...]
    show: str
    tabs: tuple[tuple[str, Place], ...]
    issues: tuple[IssueGroup, ...]
    exclusions: tuple[Exclusion, ...]
    tally: tuple[tuple[Mark, int], ...]
    below: tuple[Place, ...]
    before: Place | None
    after: Place | None
    cut: bool
    day: str
    period: str
    known: str


def clause_page(reader: Reader, say: Say, trail: Trail, around: Surroundings, asked: Asked, show: str) -> ClausePage:
    """The page of a trail; `asked` is what was typed."""
    view = addresses.view_query(as_of=asked.as_of, known_at=asked.known_at, period=asked.period, site=asked.site)
    here = addresses.of_kind("clause", trail.clause.id)
    rows = trail_rows(trail, say, view)
    title = clause_title(trail.clause, say.language)
    is_now = trail.view.known_at == around.last
    bar = bar_of_view(reader, trail.view, around.known_time, is_now, here, "#view")
    standard = Place(standard_name(trail.standard), addresses.of_kind("standard", trail.standard.id, view))
    window = f"{trail.clause.text('number')} {title}".strip()
    return ClausePage(
        frame=frame(reader, say, window, "standards", _crumbs(say, trail, around, standard, view), bar),
        form=view_form(here, trail.view, asked.known_at or "", (("show", show),) if show != SHOWS[0] else ()),
        standard=standard,
        number=trail.clause.text("number"),
        title=title,
        mark=rows.mark,
        worst=_state(trail.state, say) if trail.state != trail.own_state else None,
        paragraphs=tuple(part for part in trail.clause.text("text").split("\n") if part.strip()),
        text_language=_language_of(trail.standard),
        printed=_printed(trail.clause),
        cites=tuple(_cited(one) for one in trail.clause.get("cites") or ()),
        obligations=tuple(_obligation(one, rows, say) for one in trail.obligations),
        met_summary=_met_summary(trail, say),
        rows=rows,
        trail_summary=_trail_summary(rows, say),
        pictures=() if rows.empty else tuple(layout(rows, say, width) for width in WIDTHS),
        show=show,
        tabs=tuple(
            (one, Place(say(f"show_{one}"), addresses.with_query(here, view, show=one) + "#trail")) for one in SHOWS
        ),
        issues=issue_groups(trail.issues, around.subjects, say, view),
        exclusions=tuple(_exclusion(one, say) for one in around.exclusions),
        tally=tuple((_state(one, say), trail.below[one]) for one in STATES if one in trail.below),
        below=tuple(_place(one, say, view) for one in around.below),
        before=_place(around.before, say, view) if around.before else None,
        after=_place(around.after, say, view) if around.after else None,
        cut=bool(trail.truncated),
        day=trail.view.as_of,
        period=say("from_to", start=trail.view.period.start, end=day_before(trail.view.period.end)),
        known=say("known_entry", seq=trail.view.known_at),
    )


def _state(code: str, say: Say) -> Mark:
    return mark("state", code, say.term("state", code))


def _crumbs(say: Say, trail: Trail, around: Surroundings, standard: Place, view: str) -> tuple[Place, ...]:
    top = Place(say("nav_standards"), addresses.with_query(addresses.STANDARDS, view))
    return (
        top,
        standard,
        *(_place(one, say, view) for one in around.above),
        Place("", "", trail.clause.text("number")),
    )


def _place(clause: Node, say: Say, view: str) -> Place:
    title = clause_title(clause, say.language) or _excerpt(clause.text("text"))
    return Place(title, addresses.of_kind("clause", clause.id, view), clause.text("number"))


def _excerpt(text: str, most: int = 60) -> str:
    """The beginning of a text, for rows without a title."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rstrip() + "…"


def _language_of(standard: Node) -> str:
    tag = str(standard.get("language") or "")
    return "zh-Hans" if tag == "zh" else tag


def _printed(clause: Node) -> str:
    printed = str(clause.get("printed") or "")
    return printed if printed not in ("", clause.text("number")) else ""


def _cited(row: Any) -> str:
    return str(row["printed"])


def _obligation(one: Obligation, rows: TrailRows, say: Say) -> ObligationRow:
    shown = mark("met", one.met, say.term("met", one.met)) if one.met and one.asked else None
    return ObligationRow(
        kind=say.term("obligation", one.kind),
        strength=say.term("strength", one.strength),
        words=one.words or "",
        asked=one.asked,
        mark=shown or mark("met", "not_assessed", say("not_asked")),
        met_by=_met_by(one, rows, say) if one.asked else "",
    )


def _met_by(one: Obligation, rows: TrailRows, say: Say) -> str:
    """The revisions in force, or how many records meet it."""
    if one.met in (None, "no", "not_assessed"):
        return ""
    revisions = [f"{chain.number} {chain.label}" for chain in rows.chains if chain.linked]
    meeting = _meeting(rows)
    parts = revisions if one.kind in ("procedure", "any") else []
    if one.kind in ("record", "any") and meeting:
        parts = [*parts, say.counted("count_records", meeting)]
    return say("list_separator").join(parts)


def _meeting(rows: TrailRows) -> int:
    """Distinct records that meet what is asked."""
    shown = [one for chain in rows.chains for one in chain.records] + list(rows.direct)
    months = [month for chain in rows.chains for month in chain.months] + list(rows.direct_months)
    shown += [one for month in months for one in month.records]
    return len({one.href for one in shown if one.standing in ("meets", "suspect")})


def _met_summary(trail: Trail, say: Say) -> str:
    asked = [one for one in trail.obligations if one.asked]
    parts = [say.counted("count_asked", len(asked))] if asked else [say("nothing_asked")]
    for code in ("yes", "suspect", "no", "not_assessed"):
        number = sum(one.met == code for one in asked)
        if number:
            parts.append(f"{say.term('met', code)} {number}")
    return say("clause_separator").join(parts)


def _trail_summary(rows: TrailRows, say: Say) -> str:
    parts = [
        say.counted("count_procedures", rows.counts["procedure"]),
        say.counted("count_records", rows.counts["record"]),
        say.counted("count_files", rows.counts["evidence"]),
    ]
    if rows.gaps:
        parts.append(say.counted("count_gaps", len(rows.gaps)))
    return say("clause_separator").join(parts)


def _exclusion(node: Node, say: Say) -> Exclusion:
    state = node.text("state")
    return Exclusion(
        say.term("applicability", state),
        str(node.get("from") or ""),
        str(node.get("to") or ""),
        node.text("reason"),
        state == "declared",
    )
