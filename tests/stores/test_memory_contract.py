"""The memory store keeps the contract."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.vocabulary import Vocabulary
from tests.contract.graph_store import GraphStoreContract
from tests.contract.house import Backdoor, House, RawVersion


class MemoryBackdoor(Backdoor):
    """Reads and plants rows in the tables themselves."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    def _rows(self, id_: str) -> list[NodeRow] | list[LinkRow]:
        tables = self.store._tables
        return tables.nodes[id_] if id_ in tables.nodes else tables.links.get(id_, [])

    def versions(self, id_: str) -> list[RawVersion]:
        return [(row.body, row.seq_from, row.seq_to) for row in self._rows(id_)]

    def leaves(self) -> list[bytes]:
        return [leaf for _, leaf in self.store._tables.leaves]

    def everything(self) -> object:
        return copy.deepcopy(self.store._tables)

    def spoil_version(self, id_: str, body: str) -> None:
        self._put(id_, -1, body)

    def spoil_past_version(self, id_: str, body: str) -> None:
        self._put(id_, 0, body)

    def _put(self, id_: str, place: int, body: str) -> None:
        tables = self.store._tables
        if id_ in tables.nodes:
            tables.nodes[id_][place] = replace(tables.nodes[id_][place], body=body)
        else:
            tables.links[id_][place] = replace(tables.links[id_][place], body=body)

    def remove_past_version(self, id_: str) -> None:
        del self._rows(id_)[0]

    def spoil_leaf(self, seq: int, leaf: bytes) -> None:
        leaves = self.store._tables.leaves
        leaves[seq] = (leaves[seq][0], leaf)

    def remove_last_entry(self) -> None:
        self.store._tables.leaves.pop()


class TestMemoryStore(GraphStoreContract):
    """Nothing outlives the process, so opening again gives the same store."""

    @pytest.fixture
    def house(self, words: Vocabulary) -> House:
        store = MemoryStore(words)
        return House(store, lambda: store, MemoryBackdoor(store))
