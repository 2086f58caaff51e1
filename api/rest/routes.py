"""How routes are declared: what they take is checked before anything is read, what they answer is named for OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.rest.guard import is_upload
from api.rest.problems import MediaTypeRefused
from graph_schema.errors import InvalidInput

FORM = "multipart/form-data"
JSON = "application/json"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class RestRoute(APIRoute):
    """A route that refuses other media types than its own, and query parameters it does not know."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()
        known = _query_names(self.dependant)
        takes_form = FORM in ((self.openapi_extra or {}).get("requestBody", {}).get("content", {}))
        takes_json = self.body_field is not None

        async def checked(request: Request) -> Response:
            for name in request.query_params:
                if name not in known:
                    raise InvalidInput("query_unknown", name=name[:80])
            if takes_form and not is_upload(request.headers):
                raise MediaTypeRefused("media_type_refused", expected=FORM)
            if not takes_form and (takes_json or is_upload(request.headers)):
                _check_json(request)
            return await answer(request)

        return checked


def _query_names(dependant: Dependant) -> frozenset[str]:
    """The query parameters of a handler and of all it depends on."""
    own = frozenset(one.alias for one in dependant.query_params)
    return own.union(*(_query_names(one) for one in dependant.dependencies))


def _check_json(request: Request) -> None:
    """A form or a text that a foreign page can send without asking is no JSON (CSRF, ASVS 3.5)."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != JSON and (given or request.headers.get("content-length", "0") != "0"):
        raise MediaTypeRefused("media_type_refused", expected=JSON)


def new_router(tag: str, prefix: str = "") -> APIRouter:
    """A router of one subject."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=RestRoute, default_response_class=Response)


def told(
    schema: str, status: int = 200, media_type: str = JSON, about: str = "Done."
) -> dict[int | str, dict[str, Any]]:
    """What a route answers, by the name of a schema in `schemas.yaml` or of a kind of the vocabulary."""
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {status: {"description": about, "content": content}}


def form(fields: Mapping[str, str], needed: Sequence[str] = (), files: bool = False) -> dict[str, Any]:
    """The form a route takes: descriptions by field; `file` is one file, or, with `files`, may come several times."""
    properties: dict[str, Any] = {name: {"type": "string", "description": about} for name, about in fields.items()}
    binary = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
    properties["file"] = {"type": "array", "items": binary, "minItems": 1} if files else binary
    schema = {"type": "object", "properties": properties, "required": [*needed, "file"], "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {FORM: {"schema": schema}}}}


def with_headers(*names: str) -> dict[str, Any]:
    """Documented request headers of a route: `If-Match`, `Idempotency-Key`."""
    return {"parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names]}
