"""The product's trail and coverage against the oracle's, on random histories."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from graph_schema.stores.memory.store import MemoryStore
from graph_schema.views import View
from tests.contract.against_memory import effort
from tests.contract.history import HistoryMachine
from tests.contract.office import Office
from tests.semantics.case import new_case, read_coverage, read_trail
from tests.semantics.oracle_trail import coverage, trail

SHORT, LONG = effort(short=100, long=1_500, steps=50)


class SemanticsMachine(HistoryMachine):
    """Memory store and oracle see the same history; every trail and coverage is compared at each view."""

    def begin(self) -> Office:
        self.case = new_case(self.words, MemoryStore(self.words))
        return self.case.office

    def compare(self, view: View) -> None:
        question = self.case.question(view)
        with self.case.store.reader() as reader:
            for standard in ("S", "N", "P"):
                id_ = self.office.ids[standard]
                if id_ in question.all:
                    assert read_coverage(reader, id_, view) == coverage(question, id_)
            for node in list(self.office.now.values()):
                if node.kind == "clause":
                    assert read_trail(reader, node.id, view, self.case.basis) == trail(question, node.id)


def test_product_and_naive_reading_agree_on_random_histories() -> None:
    run_state_machine_as_test(SemanticsMachine, settings=SHORT)


@pytest.mark.long
def test_product_and_naive_reading_agree_on_many_random_histories() -> None:
    run_state_machine_as_test(SemanticsMachine, settings=LONG)
