"""Many at once, on every store: the same bytes uploaded, one version edited (R10, R22)."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from graph_schema.ports import Store
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.vocabulary import load
from tests.api.rest.conftest import Api
from tests.stores.neo4j_rig import Backdoor, opened
from tests.workflows.conftest import Office, small_office

EVIDENCE = "/api/v1/evidence"


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each store in turn."""
    name: str = request.param
    return name


@pytest.fixture
def office(engine: str, tmp_path: Path) -> Iterator[Office]:
    """The organisation on that store; `api` serves it."""
    store = STORES[engine](tmp_path)
    try:
        yield small_office(tmp_path, store)
    finally:
        store.close()


def _sqlite(folder: Path) -> Store:
    store = SqliteStore(folder / "store.db", load())
    store.prepare()
    return store


def _neo4j(_: Path) -> Store:
    door = Backdoor()
    door.wipe()
    door.driver.close()
    return opened()


STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(load()),
    "sqlite": _sqlite,
    "neo4j": _neo4j,
}


def test_r10_many_clients_upload_the_same_bytes_at_once(api: Api) -> None:
    clients = 12
    content = random.Random(10).randbytes(200_000)
    senders = [api.person("wenkong") for _ in range(clients)]
    start = threading.Barrier(clients)

    def send(client: httpx.Client) -> dict[str, str]:
        start.wait()
        answer = client.post(EVIDENCE, files={"file": ("同一份.bin", content)})
        assert answer.status_code == 201, answer.text
        row: dict[str, str] = answer.json()["evidence"][0]
        return row

    before = api.last_seq()
    with ThreadPoolExecutor(clients) as pool:
        rows = list(pool.map(send, senders))
    digest = hashlib.sha256(content).hexdigest()
    assert api.blob_files() == [f"{digest[:2]}/{digest}"]
    assert len({row["id"] for row in rows}) == 1
    assert sum("duplicate_of" not in row for row in rows) == 1
    assert api.last_seq() - before == clients  # each sighting is an entry
    place = api.settings.data / "blobs" / digest[:2] / digest
    place.write_bytes(content[:-1] + b"?")
    assert senders[0].get(f"{EVIDENCE}/{digest}/content").status_code == 409
    healed = senders[0].post(EVIDENCE, files={"file": ("同一份.bin", content)}).json()["evidence"][0]
    assert healed["healed"] is True
    assert senders[0].get(f"{EVIDENCE}/{digest}/content").content == content


def test_r22_of_100_edits_of_one_version_one_is_made_and_99_are_refused(api: Api) -> None:
    controller = api.person("wenkong")
    made = controller.post("/api/v1/records", json={"type": "回访", "number": "R-1", "date": "2026-03-01"})
    address, record = made.headers["location"], made.json()["record"]
    headers = {"If-Match": f'"{record["version"]}"'}
    before = api.last_seq()
    workers = 10
    start = threading.Barrier(workers)
    clients = [api.anyone(Authorization=controller.headers["authorization"]) for _ in range(workers)]

    def edit(worker: int) -> list[int]:
        start.wait()
        body = {"title": f"由 {worker} 更正", "reason": "同时更正"}
        return [clients[worker].patch(address, json=body, headers=headers).status_code for _ in range(10)]

    with ThreadPoolExecutor(workers) as pool:
        codes = [code for some in pool.map(edit, range(workers)) for code in some]
    assert (codes.count(200), codes.count(412)) == (1, 99)
    assert api.last_seq() == before + 1
    assert len(controller.get(address).json()["versions"]) == 2
