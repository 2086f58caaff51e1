"""What holds for every answer of the API, checked on each one that any test receives: headers, schema, error shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
from jsonschema import Draft202012Validator

REQUIRED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PROBLEM = "application/problem+json"


def check_headers(response: httpx.Response) -> None:
    """The security headers, on errors too (R45)."""
    for name, value in REQUIRED.items():
        assert response.headers.get(name) == value, (name, response.url)
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "cache-control" in response.headers
    assert "server" not in response.headers


def check_problem(response: httpx.Response) -> None:
    """RFC 9457, section 3.1, and our stable code."""
    problem = response.json()
    assert response.headers["content-type"] == PROBLEM
    assert set(problem) <= {"type", "title", "status", "detail", "code", "params", "instance", "places"}
    assert problem["status"] == response.status_code
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", problem["code"])
    assert problem["type"].endswith("/" + problem["code"])
    assert all(isinstance(value, str) for value in problem["params"].values())
    assert problem["detail"]
    assert not problem["detail"].startswith(problem["code"]), f"no words for {problem['code']}"
    assert "Traceback" not in response.text
    assert ("www-authenticate" in response.headers) == (response.status_code == 401)
    assert ("retry-after" in response.headers) == (response.status_code == 503)


@dataclass
class Promises:
    """Checks answers against the API's own description."""

    document: dict[str, Any]
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    """(path, method, status) of every answer checked."""

    @cached_property
    def paths(self) -> list[tuple[re.Pattern[str], str]]:
        """Patterns of the addresses, the longer ones first."""
        paths = sorted(self.document["paths"], key=lambda path: (path.endswith("}"), -len(path)))
        return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in paths]

    def operation(self, method: str, raw_path: str) -> tuple[str, dict[str, Any]] | None:
        """The described operation of a request."""
        for pattern, path in self.paths:
            if pattern.fullmatch(raw_path) and method.lower() in self.document["paths"][path]:
                return path, self.document["paths"][path][method.lower()]
        return None

    def check(self, response: httpx.Response) -> None:
        """Every promise, on one answer."""
        response.read()
        check_headers(response)
        if response.status_code >= 400:
            check_problem(response)
        raw = response.request.url.raw_path.decode().partition("?")[0]
        found = self.operation(response.request.method, raw)
        if found is None:
            return
        path, operation = found
        status = str(response.status_code)
        self.seen.add((path, response.request.method.lower(), status))
        if status == "304":
            assert response.content == b""
            return
        known = operation["responses"]
        described = known[status] if response.status_code < 400 else known["default"]
        if "content" not in described:
            assert response.content == b""
            return
        kind = response.headers["content-type"].partition(";")[0]
        if kind.endswith(("/json", "+json")):
            self.fits(described["content"][kind]["schema"], json.loads(response.content))

    def fits(self, schema: dict[str, Any], value: Any) -> None:
        """The value is what the schema says, nothing more."""
        validator = Draft202012Validator({**schema, "components": self.document["components"]})
        errors = [
            f"{'/'.join(map(str, one.absolute_path))}: {one.message[:300]}" for one in validator.iter_errors(value)
        ]
        assert not errors, errors
