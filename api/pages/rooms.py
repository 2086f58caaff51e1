"""All families of pages, and the page of a problem. A new family joins by one line in `FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.pages import entry, reading
from api.pages.desk import reader_of, signed_in
from api.pages.routing import new_router
from api.pages.showing import led, shown
from graph_schema.errors import ClausetrailError
from ui import addresses
from ui.plain_pages import problem_page
from ui.say import say_in

FAMILIES = (
    entry,
    reading,  # the last: its `{ref:path}` take every address that no other family has
)
"""Modules with a `router`, in the order their addresses are tried."""


class Trouble(Protocol):
    """What went wrong, as the application's error handlers tell it."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def code(self) -> str:
        """Stable code."""

    @property
    def params(self) -> Mapping[str, str]:
        """Values for the sentence."""


def all_pages() -> APIRouter:
    """The addresses of all families."""
    router = new_router()
    for family in FAMILIES:
        router.include_router(family.router)
    return router


def failure(request: Request, problem: Trouble) -> Response:
    """A problem as a page; who is not signed in is led to where one can."""
    if problem.status == 401:
        return led(addresses.sign_in(reader_of(request).address))
    try:
        reader = reader_of(request, *(signed_in(request) or (None, None)))
    except ClausetrailError:  # the store itself is the problem: say so without it
        reader = reader_of(request)
    page = problem_page(reader, say_in(reader.language), problem.status, problem.code, dict(problem.params))
    headers = {"Retry-After": "5"} if problem.status == 503 else {}
    return shown(page, problem.status, headers)
