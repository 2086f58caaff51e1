"""What someone with their hands in the store can change beside versions and entries: `ledger verify` names it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.accounts import Token
from graph_schema.errors import InvalidInput
from graph_schema.signing import create_key
from graph_schema.stores.memory.store import MemoryStore, Tables
from tests.workflows.conftest import Office
from workflows import accounts, evidence, ledgers, records
from workflows.checkpoints import Notary
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.verifying import verify


def tables(office: Office) -> Tables:
    """The backdoor: the rows themselves."""
    assert isinstance(office.system.store, MemoryStore)
    return office.system.store._tables


def faults(office: Office) -> set[tuple[str, int, str | None]]:
    answer = verify(office.system, office.auditor)
    return {(one["code"], one["seq"], one.get("id")) for one in answer["faults"]}


def test_r27_a_password_put_in_the_place_of_another_is_named(office: Office) -> None:
    assert not faults(office)
    kept = tables(office).accounts
    account = kept["wenkong"]
    kept["wenkong"] = replace(account, password_hash="$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA")
    assert faults(office) == {("account_differs", len(tables(office).leaves), account.id)}


def test_r27_a_token_nobody_was_given_is_named(office: Office) -> None:
    accounts.give_token(office.system, office.controller, "wenkong", "backup", 30)
    assert not faults(office)
    tokens, size = tables(office).tokens, len(tables(office).leaves)
    tokens["0" * 64] = Token("0" * 64, "wenkong", "mine", "2026-01-01T00:00:00.000000Z")
    assert faults(office) == {("token_unknown", size, "wenkong")}
    del tokens["0" * 64]
    [(digest, given)] = tokens.items()
    tokens[digest] = replace(given, expires_at=None)
    assert faults(office) == {("token_unknown", size, "wenkong")}


@pytest.mark.parametrize("name", ["clock", "zone", "organisation", "operator", "origin"])
def test_r27_a_store_that_no_longer_says_what_entry_0_says_is_named(office: Office, name: str) -> None:
    tables(office).settings[name] = "other"
    assert faults(office) == {("setting_differs", 0, name)}


def test_r27_a_time_moved_in_the_column_that_known_at_looks_up_is_named(office: Office) -> None:
    leaves = tables(office).leaves
    leaves[1] = ("2020-01-01T00:00:00.000000Z", leaves[1][1])
    assert faults(office) == {("columns_differ", 1, None)}


def notarised(office: Office, folder: Path) -> None:
    key = create_key(folder / "ledger.key")
    office.system = replace(office.system, notary=Notary(lambda: key, (folder / "checkpoints",)))


def test_r28_a_tree_torn_out_is_named_and_does_not_end_the_check(office: Office, tmp_path: Path) -> None:
    notarised(office, tmp_path)
    ledgers.checkpoint(office.system, office.auditor)
    tables(office).tree.clear()
    found = {code for code, _, _ in faults(office)}
    assert found == {"tree_differs", "root_differs"}


def test_r28_an_old_copy_grown_to_the_size_of_a_published_head_cannot_replace_its_note(
    office: Office, tmp_path: Path
) -> None:
    notarised(office, tmp_path)
    assert isinstance(office.system.store, MemoryStore)
    old = office.system.store._tables.fork()
    records.add(office.system, office.controller, RecordFields("回访", "R-1", date="2026-03-01"), None)
    first = ledgers.checkpoint(office.system, office.auditor)
    office.system.store._tables = old
    records.add(office.system, office.controller, RecordFields("回访", "R-2", date="2026-03-01"), None)
    second = ledgers.checkpoint(office.system, office.auditor)
    kept = {path.read_text(encoding="utf-8") for path in (tmp_path / "checkpoints").glob("*.txt")}
    assert first != second
    assert {first, second} <= kept
    size = len(tables(office).leaves)
    assert faults(office) == {("root_differs", size - 1, None)}


def test_r11_a_changed_or_missing_file_of_a_revision_is_found_by_the_scan(office: Office) -> None:
    office.document("QP-1")
    office.document("QP-2")
    evidence.add(office.system, office.controller, [office.file("a.txt", b"whole")], Use())
    with office.system.reader() as reader:
        first, second = (one.text("content") for one in reader.find("revision"))
    root = office.system.blobs.root  # type: ignore[attr-defined]  # the folder under test
    (root / first[:2] / first).write_bytes(b"x")
    (root / second[:2] / second).unlink()
    answer = evidence.verify(office.system, office.auditor)
    counts = {name: answer[name] for name in ("checked", "held", "changed", "missing", "untracked")}
    assert counts == {"checked": 3, "held": 1, "changed": 1, "missing": 1, "untracked": 0}
    assert {(one["fixity"], one["sha256"]) for one in answer["failed"]} == {("changed", first), ("missing", second)}


def test_a_change_is_answered_though_the_signing_key_is_gone(office: Office) -> None:
    def gone() -> None:
        raise InvalidInput("key_missing", path="ledger.key")

    office.system = replace(office.system, notary=Notary(gone, ()))  # type: ignore[arg-type]  # it never returns
    answer = records.add(office.system, office.controller, RecordFields("回访", "R-1", date="2026-03-01"), None)
    with office.system.reader() as reader:
        assert reader.get(answer["record"]["id"]) is not None
