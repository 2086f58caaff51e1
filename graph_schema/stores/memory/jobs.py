"""Jobs in memory: the reference model of the queue's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graph_schema.jobs import QUEUED, RUNNING, Job
from graph_schema.queueing import JobTable
from graph_schema.values import Instant

Rows = dict[tuple[str, str], Job]
"""By (kind, key)."""


class MemoryJobTable(JobTable):
    """Works on the rows given: a fork of them to write."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def last_change(self) -> int:
        return max((one.change for one in self._rows.values()), default=0)

    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        return {key: self._rows[kind, key] for key in keys if (kind, key) in self._rows}

    def first(self, kind: str, now: Instant) -> Job | None:
        free = (one for one in self._of(kind) if one.state == QUEUED or _ran_out(one, now))
        return min(free, key=lambda one: (one.tries, one.turn), default=None)

    def put(self, jobs: Sequence[Job]) -> None:
        for one in jobs:
            self._rows[one.kind, one.key] = one

    def listed(self, kind: str, states: frozenset[str], after: int, limit: int | None) -> Sequence[Job]:
        found = [one for one in self._of(kind) if one.state in states and one.change > after]
        return sorted(found, key=lambda one: one.change)[:limit]

    def counts(self, kind: str) -> Mapping[str, int]:
        return dict(Counter(one.state for one in self._of(kind)))

    def _of(self, kind: str) -> list[Job]:
        return [one for one in self._rows.values() if one.kind == kind]


def _ran_out(job: Job, now: Instant) -> bool:
    return job.state == RUNNING and job.lease_until is not None and job.lease_until <= now
