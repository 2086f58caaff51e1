"""Coverage by chapter: one cell for each clause that asks for something, in the order of the standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_schema.results import STATES, ClauseRow, Coverage
from ui import addresses
from ui.marks import Mark, mark
from ui.say import Say
from ui.trail_view import clause_title

CELLS_MOST = 600
"""Cells of an edition that are drawn; a larger one shows the counts of its chapters only."""
SILENT = frozenset({"not_required"})
"""Own states of clauses that ask for nothing: they have no cell."""


@dataclass(frozen=True, slots=True)
class ClauseCell:
    """A clause: where it leads, what it is called, its state."""

    href: str
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its number and title, how many clauses ask for something (and the points of the group), its cells,
    and how many there are of each state."""

    number: str
    title: str
    note: str
    cells: tuple[ClauseCell, ...]
    tally: tuple[Mark, ...]


def chapters(coverage: Coverage, say: Say, view: str) -> tuple[Chapter, ...]:
    """The chapters that ask for anything. Top rows that have none below them stand together under one heading."""
    points = {str(one["number"]): str(one["points"]) for one in coverage.standard.get("points") or ()}
    asking = sum(row.own_state not in SILENT for row in coverage.clauses)
    found = []
    for head, rows in _grouped(coverage.clauses):
        asked = [row for row in rows if row.own_state not in SILENT]
        if asked:
            found.append(_chapter(head, asked, points, say, view, drawn=asking <= CELLS_MOST))
    return tuple(found)


def _grouped(rows: Sequence[ClauseRow]) -> list[tuple[ClauseRow | None, list[ClauseRow]]]:
    """Rows by the top row they are below; a top row alone joins those alone before it (head None)."""
    above = {row.clause.id: row.clause.get("parent") for row in rows}
    tops: dict[str, list[ClauseRow]] = {}
    by_id = {row.clause.id: row for row in rows}
    for row in rows:
        top = row.clause.id
        while (parent := above.get(top)) is not None:
            top = parent
        tops.setdefault(top, []).append(row)
    grouped: list[tuple[ClauseRow | None, list[ClauseRow]]] = []
    for top, members in tops.items():
        if len(members) > 1:
            grouped.append((by_id[top], members))
        elif grouped and grouped[-1][0] is None:
            grouped[-1][1].extend(members)
        else:
            grouped.append((None, members))
    return grouped


def _chapter(
    head: ClauseRow | None, rows: Sequence[ClauseRow], points: Mapping[str, str], say: Say, view: str, *, drawn: bool
) -> Chapter:
    first, last = rows[0].clause.text("number"), rows[-1].clause.text("number")
    if head is not None:
        number, title = head.clause.text("number"), clause_title(head.clause, say.language)
    else:
        number, title = (first if len(rows) == 1 else f"{first} – {last}"), ""
        title = clause_title(rows[0].clause, say.language) if len(rows) == 1 else ""
    note = say.counted("chapter_count", len(rows))
    if number in points:
        note = say("chapter_points", count=note, points=points[number])
    return Chapter(
        number,
        title,
        note,
        tuple(_cell(row, say, view) for row in rows) if drawn else (),
        tuple(
            mark("state", code, f"{say.term('state', code)} {count}")
            for code in STATES
            if (count := sum(row.own_state == code for row in rows))
        ),
    )


def _cell(row: ClauseRow, say: Say, view: str) -> ClauseCell:
    state = mark("state", row.own_state, say.term("state", row.own_state))
    name = f"{row.clause.text('number')} {clause_title(row.clause, say.language)}".strip()
    return ClauseCell(
        addresses.of_kind("clause", row.clause.id, view), say("chapter_cell", name=name, state=state.word), state
    )
