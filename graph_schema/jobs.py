"""Work that waits in the store: durable, leased to one worker at a time, never lost and never done for ever again.

A job is known by its kind and key (what to read: the SHA-256 of a file). Times here are the machine's, not the
store's clock: a lease must run out even where a demonstration's clock stands still. No job is a fact: jobs are not in
the ledger, not in a pack, not copied with a store; lost ones are asked for again from what the graph holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_schema.values import Instant

READ = "read"
"""The kind of job that reads a file: its key is the file's SHA-256."""
QUEUED, RUNNING = "queued", "running"
DONE, PARTIAL, FAILED, NEEDS_PASSWORD = "done", "partial", "failed", "needs_password"
WAITING = frozenset({QUEUED, RUNNING})
ENDED = frozenset({DONE, PARTIAL, FAILED, NEEDS_PASSWORD})
TRIES = 3
"""A job whose worker was lost so often is parked as failed, `job_given_up` (R15)."""


@dataclass(frozen=True, slots=True)
class JobKey:
    """What is asked for: at most one job for each kind and key."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: one of `ENDED`, the code of the reason with its values where it is not `done`, and small facts
    about the result (pages, characters), all texts."""

    state: str
    reason: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `change` rises by at least one with every change of any job in the store, so that a reader
    of results can ask for those after the last it saw. `tries` counts leases since it was last asked for; `turn` is
    the `change` at which that was: its place among the others."""

    kind: str
    key: str
    state: str
    asked_at: Instant
    change: int
    turn: int
    tries: int = 0
    worker: str | None = None
    lease_until: Instant | None = None
    ended_at: Instant | None = None
    reason: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


class Jobs(ABC):
    """The queue of a store. Every call is one durable transaction of its own; none writes a ledger entry. A job that
    a fact needs is asked for in the fact's own transaction (`UnitOfWork.ask_job`)."""

    @abstractmethod
    def ask(self, kind: str, keys: Iterable[str], now: Instant, *, again: bool = False) -> int:
        """Queue those not known yet; with `again` also those that have ended (tries start anew). How many were
        queued. A job that waits or runs is left as it is."""

    @abstractmethod
    def lease(self, kind: str, worker: str, now: Instant, until: Instant) -> Job | None:
        """Give the next job to a worker until an instant: queued ones or those whose lease ran out, fewest tries
        first, then the order in which they were asked for. One that was leased `TRIES` times already ends as failed,
        `job_given_up`, and the next is given. None when nothing waits. Two workers never hold one job."""

    @abstractmethod
    def renew(self, job: Job, until: Instant) -> bool:
        """Hold a leased job longer; False when the lease was lost to another worker or ended."""

    @abstractmethod
    def end(self, job: Job, outcome: Outcome, now: Instant) -> bool:
        """Write how it ended; False (and nothing written) when the lease was lost."""

    @abstractmethod
    def give_back(self, job: Job, *, untried: bool = False) -> bool:
        """Queue it again for a later try; False when the lease was lost. The try counts, so it stands behind those
        never tried; not with `untried`, for a worker that stops while it has done nothing wrong."""

    @abstractmethod
    def get(self, kind: str, key: str) -> Job | None:
        """One job."""

    @abstractmethod
    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        """Those of these jobs that exist, by key; any number of keys."""

    @abstractmethod
    def listed(self, kind: str, states: frozenset[str], after: int = 0, limit: int | None = None) -> Sequence[Job]:
        """Jobs in these states whose `change` is greater than `after`, in order of `change`."""

    @abstractmethod
    def counts(self, kind: str) -> Mapping[str, int]:
        """How many jobs stand in each state; states without any are absent."""
