"""The Neo4j store keeps the contract, on the server that the environment names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.vocabulary import Vocabulary
from tests.contract.graph_store import GraphStoreContract
from tests.contract.house import Backdoor, House, RawVersion
from tests.stores import neo4j_rig

VERSIONS = """
MATCH (n) WHERE (n:Thing OR n:NodeVersion OR n:Claim OR n:LinkVersion) AND n.id = $id
RETURN n.body, n.seq_from, n.seq_to ORDER BY n.seq_from
"""
NODES = "MATCH (n) RETURN labels(n), properties(n)"
RELATIONSHIPS = "MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)"
SPOIL = """
MATCH (n) WHERE (n:Thing OR n:Claim) AND n.id = $id SET n.body = $body
WITH n MATCH ()-[r {id: $id}]->() SET r.body = $body
"""
OLDEST = "MATCH (n) WHERE (n:NodeVersion OR n:LinkVersion) AND n.id = $id WITH n ORDER BY n.seq_from LIMIT 1 "
CUT = """
MATCH (h:Ledger), (e:Entry) WITH h, e ORDER BY e.seq DESC LIMIT 2
WITH h, collect(e) AS last
SET h.size = h.size - 1, h.time = last[1].time
DETACH DELETE last[0]
"""
LOCKS = ("lock", "attempt")
"""What every write sets on the head; no part of what is stored."""


class Neo4jBackdoor(Backdoor):
    """Cypher straight to the server."""

    def __init__(self, door: neo4j_rig.Backdoor) -> None:
        self.door = door

    def versions(self, id_: str) -> list[RawVersion]:
        return [(body, start, end) for body, start, end in self.door(VERSIONS, id=id_)]

    def leaves(self) -> list[bytes]:
        return [_as_bytes(row[0]) for row in self.door("MATCH (e:Entry) RETURN e.leaf ORDER BY e.seq")]

    def everything(self) -> object:
        nodes = []
        for labels, properties in self.door(NODES):
            kept = {name: value for name, value in properties.items() if "Ledger" not in labels or name not in LOCKS}
            nodes.append(repr((sorted(labels), sorted(kept.items()))))
        relationships = [
            repr((type_, start, end, sorted(properties.items())))
            for type_, start, end, properties in self.door(RELATIONSHIPS)
        ]
        return sorted(nodes), sorted(relationships)

    def spoil_version(self, id_: str, body: str) -> None:
        self.door(SPOIL, id=id_, body=body)

    def spoil_past_version(self, id_: str, body: str) -> None:
        self.door(OLDEST + "SET n.body = $body", id=id_, body=body)

    def remove_past_version(self, id_: str) -> None:
        self.door(OLDEST + "DETACH DELETE n", id=id_)

    def spoil_leaf(self, seq: int, leaf: bytes) -> None:
        (row,) = self.door("MATCH (e:Entry {seq: $seq}) RETURN e.leaf", seq=seq)
        new: Any = leaf.decode() if isinstance(row[0], str) else leaf
        self.door("MATCH (e:Entry {seq: $seq}) SET e.leaf = $leaf", seq=seq, leaf=new)

    def remove_last_entry(self) -> None:
        self.door(CUT)


def _as_bytes(value: str | bytes | bytearray) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


class TestNeo4jStore(GraphStoreContract):
    """One database, emptied before each test."""

    many = 11_000  # the store sends ids in pieces of 10,000 at most; the engine itself has no limit

    @pytest.fixture
    def house(self, words: Vocabulary) -> Iterator[House]:
        door = neo4j_rig.Backdoor()
        door.wipe()

        def opened() -> Neo4jStore:
            store = Neo4jStore(*neo4j_rig.login(), words)
            store.prepare()
            return store

        house = House(opened(), opened, Neo4jBackdoor(door), ("neo4j",))
        yield house
        house.store.close()
        door.driver.close()
