"""The SQLite store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.vocabulary import Vocabulary
from tests.contract.graph_store import GraphStoreContract
from tests.contract.house import Backdoor, House, RawVersion

DERIVED = ("sqlite_stat1", "sqlite_sequence")


class SqliteBackdoor(Backdoor):
    """A connection of its own to the file; to plant rows it first takes the triggers away, as an attacker would."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of one statement."""
        connection = apsw.Connection(str(self.path))
        try:
            connection.set_busy_timeout(5_000)
            return list(connection.execute(statement, values))
        finally:
            connection.close()

    def plant(self, statement: str, *values: Any) -> None:
        """Run one statement without the triggers that forbid it, then put them back."""
        connection = apsw.Connection(str(self.path))
        try:
            connection.set_busy_timeout(5_000)
            triggers = list(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
            with connection:
                for name, _ in triggers:
                    connection.execute(f'DROP TRIGGER "{name}"')
                connection.execute(statement, values)
                for _, text in triggers:
                    connection.execute(text)
        finally:
            connection.close()

    def versions(self, id_: str) -> list[RawVersion]:
        found: list[RawVersion] = []
        for kind in ("node", "link"):
            for table in (f"{kind}_past", kind):
                rows = self.ask(f"SELECT body, seq_from, seq_to FROM {table} WHERE id = ? ORDER BY seq_from", id_)
                found += [(body, start, end) for body, start, end in rows]
        return found

    def leaves(self) -> list[bytes]:
        return [row[0] for row in self.ask("SELECT leaf FROM entry ORDER BY seq")]

    def everything(self) -> object:
        names = [row[0] for row in self.ask("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {name: sorted(map(repr, self.ask(f'SELECT * FROM "{name}"'))) for name in names if name not in DERIVED}

    def _kind(self, id_: str) -> str:
        return "node" if self.ask("SELECT 1 FROM node WHERE id = ?", id_) else "link"

    def spoil_version(self, id_: str, body: str) -> None:
        self.plant(f"UPDATE {self._kind(id_)} SET body = ? WHERE id = ?", body, id_)

    def spoil_past_version(self, id_: str, body: str) -> None:
        table = f"{self._kind(id_)}_past"
        oldest = f"SELECT min(seq_from) FROM {table} WHERE id = ?"
        self.plant(f"UPDATE {table} SET body = ? WHERE id = ? AND seq_from = ({oldest})", body, id_, id_)

    def remove_past_version(self, id_: str) -> None:
        table = f"{self._kind(id_)}_past"
        oldest = f"SELECT min(seq_from) FROM {table} WHERE id = ?"
        self.plant(f"DELETE FROM {table} WHERE id = ? AND seq_from = ({oldest})", id_, id_)

    def spoil_leaf(self, seq: int, leaf: bytes) -> None:
        self.plant("UPDATE entry SET leaf = ? WHERE seq = ?", leaf, seq)

    def remove_last_entry(self) -> None:
        self.plant("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")


class TestSqliteStore(GraphStoreContract):
    """One file in a folder of the test's own."""

    @pytest.fixture
    def house(self, words: Vocabulary, tmp_path: Path) -> Iterator[House]:
        path = tmp_path / "clausetrail.db"

        def opened() -> SqliteStore:
            store = SqliteStore(path, words)
            store.prepare()
            return store

        house = House(opened(), opened, SqliteBackdoor(path), ("sqlite", str(path)))
        yield house
        house.store.close()
