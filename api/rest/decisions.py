"""How revisions come into force: submitted, approved or refused; what waits, and what a decision would change."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.rest.asked import Approval, Refusal, Submission
from api.rest.desk import At
from api.rest.presenting import Part, changed, read, sliced
from api.rest.routes import new_router, told, with_headers
from workflows import decisions, previews
from workflows.decisions import Shown

_HEADERS = with_headers("If-Match", "Idempotency-Key")
router = new_router("decisions")


@router.get("/decisions/waiting", responses=told("WaitingPage"))
def list_waiting(desk: At, page: Part) -> Response:
    """What waits for the asker's decision, the longest waiting first; own work is marked."""
    return sliced(desk.request, page, decisions.waiting(desk.system, desk.person))


@router.get("/revisions/{ref:path}/decision-brief", responses=told("DecisionBrief"))
def brief_decision(
    desk: At,
    ref: str,
    effective_from: Annotated[str | None, Query(description="As if approved from this day on; default today.")] = None,
) -> Response:
    """What a decision on the revision would change: text, clauses, records, states. Nothing is written."""
    answer = previews.brief(desk.system, desk.person, ref, effective_from)
    return read(desk.request, answer, answer["revision"]["version"])


@router.post("/revisions/{ref:path}/submit", responses=told("Submitted"), openapi_extra=_HEADERS)
def submit_revision(desk: At, ref: str, given: Submission) -> Response:
    """Put a draft before management."""
    answer = decisions.submit(desk.system, desk.person, ref, given.reason, desk.version)
    return changed(answer, answer["revision"])


@router.post("/revisions/{ref:path}/approve", responses=told("Approved"), openapi_extra=_HEADERS)
def approve_revision(desk: At, ref: str, given: Approval) -> Response:
    """Bring a submitted revision into force from a day on; the links it carries over are confirmed with it."""
    links = None if given.shown_links is None else tuple(given.shown_links)
    shown = Shown(desk.version, links, given.shown_against)
    answer = decisions.approve(desk.system, desk.person, ref, given.effective_from, given.reason, given.untick, shown)
    return changed(answer, answer["revision"])


@router.post("/revisions/{ref:path}/refuse", responses=told("Refused"), openapi_extra=_HEADERS)
def refuse_revision(desk: At, ref: str, given: Refusal) -> Response:
    """Refuse a submitted revision for good; its carried links are withdrawn."""
    answer = decisions.refuse(desk.system, desk.person, ref, given.reason, desk.version)
    return changed(answer, answer["revision"])
