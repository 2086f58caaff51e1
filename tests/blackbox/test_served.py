"""The API of a real server gives the documents of the command line, once per request id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.blackbox.desk import Desk


@contextmanager
def served(desk: Desk) -> Iterator[httpx.Client]:
    """`clausetrail serve` as a process of its own, and the operator's client."""
    token = desk.ask("account", "token", "ann")["token"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    with (desk.folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            told, cwd=Path(__file__).parents[2], env=dict(os.environ), stdout=log, stderr=subprocess.STDOUT
        )
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"})
        try:
            wait(process, client, desk.folder / "serve.log")
            yield client
        finally:
            client.close()
            process.terminate()
            process.wait(20)


def wait(process: subprocess.Popen[bytes], client: httpx.Client, log: Path) -> None:
    """Until it answers; its own words when it ended first."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            client.get("/api/v1/standards")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))


def test_the_api_and_the_command_line_say_the_same_of_the_same_store(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    clause = desk.trail("2.4")["clause"]["id"]
    standard = desk.trail("2.4")["standard"]["id"]
    asked: dict[str, Any] = {"as_of": "2026-05-10", "site": "深圳"}
    with served(desk) as api:
        told = api.get(f"/api/v1/clauses/{clause}/trail", params=asked)
        assert told.status_code == 200, told.text
        assert told.json() == desk.trail("2.4", "--as-of", "2026-05-10", "--site", "深圳")
        covered = api.get(f"/api/v1/standards/{standard}/coverage")
        assert covered.json() == desk.coverage()
        # one request id, one creation; another body under it is a conflict
        record = {"number": "R-2", "type": "单", "date": "2026-05-11", "revision": "QP-1@A/0"}
        key = {"Idempotency-Key": "key-1"}
        first = api.post("/api/v1/records", json=record, headers=key)
        assert first.status_code == 201, first.text
        size = desk.size()
        again = api.post("/api/v1/records", json=record, headers=key)
        assert (again.status_code, again.json()) == (201, first.json())
        other = api.post("/api/v1/records", json={**record, "number": "R-3"}, headers=key)
        assert (other.status_code, other.headers["content-type"]) == (409, "application/problem+json")
        assert desk.size() == size
        entry = desk.ask("ledger", "list", "--start", size - 1)["items"][0]
        assert (entry["actor"], entry["via"], entry["request"]) == ("ann", "api", "key-1")
        # another person may use the same id; nobody without a name gets in
        assert httpx.get(str(api.base_url) + "/api/v1/standards").status_code == 401
        unknown = api.get("/api/v1/clauses/0197a5c0-0000-7000-8000-000000000000/trail")
        assert (unknown.status_code, bool(unknown.json()["code"])) == (404, True)
    # the server gone, the command line sees what it wrote
    assert [one["record"]["number"] for one in desk.trail("2.4")["chains"][0]["records"]] == ["R-2", "R-1"]
