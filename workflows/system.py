"""The running product as one value: what every use case is given, and the two ways to the store: read and change."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from graph_schema.blobs import Blobs
from graph_schema.canonical import sha256_hex
from graph_schema.dates import local_day
from graph_schema.errors import Conflict, StaleVersion
from graph_schema.jobs import JobKey
from graph_schema.ports import Reader, Store, Transaction
from graph_schema.results import Coverage
from graph_schema.unit_of_work import Act, Clock, UnitOfWork
from graph_schema.values import Day, Link, Node
from graph_schema.vocabulary import Vocabulary
from ingestion.reading import Reading
from search.port import Index
from workflows.answered import Answered
from workflows.checkpoints import Notary
from workflows.evidence_register import EvidenceRegister
from workflows.outlines import Outlines
from workflows.permissions import require
from workflows.record_register import RecordRegister
from workflows.register import DocumentRegister

T = TypeVar("T")
Answer = dict[str, Any]
"""The stable document that command line and API print alike."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: the account's name and roles, by which way, the operating-system user behind a command line, and the
    request id under which a creation is asked for."""

    name: str
    roles: frozenset[str]
    via: str
    operator: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Store, blobs, vocabulary, clock, the organisation's zone, the notary who publishes checkpoints, the reading of
    files by page, the index that is searched, the registers of documents, records and evidence, the outlines of long
    entries, the coverages asked for last. `bell` rings when a job was
    asked for in this process."""

    store: Store
    blobs: Blobs
    vocabulary: Vocabulary
    clock: Clock
    zone: ZoneInfo
    notary: Notary | None = None
    reading: Reading | None = None
    index: Index | None = None
    register: DocumentRegister = field(default_factory=DocumentRegister, compare=False)
    records: RecordRegister = field(default_factory=RecordRegister, compare=False)
    files: EvidenceRegister = field(default_factory=EvidenceRegister, compare=False)
    outlines: Outlines = field(default_factory=Outlines, compare=False)
    coverages: Answered[Coverage] = field(default_factory=lambda: Answered(8), compare=False)
    basis: frozenset[str] = field(default=frozenset())
    bell: threading.Event = field(default_factory=threading.Event, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "basis", self.vocabulary.nodes["document"].fields["type"].basis)

    def reader(self) -> AbstractContextManager[Reader]:
        """One consistent state to read from."""
        return self.store.reader()

    def close(self) -> None:
        """Let the store go, and end the processes that read files."""
        if self.reading is not None:
            self.reading.close()
        if self.index is not None:
            self.index.close()
        self.store.close()

    def today(self) -> Day:
        """Today in the organisation's zone."""
        return local_day(self.clock(), self.zone)

    def change(
        self,
        person: Person,
        right: str,
        action: str,
        work: Callable[[UnitOfWork], Answer],
        *,
        reason: str | None = None,
        body: object = None,
    ) -> Answer:
        """Who may, one unit of work, the rules, commit; the answer of `work` comes back once it is durable.

        Nothing gathered means nothing written and no entry. Under the person's request id the same body gets the
        first answer again, another body is Conflict `request_id_reused`.
        """
        require(person.roles, right)
        digest = sha256_hex(json.dumps([action, reason, body], sort_keys=True, default=str).encode())

        def attempt(tx: Transaction) -> Answer:
            if (first := _first_answer(tx, person, digest)) is not None:
                return first
            act = Act(person.name, person.via, person.request, person.operator)
            unit = UnitOfWork(tx, self.vocabulary, act, self.clock)
            answer = work(unit)
            if unit.has_changes():
                unit.answer(digest, json.dumps(answer, ensure_ascii=False))
                unit.commit(action, reason)
                asked[:] = unit.jobs()
            return answer

        asked: list[JobKey] = []
        answer = self.store.write(attempt)
        if asked:
            self.bell.set()
        if self.notary is not None:
            self.notary.publish_if_due(self.store, self.clock())
        return answer

    def preview(
        self, person: Person, action: str, work: Callable[[UnitOfWork], Answer], look: Callable[[Reader], T]
    ) -> tuple[T, T]:
        """What `look` sees before a change and after it, without the change: it is really made, then undone. The
        ledger gets no entry; rights are the caller's to check."""

        def attempt(tx: Transaction) -> None:
            before = look(tx)
            unit = UnitOfWork(tx, self.vocabulary, Act(person.name, person.via), self.clock)
            work(unit)
            unit.commit(action)
            raise _Undone(before, look(tx))

        try:
            self.store.write(attempt)
        except _Undone as seen:
            return seen.before, seen.after
        raise AssertionError("a preview never commits")


class _Undone(Exception):
    def __init__(self, before: Any, after: Any) -> None:
        super().__init__()
        self.before = before
        self.after = after


def _first_answer(tx: Transaction, person: Person, digest: str) -> Answer | None:
    if person.request is None:
        return None
    kept = tx.request(person.name, person.request)
    if kept is None:
        return None
    if kept.body_digest != digest:
        raise Conflict("request_id_reused", request=person.request)
    answer: Answer = json.loads(kept.answer)
    return answer


def expect(thing: Node | Link, version: int | None) -> None:
    """Refuse an edit of a version that is no longer the current one (`version` is its `seq_from`)."""
    if version is not None and thing.seq_from != version:
        raise StaleVersion("version_stale", id=thing.id, expected=version, current=thing.seq_from)
