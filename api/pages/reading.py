"""Pages that only read: editions and clauses, and the page of a link."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages.desk import At, View
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import InvalidInput
from graph_schema.results import STATES
from ui import addresses
from ui.clause_page import SHOWS, clause_page
from ui.standard_page import standard_page, standards_page
from ui.thing_pages import link_page
from workflows import links, standards
from workflows.surroundings import coverage_with_head, trail_with_surroundings

router = new_router()


@page(router, addresses.STANDARDS)
def editions(desk: At, view: View) -> Response:
    """The editions."""
    found = standards.listed(desk.system, desk.person)
    return shown(standards_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))


@page(router, addresses.STANDARDS + "/{ref:path}")
def edition(
    desk: At,
    ref: str,
    view: View,
    state: Annotated[str, Query()] = "",
    start: Annotated[int, Query(alias="from", ge=0)] = 0,
) -> Response:
    """An edition's clauses with the state of each."""
    if state not in ("", "gaps", *STATES):
        raise InvalidInput("state_unknown", value=state[:40])
    coverage, now, time = coverage_with_head(desk.system, desk.person, ref, view.asked)
    return shown(standard_page(desk.reader, desk.say, coverage, view.asked, state, now, time, start))


@page(router, "/clauses/{ref:path}")
def clause(desk: At, ref: str, view: View, show: Annotated[str, Query()] = SHOWS[0]) -> Response:
    """The clause page."""
    if show not in SHOWS:
        raise InvalidInput("show_unknown", value=show[:40])
    trail, around = trail_with_surroundings(desk.system, desk.person, ref, view.asked)
    return shown(clause_page(desk.reader, desk.say, trail, around, view.asked, show))


@page(router, "/links/{ref:path}")
def link(desk: At, ref: str, view: View) -> Response:
    """A link with both ends and every version."""
    found = links.show(desk.system, desk.person, ref)
    return shown(link_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))
