"""Links that carry claims: listed, proposed, and decided one by one or many in one entry."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.rest.asked import LinkDecision, LinkDecisions, LinksReaffirmed, NewLink, State
from api.rest.desk import At
from api.rest.presenting import Part, changed, created, one, paged
from api.rest.routes import new_router, told, with_headers
from graph_schema.ports import LinkFilter
from workflows import links

_HEADERS = with_headers("If-Match", "Idempotency-Key")
_KEY = with_headers("Idempotency-Key")
router = new_router("links", "/links")


@router.get("", responses=told("LinkPage"))
def list_links(
    desk: At,
    page: Part,
    kind: Annotated[str | None, Query(description="`satisfies`, `records`, `supersedes` ...")] = None,
    state: Annotated[list[State] | None, Query(description="One or several states.")] = None,
    suspect: Annotated[bool, Query(description="Only confirmed ones of which an end has changed since.")] = False,
    from_: Annotated[str | None, Query(alias="from", description="An id, or a reference with its kind.")] = None,
    to: Annotated[str | None, Query(description="An id, or a reference with its kind.")] = None,
) -> Response:
    """Links by id, both ends named, and whether they are suspect."""
    if kind is not None:
        desk.system.vocabulary.link_kind(kind)
    start, end = (desk.id_of(one) if one else None for one in (from_, to))
    where = LinkFilter(kind, frozenset(state) if state else None, start, end, suspect)
    return paged(desk.request, page, lambda after, limit: links.listed(desk.system, desk.person, where, after, limit))


@router.post("", status_code=201, responses=told("Link", 201), openapi_extra=_KEY)
def propose_link(desk: At, given: NewLink) -> Response:
    """Propose a link. After a rejection a new proposal needs a reason."""
    more = given.model_dump(include={"kind", "reason", "valid_from", "valid_to", "fields"})
    answer = links.propose(desk.system, desk.person, given.from_, given.to, **more)
    return created(answer, f"links/{answer['id']}", answer)


@router.post("/confirm", responses=told("LinksDecided"), openapi_extra=_KEY)
def confirm_links(desk: At, given: LinkDecisions) -> Response:
    """Confirm proposals in one entry, with the stamps of both ends as they are now."""
    return changed(links.confirm(desk.system, desk.person, given.links, given.reason))


@router.post("/reject", responses=told("LinksDecided"), openapi_extra=_KEY)
def reject_links(desk: At, given: LinkDecisions) -> Response:
    """Reject proposals in one entry, with a reason."""
    return changed(links.reject(desk.system, desk.person, given.links, given.reason or ""))


@router.post("/withdraw", responses=told("LinksDecided"), openapi_extra=_KEY)
def withdraw_links(desk: At, given: LinkDecisions) -> Response:
    """Withdraw own proposals, or confirmed links, in one entry, with a reason."""
    return changed(links.withdraw(desk.system, desk.person, given.links, given.reason or ""))


@router.post("/reaffirm", responses=told("LinksDecided"), openapi_extra=_KEY)
def reaffirm_links(desk: At, given: LinksReaffirmed) -> Response:
    """Take new stamps in one entry; those around a thing that fail are left out and said."""
    return changed(links.reaffirm(desk.system, desk.person, given.links, given.reason, around=given.around))


@router.post("/{ref}/confirm", responses=told("LinksDecided"), openapi_extra=_HEADERS)
def confirm_link(desk: At, ref: str, given: LinkDecision) -> Response:
    """Confirm one proposal."""
    answer = links.confirm(desk.system, desk.person, [ref], given.reason, desk.version)
    return changed(answer, answer["links"][0])


@router.post("/{ref}/reject", responses=told("LinksDecided"), openapi_extra=_HEADERS)
def reject_link(desk: At, ref: str, given: LinkDecision) -> Response:
    """Reject one proposal, with a reason."""
    answer = links.reject(desk.system, desk.person, [ref], given.reason or "", desk.version)
    return changed(answer, answer["links"][0])


@router.post("/{ref}/withdraw", responses=told("LinksDecided"), openapi_extra=_HEADERS)
def withdraw_link(desk: At, ref: str, given: LinkDecision) -> Response:
    """Withdraw one link, with a reason."""
    answer = links.withdraw(desk.system, desk.person, [ref], given.reason or "", desk.version)
    return changed(answer, answer["links"][0])


@router.post("/{ref}/reaffirm", responses=told("LinksDecided"), openapi_extra=_HEADERS)
def reaffirm_link(desk: At, ref: str, given: LinkDecision) -> Response:
    """Take new stamps of one confirmed link after someone looked again."""
    answer = links.reaffirm(desk.system, desk.person, [ref], given.reason, version=desk.version)
    return changed(answer, answer["links"][0])


@router.get("/{ref}", responses=told("LinkShown"))
def show_link(desk: At, ref: str) -> Response:
    """One link with both ends and every version it had."""
    return one(desk.request, links.show(desk.system, desk.person, ref))
