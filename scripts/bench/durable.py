"""What durability costs: commits a second, uploads through the API against plain writing, start and idle memory."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from graph_schema.ports import Store, Transaction
from graph_schema.unit_of_work import Act, UnitOfWork, system_clock
from graph_schema.vocabulary import Vocabulary
from scripts.bench.measure import Figure, Report, interleaved, percentile, seconds

MIB = 1 << 20
EDGE = "clausetrail-bench-edge"


def commits(report: Report, store: Store, vocabulary: Vocabulary, name: str, count: int) -> None:
    """Changes of one node, each with its entry, durable before the next begins."""

    def one(number: int) -> None:
        def work(tx: Transaction) -> None:
            unit = UnitOfWork(tx, vocabulary, Act("bench", "system"), system_clock)
            unit.create("record", {"type": "提交", "date": "2026-01-01", "number": f"C-{number}"})
            unit.commit("bench:committed")

        store.write(work)

    one(-1)

    def all_of_them() -> None:
        for number in range(count):
            one(number)

    taken = seconds(all_of_them)
    report.add(Figure(f"durable changes of one node with entry, {name}", count / taken, "per s"))


@contextmanager
def served(data: Path) -> Iterator[tuple[str, str, subprocess.Popen[str], float]]:
    """A server process on the sample: (address, bearer token, process, seconds until it answered)."""
    run = [sys.executable, "-m", "api.cli", "--data", str(data)]
    environment = {**os.environ, "CLAUSETRAIL_DATA": str(data), "CLAUSETRAIL_STORE": ""}
    said = []
    for command in (["setup", "--organisation", "bench"], ["account", "token", "controller"]):
        done = subprocess.run([*run, *command, "--json"], env=environment, check=True, capture_output=True, text=True)
        said.append(done.stdout)
    token = re.search(r'"token":\s*"([^"]+)"', said[1])
    assert token is not None
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*run, "serve", "--port", "8765"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = "http://127.0.0.1:8765"
    try:
        yield address, token[1], process, answering(address, begin)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def answering(address: str, begin: float | None = None) -> float:
    """Seconds from `begin` (default: now) until the server is ready; TimeoutError after 60."""
    begin = time.perf_counter() if begin is None else begin
    while time.perf_counter() - begin < 60:
        try:
            if httpx.get(f"{address}/readyz", timeout=1).status_code == 200:
                return time.perf_counter() - begin
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise TimeoutError("the server did not answer within 60 s")


def resident(process: subprocess.Popen[str]) -> float:
    """Resident memory of the process in MB (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def plain(folder: Path, data: bytes) -> Callable[[int], None]:
    """Write, hash and sync the same bytes without the product."""

    def write(number: int) -> None:
        digest = hashlib.sha256()
        with (folder / f"plain-{number}").open("wb", buffering=0) as file:
            for start in range(0, len(data), MIB):
                piece = data[start : start + MIB]
                digest.update(piece)
                file.write(piece)
            os.fsync(file.fileno())
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    return write


def uploader(address: str, token: str, content: bytes) -> Callable[[int], None]:
    """Post the bytes as a new file each time, by a sender that costs next to nothing itself."""
    host, _, port = address.removeprefix("http://").partition(":")
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="bench.bin"\r\n\r\n'.encode()
    tail = f"\r\n--{EDGE}--\r\n".encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={EDGE}"}
    form = bytearray(head + content + tail)

    def post(number: int) -> None:
        form[len(head) : len(head) + 8] = number.to_bytes(8, "big")
        connection = http.client.HTTPConnection(host, int(port), timeout=120)
        connection.request("POST", "/api/v1/evidence", body=form, headers=headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {said[:300]!r}")

    return post


def server(report: Report, folder: Path, rounds: int, size: int = 64 * MIB) -> None:
    """Start, idle memory, and upload of new bytes each time against plain writing of as many."""
    with served(folder / "served") as (address, token, process, start):
        report.add(Figure("start of the server until it answers", start, "s", most=3))
        report.add(Figure("memory of an idle server", resident(process), "MB", most=250))
        content = os.urandom(size)
        upload = uploader(address, token, content)
        write = plain(folder, content)
        interleaved(2, lambda number: upload(number + 1_000), lambda number: write(number + 1_000))
        mine, theirs = interleaved(rounds, upload, write)
        ratio = percentile(theirs, 0.5) / percentile(mine, 0.5)
        report.add(Figure("upload of 64 MiB through the API, median", size / MIB / percentile(mine, 0.5), "MiB/s"))
        report.add(Figure("plain write + SHA-256 + fsync, median", size / MIB / percentile(theirs, 0.5), "MiB/s"))
        report.add(Figure("upload against plain write + SHA-256 + fsync", ratio, "ratio", least=0.6, decides=True))
