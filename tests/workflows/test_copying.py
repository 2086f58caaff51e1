"""`store copy` between any two stores: everything arrives, the Merkle root is the same, the source is closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_schema.errors import Conflict, StoreRefused
from graph_schema.ports import Store
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.sqlite.store import SqliteStore
from tests.stores.neo4j_rig import Backdoor, opened
from tests.workflows.conftest import Office
from workflows import evidence, records
from workflows.answers import Json
from workflows.copying import copy_store
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.verifying import verify


def _store(engine: str, folder: Path, office: Office) -> Store:
    if engine == "memory":
        return MemoryStore(office.system.vocabulary)
    if engine == "neo4j":
        door = Backdoor()
        door.wipe()
        door.driver.close()
        return opened()
    return SqliteStore(folder / "copy.db", office.system.vocabulary)


def quiet(_kind: str, _done: int) -> None:
    """No progress shown."""


def work_done(office: Office) -> None:
    """Some history: revisions, a corrected record, files, a request id."""
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    office.revise("QP-1", "B/0")
    office.adopt("revision:QP-1@B/0", "2026-04-01", ("all",))
    asking = replace(office.controller, request="req-1")
    records.add(office.system, asking, RecordFields(type="回访", number="R-1", date="2026-05-01"), "revision:QP-1@B/0")
    files = [office.file("回访单.pdf", b"proof")]
    evidence.add(office.system, office.controller, files, Use(), "record:R-1", confirm=True)
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-05-02"), "笔误")


def everything(office: Office) -> dict[str, Any]:
    """All that can be read of the store."""
    with office.system.reader() as reader:
        return {
            "leaves": list(reader.leaves()),
            "nodes": list(reader.node_rows()),
            "links": list(reader.link_rows()),
            "accounts": list(reader.accounts()),
            "requests": list(reader.requests()),
            "settings": reader.settings(),
        }


def copied(office: Office, target: Store, folder: Path) -> tuple[Office, Json]:
    """The office on the target after the copy."""
    blobs = BlobFolder(folder / "target-blobs")
    answer = copy_store(office.system.store, office.system.blobs, target, blobs, "elsewhere", quiet)
    there = Office(replace(office.system, store=target, blobs=blobs), office.clock)
    return there, answer


@pytest.mark.parametrize("engine", ["memory", "sqlite", "neo4j"])
def test_everything_arrives_with_the_same_root_and_the_source_is_closed(
    engine: str, office: Office, tmp_path: Path
) -> None:
    work_done(office)
    before, trail = everything(office), office.trail("4.2")
    past = office.trail("4.2", known_at="seq:3")
    target = _store(engine, tmp_path, office)
    there, answer = copied(office, target, tmp_path)
    assert everything(there) == before
    assert there.trail("4.2") == trail
    assert there.trail("4.2", known_at="seq:3") == past
    assert verify(there.system, there.auditor)["root"] == answer["root"]
    assert verify(there.system, there.auditor)["ok"]
    with pytest.raises(StoreRefused, match="store_moved"):
        office.record("R-9", "2026-05-01")
    there.record("R-9", "2026-05-01")
    target.close()


@pytest.mark.parametrize("engine", ["sqlite", "neo4j"])
def test_and_back_again_from_the_engine(engine: str, office: Office, tmp_path: Path) -> None:
    work_done(office)
    before = everything(office)
    target = _store(engine, tmp_path, office)
    there, _ = copied(office, target, tmp_path)
    back, _ = copied(there, MemoryStore(office.system.vocabulary), tmp_path / "back")
    assert everything(back) == before
    target.close()


def test_a_target_that_is_not_empty_is_refused_and_left_alone(office: Office, tmp_path: Path) -> None:
    target = SqliteStore(tmp_path / "copy.db", office.system.vocabulary)
    there, _ = copied(office, target, tmp_path)
    held = everything(there)
    with pytest.raises(Conflict, match="target_not_empty"):
        copied(there, target, tmp_path)
    assert everything(there) == held
    target.close()
