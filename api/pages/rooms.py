"""All families of pages, and the page of a problem. A new family joins by one line in `FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.pages import (
    account,
    decisions,
    documents,
    entry,
    evidence,
    house,
    ledger,
    links,
    people,
    reading,
    records,
    search,
    standards,
)
from api.pages.desk import path_of, reader_of, signed_in
from api.pages.routing import new_router
from api.pages.showing import led, shown
from graph_schema.errors import ClausetrailError
from ui import addresses
from ui.forms import CSRF, ONCE
from ui.plain_pages import kept, kept_page, problem_page, sign_in_page
from ui.say import say_in
from ui.typed import Typed

FAMILIES = (
    entry,
    house,
    ledger,
    links,
    records,
    people,
    account,
    search,
    standards,
    evidence,  # before documents: `/revisions/{ref:path}/file` is its own
    decisions,
    documents,
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
    """A problem as a page. Who is not signed in is led to where one can; a form that was filled is never lost."""
    typed: Typed | None = getattr(request.state, "typed", None) if request.method == "POST" else None
    own = request.url.path in (addresses.SIGN_IN, addresses.SIGN_OUT)
    form = kept(path_of(request), typed, getattr(request.state, "files", 0)) if typed and not own else None
    if problem.status == 401:
        if form is None:
            return led(addresses.sign_in(reader_of(request).address))
        reader = reader_of(request)
        return shown(sign_in_page(reader, say_in(reader.language), "/", form=form), 401)
    try:
        reader = reader_of(request, *(signed_in(request) or (None, None)))
    except ClausetrailError:  # the store itself is the problem: say so without it
        reader = reader_of(request)
    say = say_in(reader.language)
    headers = {"Retry-After": "5"} if problem.status == 503 else {}
    if form is not None and typed is not None and problem.status >= 500:
        again = replace(form, pairs=(*form.pairs, *((CSRF, typed.raw(CSRF)), (ONCE, typed.raw(ONCE)))))
        return shown(
            kept_page(reader, say, say.error(problem.code, dict(problem.params)), again), problem.status, headers
        )
    page = problem_page(reader, say, problem.status, problem.code, dict(problem.params))
    return shown(page, problem.status, headers)
