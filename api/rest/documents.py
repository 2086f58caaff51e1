"""Controlled documents and their revisions: added and revised with their file, adopted, withdrawn, handed out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.incoming.uploads import Form, received, stored
from api.rest.asked import AdoptionTold, Withdrawal
from api.rest.desk import At, Desk
from api.rest.downloads import download
from api.rest.presenting import Part, changed, created, one, sliced
from api.rest.routes import form, new_router, told, with_headers
from graph_schema.blobs import BlobWriter
from workflows import documents, revisions
from workflows.documents import Adoption
from workflows.permissions import require

_NEW = {
    "number": "The document's number, `QP-05`.",
    "label": "The revision's label, `A/0`.",
    "title": "The document's title.",
    "type": "manual, policy, procedure, work_instruction, service_specification, form, external ...",
}
_REVISED = {"label": "The new revision's label, `B/0`."}
router = new_router("documents")


@router.get("/documents", responses=told("DocumentPage"))
def list_documents(desk: At, page: Part) -> Response:
    """All documents by number, each with its revisions and the one in force today."""
    return sliced(desk.request, page, documents.listed(desk.system, desk.person))


@router.post(
    "/documents",
    status_code=201,
    responses=told("RevisionAdded", 201),
    openapi_extra=form(_NEW, [*_NEW]) | with_headers("Idempotency-Key"),
)
async def add_document(request: Request, desk: At) -> Response:
    """A new document with the file of its first revision, a draft."""
    require(desk.person.roles, "document.write")
    limit = desk.rim.settings.upload_limit
    async with received(request, frozenset(_NEW), desk.system.blobs.writer, limit) as sent:
        return await run_in_threadpool(_add, desk, sent)


def _add(desk: Desk, sent: Form[BlobWriter]) -> Response:
    number, label, title, type_ = (sent.need(name) for name in _NEW)
    file = stored(sent.only())
    answer = documents.add(desk.system, desk.person, number, label, title, type_, file)
    return created(answer, f"documents/{answer['document']['id']}", answer["document"])


@router.post(
    "/documents/{ref:path}/revisions",
    status_code=201,
    responses=told("RevisionAdded", 201),
    openapi_extra=form(_REVISED, [*_REVISED]) | with_headers("Idempotency-Key"),
)
async def revise_document(request: Request, desk: At, ref: str) -> Response:
    """A new revision with its file, a draft; its predecessor's links are carried over as proposals."""
    require(desk.person.roles, "document.write")
    limit = desk.rim.settings.upload_limit
    async with received(request, frozenset(_REVISED), desk.system.blobs.writer, limit) as sent:
        return await run_in_threadpool(_revise, desk, ref, sent)


def _revise(desk: Desk, ref: str, sent: Form[BlobWriter]) -> Response:
    document, label = desk.id_of(ref, "document"), sent.need("label")
    answer = documents.revise(desk.system, desk.person, document, label, stored(sent.only()))
    return created(answer, f"revisions/{answer['revision']['id']}", answer["revision"])


@router.get("/documents/{ref:path}", responses=told("DocumentShown"))
def show_document(desk: At, ref: str) -> Response:
    """One document with its revisions in full."""
    return one(desk.request, documents.show(desk.system, desk.person, ref))


@router.post(
    "/revisions/{ref:path}/adopt", responses=told("Adopted"), openapi_extra=with_headers("If-Match", "Idempotency-Key")
)
def adopt_revision(desk: At, ref: str, given: AdoptionTold) -> Response:
    """Enter a revision as in force since a past date, as told; it stays marked adopted."""
    adoption = Adoption(**given.model_dump(exclude={"confirm"}))
    answer = documents.adopt(desk.system, desk.person, ref, adoption, given.confirm, desk.version)
    return changed(answer, answer["revision"])


@router.post(
    "/revisions/{ref:path}/withdraw",
    responses=told("Withdrawn"),
    openapi_extra=with_headers("If-Match", "Idempotency-Key"),
)
def withdraw_revision(desk: At, ref: str, given: Withdrawal) -> Response:
    """Withdraw a revision: a draft at once, an approved one on a day."""
    answer = documents.withdraw(desk.system, desk.person, ref, given.reason, given.on, desk.version)
    return changed(answer, answer["revision"])


@router.get("/revisions/{ref:path}/content", responses=told("File", media_type="application/octet-stream"))
def download_revision(desk: At, ref: str) -> Response:
    """The revision's file, checked before it is sent."""
    node = revisions.content(desk.system, desk.person, ref)
    return download(desk.request, desk.system.blobs, node, node.text("content"))


@router.get("/revisions/{ref:path}", responses=told("RevisionShown"))
def show_revision(desk: At, ref: str) -> Response:
    """One revision with its phase, interval, decision and links."""
    return one(desk.request, revisions.show(desk.system, desk.person, ref))
