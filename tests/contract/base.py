"""The common ground of the contract's parts: a house given by the adapter, an office that writes into it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph_schema import vocabulary
from graph_schema.ports import Store
from graph_schema.values import Link, Node
from graph_schema.vocabulary import Vocabulary
from tests.contract.house import House
from tests.contract.office import Office, Sink
from tests.contract.pen import Pen


class ContractPart:
    """Adapters give the fixture `house`; everything else is built here."""

    @pytest.fixture
    def words(self) -> Vocabulary:
        """The shipped vocabulary."""
        return vocabulary.load()

    @pytest.fixture
    def pen(self, house: House, words: Vocabulary) -> Pen:
        """Writes single changes."""
        return Pen(house.store, words)

    @pytest.fixture
    def office(self, house: House, words: Vocabulary) -> Office:
        """Names and values of a small organisation, written into the house's present store."""
        office = Office(words)

        def sink(seq: int, things: Sequence[Node | Link]) -> None:
            # The house's store of the moment: it may have been opened again in between.
            sink_into(house.store, words)(seq, things)

        office.sinks.append(sink)
        return office


def sink_into(store: Store, words: Vocabulary) -> Sink:
    """Writes an office's entries into a store."""

    def sink(seq: int, things: Sequence[Node | Link]) -> None:
        assert Pen(store, words).write(*things) == seq

    return sink


def small_firm(office: Office) -> None:
    """Clause 4.1 with procedure, record and file, all in one entry."""
    office.together = True
    office.standard()
    office.clause("4", row="heading")
    office.clause("4.1", parent="4")
    office.document("QP-05")
    office.revision("QP-05@A/0", "2025-01-01")
    office.satisfies("QP-05@A/0", "4.1")
    office.record("R-1", "2026-03-01", "QP-05@A/0", site="上海")
    office.evidence("a.pdf", "R-1")
    office.flush()
