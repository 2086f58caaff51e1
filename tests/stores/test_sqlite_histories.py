"""Random histories on SQLite against the memory model."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from graph_schema.stores.sqlite.store import SqliteStore
from tests.contract.against_memory import AgainstMemory, effort
from tests.contract.house import House
from tests.stores.test_sqlite_contract import SqliteBackdoor

SHORT, LONG = effort(short=12, long=400, steps=40)


class SqliteMachine(AgainstMemory):
    """A file of its own for each history."""

    def open_house(self) -> House:
        self.folder = Path(tempfile.mkdtemp(prefix="clausetrail-test-"))
        path = self.folder / "clausetrail.db"

        def opened() -> SqliteStore:
            store = SqliteStore(path, self.words)
            store.prepare()
            return store

        return House(opened(), opened, SqliteBackdoor(path))

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            shutil.rmtree(self.folder)


@pytest.mark.contract
def test_sqlite_and_memory_agree_on_random_histories() -> None:
    run_state_machine_as_test(SqliteMachine, settings=SHORT)


@pytest.mark.long
@pytest.mark.contract
def test_sqlite_and_memory_agree_on_many_random_histories() -> None:
    run_state_machine_as_test(SqliteMachine, settings=LONG)
