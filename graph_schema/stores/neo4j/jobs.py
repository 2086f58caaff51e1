"""Jobs on the server: one node each, and one that every writer of jobs locks first, which counts their changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from graph_schema.errors import StoreRefused
from graph_schema.jobs import Job
from graph_schema.queueing import JobTable
from graph_schema.stores.neo4j.runs import Run, pieces
from graph_schema.values import Instant

_LOCK = """
MERGE (c:JobQueue {name: 'jobs'}) SET c.change = coalesce(c.change, 0)
WITH c OPTIONAL MATCH (s:Setting {name: 'moved_to'})
RETURN s.value
"""
# The SET waits for the lock; only what is read after it is what the writer before left.
_LAST = "MATCH (c:JobQueue {name: 'jobs'}) RETURN c.change"
_MANY = "UNWIND $keys AS key MATCH (j:Job {kind: $kind, key: key}) RETURN properties(j)"
_FIRST = """
CALL () {
  MATCH (j:Job {kind: $kind, state: 'queued'}) WHERE j.tries >= 0
  RETURN j ORDER BY j.tries, j.turn LIMIT 1
  UNION ALL
  MATCH (j:Job {kind: $kind, state: 'running'}) WHERE j.lease_until <= $now
  RETURN j
}
RETURN properties(j) ORDER BY j.tries, j.turn LIMIT 1
"""
_PUT = """
UNWIND $rows AS row
MERGE (j:Job {kind: row.kind, key: row.key})
SET j = row
WITH max(row.change) AS last
MATCH (c:JobQueue {name: 'jobs'})
SET c.change = last
"""
_LISTED = """
MATCH (j:Job {kind: $kind}) WHERE j.state IN $states AND j.change > $after
RETURN properties(j) ORDER BY j.change
"""
_COUNTS = "MATCH (j:Job {kind: $kind}) RETURN j.state, count(*)"
_KNOWN = frozenset(one.name for one in fields(Job))


class Neo4jJobTable(JobTable):
    """Reads, and with `lock` writes, in one server transaction."""

    def __init__(self, run: Run, *, lock: bool) -> None:
        self._run = run
        if lock and (moved_to := run(_LOCK, {})[0][0]) is not None:
            raise StoreRefused("store_moved", to=moved_to)

    def last_change(self) -> int:
        rows = self._run(_LAST, {})
        return int(rows[0][0]) if rows else 0

    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        found: dict[str, Job] = {}
        for piece in pieces(keys):
            jobs = (_job(row[0]) for row in self._run(_MANY, {"kind": kind, "keys": list(piece)}))
            found |= {one.key: one for one in jobs}
        return found

    def first(self, kind: str, now: Instant) -> Job | None:
        rows = self._run(_FIRST, {"kind": kind, "now": now})
        return _job(rows[0][0]) if rows else None

    def put(self, jobs: Sequence[Job]) -> None:
        for piece in pieces(jobs):
            self._run(_PUT, {"rows": [_row(one) for one in piece]})

    def listed(self, kind: str, states: frozenset[str], after: int, limit: int | None) -> Sequence[Job]:
        values = {"kind": kind, "states": sorted(states), "after": after}
        if limit is None:
            rows = self._run(_LISTED, values)
        else:
            rows = self._run(_LISTED + "LIMIT $limit", {**values, "limit": limit})
        return tuple(_job(row[0]) for row in rows)

    def counts(self, kind: str) -> Mapping[str, int]:
        return {state: int(count) for state, count in self._run(_COUNTS, {"kind": kind})}


def _row(job: Job) -> dict[str, Any]:
    held = {name: getattr(job, name) for name in _KNOWN}
    maps = {name: json.dumps(dict(held[name]), ensure_ascii=False) for name in ("params", "facts")}
    return {name: value for name, value in (held | maps).items() if value is not None}


def _job(properties: Mapping[str, Any]) -> Job:
    maps = {name: json.loads(properties[name]) for name in ("params", "facts")}
    return Job(**{**properties, **maps})
