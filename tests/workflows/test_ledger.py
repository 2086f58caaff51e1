"""The ledger over real use cases: verified, proved, exported; every tampering found with its first bad entry."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema import merkle
from graph_schema.notes import verify_checkpoint
from graph_schema.signing import create_key
from graph_schema.stores.memory.store import MemoryStore, Tables
from tests.workflows.conftest import Office
from workflows import ledgers, records
from workflows.checkpoints import Notary
from workflows.records import RecordFields
from workflows.verifying import verify


@pytest.fixture
def ledger(office: Office, tmp_path: Path) -> Office:
    """The office with a notary who publishes to two places, and some work done."""
    key = create_key(tmp_path / "ledger.key")
    office.system = replace(office.system, notary=Notary(lambda: key, (tmp_path / "second", tmp_path / "first")))
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    for number in range(5):
        office.record(f"R-{number}", "2026-03-01", "revision:QP-1@A/0")
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-03-02"), "笔误")
    return office


def tables(office: Office) -> Tables:
    """The backdoor: the rows themselves."""
    assert isinstance(office.system.store, MemoryStore)
    return office.system.store._tables


def test_an_untouched_ledger_verifies(ledger: Office) -> None:
    answer = verify(ledger.system, ledger.auditor)
    assert answer["ok"], answer["faults"]
    with ledger.system.reader() as reader:
        assert answer["size"] == reader.head().size == 12


def test_r27_every_edited_version_is_found_at_its_entry(ledger: Office) -> None:
    rows = tables(ledger).nodes
    found = 0
    for id_, versions in rows.items():
        for place, row in enumerate(versions):
            for field, value in (("body", row.body.replace("2", "3", 1)), ("key", "x"), ("stamp", "0" * 64)):
                if getattr(row, field) == value:
                    continue
                rows[id_][place] = replace(row, **{field: value})  # type: ignore[arg-type]  # text fields only
                answer = verify(ledger.system, ledger.auditor)
                assert not answer["ok"]
                assert answer["first_bad_seq"] == row.seq_from
                found += 1
            rows[id_][place] = row
    assert found > 30


def test_r27_a_deleted_a_swapped_and_an_added_version_are_found(ledger: Office) -> None:
    links = tables(ledger).links
    id_, versions = next(iter(links.items()))
    del links[id_]
    assert verify(ledger.system, ledger.auditor)["first_bad_seq"] == versions[0].seq_from
    links[id_] = versions
    links["forged"] = [replace(versions[0], id="forged")]
    assert not verify(ledger.system, ledger.auditor)["ok"]


def test_r27_every_edited_entry_is_found(ledger: Office) -> None:
    leaves = tables(ledger).leaves
    for seq, (time, leaf) in enumerate(list(leaves)):
        leaves[seq] = (time, leaf.replace(b'"via":"cli"', b'"via":"api"'))
        assert verify(ledger.system, ledger.auditor)["first_bad_seq"] == seq
        leaves[seq] = (time, leaf)


def test_r28_a_cut_tail_is_found_against_a_checkpoint_held_elsewhere(ledger: Office) -> None:
    ledgers.checkpoint(ledger.system, ledger.auditor)
    held = tables(ledger)
    held.leaves.pop()
    last = len(held.leaves)
    held.tree = {place: value for place, value in held.tree.items() if (place[1] + 1) << place[0] <= last}
    for nodes in held.nodes.values():
        if nodes[-1].seq_from == last:
            nodes.pop()
            if nodes:
                nodes[-1] = replace(nodes[-1], seq_to=None)
    for links in held.links.values():
        assert links[-1].seq_from < last
    answer = verify(ledger.system, ledger.auditor)
    assert [fault["code"] for fault in answer["faults"]] == ["tail_cut", "tail_cut"]


def test_proofs_verify_against_the_checkpoint_they_carry(ledger: Office) -> None:
    line = ledgers.key(ledger.system, ledger.auditor)
    proof = ledgers.prove_inclusion(ledger.system, ledger.auditor, 3)
    point = verify_checkpoint(proof["checkpoint"], line)
    assert point.size == proof["size"] == 12
    leaf = merkle.leaf_hash(base64.b64decode(proof["leaf"]))
    path = [base64.b64decode(one) for one in proof["path"]]
    assert merkle.verify_inclusion(leaf, 3, 12, path, point.root)
    grown = ledgers.prove_consistency(ledger.system, ledger.auditor, 5)
    roots = [base64.b64decode(grown[name]) for name in ("from_root", "to_root")]
    steps = [base64.b64decode(one) for one in grown["path"]]
    assert merkle.verify_consistency(5, 12, steps, *roots)


def test_the_export_holds_the_exact_bytes(ledger: Office) -> None:
    lines = [json.loads(line) for line in ledgers.export(ledger.system, ledger.auditor)]
    assert [line["seq"] for line in lines] == list(range(12))
    assert [base64.b64decode(line["leaf"]) for line in lines] == [leaf for _, leaf in tables(ledger).leaves]


def test_a_clock_that_went_back_is_told_and_no_entry_is_back_dated(ledger: Office) -> None:
    ledger.clock.now = "2026-06-29T00:00:00.000000Z"
    ledger.record("R-8", "2026-03-01")
    with ledger.system.reader() as reader:
        entry = next(iter(reader.entries(12)))
    assert entry.time == "2026-06-30T04:00:00.000000Z"
    assert entry.facts["clock_went_back_to"] == "2026-06-29T00:00:00.000000Z"


def test_a_checkpoint_is_published_every_hundred_entries_and_five_minutes(ledger: Office, tmp_path: Path) -> None:
    before = len(list((tmp_path / "second").iterdir()))
    ledger.record("R-10", "2026-03-01")
    assert len(list((tmp_path / "second").iterdir())) == before
    ledger.clock.now = "2026-06-30T04:05:00.000000Z"
    ledger.record("R-11", "2026-03-01")
    assert len(list((tmp_path / "second").iterdir())) == before + 1
    assert len(list((tmp_path / "first").iterdir())) == before + 1


def test_a_second_place_that_fails_never_blocks(ledger: Office, tmp_path: Path) -> None:
    assert ledger.system.notary is not None
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    notary = replace(ledger.system.notary, places=(blocked, tmp_path / "first"))
    ledger.system = replace(ledger.system, notary=notary)
    ledgers.checkpoint(ledger.system, ledger.auditor)
    assert sorted(path.name for path in (tmp_path / "first").iterdir())[-1].endswith("000000000012.txt")
