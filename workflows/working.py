"""Workers: threads that read what waits, bring the index up to date, and stop at once when told to."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from graph_schema.jobs import ENDED, Job
from workflows import queue, reading
from workflows.indexing import catch_up
from workflows.system import System

POLL_SECONDS = 1.0
SLOW_POLL_SECONDS = 5.0
LONG_IDLE_SECONDS = 300.0
"""From then on the queue is looked at less often; a job asked for in this process wakes a worker at once."""
REST_SECONDS = 60.0
"""A limited process nobody needed for so long is ended: an idle server stays small."""
STOP_SECONDS = 20.0
INDEX_SECONDS = 1.0
"""Between two looks whether the index is behind."""
TROUBLE_SECONDS = 5.0
"""Wait after an error of the machine (no space, no store) before the next try."""
_log = logging.getLogger("clausetrail.worker")


def name_of_worker() -> str:
    """A name no other worker ever has, and that tells people where it ran."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


class Worker:
    """One worker; it runs in whatever thread calls `run`."""

    def __init__(self, system: System, over: threading.Event) -> None:
        self._system = system
        self._over = over
        self._name = name_of_worker()
        self._busy = time.monotonic()

    def step(self) -> Job | None:
        """Read one file if one waits."""
        return reading.one(self._system, self._name, stopping=self._over.is_set)

    def run(self) -> None:
        """Until it is over. Whatever goes wrong is told and tried again; nothing ends a worker but the end."""
        self._try(self._ask_missing)
        while not self._over.is_set():
            self._try(self._turn)

    def _ask_missing(self) -> None:
        if asked := queue.ask_missing(self._system):
            _log.info("files_asked_for", extra={"count": asked})

    def _turn(self) -> None:
        self._system.bell.clear()  # before looking: what is asked for from here on rings again
        if self.step() is not None:
            self._busy = time.monotonic()
            return
        if self._system.reading is not None:
            self._system.reading.rest(REST_SECONDS)
        idle = time.monotonic() - self._busy
        self._system.bell.wait(POLL_SECONDS if idle < LONG_IDLE_SECONDS else SLOW_POLL_SECONDS)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001  the queue outlives whatever went wrong in one turn
            if not self._over.is_set():
                _log.exception("worker_troubled")
                self._over.wait(TROUBLE_SECONDS)


class _OverError(Exception):
    """Told to stop in the middle of indexing."""


def follow(system: System, over: threading.Event) -> None:
    """Keep the index up until it is over, apart from reading: an index built anew holds no file up. A commit under way
    is finished."""

    def told(_done: int, _of: int | None) -> None:
        if over.is_set():
            raise _OverError

    while not over.wait(INDEX_SECONDS):
        try:
            catch_up(system, told)
        except _OverError:
            return
        except Exception:  # noqa: BLE001  the index is a cache: it never stops what is true
            if not over.is_set():
                _log.exception("index_troubled")
                over.wait(TROUBLE_SECONDS)


@contextmanager
def working(systems: Sequence[System]) -> Iterator[None]:
    """Workers beside what runs inside: one for each system, which differ in the process they read with. At the end the
    file being read is let go of and its job given back."""
    over = threading.Event()
    threads = [
        threading.Thread(target=Worker(one, over).run, name=f"worker-{number}", daemon=True)
        for number, one in enumerate(systems)
    ]
    if systems:
        threads.append(threading.Thread(target=follow, args=(systems[0], over), name="index", daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for one in systems:
            one.bell.set()
            if one.reading is not None:
                one.reading.close()
        until = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))


def until_empty(system: System) -> Mapping[str, int]:
    """Ask for what is missing, read until nothing can be leased, bring the index up to date, and say how many files
    ended in each state. What another worker holds is left to it."""
    queue.ask_missing(system)
    worker = Worker(system, threading.Event())
    ended: Counter[str] = Counter()
    while (job := worker.step()) is not None:
        if job.state in ENDED:
            ended[job.state] += 1
    catch_up(system)
    return dict(ended)
