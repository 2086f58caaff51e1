"""Records: proof that something was done, under the revision it was made under."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.rest.asked import NewRecord, RecordCorrection, RecordParts
from api.rest.desk import At
from api.rest.presenting import Part, changed, created, one, paged
from api.rest.routes import new_router, told, with_headers
from workflows import records
from workflows.records import RecordFields

router = new_router("records", "/records")


@router.get("", responses=told("RecordPage"))
def list_records(
    desk: At, page: Part, document: Annotated[str | None, Query(description="Only those of this document.")] = None
) -> Response:
    """Records in the order they were entered."""
    return paged(
        desk.request,
        page,
        lambda after, limit: records.listed(desk.system, desk.person, document, after, limit),
    )


@router.post("", status_code=201, responses=told("RecordAdded", 201), openapi_extra=with_headers("Idempotency-Key"))
def add_record(desk: At, given: NewRecord) -> Response:
    """A new record, with a confirmed link to the revision it was made under."""
    answer = records.add(desk.system, desk.person, _fields(given, given.type), given.revision)
    return created(answer, f"records/{answer['record']['id']}", answer["record"])


@router.patch("/{ref:path}", responses=told("RecordAdded"), openapi_extra=with_headers("If-Match", "Idempotency-Key"))
def correct_record(desk: At, ref: str, given: RecordCorrection) -> Response:
    """Correct a record: a new version with its reason; links confirmed on the old content turn suspect."""
    fields = _fields(given, given.type)
    answer = records.correct(desk.system, desk.person, ref, fields, given.reason, given.revision, desk.version)
    return changed(answer, answer["record"])


def _fields(given: RecordParts, type_: str | None) -> RecordFields:
    return RecordFields(type_, given.number, given.title, given.date, given.period, given.site)


@router.get("/{ref:path}", responses=told("RecordShown"))
def show_record(desk: At, ref: str) -> Response:
    """One record with its files, links and versions."""
    return one(desk.request, records.show(desk.system, desk.person, ref))
