"""The rules of the queue, once for all stores: an adapter keeps rows (`JobTable`), what happens to them stands here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol, TypeVar

from graph_schema.errors import ClausetrailError
from graph_schema.jobs import ENDED, FAILED, QUEUED, RUNNING, TRIES, Job, JobKey, Jobs, Outcome
from graph_schema.values import Instant

T = TypeVar("T")


class JobTable(ABC):
    """Jobs as a transaction sees them. Made for writing it holds whatever keeps other writers of jobs away."""

    @abstractmethod
    def last_change(self) -> int:
        """The highest `change` of any job; 0 without any."""

    @abstractmethod
    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        """Those of these jobs that exist, by key; any number of keys."""

    @abstractmethod
    def first(self, kind: str, now: Instant) -> Job | None:
        """Of those queued, or running with a lease that ended by now, the one with fewest tries, then of the first
        turn."""

    @abstractmethod
    def put(self, jobs: Sequence[Job]) -> None:
        """Keep these as they are given, in place of what was kept."""

    @abstractmethod
    def listed(self, kind: str, states: frozenset[str], after: int, limit: int | None) -> Sequence[Job]:
        """As `Jobs.listed`."""

    @abstractmethod
    def counts(self, kind: str) -> Mapping[str, int]:
        """As `Jobs.counts`."""


class Write(Protocol):
    """Runs work in one durable write transaction of the store."""

    def __call__(self, work: Callable[[JobTable], T]) -> T: ...


Read = Callable[[], AbstractContextManager[JobTable]]


def ask(table: JobTable, wanted: Iterable[JobKey], now: Instant, *, again: bool = False) -> int:
    """Queue those not known yet, with `again` also those that have ended; how many."""
    keys: dict[str, list[str]] = {}
    for one in dict.fromkeys(wanted):
        keys.setdefault(one.kind, []).append(one.key)
    change = last = table.last_change()
    queued: list[Job] = []
    for kind, names in keys.items():
        known = table.get_many(kind, names)
        for key in names:
            held = known.get(key)
            if held is None or (again and held.state in ENDED):
                change += 1
                queued.append(Job(kind, key, QUEUED, now, change, change))
    table.put(queued)
    return change - last


class TableJobs(Jobs):
    """The queue on an adapter's rows."""

    def __init__(self, read: Read, write: Write) -> None:
        self._read = read
        self._write = write

    def ask(self, kind: str, keys: Iterable[str], now: Instant, *, again: bool = False) -> int:
        wanted = [JobKey(kind, key) for key in keys]
        return self._write(lambda table: ask(table, wanted, now, again=again)) if wanted else 0

    def lease(self, kind: str, worker: str, now: Instant, until: Instant) -> Job | None:
        def work(table: JobTable) -> Job | None:
            change = table.last_change()
            while (found := table.first(kind, now)) is not None:
                change += 1
                if found.tries < TRIES:
                    tries = found.tries + 1
                    leased = replace(found, state=RUNNING, tries=tries, worker=worker, lease_until=until, change=change)
                    table.put([leased])
                    return leased
                lost = ClausetrailError("job_given_up", tries=TRIES)
                table.put([_ended(found, Outcome(FAILED, lost.code, lost.params), now, change)])
            return None

        # Asked each second by every idle worker: only a look, unless there is something.
        with self._read() as table:
            if table.first(kind, now) is None:
                return None
        return self._write(work)

    def renew(self, job: Job, until: Instant) -> bool:
        return self._move(job, lambda held, change: replace(held, lease_until=until, change=change))

    def end(self, job: Job, outcome: Outcome, now: Instant) -> bool:
        return self._move(job, lambda held, change: _ended(held, outcome, now, change))

    def give_back(self, job: Job, *, untried: bool = False) -> bool:
        def queued(held: Job, change: int) -> Job:
            tries = held.tries - 1 if untried else held.tries
            return replace(held, state=QUEUED, tries=tries, worker=None, lease_until=None, change=change)

        return self._move(job, queued)

    def _move(self, job: Job, moved: Callable[[Job, int], Job]) -> bool:
        """Change a job its worker still holds: no other lease came since, and it has not ended."""

        def work(table: JobTable) -> bool:
            change = table.last_change()
            held = table.get_many(job.kind, (job.key,)).get(job.key)
            if held is None or (held.state, held.worker, held.tries, held.turn) != (
                RUNNING,
                job.worker,
                job.tries,
                job.turn,
            ):
                return False
            table.put([moved(held, change + 1)])
            return True

        return self._write(work)

    def get(self, kind: str, key: str) -> Job | None:
        return self.get_many(kind, (key,)).get(key)

    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        with self._read() as table:
            return table.get_many(kind, keys)

    def listed(self, kind: str, states: frozenset[str], after: int = 0, limit: int | None = None) -> Sequence[Job]:
        with self._read() as table:
            return table.listed(kind, states, after, limit)

    def counts(self, kind: str) -> Mapping[str, int]:
        with self._read() as table:
            return table.counts(kind)


def _ended(held: Job, outcome: Outcome, now: Instant, change: int) -> Job:
    return replace(
        held,
        state=outcome.state,
        reason=outcome.reason,
        params=dict(outcome.params),
        facts=dict(outcome.facts),
        worker=None,
        lease_until=None,
        ended_at=now,
        change=change,
    )
