"""A process that dies inside a write, after everything was sent to the engine and before the commit.

Run as `python -m tests.contract.killed_writer sqlite PATH` or `... neo4j` (the server from the environment).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from graph_schema import vocabulary
from graph_schema.ports import Store, Transaction
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.values import Node, freeze
from tests.contract.pen import Change, batch_for, identifier
from tests.stores import neo4j_rig

WORDS = vocabulary.load()


def opened(words: list[str]) -> Store:
    """The store named on the command line."""
    return SqliteStore(Path(words[1]), WORDS) if words[0] == "sqlite" else Neo4jStore(*neo4j_rig.login(), WORDS)


def work(tx: Transaction) -> None:
    """Write a document and die."""
    node = Node(identifier(700), "document", freeze({"number": "lost", "title": "t", "type": "form"}))
    tx.save(batch_for(tx, Change((node,)), WORDS))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    opened(sys.argv[1:]).write(work)
