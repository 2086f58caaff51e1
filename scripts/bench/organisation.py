"""A generated organisation of any size whose every trail is alike: only the archive around it grows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from graph_schema.ports import Store, Transaction
from graph_schema.unit_of_work import Act, UnitOfWork, system_clock
from graph_schema.vocabulary import Vocabulary

BATCH = 10_000
"""Nodes an entry (semantics: a benchmark's batch of 10,000 nodes is one entry)."""
ACT = Act("bench", "system")
LAST_DAY = date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each. A procedure satisfies three clauses and has ten records, a record two files."""

    clauses: int
    procedures: int
    records: int
    evidence: int

    @property
    def nodes(self) -> int:
        """All nodes, revisions and edition included."""
        return 1 + self.clauses + 2 * self.procedures + self.records + self.evidence


SMALL = Size(1_250, 3_125, 31_250, 62_500)
"""About 100,000 nodes."""
COVERAGE = Size(2_000, 5_000, 50_000, 100_000)
"""2,000 clauses over about 160,000 nodes."""
LARGE = Size(12_500, 31_250, 312_500, 625_000)
"""About 1,000,000 nodes: ten times the small one, each trail of the same size."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the edition's id, the clauses' ids, how many nodes in all."""

    standard: str
    clauses: list[str]
    nodes: int


class Builder:
    """Writes the organisation in batches, each one entry."""

    def __init__(self, store: Store, vocabulary: Vocabulary, seed: int = 7) -> None:
        self.store, self.vocabulary = store, vocabulary
        self.dice = random.Random(seed)

    def _write(self, work: Callable[[UnitOfWork], list[str]]) -> list[str]:
        def attempt(tx: Transaction) -> list[str]:
            unit = UnitOfWork(tx, self.vocabulary, ACT, system_clock)
            made = work(unit)
            unit.commit("bench:made")
            return made

        return self.store.write(attempt)

    def _batches(self, count: int, make: Callable[[UnitOfWork, int], str], ends: list[str]) -> list[str]:
        made: list[str] = []
        for start in range(0, count, BATCH):

            def work(unit: UnitOfWork, start: int = start) -> list[str]:
                unit.preload(ends[start * len(ends) // count : (start + BATCH) * len(ends) // count + 1])
                return [make(unit, number) for number in range(start, min(start + BATCH, count))]

            made += self._write(work)
        return made

    def build(self, size: Size) -> Made:
        """All of it."""
        standard = self._write(
            lambda unit: [unit.create("standard", {"code": "BENCH 1", "edition": "2026", "scheme": "points"}).id]
        )[0]
        clauses = self._batches(size.clauses, lambda unit, n: self._clause(unit, standard, n), [standard])
        revisions = self._batches(
            size.procedures, lambda unit, n: self._procedure(unit, n, clauses, size.procedures), clauses
        )
        records = self._batches(size.records, lambda unit, n: self._record(unit, n, revisions, size.records), revisions)
        self._batches(size.evidence, lambda unit, n: self._file(unit, n, records, size.evidence), records)
        return Made(standard, clauses, size.nodes)

    def _clause(self, unit: UnitOfWork, standard: str, number: int) -> str:
        fields = {
            "standard": standard,
            "number": f"5.{number // 50 + 1}.{number % 50 + 1}",
            "row": "indicator",
            "title": f"指标 {number}",
            "text": f"组织应对第 {number} 项服务形成文件的程序并保持记录。",
            "level": 1,
            "order": number,
            "normative": False,
        }
        return unit.create("clause", fields).id

    def _procedure(self, unit: UnitOfWork, number: int, clauses: list[str], of: int) -> str:
        document = unit.create(
            "document", {"number": f"QP-{number:06d}", "title": f"程序 {number}", "type": "procedure"}
        )
        revision = unit.create(
            "revision",
            {
                "document": document.id,
                "number": f"QP-{number:06d}",
                "label": "A/0",
                "content": sha256(f"procedure {number}".encode()).hexdigest(),
                "file_name": f"程序 {number}.pdf",
                "media_type": "application/pdf",
                "size": 1000,
                "author": "bench",
                "state": "approved",
                "effective_from": "2025-01-01",
                "adopted": True,
            },
        )
        first = number * len(clauses) // of
        for place in range(3):
            unit.link("satisfies", revision.id, clauses[(first + place) % len(clauses)], "confirmed")
        return revision.id

    def _record(self, unit: UnitOfWork, number: int, revisions: list[str], of: int) -> str:
        day = LAST_DAY - timedelta(days=self.dice.randrange(500))
        fields = {"type": "服务回访", "number": f"R-{number:07d}", "date": day.isoformat(), "site": f"站点{number % 9}"}
        record = unit.create("record", fields)
        unit.link("records", record.id, revisions[number * len(revisions) // of], "confirmed")
        return record.id

    def _file(self, unit: UnitOfWork, number: int, records: list[str], of: int) -> str:
        digest = sha256(f"file {number}".encode()).hexdigest()
        fields = {
            "sha256": digest,
            "size": 1000,
            "file_name": f"回访单-{number:07d}.pdf",
            "media_type": "application/pdf",
            "fixity": "held",
            "observed": digest,
            "checked_at": "2026-06-30T00:00:00.000000Z",
        }
        evidence = unit.create("evidence", fields)
        name = {"name": f"回访单-{number:07d}.pdf"}
        unit.link("records", evidence.id, records[number * len(records) // of], "confirmed", fields=name)
        return evidence.id
