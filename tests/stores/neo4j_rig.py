"""A Neo4j store on the run's server, emptied before it is handed out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from graph_schema import vocabulary
from graph_schema.stores.neo4j.store import Neo4jStore

WORDS = vocabulary.load()
_WIPE = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS"


def login() -> tuple[str, str, str]:
    """Address, user and password of the server that the environment names."""
    known = os.environ
    uri = known.get("CLAUSETRAIL_NEO4J_URI", "")
    return uri, known.get("CLAUSETRAIL_NEO4J_USER") or "neo4j", known.get("CLAUSETRAIL_NEO4J_PASSWORD", "")


class Backdoor:
    """Cypher straight to the server, past all our code."""

    def __init__(self) -> None:
        uri, user, password = login()
        severity = neo4j.NotificationMinimumSeverity.OFF
        self.driver = neo4j.GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity=severity)

    def __call__(self, query: str, **parameters: Any) -> list[list[Any]]:
        with self.driver.session() as session:
            return session.run(query, parameters).values()

    def wipe(self) -> None:
        """Delete every node."""
        self(_WIPE)


@pytest.fixture
def backdoor() -> Iterator[Backdoor]:
    """The server, emptied."""
    door = Backdoor()
    door.wipe()
    yield door
    door.driver.close()


def opened() -> Neo4jStore:
    """A store on the server, ready."""
    store = Neo4jStore(*login(), WORDS)
    store.prepare()
    return store


@pytest.fixture
def neo4j_store(backdoor: Backdoor) -> Iterator[Neo4jStore]:
    """An empty store."""
    store = opened()
    yield store
    store.close()
