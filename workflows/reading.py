"""The worker's use case: take the next file that waits, have it read in the limited process, write how it ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from graph_schema.dates import instant_text
from graph_schema.errors import ClausetrailError, Conflict, NotFound, StorageFull, StoreRefused, StoreUnavailable
from graph_schema.jobs import DONE, FAILED, NEEDS_PASSWORD, PARTIAL, READ, Job, Outcome
from graph_schema.unit_of_work import Clock, system_clock
from graph_schema.values import Instant
from ingestion.page_text import PASSWORD_CODES, FileText
from workflows.system import System

LEASE_SECONDS = 60
RENEW_SECONDS = 15
"""A lease is renewed so often while its worker lives; one that was killed is found out when the lease ends."""
TRIES_OF_ONE_READING = 2
"""A file that ended the limited process is tried once more, behind all others: another file may have starved it."""
ENDED_THE_PROCESS = frozenset({"file_takes_too_long", "file_reader_crashed"})
_log = logging.getLogger("clausetrail.reading")


def one(
    system: System, worker: str, *, stopping: Callable[[], bool] = lambda: False, now: Clock = system_clock
) -> Job | None:
    """Read the next file that waits; the job as it stands then, None when none waits.

    The file is never at fault for the machine: no space, no store, no process, a worker told to stop give the job
    back as it was, and the error goes on to the caller (but for a stop). All else ends the job, whatever was raised.
    """
    jobs = system.store.jobs
    job = jobs.lease(READ, worker, now(), _later(now(), LEASE_SECONDS))
    if job is None:
        return None
    try:
        with _held(system, job, now):
            outcome = _outcome(system, job)
    except (StorageFull, StoreUnavailable, StoreRefused):
        jobs.give_back(job, untried=True)
        raise
    except ClausetrailError as error:
        outcome = _failure(error)
        if stopping() or error.code == "reader_not_started":
            jobs.give_back(job, untried=True)
            if not stopping():
                raise
            return jobs.get(job.kind, job.key)
        if _ended_the_process(error) and job.tries < TRIES_OF_ONE_READING:
            jobs.give_back(job)
            return jobs.get(job.kind, job.key)
    except Exception as error:  # noqa: BLE001  a fault of ours parks one file, it never stops the queue
        _log.exception("reading_failed", extra={"sha256": job.key})
        outcome = _failure(ClausetrailError("reading_failed", error=type(error).__name__))
    jobs.end(job, outcome, now())
    return jobs.get(job.kind, job.key)


def _outcome(system: System, job: Job) -> Outcome:
    """Read the bytes as they were taken in, never others."""
    if system.reading is None:
        raise ClausetrailError("reader_not_started")
    seen = system.blobs.observe(job.key)
    if seen is None:
        raise NotFound("evidence_unreadable", sha256=job.key)
    if seen != job.key:
        raise Conflict("evidence_changed", sha256=job.key, observed=seen)
    found = system.reading.read(job.key, system.blobs.path(job.key), _name(system, job.key))
    if found.partial:
        return Outcome(PARTIAL, found.partial, found.params, _facts(found))
    return Outcome(DONE, facts=_facts(found))


def _facts(found: FileText) -> Mapping[str, str]:
    return {
        "media_type": found.media_type,
        "pages": str(found.page_count),
        "characters": str(sum(len(page.text) for page in found.pages)),
        "version": str(found.version),
    }


def _failure(error: ClausetrailError) -> Outcome:
    return Outcome(NEEDS_PASSWORD if error.code in PASSWORD_CODES else FAILED, error.code, error.params)


def _ended_the_process(error: ClausetrailError) -> bool:
    starved = error.code == "file_too_demanding" and error.params.get("limit") == "memory"
    return error.code in ENDED_THE_PROCESS or starved


def _name(system: System, sha256: str) -> str:
    """The file's own name, by which some kinds of text are told apart; "" where nothing refers to it any more."""
    with system.reader() as reader:
        found = reader.by_key("evidence", sha256)
        if found is not None:
            return found.text("file_name")
        for revision in reader.find("revision"):
            if revision.text("content") == sha256:
                return revision.text("file_name")
    return ""


@contextmanager
def _held(system: System, job: Job, now: Clock) -> Iterator[None]:
    """While the file is read the lease is renewed: by a thread, as reading may take a minute."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEW_SECONDS):
            try:
                if not system.store.jobs.renew(job, _later(now(), LEASE_SECONDS)):
                    return
            except ClausetrailError:  # an unreachable store may be back in time
                _log.warning("lease_not_renewed", exc_info=True)

    thread = threading.Thread(target=renew, name=f"lease-{job.key[:8]}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _later(moment: Instant, seconds: int) -> Instant:
    return instant_text(datetime.fromisoformat(moment) + timedelta(seconds=seconds))
