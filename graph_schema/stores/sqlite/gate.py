"""What must hold before a file is used: a sound SQLite, our kind of file, our schema, no damage after a crash (R03)."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import apsw

from graph_schema.errors import StoreRefused
from graph_schema.ports import SCHEMA_VERSION
from graph_schema.stores.sqlite.connections import APPLICATION_ID

if sys.platform != "win32":
    import fcntl

SOUND_ENGINE = (3, 51, 3)
"""The first SQLite without the WAL-reset corruption bug."""


def check_engine(version: str) -> None:
    """Refuse an engine that can damage the file."""
    if tuple(int(part) for part in version.split(".")[:3]) < SOUND_ENGINE:
        raise StoreRefused("store_engine_unsound", found=version, needed=".".join(map(str, SOUND_ENGINE)))


class Presence:
    """Tells whether another process has the store open, by a lock the system drops however a process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + "-use")
        self._file = -1
        self._let_go: weakref.finalize[[int], Presence] | None = None

    def enter(self) -> bool:
        """Say that this process uses the store; whether it is the only one."""
        if sys.platform == "win32":
            return True
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # a read-only medium: nobody can leave anything behind there
            return False
        self._let_go = weakref.finalize(self, os.close, self._file)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def stay(self) -> None:
        """Let others in: the check that had to run alone is over."""
        if sys.platform != "win32" and self._let_go is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> None:
        """This process no longer uses the store."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None


def left_unclean(path: Path) -> bool:
    """Whether a journal was left behind: the last process to close a store cleanly removes it."""
    journal = path.with_name(path.name + "-wal")
    return journal.exists() and journal.stat().st_size > 0


def check_kind(connection: apsw.Connection, path: Path) -> None:
    """Refuse a database that is not a store of ours; an empty file may become one."""
    found = connection.pragma("application_id")
    if found == APPLICATION_ID:
        return
    if found or connection.execute("SELECT count(*) FROM sqlite_schema").get:
        raise StoreRefused("store_not_a_store", path=path)


def check_settings(connection: apsw.Connection) -> None:
    """Refuse to work without the settings durability rests on (a file system may not grant WAL)."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, value in wanted.items():
        if (found := connection.pragma(name)) != value:
            raise StoreRefused("store_setting", setting=name, found=found, needed=value)
    if mapped := connection.pragma("mmap_size"):
        raise StoreRefused("store_setting", setting="mmap_size", found=mapped, needed=0)


def check_whole(connection: apsw.Connection, path: Path) -> None:
    """Refuse a damaged file."""
    if (found := integrity(connection)) != "ok":
        raise StoreRefused("store_damaged", path=path, found=found[:200])


def integrity(connection: apsw.Connection) -> str:
    """`ok`, or the first thing found wrong with structure or references."""
    if (found := connection.execute("PRAGMA quick_check(1)").get) != "ok":
        return str(found)
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    return "ok" if not dangling else f"{len(dangling)} links without their ends"


def schema_version(connection: apsw.Connection) -> int:
    """The number of the last migration; inside a transaction this also fixes the state that is read."""
    return int(connection.execute("PRAGMA user_version").get)


def check_schema(connection: apsw.Connection) -> None:
    """Refuse a store of another schema version."""
    if (found := schema_version(connection)) != SCHEMA_VERSION:
        raise StoreRefused("store_schema", found=found, needed=SCHEMA_VERSION)


def migrate(connection: apsw.Connection) -> None:
    """Bring the file to this schema version, alone and all or nothing."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = schema_version(connection)
        if found > SCHEMA_VERSION:
            raise StoreRefused("store_schema", found=found, needed=SCHEMA_VERSION)
        for number, text in _migrations():
            if number > found:
                connection.execute(text)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _migrations() -> Sequence[tuple[int, str]]:
    folder = resources.files("graph_schema.stores.sqlite") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda one: one.name)
    return [(int(file.name[:4]), file.read_text("utf-8")) for file in files]
