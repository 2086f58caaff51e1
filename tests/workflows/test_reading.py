"""The worker's use case: each file ends in its own state, none holds up another (R15)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from graph_schema.errors import ClausetrailError, Forbidden, InvalidInput, StorageFull, TooLarge
from graph_schema.jobs import DONE, FAILED, NEEDS_PASSWORD, PARTIAL, QUEUED, READ, RUNNING
from graph_schema.stores.memory.store import MemoryStore
from ingestion.page_text import FileText, PageText
from tests.workflows.conftest import Office
from workflows import evidence, queue, reading
from workflows.copying import copy_store
from workflows.evidence import Use
from workflows.working import until_empty, working


@dataclass
class Desk:
    """Stands in for the reading of files: answers by the file's name, as the limited process would."""

    raises: dict[str, list[Exception]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    begun: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def read(self, sha256: str, path: Path, name: str) -> FileText:
        self.seen.append(name)
        if name == "slow.txt":
            self.begun.set()
            assert self.let_go.wait(10)
            raise InvalidInput("file_reader_crashed", reason="SIGKILL")
        if self.raises.get(name):
            raise self.raises[name].pop(0)
        assert path.read_bytes()
        self.kept.add(sha256)
        found = FileText("text/plain", (PageText(1, "顾客回访"),), 1)
        return replace(found, partial="text_cut", params={"pages": "1"}) if name == "part.txt" else found

    def digests(self) -> list[str]:
        return sorted(self.kept)

    def text(self, _sha256: str) -> FileText | None:
        return None

    def rest(self, idle_seconds: float = 0.0) -> None:
        """Nothing to end."""

    def close(self) -> None:
        self.let_go.set()


def manned(office: Office, desk: Desk) -> Office:
    """The office with this desk to read at."""
    return replace(office, system=replace(office.system, reading=desk))  # type: ignore[arg-type]  # the same methods


def upload(office: Office, *names: str) -> dict[str, str]:
    """Upload files of these names; their digests by name."""
    files = [office.file(name, f"bytes of {name}".encode()) for name in names]
    evidence.add(office.system, office.controller, files, Use())
    return {file.name: file.sha256 for file in files}


def states(office: Office, digests: dict[str, str]) -> dict[str, tuple[str, str | None]]:
    """State and reason of each file's job."""
    jobs = office.system.store.jobs.get_many(READ, list(digests.values()))
    return {name: (jobs[sha256].state, jobs[sha256].reason) for name, sha256 in digests.items()}


def test_every_file_taken_in_is_asked_for_once_in_its_own_change(office: Office) -> None:
    digests = upload(office, "a.txt", "b.txt")
    document = office.document("QP-1")
    upload(office, "a.txt")
    jobs = office.system.store.jobs
    assert jobs.counts(READ) == {QUEUED: 3}
    assert jobs.get(READ, digests["a.txt"]) is not None
    assert jobs.get(READ, document["revision"]["content"]) is not None


def test_a_file_ends_as_what_it_is(office: Office) -> None:
    desk = Desk(
        {
            "locked.pdf": [InvalidInput("pdf_needs_password")],
            "broken.pdf": [InvalidInput("file_damaged", media_type="application/pdf")],
            "huge.xlsx": [TooLarge("file_too_demanding", limit="cells", allowed=9)],
            "odd.pdf": [ZeroDivisionError("a fault of ours")],
        }
    )
    office = manned(office, desk)
    digests = upload(office, "good.txt", "part.txt", "locked.pdf", "broken.pdf", "huge.xlsx", "odd.pdf")
    ended = until_empty(office.system)
    assert states(office, digests) == {
        "good.txt": (DONE, None),
        "part.txt": (PARTIAL, "text_cut"),
        "locked.pdf": (NEEDS_PASSWORD, "pdf_needs_password"),
        "broken.pdf": (FAILED, "file_damaged"),
        "huge.xlsx": (FAILED, "file_too_demanding"),
        "odd.pdf": (FAILED, "reading_failed"),
    }
    assert ended == {DONE: 1, PARTIAL: 1, NEEDS_PASSWORD: 1, FAILED: 3}
    shown = evidence.show(office.system, office.auditor, digests["good.txt"])
    assert (shown["reading"]["state"], shown["reading"]["pages"], shown["reading"]["characters"]) == (DONE, 1, 4)
    rows = {one["file_name"]: one["reading"] for one in evidence.listed(office.system, office.auditor)}
    assert rows["broken.pdf"]["values"] == {"media_type": "application/pdf"}


def test_bytes_that_changed_or_are_gone_are_not_read(office: Office) -> None:
    desk = Desk()
    office = manned(office, desk)
    digests = upload(office, "changed.txt", "gone.txt")
    office.system.blobs.path(digests["changed.txt"]).write_bytes(b"other")
    office.system.blobs.path(digests["gone.txt"]).unlink()
    until_empty(office.system)
    assert states(office, digests) == {
        "changed.txt": (FAILED, "evidence_changed"),
        "gone.txt": (FAILED, "evidence_unreadable"),
    }
    assert desk.seen == []


def test_r15_one_poison_among_twenty_good_ones_delays_none(office: Office) -> None:
    poison = [InvalidInput("file_reader_crashed", reason="SIGSEGV") for _ in range(5)]
    desk = Desk({"poison.pdf": list(poison)})
    office = manned(office, desk)
    digests = upload(office, "poison.pdf", *(f"good-{number:02}.txt" for number in range(20)))
    ended = until_empty(office.system)
    assert ended == {DONE: 20, FAILED: 1}
    assert desk.seen == ["poison.pdf", *(f"good-{number:02}.txt" for number in range(20)), "poison.pdf"]
    assert states(office, digests)["poison.pdf"] == (FAILED, "file_reader_crashed")


def test_a_file_starved_by_another_is_read_at_its_second_try(office: Office) -> None:
    office = manned(office, Desk({"a.pdf": [TooLarge("file_too_demanding", limit="memory")]}))
    digests = upload(office, "a.pdf")
    until_empty(office.system)
    assert states(office, digests) == {"a.pdf": (DONE, None)}


@pytest.mark.parametrize("fault", [StorageFull("storage_full"), ClausetrailError("reader_not_started")])
def test_the_machines_fault_is_not_the_files(office: Office, fault: ClausetrailError) -> None:
    office = manned(office, Desk({"a.pdf": [fault]}))
    digests = upload(office, "a.pdf")
    with pytest.raises(type(fault)):
        reading.one(office.system, "w")
    job = office.system.store.jobs.get(READ, digests["a.pdf"])
    assert job is not None
    assert (job.state, job.tries) == (QUEUED, 0)
    until_empty(office.system)
    assert states(office, digests) == {"a.pdf": (DONE, None)}


def test_r15_a_worker_lost_in_the_middle_is_replaced_when_its_lease_runs_out(office: Office) -> None:
    desk = Desk()
    office = manned(office, desk)
    upload(office, "a.txt")
    jobs = office.system.store.jobs
    assert jobs.lease(READ, "lost", "2026-06-30T04:00:00.000000Z", "2026-06-30T04:01:00.000000Z") is not None
    assert reading.one(office.system, "w", now=lambda: "2026-06-30T04:00:59.999999Z") is None
    job = reading.one(office.system, "w", now=lambda: "2026-06-30T04:01:00.000000Z")
    assert job is not None
    assert (job.state, job.tries, job.ended_at) == (DONE, 2, "2026-06-30T04:01:00.000000Z")


def test_a_worker_told_to_stop_gives_the_file_back_untried(office: Office) -> None:
    desk = Desk()
    office = manned(office, desk)
    digests = upload(office, "slow.txt")
    with working([office.system]):
        assert desk.begun.wait(10)
        held = office.system.store.jobs.get(READ, digests["slow.txt"])
        assert held is not None
        assert held.state == RUNNING
    job = office.system.store.jobs.get(READ, digests["slow.txt"])
    assert job is not None
    assert (job.state, job.tries, job.worker) == (QUEUED, 0, None)


def test_a_running_worker_reads_what_comes_in(office: Office) -> None:
    desk = Desk()
    office = manned(office, desk)
    with working([office.system]):
        digests = upload(office, "a.txt")
        for _ in range(200):
            if states(office, digests)["a.txt"][0] == DONE:
                break
            threading.Event().wait(0.05)
    assert states(office, digests) == {"a.txt": (DONE, None)}


def test_a_worker_asks_for_what_has_no_job_and_for_texts_that_are_gone_or_old(office: Office) -> None:
    desk = Desk()
    office = manned(office, desk)
    system, digests = office.system, upload(office, "a.txt", "b.txt", "c.txt")
    until_empty(office.system)
    assert queue.ask_missing(office.system) == 0
    desk.kept.discard(digests["a.txt"])
    assert queue.ask_missing(office.system) == 1
    until_empty(office.system)
    assert desk.seen == ["a.txt", "b.txt", "c.txt", "a.txt"]
    copied = replace(office.system, store=MemoryStore(office.system.vocabulary))
    copy_store(system.store, system.blobs, copied.store, system.blobs, "memory:", lambda _kind, _count: None)
    assert queue.ask_missing(copied) == 3
    assert queue.ask_missing(copied) == 0


def test_what_is_to_be_read_again_is_queued_again(office: Office) -> None:
    desk = Desk({"bad.pdf": [InvalidInput("file_damaged")]})
    office = manned(office, desk)
    digests = upload(office, "a.txt", "bad.pdf")
    until_empty(office.system)
    system, auditor = office.system, office.auditor
    with system.reader() as reader:
        entries = reader.head().size
    assert queue.reread(system, auditor, failed=True) == {"queued": 1, "waiting": 0}
    assert states(office, digests) == {"a.txt": (DONE, None), "bad.pdf": (QUEUED, None)}
    assert queue.reread(system, office.controller, every=True) == {"queued": 1, "waiting": 1}
    until_empty(system)
    assert queue.reread(system, auditor, [digests["a.txt"]]) == {"queued": 1, "waiting": 0}
    with system.reader() as reader:
        assert reader.head().size == entries
    with pytest.raises(Forbidden, match="not_allowed"):
        queue.reread(system, office.manager, every=True)
    with pytest.raises(InvalidInput, match="reread_nothing_named"):
        queue.reread(system, auditor)


def test_the_queue_is_listed_by_state(office: Office) -> None:
    office = manned(office, Desk({"bad.pdf": [InvalidInput("file_damaged", reason="x")]}))
    digests = upload(office, "a.txt", "bad.pdf")
    until_empty(office.system)
    answer = queue.listed(office.system, office.auditor)
    assert answer["counts"] == {DONE: 1, FAILED: 1, NEEDS_PASSWORD: 0, PARTIAL: 0, QUEUED: 0, RUNNING: 0}
    (item,) = answer["items"]
    assert (item["file_name"], item["sha256"], item["reason"]) == ("bad.pdf", digests["bad.pdf"], "file_damaged")
    assert item["values"] == {"reason": "x"}
    done = queue.listed(office.system, office.auditor, DONE)["items"]
    assert [one["file_name"] for one in done] == ["a.txt"]
    with pytest.raises(InvalidInput, match="job_state_unknown"):
        queue.listed(office.system, office.auditor, "lost")
