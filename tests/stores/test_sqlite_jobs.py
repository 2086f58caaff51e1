"""Jobs in the file agree with the memory model, whatever is done in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from graph_schema.stores.sqlite.store import SqliteStore
from tests.contract.against_memory import effort
from tests.contract.house import House
from tests.contract.jobs_against_memory import JobsAgainstMemory
from tests.stores.test_sqlite_contract import SqliteBackdoor

SHORT, LONG = effort(short=15, long=300, steps=40)


class SqliteJobsMachine(JobsAgainstMemory):
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
        super().teardown()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


@pytest.mark.contract
def test_r15_the_queues_of_sqlite_and_memory_agree_on_random_histories() -> None:
    run_state_machine_as_test(SqliteJobsMachine, settings=SHORT)


@pytest.mark.long
@pytest.mark.contract
def test_r15_the_queues_of_sqlite_and_memory_agree_on_many_random_histories() -> None:
    run_state_machine_as_test(SqliteJobsMachine, settings=LONG)
