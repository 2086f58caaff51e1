"""Pages and API of a served organisation of about 100,000 nodes: the time of each kind of address, by its p95."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from graph_schema.ports import LinkFilter, Reader, Store
from graph_schema.vocabulary import Vocabulary
from scripts.bench.durable import answering
from scripts.bench.measure import Figure, Report, percentile, seconds
from scripts.bench.organisation import Builder, Made, Size

PORT = 8766
SEE_OTHER = 303
WARM_UP = 3
MOST = 100
"""Milliseconds at p95 (asked of every page and every read of the API)."""
AS_OF = "as_of=2026-06-30"
_ANY = LinkFilter()


@contextmanager
def served(store_url: str, data: Path, fill: Callable[[], Made]) -> Iterator[tuple[httpx.Client, Made]]:
    """A server on a store set up and then filled, and a client signed in as the controller. No worker: the files of a
    generated organisation do not exist."""
    environment = {**os.environ, "CLAUSETRAIL_STORE": store_url, "CLAUSETRAIL_WORKERS": "0"}
    run = [sys.executable, "-m", "api.cli", "--data", str(data)]
    made = subprocess.run(
        [*run, "setup", "--organisation", "bench", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    passwords = {one["name"]: one["password"] for one in json.loads(made.stdout)["accounts"]}
    filled = fill()
    process = subprocess.Popen(
        [*run, "serve", "--port", str(PORT)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{PORT}"
    try:
        answering(address)
        name, password = next(iter(passwords.items()))
        with httpx.Client(base_url=address, timeout=60) as client:
            if client.post("/sign-in", data={"name": name, "password": password}).status_code != SEE_OTHER:
                raise RuntimeError("nobody could sign in")
            yield client, filled
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def addresses(made: Made, reader: Reader, dice: random.Random) -> Mapping[str, Callable[[], str]]:
    """A way to draw an address of each kind: another thing each time, so that nothing is answered from memory alone."""
    some: dict[str, Any] = {
        kind: [one.id for one in reader.find(kind, limit=500)]
        for kind in ("document", "revision", "record", "evidence")
    }
    links = [link.id for link in reader.links(_ANY, limit=500)]

    def one_of(prefix: str, ids: list[str], suffix: str = "") -> Callable[[], str]:
        return lambda: f"{prefix}{dice.choice(ids)}{suffix}"

    def fixed(address: str) -> Callable[[], str]:
        return lambda: address

    listed = ("/", "/standards", "/documents", "/records", "/evidence", "/inbox", "/decisions", "/ledger", "/upload")
    api = ("/standards", "/documents", "/records", "/evidence", "/links", "/decisions/waiting")
    return {
        **{f"page {path}": fixed(path) for path in listed},
        "page of a clause": one_of("/clauses/", made.clauses, f"?{AS_OF}"),
        "page of a document": one_of("/documents/", some["document"]),
        "page of a record": one_of("/records/", some["record"]),
        "page of an evidence": one_of("/evidence/", some["evidence"]),
        "page of a link": one_of("/links/", links),
        "page of an edition": fixed(f"/standards/{made.standard}?{AS_OF}"),
        **{f"API {path}": fixed(f"/api/v1{path}?limit=50") for path in api},
        "API trail": one_of("/api/v1/clauses/", made.clauses, f"/trail?{AS_OF}"),
        "API record": one_of("/api/v1/records/", some["record"]),
        "API evidence": one_of("/api/v1/evidence/", some["evidence"]),
        "API coverage": fixed(f"/api/v1/standards/{made.standard}/coverage?{AS_OF}"),
    }


def measure(
    report: Report, name: str, store_url: str, store: Store, vocabulary: Vocabulary, data: Path, size: Size, rounds: int
) -> None:
    """Every address in turn, round by round."""

    def fill() -> Made:
        return Builder(store, vocabulary).build(size)

    with served(store_url, data, fill) as (client, made):
        with store.reader() as reader:
            drawn = addresses(made, reader, random.Random(5))
        times: dict[str, list[float]] = {title: [] for title in drawn}
        for round_ in range(rounds + WARM_UP):
            for title, draw in drawn.items():
                address = draw()

                def get(address: str = address) -> None:
                    answer = client.get(address)
                    if answer.status_code != 200:
                        raise RuntimeError(
                            f"{address}: {answer.status_code} {re.sub('<[^>]*>', '', answer.text)[:300]}"
                        )

                taken = seconds(get)
                if round_ >= WARM_UP:
                    times[title].append(taken * 1000)
        for title, one in times.items():
            told = f"{title}, {name}, {size.nodes:,} nodes, p95"
            report.add(Figure(told, percentile(one, 0.95), "ms", most=MOST))
