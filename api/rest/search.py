"""Search: what stands in clauses, documents, records and files, as the asker may read it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.rest.desk import At
from api.rest.presenting import read
from api.rest.routes import new_router, told
from workflows import searching

router = new_router("search", "/search")


@router.get("", responses=told("Found"))
def search(
    desk: At,
    q: Annotated[
        str, Query(description='Words, "phrases", `kind:`, `clause:`, `date:`; all must be found.', max_length=200_000)
    ] = "",
    limit: Annotated[int, Query(ge=1, le=searching.LIMIT_MOST)] = searching.LIMIT,
    offset: Annotated[int, Query(ge=0, le=searching.OFFSET_MOST)] = 0,
) -> Response:
    """Hits, best first. What is not understood in a query is a hint, never an error."""
    return read(desk.request, searching.search(desk.system, desk.person, q, limit, offset))
