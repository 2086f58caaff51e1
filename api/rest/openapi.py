"""The API's description (OpenAPI 3.1): routes as declared, our schemas and examples, one shape for every error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.rest.problems import MEDIA_TYPE
from api.rest.schemas import answer_schemas
from graph_schema.vocabulary import Vocabulary

PREFIX = "/api/v1"
ABOUT = """The JSON API of Clausetrail. `{ref}` in an address is an id or a reference (`GB/T 27922-2011`,
`clause:GB/T 27922-2011#5.1.4.1`, `revision:QP-05@B/1`, `record:NO`, a prefix of a SHA-256), percent-encoded.

Sign in with a bearer token, or with a session: then every change carries its token in `X-CSRF-Token`. An edit may name
the version it builds on (`If-Match`), a change a key under which it is done once (`Idempotency-Key`). Lists come in
pages: `next` is the cursor that `after` takes. Errors are problem details with a stable `code`."""
_KEY = {"type": "string", "minLength": 1, "maxLength": 200}
PARAMETERS: dict[str, Any] = {
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "description": 'The version the edit builds on, as `ETag` gave it, or `"17"`; another current one is a 412.',
        "schema": {"type": "string"},
        "example": '"17"',
    },
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key and body again give the first answer; another body under it is a 409.",
        "schema": _KEY,
        "example": "0197c6a8-2f00-7000-8000-000000000009",
    },
}
SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`clausetrail account token NAME`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "clausetrail_session"},
}
OPEN = frozenset({"/healthz", "/readyz"})
"""Without signing in; so is the sign-in itself."""


@cache
def examples() -> dict[str, Any]:
    """Examples of answers by the name of their schema, taken from a real exchange."""
    text = (resources.files("api.rest") / "examples.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def describe(app: FastAPI, vocabulary: Vocabulary) -> dict[str, Any]:
    """The whole description."""
    document = get_openapi(title="Clausetrail", version=app.version, description=ABOUT, routes=app.routes)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= answer_schemas(vocabulary)
    components["parameters"] = PARAMETERS
    components["securitySchemes"] = SCHEMES
    for path, method, operation in operations(document):
        open_to_all = path in OPEN or (path == f"{PREFIX}/session" and method == "post")
        operation["security"] = [] if open_to_all else [{"bearer": []}, {"session": []}]
        _complete(operation["responses"])
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of all."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(responses: dict[str, Any]) -> None:
    """Every other status is a problem; every answer with a schema of ours has its example."""
    responses.pop("422", None)
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    responses["default"] = {"description": "A problem (RFC 9457).", "content": {MEDIA_TYPE: problem}}
    for response in responses.values():
        for media in response.get("content", {}).values():
            name = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
            if name in examples():
                media["example"] = examples()[name]
