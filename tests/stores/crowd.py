"""A process of its own that writes from many threads: `python -m tests.stores.crowd WORK PATH THREADS COUNT`.

`append`: each thread writes entries for ever and prints the seq of each once it is durable.
`race`: all threads, of all processes, try to make the same COUNT documents and links; prints who made which.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from graph_schema import vocabulary
from graph_schema.errors import Conflict
from graph_schema.ids import new_id
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.values import Link, Node
from tests.stores.scribble import instant, write

WORDS = vocabulary.load()
_saying = threading.Lock()


def say(*words: object) -> None:
    """One whole line, at once."""
    with _saying:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()


def append(store: SqliteStore, _count: int) -> None:
    """Write documents until killed."""
    while True:
        id_ = new_id()
        fields = {"number": id_, "title": "t" * 500, "type": "form"}
        say(write(store, WORDS, [Node(id_, "document", fields)]), id_)


def race(store: SqliteStore, count: int) -> None:
    """Make what everybody else is making too."""
    with store.reader() as reader:
        revision, clause = reader.find("revision")[0], reader.find("clause")
    for number in range(count):
        id_ = new_id()
        try:
            write(store, WORDS, [Node(id_, "document", {"number": f"N-{number}", "title": "t", "type": "form"})])
            say("node", number, id_)
        except Conflict as error:
            say("refused", error.code)
        link = Link(new_id(), "satisfies", revision.id, clause[number].id, "proposed", "li", instant(0))
        try:
            write(store, WORDS, links=[link])
            say("link", number, link.id)
        except Conflict as error:
            say("refused", error.code)


def main(work: str, path: str, threads: str, count: str) -> None:
    """Run the work in so many threads."""
    works: dict[str, Callable[[SqliteStore, int], None]] = {"append": append, "race": race}
    store = SqliteStore(Path(path), WORDS)
    crowd = [threading.Thread(target=works[work], args=(store, int(count))) for _ in range(int(threads))]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
