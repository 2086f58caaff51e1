"""What to send to an address so that nothing but the person stands in the way: bodies the route would take."""

from __future__ import annotations

import json
from typing import Any

from api.rest.openapi import PREFIX, describe
from tests.attack.stronghold import Address, Stronghold

FILE = {"file": ("note.txt", b"a note")}
ADOPTION = {
    "effective_from": "2026-01-02", "decision": "1", "decider": "Wang", "reason": "was in use", "proof": "shelf 3",
}  # fmt: skip
DOCUMENT = {"number": "QP-77", "label": "A/0", "title": "Callbacks", "type": "procedure"}
RECORD = {"type": "回访", "number": "R-77", "date": "2026-03-01"}
LINK = {"from": "record:R-1", "to": "clause:GB/T 1-2011#4.3"}
FIELDS: dict[str, dict[str, str]] = {
    "POST /people/new": {"name": "neu", "display": "New", "language": "en", "role_auditor": "on"},
    "POST /people/{name}/roles": {"role_auditor": "on"},
    "POST /people/{name}/access": {"do": "enable"},
    "POST /account/token": {"label": "backup"},
    "POST /documents/new": DOCUMENT,
    "POST /documents/{ref:path}/revise": {"label": "B/9"},
    "POST /decisions/{ref:path}": {"do": "approve", "reason": "fit", "effective_from": "2026-12-01"},
    "POST /revisions/{ref:path}/withdraw": {"reason": "wrong file"},
    "POST /revisions/{ref:path}/adopt": ADOPTION,
    "POST /inbox": {"do": "confirm", "reason": "seen"},
    "POST /records/new": {**RECORD, "number": "R-78"},
}
"""What a page's form holds; none named: nothing but its token."""
WITH_FILES = ("/upload", "/documents/new", "/revise", "/standards/import", "/records/new")
JSON: dict[str, dict[str, Any]] = {
    "POST /api/v1/links": LINK,
    "POST /api/v1/documents": DOCUMENT,
    "POST /api/v1/documents/{ref:path}/revisions": {"label": "B/8"},
    "POST /api/v1/standards": {"code": "X", "edition": "1"},
    "POST /api/v1/standards/preview": {"code": "X", "edition": "1"},
}
QUERY = {
    "GET /api/v1/ledger/proofs/inclusion": {"seq": "1"},
    "GET /api/v1/ledger/proofs/consistency": {"from": "1"},
    "GET /api/v1/search": {"q": "visit"},
}


class Bodies:
    """Requests for each address of an application, by its own description and the tables above."""

    def __init__(self, made: Stronghold) -> None:
        self._description = json.loads(json.dumps(describe(made.app, made.system.vocabulary)))
        self._link = made.ids["links"]

    def of(self, address: Address, csrf: str) -> dict[str, Any]:
        """Arguments for the client."""
        if address.method in ("GET", "HEAD"):
            return {"params": QUERY.get(address.row, {})}
        return self._api(address) if address.of_api else self._page(address, csrf)

    def _page(self, address: Address, csrf: str) -> dict[str, Any]:
        data = {"csrf": csrf, **FIELDS.get(address.row, {})}
        if address.path in ("/inbox", "/evidence/link/undo"):
            data |= {"link": self._link, "id": self._link, "links": self._link}
        files = FILE if address.path.endswith(WITH_FILES) else None
        return {"data": data, "files": files} if files else {"data": data}

    def _api(self, address: Address) -> dict[str, Any]:
        path = address.path.removeprefix(PREFIX).replace(":path", "")
        operation = self._description["paths"][PREFIX + path][address.method.lower()]
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return {"data": JSON.get(address.row, {}), "files": FILE}
        if not content:
            return {}
        given = JSON.get(address.row)
        if given is None:
            name = content["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
            given = self._description["components"]["schemas"].get(name, {}).get("examples", [{}])[0]
            if "links" in given:
                given = {**given, "links": [self._link]}
        return {"json": given}
