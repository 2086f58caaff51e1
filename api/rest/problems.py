"""One error shape (RFC 9457) for every source: the domain's errors, the framework's, and what nobody expected."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.rest.json_text import json_bytes
from api.rest.language import language_for
from graph_schema.errors import ClausetrailError
from workflows.wording import fill, sentence, sentences

RETRY_SECONDS = 5
"""What a client is told to wait after a 503 (R13)."""
MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("clausetrail.api")


class MediaTypeRefused(ClausetrailError):
    """The route takes another media type."""

    status = 415


class HeadTooLarge(ClausetrailError):
    """More headers than anybody needs."""

    status = 431


class Gone(ClausetrailError):
    """It was here and is no longer: bytes that cannot be read."""

    status = 410


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: HTTP status, stable code, values. `places`: where in the request; `instance`: this one time."""

    status: int
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    instance: str | None = None


def problem_of(error: BaseException) -> Problem:
    """The problem for any exception; the class of a domain error decides the status (`graph_schema/errors.py`)."""
    if isinstance(error, ClausetrailError):
        return Problem(error.status, error.code, error.params)
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _of_framework(error)
    instance = uuid.uuid4().urn
    _log.error("internal_error %s", instance, exc_info=error)
    return Problem(500, "internal_error", instance=instance)


def _invalid(error: RequestValidationError) -> Problem:
    """The places that do not fit. Values are not repeated: they may be secrets, and they may be long."""
    places = []
    for one in error.errors():
        if one["type"] == "json_invalid":
            return Problem(400, "body_unreadable")
        where, *at = one["loc"]
        places.append({"in": str(where), "at": [str(part)[:80] for part in at], "problem": one["type"]})
    shown = ", ".join(".".join([one["in"], *one["at"]]) for one in places[:5])
    return Problem(422, "request_invalid", {"places": shown}, places[:100])


def _of_framework(error: HTTPException) -> Problem:
    """Errors of the framework in our codes. What it wraps of ours (a body over the limit) comes out again."""
    if isinstance(error.__cause__, ClausetrailError):
        return problem_of(error.__cause__)
    codes = {404: "route_unknown", 405: "method_not_allowed", 413: "request_too_large", 415: "media_type_refused"}
    code = codes.get(error.status_code, "body_unreadable" if error.status_code == 400 else "request_refused")
    return Problem(error.status_code, code, headers=dict(error.headers or {}))


def detail(code: str, params: Mapping[str, str], language: str) -> str:
    """The sentence of a code: the rim's own, else the product's."""
    own = sentences("api.rest", "words.yaml").get(code)
    return fill(own[language], params) if own else sentence(code, params, language)


def document(problem: Problem, language: str) -> dict[str, Any]:
    """The problem as RFC 9457 has it, with the stable `code`, its values, and the places of a request."""
    body: dict[str, Any] = {
        "type": f"tag:clausetrail.invalid,2026:problem/{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": detail(problem.code, problem.params, language),
        "code": problem.code,
        "params": dict(problem.params),
    }
    if problem.instance is not None:
        body["instance"] = problem.instance
    if problem.places:
        body["places"] = list(problem.places)
    return body


def problem_response(request: Request, problem: Problem) -> Response:
    """The answer to the request that met the problem, in its reader's language."""
    language = language_for(request)
    headers = {**problem.headers, "Content-Language": language, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="clausetrail"'
    if problem.status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    body = json_bytes(document(problem, language))
    return Response(body, problem.status, headers, media_type=MEDIA_TYPE)
