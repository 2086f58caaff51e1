"""Pages of controlled documents that read: the list, one document, the way to a revision."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages import document_clauses, document_forms
from api.pages.desk import At, View
from api.pages.routing import new_router, page
from api.pages.showing import led, shown
from ui import addresses
from ui.document_difference import difference_page
from ui.document_page import document_page
from ui.document_pages import PAGE, Asked, documents_page, revision_address
from workflows import document_list, document_view, revisions
from workflows.document_list import Wanted

MOST = 1_000_000
"""Pages that are counted: a place far behind the end is an empty page, not an error."""
router = new_router()
Text = Annotated[str, Query(max_length=200)]


@page(router, addresses.DOCUMENTS)
def all_documents(
    desk: At,
    view: View,
    q: Text = "",
    type: Text = "",  # noqa: A002  its name in the address
    state: Text = "",
    page: Annotated[int, Query(ge=1, le=MOST)] = 1,
) -> Response:
    """The controlled documents."""
    wanted = Wanted(q.strip(), type, state, view.asked.as_of)
    found = document_list.listed(desk.system, desk.person, wanted, (page - 1) * PAGE, PAGE)
    asked = Asked(wanted, page, view.asked.as_of or "", view.query)
    return shown(documents_page(desk.reader, desk.say, asked, found))


router.include_router(document_forms.router)
router.include_router(document_clauses.router)


@page(router, addresses.DOCUMENTS + "/{ref:path}/difference")
def difference(
    desk: At,
    ref: str,
    old: Annotated[str, Query(alias="from", max_length=300)] = "",
    new: Annotated[str, Query(alias="to", max_length=300)] = "",
) -> Response:
    """What changed between two revisions."""
    found = document_view.compared(desk.system, desk.person, ref, old, new)
    return shown(difference_page(desk.reader, desk.say, found))


@page(router, addresses.DOCUMENTS + "/{ref:path}")
def document(desk: At, ref: str, view: View) -> Response:
    """A document with its revisions, who spoke on it, and what it satisfies."""
    found = document_view.view(desk.system, desk.person, ref)
    return shown(document_page(desk.reader, desk.say, desk.person.name, found, view.asked.as_of or "", view.query))


@page(router, "/revisions/{ref:path}")
def revision(desk: At, ref: str, view: View) -> Response:
    """A revision is seen in its document."""
    found = revisions.find(desk.system, desk.person, ref)
    return led(revision_address(found.text("document"), found.id, view.query))
