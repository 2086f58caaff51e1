"""The application: routes, errors, description and the guard around them, put together from a system."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib import metadata

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api.rest import (
    accounts,
    clauses,
    decisions,
    documents,
    evidence,
    health,
    jobs,
    ledger,
    links,
    records,
    search,
    session,
    standards,
)
from api.rest.guard import Guard
from api.rest.json_text import json_bytes
from api.rest.openapi import PREFIX, describe
from api.rest.problems import Problem, problem_of, problem_response
from api.rim import Rim
from api.settings import Settings
from graph_schema.errors import ClausetrailError
from workflows.system import System

SUBJECTS = (session, standards, clauses, decisions, documents, records, evidence, jobs, links, search, ledger, accounts)
METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Failure = Callable[[Request, Problem], Response]


@dataclass(frozen=True, slots=True)
class Pages:
    """The other rim: its routes, and how it shows a problem outside the API's addresses."""

    router: APIRouter
    failure: Failure | None = None


def create_app(
    system: System, settings: Settings, pages: Pages | None = None, lifespan: Lifespan | None = None
) -> FastAPI:
    """The application on a system. Nothing is opened here; what `lifespan` opens it closes."""
    app = FastAPI(
        title="Clausetrail",
        version=_version(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.rim = Rim(system, settings)
    app.router.redirect_slashes = False
    for module in SUBJECTS:
        app.include_router(module.router, prefix=PREFIX)
    app.include_router(health.router)
    _describe(app, system)
    if pages is not None:
        app.include_router(pages.router)
    _answer_errors(app, pages.failure if pages else None)
    app.add_middleware(Guard, secure=settings.secure_cookies)
    return app


def _version() -> str:
    try:
        return metadata.version("clausetrail")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "0"


def _describe(app: FastAPI, system: System) -> None:
    """The description is made when first asked for: it takes 0.1 s that a start need not wait for."""
    kept: list[bytes] = []
    lock = threading.Lock()

    def show() -> Response:
        with lock:
            if not kept:
                kept.append(json_bytes(describe(app, system.vocabulary)))
        return Response(kept[0], media_type="application/json", headers={"Cache-Control": "no-cache"})

    app.add_api_route(f"{PREFIX}/openapi.json", show, include_in_schema=False)


def _methods(app: FastAPI, request: Request) -> list[str]:
    """All methods an address takes (RFC 9110, 10.2.1): the framework names those of the first route only."""
    scopes = {method: {**request.scope, "method": method} for method in METHODS}
    return [
        method for method, scope in scopes.items() if any(route.matches(scope)[0] is Match.FULL for route in app.routes)
    ]


def _answer_errors(app: FastAPI, page_failure: Failure | None) -> None:
    """One way for the domain's errors, the framework's, and those of validation."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            problem = replace(problem, headers={**problem.headers, "Allow": ", ".join(_methods(app, request))})
        of_api = request.url.path.startswith(("/api/", "/healthz", "/readyz"))
        if page_failure is not None and not of_api:
            return await run_in_threadpool(page_failure, request, problem)  # it looks up who reads
        return problem_response(request, problem)

    for kind in (ClausetrailError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer)
