"""How a family of pages makes its routes: a router that stays out of the API's description."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import Response

Handler = TypeVar("Handler", bound=Callable[..., Response])


def new_router() -> APIRouter:
    """The router of a family."""
    return APIRouter(include_in_schema=False, default_response_class=Response)


def page(router: APIRouter, path: str) -> Callable[[Handler], Handler]:
    """Serve a page at this address: to GET, and to HEAD as HTTP wants it (RFC 9110, 9.3.2)."""

    def add(handler: Handler) -> Handler:
        router.add_api_route(path, handler, methods=["GET", "HEAD"])
        return handler

    return add
