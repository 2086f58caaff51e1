"""The ledger as anyone's verifier sees it: export, proofs, checkpoints, keys, and tampering."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import apsw
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.blackbox.desk import Desk

VERIFIER = Path(__file__).parents[2] / "scripts" / "verify_ledger.py"


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Eleven entries or so."""
    desk.document("QP-1", "A/0", "2024-03-01", "2.1", "2.2")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    return desk


def leaves(desk: Desk) -> list[bytes]:
    """The exact bytes that were hashed."""
    status, out, _ = desk.run("ledger", "export")
    assert status == 0
    lines = [json.loads(line) for line in out.splitlines()]
    assert [set(one) for one in lines] == [{"seq", "leaf"}] * len(lines)
    assert [one["seq"] for one in lines] == list(range(len(lines)))
    return [base64.b64decode(one["leaf"], validate=True) for one in lines]


def root(hashed: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if not hashed:
        return hashlib.sha256().digest()
    if len(hashed) == 1:
        return hashlib.sha256(b"\0" + hashed[0]).digest()
    split = 1
    while split * 2 < len(hashed):
        split *= 2
    return hashlib.sha256(b"\1" + root(hashed[:split]) + root(hashed[split:])).digest()


def by_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root an inclusion proof leads to: RFC 9162 section 2.1.3.2."""
    node, last, value = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for one in path:
        assert last > 0
        if node & 1 or node == last:
            value = hashlib.sha256(b"\1" + one + value).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = hashlib.sha256(b"\1" + value + one).digest()
        node, last = node >> 1, last >> 1
    assert last == 0
    return value


def opened(note: str, vkey: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a signed note whose signature holds for the verifier key (C2SP)."""
    text, signatures = note.split("\n\n")
    name, key_hash, encoded = vkey.strip().split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == key_hash
    signed = [line.split(" ") for line in signatures.splitlines()]
    assert [line[:2] for line in signed] == [["—", name]]
    signature = base64.b64decode(signed[0][2])
    assert signature[:4].hex() == key_hash
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (text + "\n").encode())
    origin, size, top = text.split("\n")
    assert origin == name
    return origin, int(size), base64.b64decode(top)


def test_r26_export_checkpoint_and_key_verify_with_anyones_code(busy: Desk, tmp_path: Path) -> None:
    note, key = busy.ask("ledger", "checkpoint")["checkpoint"], busy.ask("ledger", "key")["key"]
    exported = leaves(busy)
    _, size, top = opened(note, key)
    assert size == len(exported)
    assert top == root(exported)
    for leaf in exported:  # canonical: sorted, compact, no null, no float
        entry = json.loads(leaf)
        assert json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == leaf
        assert {"v", "seq", "time", "actor", "via", "action", "subjects", "facts"} <= set(entry)
    plain = busy.run("ledger", "checkpoint")[1]
    assert plain == note
    for name, content in (("key", key), ("note", note), ("export", busy.run("ledger", "export")[1])):
        (tmp_path / name).write_text(content, encoding="utf-8")
    told = [sys.executable, str(VERIFIER), "--key", "key", "--checkpoint", "note", "--export", "export"]
    assert subprocess.run(told, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    forged = (tmp_path / "export").read_text("utf-8").splitlines()
    forged[3] = forged[3][:40] + ("A" if forged[3][40] != "A" else "B") + forged[3][41:]
    (tmp_path / "export").write_text("\n".join(forged) + "\n", "utf-8")
    assert subprocess.run(told, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_proofs_hold_by_the_words_of_the_rfc(busy: Desk) -> None:
    exported, key = leaves(busy), busy.ask("ledger", "key")["key"]
    size = len(exported)
    for seq in (0, 3, size - 1):
        proof = busy.ask("ledger", "prove", seq)
        assert set(proof) == {"index", "size", "leaf", "path", "checkpoint"}
        assert (proof["index"], proof["size"]) == (seq, size)
        assert base64.b64decode(proof["leaf"]) == exported[seq]
        path = [base64.b64decode(one) for one in proof["path"]]
        _, signed_size, top = opened(proof["checkpoint"], key)
        assert signed_size == size
        assert by_path(seq, size, exported[seq], path) == top == root(exported)
    grown = busy.ask("ledger", "prove", "--from", 3, "--to", size)
    assert set(grown) == {"from", "to", "path", "from_root", "to_root"}
    assert (grown["from"], grown["to"]) == (3, size)
    assert base64.b64decode(grown["from_root"]) == root(exported[:3])
    assert base64.b64decode(grown["to_root"]) == root(exported)
    path = [base64.b64decode(one) for one in grown["path"]]
    third, pair, rest = root(exported[2:3]), root(exported[:2]), root(exported[3:4])
    assert path[:3] == [third, rest, pair]  # PROOF(3, n): c, d, g of the RFC's example
    assert busy.ask("ledger", "prove", "--from", 4, "--to", 4)["path"] == []
    assert busy.refused("ledger", "prove", size)
    assert busy.refused("ledger", "prove", "--from", 4, "--to", size + 1)


def test_entries_say_who_when_what_and_why(busy: Desk) -> None:
    busy.ask("account", "add", "bob", "--role", "controller")
    busy.ask("record", "correct", "R-1", "--date", "2026-05-11", "--reason", "抄错", "--as", "bob")
    entry = json.loads(leaves(busy)[-1])
    assert (entry["actor"], entry["via"], entry["reason"]) == ("bob", "cli", "抄错")
    assert entry["time"] == "2026-06-30T04:00:00.000000Z"
    changed = [one for one in entry["subjects"] if "before" in one and "after" in one]
    assert changed
    assert busy.ask("record", "show", "R-1")["id"] in {one["id"] for one in changed}


def test_verify_says_yes_and_holds_checkpoints_against_the_tree(busy: Desk) -> None:
    note = busy.file("old.note", busy.ask("ledger", "checkpoint")["checkpoint"])
    busy.record("R-2", "2026-05-11", files=0)
    found = busy.ask("ledger", "verify", "--checkpoint", note)
    assert (found["ok"], found["size"], found["faults"]) == (True, busy.size(), [])
    assert found["root"] == root(leaves(busy)).hex()
    assert "first_bad_seq" not in found


@pytest.mark.parametrize("bad", [2, 5])
def test_r30_r27_rows_refuse_change_and_a_forced_one_is_named(busy: Desk, bad: int) -> None:
    assert busy.ask("ledger", "verify")["ok"]
    database = apsw.Connection(str(next((busy.folder / "data").glob("*.db"))))
    table, column = ledger_table(database)
    for change in (f"UPDATE {table} SET {column} = {column} || 'x' WHERE seq = {bad}", f"DELETE FROM {table}"):
        with pytest.raises(apsw.ConstraintError):
            database.execute(change)
    triggers = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
    for name in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    forged = f"CAST(replace(CAST({column} AS TEXT), '\"ann\"', '\"eve\"') AS BLOB)"
    database.execute(f"UPDATE {table} SET {column} = {forged} WHERE seq = {bad}")
    database.close()
    status, out, _ = busy.run("ledger", "verify", "--json")
    assert (status, json.loads(out)["ok"], json.loads(out)["first_bad_seq"]) == (1, False, bad)


def ledger_table(database: apsw.Connection) -> tuple[str, str]:
    """The table of entries and the column that holds the bytes: the one whose row 0 names the actor."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for name in tables:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info('{name}')")]
        if "seq" in columns and "seq_from" not in columns:
            for column in columns:
                held: Any = database.execute(f"SELECT {column} FROM {name} WHERE seq = 2").fetchone()
                if held and '"actor"' in str(held[0]):
                    return name, column
    raise AssertionError(tables)


def test_a_copied_store_is_the_same_and_the_source_is_moved(busy: Desk) -> None:
    busy.ask("ledger", "checkpoint")
    before, trail = leaves(busy), busy.trail("2.1")
    source, target = busy.folder / "data", busy.folder / "other"
    database = next(source.glob("*.db"))
    target.mkdir()
    told = ("store", "copy", "--from", f"sqlite://{database}", "--to", f"sqlite://{target / 'clausetrail.db'}")
    copied = busy.ask(*told)
    assert copied["root"] in (root(before).hex(), base64.b64encode(root(before)).decode())
    more = ("record", "add", "R-9", "--type", "单", "--date", "2026-05-10")
    status, out, _ = busy.run(*more, "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "store_moved")
    assert busy.run(*told, "--json")[0] == 1  # not empty
    busy.patch.setenv("CLAUSETRAIL_STORE", f"sqlite://{target / 'clausetrail.db'}")
    assert leaves(busy)[: len(before)] == before
    assert busy.trail("2.1")["chains"] == trail["chains"]
    assert busy.ask("ledger", "verify")["ok"]
    busy.ask(*more)
