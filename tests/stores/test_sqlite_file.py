"""The file itself: what is refused before use, what its own connection refuses, and hostile media."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from graph_schema import vocabulary
from graph_schema.dates import year_ending
from graph_schema.errors import ClausetrailError, StorageFull, StoreRefused
from graph_schema.ports import Transaction
from graph_schema.stores.sqlite import gate
from graph_schema.stores.sqlite.reader import SqliteReader
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.values import Link, Node
from graph_schema.views import TallyPlan, View
from tests.stores.scribble import instant, write

WORDS = vocabulary.load()
STANDARD, CLAUSE, DOCUMENT, REVISION, LINK = (f"01900000-0000-7000-8000-00000000000{number}" for number in range(5))
pytestmark = pytest.mark.store("sqlite")
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="a file system of its own needs root on Linux"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clausetrail.db"


def opened(path: Path) -> SqliteStore:
    store = SqliteStore(path, WORDS)
    store.prepare()
    return store


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """A store with a clause, a revision, a link, and a past version of the last two."""
    store = opened(path)
    fill(store)
    yield store
    store.close()


def fill(store: SqliteStore) -> None:
    revision = {"document": DOCUMENT, "number": "QP", "label": "A", "content": "0" * 64, "file_name": "a"}
    revision |= {"media_type": "x/y", "author": "li", "state": "draft"}
    clause = {"standard": STANDARD, "number": "1", "row": "item", "text": "t"}
    draft = Node(REVISION, "revision", {**revision, "size": 1})
    link = Link(LINK, "satisfies", REVISION, CLAUSE, "proposed", "li", instant(0))
    nodes = [
        Node(STANDARD, "standard", {"code": "GB/T 1", "edition": "2026", "scheme": "conformity"}),
        Node(CLAUSE, "clause", {**clause, "level": 1, "order": 1, "normative": True}),
        Node(DOCUMENT, "document", {"number": "QP", "title": "t", "type": "form"}),
        draft,
    ]
    write(store, WORDS, nodes, [link])
    write(store, WORDS, [draft.changed(state="withdrawn")], [link.moved("withdrawn", "li", instant(1), None)])
    write(store, WORDS, [])


def through(store: SqliteStore, statement: str) -> None:
    """Run a statement through the store's own writing connection, in a transaction of its own."""

    def work(tx: Transaction) -> None:
        assert isinstance(tx, SqliteReader)
        tx._connection.execute(statement)

    store.write(work)


def everything(path: Path) -> dict[str, list[object]]:
    connection = apsw.Connection(str(path))
    names = ("entry", "tree", "node", "node_past", "link", "link_past", "suspect", "shared", "sqlite_schema")
    found = {name: list(connection.execute(f"SELECT * FROM {name}")) for name in names}
    connection.close()
    return found


FORBIDDEN = [
    "UPDATE entry SET leaf = x'00' WHERE seq = 0",
    "UPDATE entry SET time = 'x'",
    "DELETE FROM entry",
    "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
    "INSERT OR REPLACE INTO entry VALUES (0, 'x', x'00')",
    "REPLACE INTO entry VALUES (1, 'x', x'00')",
    "INSERT INTO entry VALUES (99, 'x', x'00')",
    "UPDATE tree SET hash = x'00'",
    "DELETE FROM tree",
    "REPLACE INTO tree VALUES (0, 0, x'00')",
    "UPDATE node_past SET body = '{}'",
    "DELETE FROM node_past",
    "REPLACE INTO node_past (row, id, kind, stamp, body, seq_from, seq_to) SELECT row, id, kind, stamp, '{}', seq_from,"
    " seq_to FROM node_past",
    "UPDATE link_past SET body = '{}'",
    "DELETE FROM link_past",
    "REPLACE INTO link_past (row, id, kind, from_id, to_id, state, body, seq_from, seq_to)"
    " SELECT row, id, kind, from_id, to_id, state, '{}', seq_from, seq_to FROM link_past",
    "UPDATE node SET body = '{}'",
    "UPDATE node SET key = 'other' WHERE kind = 'document'",
    "UPDATE node SET stamp = 'x'",
    "UPDATE node SET seq_from = 99",
    "UPDATE node SET seq_from = 0 WHERE kind = 'revision'",
    "UPDATE OR REPLACE node SET key = 'x'",
    "UPDATE node SET kind = 'clause', seq_from = 2",
    "DELETE FROM node",
    "REPLACE INTO node (id, kind, stamp, body, seq_from) SELECT id, kind, stamp, '{}', 2 FROM node",
    "UPDATE link SET body = '{}'",
    "UPDATE link SET state = 'confirmed'",
    "UPDATE link SET to_id = from_id, seq_from = 2",
    "UPDATE link SET seq_from = 99",
    "DELETE FROM link",
    "REPLACE INTO link (id, kind, from_id, to_id, state, body, seq_from)"
    " SELECT id, kind, from_id, to_id, state, '{}', 2 FROM link",
    "DROP TRIGGER entry_kept",
    "DROP TABLE entry",
    "ALTER TABLE entry RENAME TO other",
    "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM suspect; END",
    "UPDATE node SET date = '2020-01-01'",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE type = 'trigger'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_r30_the_stores_own_connection_cannot_change_the_past(store: SqliteStore, path: Path, statement: str) -> None:
    before = everything(path)
    with pytest.raises(apsw.Error):
        through(store, statement)
    assert everything(path) == before
    assert write(store, WORDS) == 3


@pytest.mark.parametrize(
    "statement", ["DELETE FROM session", "INSERT INTO setting VALUES ('a', 'b')", "DELETE FROM node"]
)
def test_r30_a_reading_connection_writes_nothing_at_all(store: SqliteStore, path: Path, statement: str) -> None:
    before = everything(path)
    with store.reader() as reader:
        assert isinstance(reader, SqliteReader)
        with pytest.raises(apsw.AuthError):
            reader._connection.execute(statement)
    assert everything(path) == before


def test_r30_whoever_replaces_a_current_version_leaves_the_old_one_behind(store: SqliteStore) -> None:
    through(store, f"UPDATE node SET seq_from = 2, body = '{{}}' WHERE id = '{DOCUMENT}'")
    with store.reader() as reader:
        rows = [row for row in reader.node_rows() if row.id == DOCUMENT]
    assert [(row.seq_from, row.seq_to) for row in rows] == [(0, 2), (2, None)]
    assert '"QP"' in rows[0].body


def test_nodes_of_one_entry_may_exchange_their_keys(store: SqliteStore) -> None:
    ids = [f"01900000-0000-7000-8000-00000000010{number}" for number in range(2)]
    record = {"document": DOCUMENT, "type": "visit", "date": "2026-01-01"}
    write(store, WORDS, [Node(id_, "record", {**record, "number": f"R-{at}"}) for at, id_ in enumerate(ids)])
    swapped = [Node(id_, "record", {**record, "number": f"R-{1 - at}"}) for at, id_ in enumerate(ids)]
    write(store, WORDS, swapped)
    with store.reader() as reader:
        for node in swapped:
            key = WORDS.business_key(node)
            assert key is not None
            held = reader.by_key("record", key)
            assert held is not None
            assert held.id == node.id
        rows = [row for row in reader.node_rows() if row.id == ids[0]]
    assert [(row.key is not None and "R-0" in row.key, row.seq_from, row.seq_to) for row in rows] == [
        (True, 3, 4),
        (False, 4, None),
    ]


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2"])
def test_r03_an_engine_with_the_wal_reset_bug_is_refused(
    path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
    with pytest.raises(StoreRefused, match="store_engine_unsound"):
        opened(path)
    assert not path.exists()


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "4.0.0"])
def test_r03_sound_engines_are_accepted(version: str) -> None:
    gate.check_engine(version)


def test_r03_settings_that_durability_rests_on(store: SqliteStore) -> None:
    found: dict[str, object] = {}

    def look(tx: Transaction) -> None:
        assert isinstance(tx, SqliteReader)
        for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "recursive_triggers"):
            found[name] = tx._connection.pragma(name)

    store.write(look)
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "mmap_size": 0,
        "recursive_triggers": 1,
    }
    checks = store.checks()
    assert (checks["integrity"], checks["durability"], checks["journal"]) == ("ok", "full", "wal")


def damage(path: Path, table: str) -> None:
    """Overwrite the root page of a table."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    size = connection.pragma("page_size")
    page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).get
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def killed_copy(store: SqliteStore, path: Path, to: Path) -> Path:
    """What a killed process leaves: the file and its journal as they lie while the store is open."""
    copy = to / "killed.db"
    shutil.copy(path, copy)
    shutil.copy(path.with_name(path.name + "-wal"), to / "killed.db-wal")
    return copy


def test_r03_after_an_unclean_stop_the_file_is_checked_and_damage_refused(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    other = apsw.Connection(str(path))
    other.execute("SELECT count(*) FROM entry").fetchall()  # opens the journal
    assert -1 not in other.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    other.close()
    write(store, WORDS)
    copy = killed_copy(store, path, tmp_path)
    damage(copy, "link_into")
    with pytest.raises(StoreRefused, match="store_damaged"):
        SqliteStore(copy, WORDS).write(lambda tx: tx.head())


def test_r03_after_an_unclean_stop_a_whole_file_is_used_again(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    copy = killed_copy(store, path, tmp_path)
    again = SqliteStore(copy, WORDS)
    assert write(again, WORDS) == 3
    again.close()
    assert not copy.with_name("killed.db-wal").exists()


def test_r03_the_check_is_left_out_while_another_process_has_the_store_open(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(gate, "check_whole", lambda _connection, which: asked.append(which))
    write(store, WORDS)
    second = SqliteStore(path, WORDS)
    assert not second.is_empty()
    second.close()
    assert asked == []


def test_damage_met_while_reading_is_said_as_damage(path: Path) -> None:
    store = opened(path)
    fill(store)
    store.close()
    damage(path, "entry")
    with pytest.raises(StoreRefused, match="store_damaged"), SqliteStore(path, WORDS).reader() as reader:
        reader.head()


def foreign(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE bill (id INTEGER)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_text("回访记录表\n" * 1000, encoding="utf-8"), "store_not_a_store"),
        (foreign, "store_not_a_store"),
        (lambda path: path.mkdir(), "store_unreadable"),
    ],
)
def test_a_wrong_file_is_refused_and_left_as_it_was(path: Path, make: Callable[[Path], object], code: str) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    for use in (SqliteStore(path, WORDS).prepare, SqliteStore(path, WORDS).is_empty):
        with pytest.raises(ClausetrailError, match=code):
            use()
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_missing_file_is_empty_and_cannot_be_read_or_made_by_a_write(path: Path) -> None:
    store = SqliteStore(path, WORDS)
    assert store.is_empty()
    with pytest.raises(StoreRefused, match="store_missing"):
        write(store, WORDS)
    with pytest.raises(StoreRefused, match="store_missing"), store.reader():
        pass
    assert not path.exists()


def test_another_schema_version_is_refused(path: Path) -> None:
    opened(path).close()
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    store = SqliteStore(path, WORDS)
    with pytest.raises(StoreRefused, match="store_schema"):
        write(store, WORDS)
    with pytest.raises(StoreRefused, match="store_schema"), store.reader():
        pass
    with pytest.raises(StoreRefused, match="store_schema"):
        store.prepare()
    assert store.checks()["schema"] == "2"
    store.close()


def test_preparing_twice_changes_nothing(store: SqliteStore, path: Path) -> None:
    before = everything(path)
    store.prepare()
    opened(path).close()
    assert everything(path) == before


def test_a_store_opened_for_reading_refuses_to_write(store: SqliteStore, path: Path) -> None:
    reading = SqliteStore(path, WORDS, read_only=True)
    with reading.reader() as reader:
        assert reader.head().size == 3
    with pytest.raises(StoreRefused, match="store_read_only"):
        write(reading, WORDS)
    reading.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@needs_root
def test_a_full_disk_refuses_and_the_same_store_works_when_space_returns(disk: Path) -> None:
    store = opened(disk / "s.db")
    fill(store)
    kept = 3
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    refused: list[StorageFull] = []
    while not refused and kept < 2000:
        try:
            write(store, WORDS, [Node(f"01900000-0000-7000-8000-{kept + 100:012x}", "document", document(kept))])
        except StorageFull as error:
            refused.append(error)
        else:
            kept += 1
    assert [error.code for error in refused] == ["storage_full"]
    with store.reader() as reader:
        assert reader.head().size == kept
    filler.unlink()
    assert write(store, WORDS) == kept
    assert store.checks()["integrity"] == "ok"
    store.close()


def document(number: int) -> dict[str, str]:
    return {"number": f"N-{number}", "title": "t" * 3000, "type": "form"}


@needs_root
def test_a_read_only_medium_can_be_read_and_refuses_writes(disk: Path) -> None:
    path = disk / "s.db"
    store = opened(path)
    fill(store)
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    store = SqliteStore(path, WORDS)
    with store.reader() as reader:
        assert reader.head().size == 3
        assert reader.tally(TallyPlan(STANDARD), View("2026-01-01", 1, year_ending("2026-01-01"))) == {}
    with pytest.raises(StoreRefused, match="store_read_only"):
        write(store, WORDS)
    with pytest.raises(StoreRefused, match="store_read_only"):
        store.prepare()
    with pytest.raises(StoreRefused, match="store_read_only"):
        SqliteStore(disk / "new.db", WORDS).prepare()
    assert store.checks()["medium"] == "read-only"
    store.close()
