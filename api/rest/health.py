"""Whether the process lives, and whether it can work; for supervisors, without signing in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.rest.json_text import json_bytes
from api.rest.routes import new_router, told
from api.rim import rim_of
from graph_schema.errors import NotFound

router = new_router("health")


@router.get("/healthz", responses=told("Health"))
def live() -> Response:
    """The process answers; nothing else is looked at."""
    return Response(json_bytes({"status": "ok"}), media_type="application/json")


@router.get("/readyz", responses=told("Health"))
def ready(request: Request) -> Response:
    """The store answers, and it was founded; else 503 with the reason's code."""
    with rim_of(request).system.reader() as reader:
        if reader.head().size == 0:
            raise NotFound("store_empty", url="")
    return Response(json_bytes({"status": "ok"}), media_type="application/json")
