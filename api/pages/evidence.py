"""Evidence: the list, a file with its pages, the pictures of pages, the file of a revision, reading again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.pages import evidence_forms
from api.pages.desk import At, PageDesk, View
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.dates import day
from ui import addresses
from ui.evidence_file import evidence_page, revision_file_page
from ui.evidence_pages import PAGE, Asked, evidence_list_page
from ui.file_view import WIDTH
from ui.render import Page
from workflows import evidence_list, evidence_records, evidence_view, pages, queue, revisions
from workflows.evidence_list import Wanted

YEAR = 365 * 24 * 3600
router = new_router()
MOST = 1_000_000
"""Pages that are counted: a place far behind the end is an empty page, not an error."""
PICTURE_POLICY = "sandbox; default-src 'none'"
Place = Annotated[int | None, Query(ge=1, le=MOST)]
Width = Annotated[int, Query()]
Number = Annotated[int, Path(ge=0, le=MOST)]
"""Of a page in an address. A converter of the router would fall over 5,000 digits."""
Words = Annotated[str, Query(max_length=200_000)]
"""Longer than anything looked for: what is too long is cut with a hint, never an error."""


def wanted(
    q: Words = "",
    reading: Annotated[str, Query(max_length=40)] = "",
    unlinked: Annotated[str, Query(max_length=1)] = "",
    fixity: Annotated[str, Query(max_length=40)] = "",
    site: Annotated[str, Query(max_length=200)] = "",
    start: Annotated[str, Query(alias="from", max_length=40)] = "",
    end: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> Wanted:
    """The filters of the list."""
    return Wanted(
        text=q.strip()[:200],
        reading=reading,
        fixity=fixity,
        site=site.strip(),
        start=day(start, "from") if start else "",
        end=day(end, "to") if end else "",
        unlinked=bool(unlinked),
    )


@page(router, addresses.EVIDENCE)
def all_evidence(
    desk: At, view: View, asked: Annotated[Wanted, Depends(wanted)], page: Annotated[int, Query(ge=1, le=MOST)] = 1
) -> Response:
    """The files, newest first."""
    found = evidence_list.listed(desk.system, desk.person, asked, (page - 1) * PAGE, PAGE)
    recent = evidence_records.recent(desk.system, desk.person)
    here = Asked(asked, page, view.asked.as_of or "")
    return shown(evidence_list_page(desk.reader, desk.say, here, found, recent))


@page(router, addresses.EVIDENCE_RECORDS)
def records_like(desk: At, q: Words = "") -> Response:
    """Records that what was typed so far may mean, for the script that proposes them."""
    found = evidence_records.like(desk.system, desk.person, q)
    return JSONResponse([{"value": one.value, "label": one.label} for one in found])


router.include_router(evidence_forms.router)


@page(router, addresses.EVIDENCE + "/{ref:path}/pages/{number}.webp")
def evidence_picture(
    request: Request, desk: At, ref: str, number: Number, width: Width = WIDTH, v: str = ""
) -> Response:
    """A page of an evidence, drawn."""
    return picture(request, desk, "evidence", ref, number, width, v)


@page(router, "/revisions/{ref:path}/pages/{number}.webp")
def revision_picture(
    request: Request, desk: At, ref: str, number: Number, width: Width = WIDTH, v: str = ""
) -> Response:
    """A page of a revision's file, drawn."""
    return picture(request, desk, "revision", ref, number, width, v)


def picture(request: Request, desk: PageDesk, kind: str, ref: str, number: int, width: int, asked: str) -> Response:
    """The picture. Its address names its version, so that the reader's own browser may keep it for good."""
    version, drawn = pages.picture(desk.system, desk.person, kind, ref, number, width)
    tag = f'"{version}-{number}-{width}"'
    headers = {
        "Cache-Control": f"private, max-age={YEAR}, immutable" if asked == version else "private, no-cache",
        "Content-Security-Policy": PICTURE_POLICY,
        "ETag": tag,
        "Vary": "Cookie",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(drawn.content, 200, headers, media_type="image/webp")


@page(router, "/revisions/{ref:path}/file")
def revision_file(desk: At, ref: str, view: View, page: Place = None, q: Words = "") -> Response:
    """A page of a revision's file."""
    found = revisions.show(desk.system, desk.person, ref)
    seen = pages.page(desk.system, desk.person, "revision", found["id"], page, q)
    return shown(revision_file_page(desk.reader, desk.say, found, seen, view.asked.as_of or "", view.query))


def show_evidence(sheet: Sheet) -> Page:
    """The page of a file; what was refused stands above it."""
    desk, query = sheet.desk, sheet.query
    found = evidence_view.shown(desk.system, desk.person, sheet.at["ref"])
    seen = pages.page(desk.system, desk.person, "evidence", found["id"], query.number("page"), query.get("q"))
    return evidence_page(desk.reader, desk.say, found, seen, "", "")


def act_reread(sheet: Sheet) -> Done:
    """Have the file read again."""
    ref = sheet.at["ref"]
    queue.reread(sheet.desk.system, sheet.desk.person, [ref])
    return Done(addresses.of_kind("evidence", ref), "evidence_reread_asked")


add(router, PageForm(addresses.EVIDENCE + "/{ref:path}/reread", show_evidence, act_reread))


@page(router, addresses.EVIDENCE + "/{ref:path}")
def file(desk: At, ref: str, view: View, page: Place = None, q: Words = "") -> Response:
    """A file: a page of it, what it stands behind, the way to its bytes."""
    found = evidence_view.shown(desk.system, desk.person, ref)
    seen = pages.page(desk.system, desk.person, "evidence", found["id"], page, q)
    return shown(evidence_page(desk.reader, desk.say, found, seen, view.asked.as_of or "", view.query))
