"""Jobs on the server agree with the memory model, whatever is done in whatever order."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from graph_schema.stores.neo4j.store import Neo4jStore
from tests.contract.against_memory import effort
from tests.contract.house import House
from tests.contract.jobs_against_memory import JobsAgainstMemory
from tests.stores import neo4j_rig
from tests.stores.test_neo4j_contract import Neo4jBackdoor

SHORT, LONG = effort(short=3, long=60, steps=30)


class Neo4jJobsMachine(JobsAgainstMemory):
    """One database, emptied before each history."""

    def open_house(self) -> House:
        self.door = neo4j_rig.Backdoor()
        self.door.wipe()

        def opened() -> Neo4jStore:
            store = Neo4jStore(*neo4j_rig.login(), self.words)
            store.prepare()
            return store

        return House(opened(), opened, Neo4jBackdoor(self.door))

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "door"):
            self.door.driver.close()


@pytest.mark.contract
def test_r15_the_queues_of_neo4j_and_memory_agree_on_random_histories() -> None:
    run_state_machine_as_test(Neo4jJobsMachine, settings=SHORT)


@pytest.mark.long
@pytest.mark.contract
def test_r15_the_queues_of_neo4j_and_memory_agree_on_many_random_histories() -> None:
    run_state_machine_as_test(Neo4jJobsMachine, settings=LONG)
