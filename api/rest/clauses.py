"""Clauses: shown, corrected against the printed text, declared not applicable; and the trail, the product's answer."""

from __future__ import annotations

from starlette.responses import Response

from api.rest.asked import Because, ClauseCorrection, Frame, NotApplicable
from api.rest.desk import At
from api.rest.presenting import changed, created, one, read
from api.rest.routes import new_router, told, with_headers
from workflows import clauses, trails

router = new_router("clauses", "/clauses")


@router.get("/{ref:path}/trail", responses=told("Trail"))
def show_trail(desk: At, ref: str, asked: Frame) -> Response:
    """From a clause to the procedure, records and files that prove it: on a day, as known at an entry or instant."""
    return read(desk.request, trails.trail_document(desk.system, desk.person, ref, asked))


@router.post("/{ref:path}/applicability/lift", responses=told("Lifted"), openapi_extra=with_headers("Idempotency-Key"))
def lift_applicability(desk: At, ref: str, given: Because) -> Response:
    """Lift every statement on the clause itself that it does not apply."""
    return changed(clauses.lift(desk.system, desk.person, ref, given.reason))


@router.post(
    "/{ref:path}/applicability",
    status_code=201,
    responses=told("Applicability", 201),
    openapi_extra=with_headers("Idempotency-Key"),
)
def declare_not_applicable(desk: At, ref: str, given: NotApplicable) -> Response:
    """Decide that a clause and all below it does not apply."""
    answer = clauses.declare_not_applicable(desk.system, desk.person, ref, given.reason, given.from_, given.to)
    return created(answer, f"clauses/{answer['clause']}", answer)


@router.patch("/{ref:path}", responses=told("Clause"), openapi_extra=with_headers("If-Match", "Idempotency-Key"))
def correct_clause(desk: At, ref: str, given: ClauseCorrection) -> Response:
    """Correct a clause's text; links confirmed on the old text turn suspect."""
    answer = clauses.correct(desk.system, desk.person, ref, given.text, given.reason, given.title, desk.version)
    return changed(answer, answer)


@router.get("/{ref:path}", responses=told("ClauseShown"))
def show_clause(desk: At, ref: str, asked: Frame) -> Response:
    """One clause as known, with its edition, statements of applicability and versions."""
    return one(desk.request, clauses.show(desk.system, desk.person, ref, asked))
