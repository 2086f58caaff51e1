"""The queue of files to be read: how many stand in each state, and which."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.rest.desk import At
from api.rest.presenting import PAGE, PAGE_MOST, read
from api.rest.routes import new_router, told
from workflows import queue

router = new_router("jobs", "/jobs")


@router.get("", responses=told("Queue"))
def list_jobs(
    desk: At,
    state: Annotated[str | None, Query(max_length=40, description="Only this state; default all but `done`.")] = None,
    after: Annotated[int, Query(ge=0, description="The `change` of the last item seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE_MOST, description="Items at most.")] = PAGE,
) -> Response:
    """How reading files went, in the order in which they came to their state; `after` goes on from there."""
    return read(desk.request, queue.listed(desk.system, desk.person, state, after, limit))
