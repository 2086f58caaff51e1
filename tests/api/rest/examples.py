"""Writes `api/rest/examples.json` from a working day: `python -m tests.api.rest.examples`."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from api.rest.app import create_app
from api.rest.openapi import describe
from api.settings import Settings
from graph_schema.signing import load_or_create_key
from tests.api.rest.conftest import Api, add_people, served
from tests.api.rest.exchange import whole_day
from tests.api.rest.promises import Promises
from tests.rig.source import ROOT
from tests.workflows.conftest import small_office
from workflows.checkpoints import Notary

FILE = ROOT / "api" / "rest" / "examples.json"
LIST_MOST = 2
TEXT_MOST = 400


class Recorder(Promises):
    """Keeps the richest answer of each schema."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document)
        self.found: dict[str, Any] = {}

    def check(self, response: httpx.Response) -> None:
        """One more answer."""
        response.read()
        raw = response.request.url.raw_path.decode().partition("?")[0]
        operation = self.operation(response.request.method, raw)
        described = operation[1]["responses"] if operation else {}
        for kind, media in described.get(str(response.status_code), {}).get("content", {}).items():
            if kind == "application/octet-stream":
                continue
            name = media["schema"]["$ref"].rpartition("/")[2]
            value = shortened(response.json()) if kind.endswith("/json") else short(response.text)
            if len(json.dumps(value)) > len(json.dumps(self.found.get(name, ""))):
                self.found[name] = value


def shortened(value: Any) -> Any:
    """Lists to their first items, texts to their beginning."""
    if isinstance(value, list):
        return [shortened(one) for one in value[:LIST_MOST]]
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    return short(value) if isinstance(value, str) else value


def short(text: str) -> str:
    """The first lines of a text."""
    return text if len(text) <= TEXT_MOST else text[:TEXT_MOST].rpartition("\n")[0] + "\n"


def main() -> None:
    """One day, and a problem."""
    with tempfile.TemporaryDirectory() as folder:
        office = small_office(Path(folder))
        key = load_or_create_key(Path(folder) / "ledger.key")
        office.system = replace(office.system, notary=Notary(lambda: key, (Path(folder) / "checkpoints",)))
        settings = Settings(data=Path(folder))
        app = create_app(office.system, settings)
        recorder = Recorder(json.loads(json.dumps(describe(app, office.system.vocabulary))))
        add_people(office.system)
        with served(app) as url:
            api = Api(url, office, settings, recorder)
            whole_day(api)
            answer = api.person("wenkong").post("/api/v1/records", json={"type": "回访记录", "date": "2026-07-01"})
            recorder.found["Problem"] = answer.json()
            api.close()
    text = json.dumps(dict(sorted(recorder.found.items())), ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
