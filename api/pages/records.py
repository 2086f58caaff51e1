"""Pages of records that read: the list and one record."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages import record_forms, record_links
from api.pages.desk import At, View
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import ClausetrailError
from ui import addresses
from ui.record_page import record_page
from ui.record_pages import PAGE, Asked, records_page
from workflows import record_list, record_view
from workflows.record_list import Wanted

MOST = 1_000_000
"""Pages that are counted: a place far behind the end is an empty page, not an error."""
router = new_router()
Text = Annotated[str, Query(max_length=300)]


@page(router, addresses.RECORDS)
def all_records(
    desk: At,
    view: View,
    q: Text = "",
    type: Text = "",  # noqa: A002  its name in the address
    site: Text = "",
    document: Text = "",
    first: Annotated[str, Query(alias="from", max_length=40)] = "",
    last: Annotated[str, Query(alias="to", max_length=40)] = "",
    lacks: Text = "",
    page: Annotated[int, Query(ge=1, le=MOST)] = 1,
) -> Response:
    """The records. A document nobody knows, or a day that is none, is told above the list of all the others."""
    wanted = Wanted(q.strip(), type.strip(), site.strip(), document.strip(), first.strip(), last.strip(), lacks)
    asked = Asked(wanted, page, view.asked.as_of or "", view.query)
    problem = ""
    try:
        found = record_list.listed(desk.system, desk.person, wanted, (page - 1) * PAGE, PAGE)
    except ClausetrailError as error:
        if error.status not in (404, 409, 422) or error.code == "state_unknown":
            raise
        problem = desk.say.error(error.code, dict(error.params))
        open_ = replace(wanted, document="", first="", last="")
        found = record_list.listed(desk.system, desk.person, open_, (page - 1) * PAGE, PAGE)
    return shown(records_page(desk.reader, desk.say, asked, found, problem), 422 if problem else 200)


router.include_router(record_links.router)
router.include_router(record_forms.router)


@page(router, addresses.RECORDS + "/{ref:path}")
def record(desk: At, ref: str, view: View) -> Response:
    """A record with its files, links and versions."""
    found = record_view.view(desk.system, desk.person, ref)
    return shown(record_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))
