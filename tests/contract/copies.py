"""Contract: history written into an empty store as given (`store copy`) is the same store."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from graph_schema.errors import ClausetrailError
from graph_schema.ports import Transaction
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.vocabulary import Vocabulary
from tests.contract.base import ContractPart, sink_into, small_firm
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.walks import view_of
from tests.contract.whole import looked_up, seen, stored

NOTHING: Mapping[tuple[int, int], bytes] = {}


class Copies(ContractPart):
    """`restore`, `put_account`, `put_request`."""

    @pytest.fixture
    def source(self, words: Vocabulary) -> tuple[MemoryStore, Office]:
        """A memory store with history."""
        store = MemoryStore(words)
        office = Office(words)
        office.sinks.append(sink_into(store, words))
        small_firm(office)
        office.change("R-1", number="R-9", date="2026-03-02")
        office.record("R-2", "2026-03-03", "QP-05@A/0", number="R-1")
        office.satisfies("R-2", "4", "proposed")
        office.move("R-2>4", "rejected")
        office.satisfies("R-2", "4", name="second")
        office.move("a.pdf>R-1", "withdrawn")
        return store, office

    def test_a_restored_store_is_the_same_store(
        self, house: House, source: tuple[MemoryStore, Office], words: Vocabulary
    ) -> None:
        store, office = source
        with store.reader() as reader:
            whole = stored(reader)
            entries = [
                (entry.seq, entry.time, leaf, dict(_closed_by(entry.seq, whole)))
                for entry, (_, leaf) in zip(reader.entries(), reader.leaves(), strict=True)
            ]

            def work(tx: Transaction) -> None:
                half = len(entries) // 2
                tx.restore(entries[:half], whole["nodes"][:3], whole["links"][:2])
                tx.restore(entries[half:], whole["nodes"][3:], whole["links"][2:])

            house.store.write(work)
            with house.store.reader() as copied:
                assert stored(copied) == whole
                for known_at in (None, 0, 1, 4):
                    assert looked_up(copied, words, known_at) == looked_up(reader, words, known_at)
                for view in (view_of(office), view_of(office, known_at=0), view_of(office, known_at=2)):
                    assert seen(copied, view) == seen(reader, view)
        office.sinks.append(sink_into(house.store, words))
        office.change("R-1", date="2026-03-09")
        with store.reader() as reader, house.store.reader() as copied:
            assert stored(copied) == stored(reader)

    def test_history_out_of_order_is_refused(self, house: House, source: tuple[MemoryStore, Office]) -> None:
        before = house.backdoor.everything()
        with source[0].reader() as reader:
            entries = [(entry.seq, entry.time, entry.leaf(), NOTHING) for entry in reader.entries()]
        with pytest.raises(ClausetrailError) as caught:
            house.store.write(lambda tx: tx.restore(entries[1:], (), ()))
        assert caught.value.code == "entry_out_of_order"
        assert house.backdoor.everything() == before


def _closed_by(seq: int, whole: dict[str, object]) -> list[tuple[tuple[int, int], bytes]]:
    """The stored subtrees whose last leaf is `seq`."""
    tree = whole["tree"]
    assert isinstance(tree, dict)
    return [(place, hash_) for place, hash_ in tree.items() if ((place[1] + 1) << place[0]) - 1 == seq]
