"""Evidence: files uploaded, listed, shown, handed out, checked for what they were."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.incoming.uploads import Form, received, stored
from api.rest.asked import EvidenceNamed
from api.rest.desk import At, Desk
from api.rest.downloads import download
from api.rest.presenting import Part, changed, created, one, paged
from api.rest.routes import form, new_router, told, with_headers
from graph_schema.blobs import BlobWriter
from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from workflows import evidence, queue
from workflows.evidence import Use
from workflows.permissions import require

_FIELDS = {
    "record": "The record the files stand behind: an id or `record:NO`.",
    "confirm": "`true`: the links to the record are confirmed at once, not proposed.",
    "date": "The evidence date.",
    "site": "The site.",
}
router = new_router("evidence", "/evidence")


@router.get("", responses=told("EvidencePage"))
def list_evidence(desk: At, page: Part) -> Response:
    """Evidence in the order it came."""
    return paged(desk.request, page, lambda after, limit: evidence.listed(desk.system, desk.person, after, limit))


@router.post(
    "",
    status_code=201,
    responses=told("EvidenceAdded", 201),
    openapi_extra=form(_FIELDS, files=True) | with_headers("Idempotency-Key"),
)
async def add_evidence(request: Request, desk: At) -> Response:
    """Upload files, durable before this answers. The same bytes again give the existing evidence, and say so."""
    require(desk.person.roles, "evidence.add")
    limit = desk.rim.settings.upload_limit
    async with received(request, frozenset(_FIELDS), desk.system.blobs.writer, limit) as sent:
        return await run_in_threadpool(_add, desk, sent)


def _add(desk: Desk, sent: Form[BlobWriter]) -> Response:
    confirm = _truth(sent.get("confirm"))
    if confirm:
        require(desk.person.roles, "link.decide")
    record, date = sent.get("record"), sent.get("date")
    if record is not None:  # refused before any file is finished
        record = desk.id_of(record, "record")
    if not sent.files:
        raise InvalidInput("files_missing")
    if any(file.size == 0 for file in sent.files):
        raise InvalidInput("file_empty", name=next(file.name for file in sent.files if file.size == 0))
    use = Use(date and day(date, "evidence_date"), sent.get("site"))
    files = [stored(file) for file in sent.files]
    answer = evidence.add(desk.system, desk.person, files, use, record, confirm)
    return created(answer, f"evidence/{answer['evidence'][0]['id']}")


def _truth(text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise InvalidInput("request_invalid", places="body.confirm")
    return text == "true"


@router.post("/verify", responses=told("FixityReport"))
def verify_evidence(desk: At, given: EvidenceNamed) -> Response:
    """Check bytes against their digests: changed, missing, untracked. One entry, whatever is found."""
    return changed(evidence.verify(desk.system, desk.person, given.evidence))


@router.get("/{ref:path}/content", responses=told("File", media_type="application/octet-stream"))
def download_evidence(desk: At, ref: str) -> Response:
    """The file, checked before it is sent: one that no longer holds is refused, and that is written down."""
    node = evidence.content(desk.system, desk.person, ref)
    return download(desk.request, desk.system.blobs, node, node.text("sha256"))


@router.post("/{ref:path}/reread", responses=told("Reread"))
def reread_evidence(desk: At, ref: str) -> Response:
    """Queue the file to be read again: its text and pictures are made anew. Derived data alone: no ledger entry."""
    return changed(queue.reread(desk.system, desk.person, [ref]))


@router.get("/{ref:path}", responses=told("EvidenceShown"))
def show_evidence(desk: At, ref: str) -> Response:
    """One evidence with the records it stands behind."""
    return one(desk.request, evidence.show(desk.system, desk.person, ref))
