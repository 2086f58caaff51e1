"""R15: readers that are killed, hang or meet poison lose nothing, delay nobody and never try for ever. Real processes,
real files, SQLite."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.bootstrap import assemble, open_place
from api.settings import load
from graph_schema.dates import instant_text
from graph_schema.jobs import DONE, FAILED, QUEUED, READ, RUNNING, Job
from ingestion.readers.limits import Limits
from ingestion.reading import Reading
from tests.ingestion import attacks
from workflows import evidence, reading
from workflows.accounts import NewAccount
from workflows.evidence import Use
from workflows.files import store
from workflows.setup import Founding, set_up
from workflows.system import Person, System

ROOT = Path(__file__).resolve().parents[2]
PERSON = Person("wenkong", frozenset({"controller", "auditor"}), "cli")
PATIENCE = 60

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """An organisation whose readers give a file two seconds."""
    settings = load(data=tmp_path)
    made = assemble(settings, open_place(settings), founding_clock="system")
    set_up(made, Founding("试验公司", "Asia/Shanghai"), NewAccount("wenkong", "文控", ("controller",)), (), "root")
    patient = replace(made, reading=Reading(tmp_path / "derived", Limits(wall_seconds=2)))
    yield patient
    patient.close()
    made.close()


def upload(system: System, files: dict[str, bytes]) -> dict[str, str]:
    """Digests by name."""
    kept = [store(system.blobs, [data], name) for name, data in files.items()]
    evidence.add(system, PERSON, kept, Use())
    return {one.name: one.sha256 for one in kept}


def good(count: int) -> dict[str, bytes]:
    return {f"回访-{number:02}.txt": f"第 {number} 次回访".encode() for number in range(count)}


def worker(folder: Path) -> subprocess.Popen[bytes]:
    """A process that reads until nothing waits."""
    command = [sys.executable, "-m", "api.cli", "--data", str(folder), "worker", "--once"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def job(system: System, sha256: str) -> Job:
    found = system.store.jobs.get(READ, sha256)
    assert found is not None
    return found


def wait_until_running(system: System, sha256: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while job(system, sha256).state != RUNNING:
        assert process.poll() is None, "it ended without taking the file"
        assert time.monotonic() < until
        time.sleep(0.02)


def in_minutes(minutes: float) -> str:
    """The machine's time so much later, as a clock that was put forward tells it."""
    return instant_text(datetime.now(UTC) + timedelta(minutes=minutes))


def test_r15_a_worker_killed_in_the_middle_of_a_file_leaves_it_to_the_next(system: System, tmp_path: Path) -> None:
    digests = upload(system, {"poison.pdf": attacks.drawing_tree(), **good(20)})
    poison = digests.pop("poison.pdf")
    process = worker(tmp_path)
    wait_until_running(system, poison, process)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=PATIENCE)
    assert job(system, poison).state == RUNNING
    begun = time.monotonic()
    while reading.one(system, "second") is not None:
        pass
    assert {job(system, one).state for one in digests.values()} == {DONE}
    assert time.monotonic() - begun < PATIENCE
    assert (job(system, poison).state, job(system, poison).tries) == (RUNNING, 1)
    assert reading.one(system, "second", now=lambda: in_minutes(0.5)) is None
    parked = reading.one(system, "second", now=lambda: in_minutes(1.5))
    assert parked is not None
    assert (parked.key, parked.state, parked.reason, parked.tries) == (poison, FAILED, "file_takes_too_long", 2)
    assert system.reading is not None
    texts = {name: system.reading.text(sha256) for name, sha256 in digests.items()}
    assert {name: text.pages[0].text for name, text in texts.items() if text} == {
        name: data.decode() for name, data in good(20).items()
    }


def test_r15_a_file_that_loses_its_worker_each_time_is_parked_after_three(system: System) -> None:
    digests = upload(system, {"poison.pdf": attacks.drawing_tree(), **good(1)})
    poison = digests["poison.pdf"]
    for lost in range(3):
        taken = system.store.jobs.lease(READ, f"lost {lost}", in_minutes(2 * lost), in_minutes(2 * lost + 1))
        assert taken is not None
        if lost:
            assert taken.key == poison
        while lost == 0 and (other := reading.one(system, "other")) is not None:
            assert other.key == digests["回访-00.txt"]
    assert reading.one(system, "last", now=lambda: in_minutes(9)) is None
    assert (job(system, poison).state, job(system, poison).reason) == (FAILED, "job_given_up")


def test_r15_poison_of_four_kinds_delays_none_of_the_good_ones(system: System) -> None:
    bad = {
        "tree.pdf": attacks.drawing_tree(),
        "laughs.docx": attacks.billion_laughs(),
        "bomb.docx": attacks.word_bomb(),
        "overlap.docx": attacks.overlapping_members(),
    }
    digests = upload(system, {**bad, **good(8)})
    order = []
    while (done := reading.one(system, "w")) is not None:
        order.append(done)
    names = {sha256: name for name, sha256 in digests.items()}
    last_good = max(place for place, one in enumerate(order) if names[one.key] not in bad)
    assert all(one.state != FAILED or one.tries == 1 for one in order[: last_good + 1])
    ended = {name: job(system, sha256) for name, sha256 in digests.items()}
    assert {ended[name].state for name in good(8)} == {DONE}
    assert {name: (ended[name].state, ended[name].reason) for name in bad} == {
        "tree.pdf": (FAILED, "file_takes_too_long"),
        "laughs.docx": (FAILED, "file_damaged"),
        "bomb.docx": (FAILED, "file_too_demanding"),
        "overlap.docx": (FAILED, "file_damaged"),
    }
    for name in bad:
        with system.blobs.open(digests[name]) as file:
            assert file.read() == bad[name], "the original stays"


def test_a_server_told_to_stop_in_the_middle_of_a_file_gives_it_back(system: System, tmp_path: Path) -> None:
    digests = upload(system, {"tree.pdf": attacks.drawing_tree()})
    command = [sys.executable, "-m", "api.cli", "--data", str(tmp_path), "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=dict(os.environ))
    try:
        wait_until_running(system, digests["tree.pdf"], server)
        server.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert server.wait(timeout=PATIENCE) == 0
        assert time.monotonic() - begun < 15
    finally:
        server.kill()
        server.wait(timeout=PATIENCE)
        assert server.stderr is not None
        server.stderr.close()
    kept = job(system, digests["tree.pdf"])
    assert (kept.state, kept.tries, kept.worker) == (QUEUED, 0, None)
