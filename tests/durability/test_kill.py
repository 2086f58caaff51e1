"""The server is killed at seeded moments while clients work; what was acknowledged is there afterwards (R01, R05, R06).

kill -9 leaves the page cache alone, so this says nothing about a power cut; the order of syncs is tested elsewhere.
"""

from __future__ import annotations

import hashlib
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.durability.server import CONTROLLER, START_MOST, Server, found, opened
from workflows import verifying
from workflows.system import Person, System

CLIENTS = 8
PATIENCE = 300.0
READER = Person(CONTROLLER, frozenset({"controller"}), "cli")


@dataclass
class Ledger:
    """What the clients know: answers by request id, and how many requests are still to be made."""

    todo: Iterator[Any]
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    failed_tries: int = 0

    def next(self) -> Any:
        """The next thing to ask for, or None."""
        with self.lock:
            return next(self.todo, None)

    def keep(self, key: str, answer: dict[str, Any]) -> None:
        """An acknowledged request."""
        with self.lock:
            self.answers[key] = answer


Ask = Callable[[httpx.Client, Any], httpx.Response]


def work(server: Server, token: str, ledger: Ledger, ask: Ask) -> None:
    """One client: each request is tried until it is acknowledged, under one key, so that it is done once."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
        while (item := ledger.next()) is not None:
            deadline = time.monotonic() + PATIENCE
            while True:
                assert time.monotonic() < deadline, f"never acknowledged: {item.key}"
                try:
                    answer = ask(client, item)
                except httpx.TransportError:
                    ledger.failed_tries += 1
                    time.sleep(0.05)  # the server is being started again
                    continue
                if answer.status_code == 503:
                    time.sleep(0.05)
                    continue
                assert answer.status_code == 201, answer.text
                ledger.keep(item.key, answer.json())
                break


def under_fire(server: Server, token: str, ledger: Ledger, ask: Ask, moments: list[float]) -> int:
    """Clients work while the server is killed at the given moments after each start; how many kills met work."""
    kills = 0
    server.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(work, server, token, ledger, ask) for _ in range(CLIENTS)]
        for moment in moments:
            time.sleep(moment)  # the seeded moment is the experiment
            if all(one.done() for one in clients):
                break
            server.kill()
            kills += 1
            server.start()
        for one in clients:
            one.result(PATIENCE)
    return kills


@dataclass(frozen=True)
class Upload:
    """A file to send under a key."""

    key: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def uploads(count: int, largest: int, seed: int) -> list[Upload]:
    """Files from 1 KB up, sizes spread evenly over their magnitudes, every fifth the same bytes as one before."""
    seeded = random.Random(seed)
    made: list[Upload] = []
    for number in range(count):
        if number % 5 == 4:
            made.append(Upload(f"up-{number}", seeded.choice(made).content))
        else:
            size = int(1024 * (largest / 1024) ** seeded.random())
            made.append(Upload(f"up-{number}", seeded.randbytes(size)))
    return made


def send(client: httpx.Client, item: Upload) -> httpx.Response:
    file = {"file": (f"{item.key}.bin", item.content)}
    return client.post("/api/v1/evidence", files=file, headers={"Idempotency-Key": item.key})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.close()


def check_ledger(system: System) -> dict[str, int]:
    """`seq` without gap or double, the tree verifies; how often each request id was entered (R05)."""
    with system.reader() as reader:
        entries = list(reader.entries())
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    verified = verifying.verify(system, READER)
    assert verified["ok"], verified["faults"]
    return Counter(entry.request for entry in entries if entry.request is not None)


def check_uploads(folder: Path, sent: list[Upload], ledger: Ledger) -> None:
    """Nothing acknowledged is lost, what was not is absent or whole, nothing half is left."""
    system = opened(folder)
    try:
        entered = check_ledger(system)
        with system.reader() as reader:
            kept = {one.text("sha256"): one for one in reader.find("evidence")}
        for item in sent:
            (row,) = ledger.answers[item.key]["evidence"]
            assert row["sha256"] == item.digest
            assert kept[item.digest].id == row["id"]
            assert system.blobs.observe(item.digest) == item.digest
        assert all(system.blobs.observe(digest) == digest for digest in kept)  # no row without its blob
        assert set(system.blobs.digests()) >= set(kept)
        assert all(system.blobs.observe(digest) == digest for digest in system.blobs.digests())
        assert list(system.blobs.stray()) == []
        assert {item.key: entered[item.key] for item in sent} == {item.key: 1 for item in sent}
        system.blobs.sweep(0)
        assert not list((folder / "blobs" / "incoming").iterdir())
    finally:
        system.store.close()


def killed_while_uploading(server: Server, count: int, largest: int, kills: int, seed: int) -> int:
    token = found(server.folder)
    sent = uploads(count, largest, seed)
    ledger = Ledger(iter(sent))
    seeded = random.Random(seed + 1)
    met = under_fire(server, token, ledger, send, [seeded.uniform(0.02, 0.4) for _ in range(kills)])
    server.kill()
    check_uploads(server.folder, sent, ledger)
    assert max(server.starts) <= START_MOST
    return met


@pytest.mark.store("sqlite")
def test_r01_uploads_acknowledged_before_a_kill_are_there_after_it(server: Server) -> None:
    assert killed_while_uploading(server, count=80, largest=3_000_000, kills=3, seed=101) >= 2


@pytest.mark.long
@pytest.mark.store("sqlite")
def test_r01_200_uploads_and_50_kills_lose_nothing(server: Server) -> None:
    assert killed_while_uploading(server, count=600, largest=50_000_000, kills=50, seed=1001) >= 40


@dataclass(frozen=True)
class Appended:
    """A record to add under a key."""

    key: str


def append(client: httpx.Client, item: Appended) -> httpx.Response:
    body = {"type": "回访", "number": item.key, "date": "2026-01-01"}
    return client.post("/api/v1/records", json=body, headers={"Idempotency-Key": item.key})


def killed_while_appending(server: Server, count: int, kills: int, seed: int) -> None:
    token = found(server.folder)
    items = [Appended(f"R-{number}") for number in range(count)]
    ledger = Ledger(iter(items))
    seeded = random.Random(seed)
    under_fire(server, token, ledger, append, [seeded.uniform(0.05, 0.5) for _ in range(kills)])
    server.kill(signal.SIGTERM)
    system = opened(server.folder)
    try:
        entered = check_ledger(system)
        assert {item.key: entered[item.key] for item in items} == {item.key: 1 for item in items}
        with system.reader() as reader:
            numbers = Counter(one.text("number") for one in reader.find("record"))
            ids = {one.id for one in reader.find("record")}
        assert numbers == {item.key: 1 for item in items}
        assert {answer["record"]["id"] for answer in ledger.answers.values()} == ids
    finally:
        system.store.close()


@pytest.mark.store("sqlite")
def test_r05_entries_appended_from_8_clients_under_kills_have_no_gap_and_no_double(server: Server) -> None:
    killed_while_appending(server, count=250, kills=2, seed=5)


@pytest.mark.long
@pytest.mark.store("sqlite")
def test_r05_1000_entries_under_20_kills_have_no_gap_and_no_double(server: Server) -> None:
    killed_while_appending(server, count=1_000, kills=20, seed=55)


@pytest.mark.store("sqlite")
def test_r06_told_to_end_under_load_it_finishes_what_it_began(server: Server) -> None:
    token = found(server.folder)
    sent = uploads(40, 1_000_000, 6)
    ledger = Ledger(iter(sent))
    server.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(work, server, token, ledger, send) for _ in range(CLIENTS)]
        while len(ledger.answers) < 5:
            time.sleep(0.005)
        begin = time.monotonic()
        server.kill(signal.SIGTERM)
        assert time.monotonic() - begin <= 30
        server.start()
        for one in clients:
            one.result(PATIENCE)
    server.kill(signal.SIGTERM)
    check_uploads(server.folder, sent, ledger)
