"""Jobs in the file: one row each; what an idle worker asks is answered by the heads of two small indexes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from graph_schema.jobs import Job
from graph_schema.queueing import JobTable
from graph_schema.stores.sqlite.faults import engine_errors
from graph_schema.values import Instant

# In the order of Job's parts.
_COLUMNS = "kind, key, state, asked_at, change, turn, tries, worker, lease_until, ended_at, reason, params, facts"
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[2:])
_PUT = f"""
INSERT INTO job ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET {_CHANGED}
"""  # noqa: S608 - own words
_MANY = f"SELECT {_COLUMNS} FROM job WHERE kind = ? AND key IN (SELECT value FROM json_each(?))"  # noqa: S608 - own words
_FIRST = f"""
SELECT * FROM (
    SELECT * FROM (SELECT {_COLUMNS} FROM job WHERE kind = :kind AND state = 'queued' ORDER BY tries, turn LIMIT 1)
    UNION ALL
    SELECT {_COLUMNS} FROM job WHERE kind = :kind AND state = 'running' AND lease_until <= :now
) ORDER BY tries, turn LIMIT 1
"""  # noqa: S608 - own words
_LISTED = f"""
SELECT {_COLUMNS} FROM job
WHERE kind = ? AND state IN (SELECT value FROM json_each(?)) AND change > ? ORDER BY change LIMIT ?
"""  # noqa: S608 - own words


class SqliteJobTable(JobTable):
    """Works on a connection, inside the transaction that the store began."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def _rows(self, statement: str, values: Any) -> list[tuple[Any, ...]]:
        with engine_errors(self._path):
            return self._connection.execute(statement, values).fetchall()

    def last_change(self) -> int:
        return int(self._rows("SELECT coalesce(max(change), 0) FROM job", ())[0][0])

    def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Job]:
        found = (_job(row) for row in self._rows(_MANY, (kind, json.dumps(list(keys)))))
        return {one.key: one for one in found}

    def first(self, kind: str, now: Instant) -> Job | None:
        rows = self._rows(_FIRST, {"kind": kind, "now": now})
        return _job(rows[0]) if rows else None

    def put(self, jobs: Sequence[Job]) -> None:
        with engine_errors(self._path):
            self._connection.executemany(_PUT, (_row(one) for one in jobs))

    def listed(self, kind: str, states: frozenset[str], after: int, limit: int | None) -> Sequence[Job]:
        rows = self._rows(_LISTED, (kind, json.dumps(sorted(states)), after, -1 if limit is None else limit))
        return tuple(_job(row) for row in rows)

    def counts(self, kind: str) -> Mapping[str, int]:
        return dict(self._rows("SELECT state, count(*) FROM job WHERE kind = ? GROUP BY state", (kind,)))


def _row(job: Job) -> tuple[Any, ...]:
    held = (job.kind, job.key, job.state, job.asked_at, job.change, job.turn, job.tries)
    maps = (json.dumps(dict(one), ensure_ascii=False) for one in (job.params, job.facts))
    return (*held, job.worker, job.lease_until, job.ended_at, job.reason, *maps)


def _job(row: tuple[Any, ...]) -> Job:
    parts = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Job(**parts | {name: json.loads(parts[name]) for name in ("params", "facts")})
