"""An organisation on the memory store with three people, a small edition and a clock the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from graph_schema.ports import Store
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.values import Instant
from graph_schema.vocabulary import load
from ingestion.blocks import Place
from ingestion.parsed import Obligation, ParsedClause, ParsedStandard
from search.late import LateIndex
from workflows import documents, links, records, standards, trails
from workflows.accounts import NewAccount
from workflows.answers import Json
from workflows.documents import Adoption
from workflows.files import StoredFile
from workflows.files import store as keep
from workflows.records import RecordFields
from workflows.setup import Founding, set_up
from workflows.standards import Content, Edition
from workflows.system import Person, System
from workflows.views import Asked


@dataclass
class Clock:
    """The time as the test sets it."""

    now: Instant = "2026-06-30T04:00:00.000000Z"

    def __call__(self) -> Instant:
        return self.now


@dataclass
class Office:
    """The organisation at work, in few words."""

    system: System
    clock: Clock
    controller: Person = field(default_factory=lambda: Person("wenkong", frozenset({"controller"}), "cli"))
    auditor: Person = field(default_factory=lambda: Person("shenhe", frozenset({"auditor"}), "api"))
    manager: Person = field(default_factory=lambda: Person("guanli", frozenset({"management"}), "page"))

    def file(self, name: str, data: bytes) -> StoredFile:
        return keep(self.system.blobs, [data], name)

    def document(self, number: str, label: str = "A/0", type_: str = "procedure") -> Json:
        content = self.file(f"{number}-{label.replace('/', '_')}.pdf", f"{number} {label}".encode())
        return documents.add(self.system, self.controller, number, label, f"{number} title", type_, content)

    def revise(self, number: str, label: str) -> Json:
        content = self.file("new.pdf", f"{number} {label}".encode())
        return documents.revise(self.system, self.controller, f"document:{number}", label, content)

    def adopt(self, revision: str, since: str, confirm: tuple[str, ...] = ()) -> Json:
        told = Adoption(since, "决定 1 号", "王经理", "体系建立前已执行", "档案柜 3")
        return documents.adopt(self.system, self.controller, revision, told, confirm)

    def confirm(self, from_: str, to: str, **more: str) -> Json:
        proposed = links.propose(self.system, self.controller, from_, to, **more)  # type: ignore[arg-type]  # kind, reason
        answer: Json = links.confirm(self.system, self.controller, [proposed["id"]])["links"][0]
        return answer

    def record(self, number: str, date: str, revision: str | None = None, site: str | None = None) -> Json:
        given = RecordFields(type="回访", number=number, date=date, site=site)
        return records.add(self.system, self.controller, given, revision)

    def trail(self, clause: str, **asked: str) -> Json:
        return trails.trail_document(self.system, self.auditor, f"clause:GB/T 1-2011#{clause}", Asked(**asked))


CLAUSES = (
    ("4", None, "heading", False, ()),
    ("4.1", "4", "requirement", True, ()),
    ("4.2", "4", "requirement", True, (("procedure", "explicit"), ("record", "explicit"))),
    ("4.2 a)", "4.2", "item", True, (("record", "implied"),)),
    ("4.3", "4", "requirement", True, (("review", "explicit"),)),
)


def small_edition() -> ParsedStandard:
    """Five rows: a chapter, one that asks `any`, one with procedure and record, an item, one that asks a review."""
    return ParsedStandard(
        tuple(
            ParsedClause(
                number=number,
                printed=number,
                parent=parent,
                kind=kind,
                title=None,
                text=f"text of {number}",
                level=1 if parent is None else 2 if parent == "4" else 3,
                order=order,
                normative=normative,
                obligations=tuple(Obligation(what, strength, "words") for what, strength in stated),
                cites=(),
                place=Place(line=order + 1),
            )
            for order, (number, parent, kind, normative, stated) in enumerate(CLAUSES)
        )
    )


def small_office(folder: Path, store: Store | None = None) -> Office:
    """The organisation with the small edition, its blobs below a folder, on an empty store (default: in memory)."""
    clock = Clock()
    vocabulary = load()
    system = System(
        store or MemoryStore(vocabulary),
        BlobFolder(folder / "blobs"),
        vocabulary,
        clock,
        ZoneInfo("Asia/Shanghai"),
        index=LateIndex(folder / "index"),
    )
    set_up(system, Founding("试验公司", "Asia/Shanghai"), NewAccount("wenkong", "文控", ("controller",)), (), "root")
    made = Office(system, clock)
    standards.import_edition(system, made.controller, Edition("GB/T 1", "2011"), Content(small_edition()))
    return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return small_office(tmp_path)
