"""What a read asks: true on which day, recorded by which entry, in which period, at which site."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.dates import Period
from graph_schema.values import Day, Instant


@dataclass(frozen=True, slots=True)
class View:
    """`as_of`: true on that day. `known_at`: the last entry (`seq`) whose versions are seen. `period` and `site`
    decide only whether a record meets an obligation. `known_at_instant`: the instant asked for, where one was."""

    as_of: Day
    known_at: int
    period: Period
    site: str | None = None
    known_at_instant: Instant | None = None


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """How much of a clause's trail to fetch: at most `records` records (newest first, then number, then id)."""

    records: int = 5_000


@dataclass(frozen=True, slots=True)
class TallyPlan:
    """Which clauses to count: all of an edition, or only those named (ids) in it."""

    standard: str
    clauses: frozenset[str] | None = None
