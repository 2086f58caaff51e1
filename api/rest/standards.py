"""Standards: read into clauses after a preview, listed, dated, covered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.incoming.scratch import Scratch, scratch
from api.incoming.uploads import Form, received
from api.rest.asked import Dates, Frame, FromTemplate
from api.rest.desk import At, Desk
from api.rest.presenting import Part, changed, created, one, read, sliced
from api.rest.routes import form, new_router, told, with_headers
from workflows import standards, trails
from workflows.answers import Json
from workflows.files import chunks, store
from workflows.permissions import require
from workflows.standards import Edition

SOURCE_LIMIT = 200 << 20
"""Bytes of the file of a standard; a whole book of law is about 5 MB."""
_EDITION = {
    "code": "The standard's code, `SB/T 10382`.",
    "edition": "Its edition, mostly a year.",
    "title": "Its title.",
    "language": "zh, zh-Hant or en; default by its letters.",
    "in_force_from": "First day it is in force.",
    "in_force_to": "First day it is obsolete.",
    "supersedes": "The edition it replaces; importing a successor ends nothing.",
}
_KNOWN = frozenset(_EDITION)
router: APIRouter = new_router("standards", "/standards")


@router.get("", responses=told("StandardPage"))
def list_standards(desk: At, page: Part) -> Response:
    """All editions by code and edition."""
    return sliced(desk.request, page, standards.listed(desk.system, desk.person))


@router.post("/preview", responses=told("Preview"), openapi_extra=form(_EDITION))
async def preview_standard(request: Request, desk: At) -> Response:
    """Read a file into clauses without keeping anything: rows, what is set aside, issues."""
    require(desk.person.roles, "read")
    async with received(request, _KNOWN, scratch, SOURCE_LIMIT) as sent:
        return await run_in_threadpool(_preview, desk, sent)


def _preview(desk: Desk, sent: Form[Scratch]) -> Response:
    file = sent.only()
    content = standards.read(file.sink.whole(file.name), sent.get("language"))
    edition = Edition(sent.get("code") or "", sent.get("edition") or "")
    return changed(standards.preview(desk.system, desk.person, content, edition))


@router.post(
    "",
    status_code=201,
    responses=told("StandardImported", 201) | told("StandardImported", 200, about="The edition was there already."),
    openapi_extra=form(_EDITION, ["code", "edition"]) | with_headers("Idempotency-Key"),
)
async def import_standard(request: Request, desk: At) -> Response:
    """Enter an edition with all its clauses as one entry. The same edition again changes nothing and says so."""
    require(desk.person.roles, "standard.import")
    async with received(request, _KNOWN, scratch, SOURCE_LIMIT) as sent:
        return await run_in_threadpool(_import, desk, sent)


def _import(desk: Desk, sent: Form[Scratch]) -> Response:
    file = sent.only()
    edition = Edition(sent.need("code"), sent.need("edition"), *(sent.get(name) for name in list(_EDITION)[2:]))
    path = file.sink.whole(file.name)
    content = standards.read(path, edition.language)
    if content.parsed.clauses:  # the source is durable before the edition that names it
        with path.open("rb") as source:
            kept = store(desk.system.blobs, chunks(source), file.name)
        content = replace(content, source=kept.sha256, source_name=kept.name)
    return _imported(standards.import_edition(desk.system, desk.person, edition, content))


def _imported(answer: Json) -> Response:
    standard = answer["standard"]
    return (
        changed(answer, standard)
        if answer.get("unchanged")
        else created(answer, f"standards/{standard['id']}", standard)
    )


@router.post(
    "/templates/{name}",
    status_code=201,
    responses=told("StandardImported", 201) | told("StandardImported", 200, about="The edition was there already."),
    openapi_extra=with_headers("Idempotency-Key"),
)
def import_template(desk: At, name: str, given: FromTemplate) -> Response:
    """Enter an edition that ships with the product, `gbt27922`: numbers, own-wording titles, groups and levels."""
    require(desk.person.roles, "standard.import")
    edition, content = standards.template(name)
    told_more: dict[str, Any] = given.model_dump(exclude_none=True)
    return _imported(standards.import_edition(desk.system, desk.person, replace(edition, **told_more), content))


@router.get("/{ref:path}/coverage", responses=told("Coverage"))
def show_coverage(desk: At, ref: str, asked: Frame) -> Response:
    """What is proved and what is not, for every clause of an edition."""
    return read(desk.request, trails.coverage_document(desk.system, desk.person, ref, asked))


@router.patch(
    "/{ref:path}/dates", responses=told("Standard"), openapi_extra=with_headers("If-Match", "Idempotency-Key")
)
def date_standard(desk: At, ref: str, given: Dates) -> Response:
    """Set an edition's own dates, and which edition it replaces."""
    answer = standards.set_dates(
        desk.system, desk.person, ref, given.in_force_from, given.in_force_to, given.supersedes, desk.version
    )
    return changed(answer, answer)


@router.get("/{ref:path}", responses=told("StandardShown"))
def show_standard(desk: At, ref: str) -> Response:
    """One edition with its clauses in order."""
    return one(desk.request, standards.show(desk.system, desk.person, ref))
