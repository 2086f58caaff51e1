"""Many writers on one file: killed in the middle, racing for the same names, waiting for each other."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_schema import vocabulary
from graph_schema.entries import entry_from
from graph_schema.errors import StoreUnavailable
from graph_schema.ports import Transaction
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.values import Node
from tests.graph_schema import naive_merkle
from tests.stores.scribble import batch, write

WORDS = vocabulary.load()
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.store("sqlite")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A prepared, empty store."""
    path = tmp_path / "clausetrail.db"
    store = SqliteStore(path, WORDS)
    store.prepare()
    store.close()
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """That store, opened."""
    store = SqliteStore(path, WORDS)
    yield store
    store.close()


def crowd(*arguments: object) -> subprocess.Popen[str]:
    """The other process."""
    command = [sys.executable, "-m", "tests.stores.crowd", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def verified(store: SqliteStore) -> list[bytes]:
    """The leaves, after checking that seq has no gap and that the stored subtrees are those of the leaves."""
    with store.reader() as reader:
        rows = list(reader.leaves())
        leaves = [leaf for _, leaf in rows]
        assert [seq for seq, _ in rows] == list(range(len(rows)))
        assert [entry_from(leaf).seq for leaf in leaves] == list(range(len(rows)))
        level = [naive_merkle.leaf(leaf) for leaf in leaves]
        height = 0
        while level:
            places = [(height, index) for index in range(len(level))]
            assert reader.tree(places) == dict(zip(places, level, strict=True))
            level = [naive_merkle.node(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
            height += 1
        assert not reader.published_faults()
    return leaves


@pytest.mark.parametrize("acknowledged", [5, 60, 150])
def test_r05_killed_during_appends_from_8_threads_nothing_acknowledged_is_lost(path: Path, acknowledged: int) -> None:
    process = crowd("append", path, 8, 0)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(acknowledged)]
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    said = [line.split() for line in [*lines, *rest.splitlines(keepends=True)] if line.endswith("\n")]
    store = SqliteStore(path, WORDS)
    leaves = verified(store)
    with store.reader() as reader:
        for seq, id_ in said:
            node = reader.get(id_)
            assert node is not None
            assert node.seq_from == int(seq) < len(leaves)
        assert len(reader.find("document")) == len(leaves)
    write(store, WORDS, [Node("01900000-0000-7000-8000-00000000aaaa", "document", document("after"))])
    assert len(verified(store)) == len(leaves) + 1
    store.close()


def document(number: str) -> dict[str, str]:
    return {"number": number, "title": "t", "type": "form"}


def test_r22_two_processes_race_for_the_same_names_and_links(path: Path, store: SqliteStore) -> None:
    count = 40
    home = "01900000-0000-7000-8000-00000000000"
    standard = {"code": "GB/T 1", "edition": "2026", "scheme": "conformity"}
    revision = {"document": home + "1", "number": "QP", "label": "A", "content": "0" * 64, "file_name": "a"}
    revision |= {"media_type": "x/y", "author": "li", "state": "draft"}
    clause = {"standard": home + "0", "row": "item", "text": "t", "level": 1, "order": 1, "normative": True}
    nodes = [
        Node(home + "0", "standard", standard),
        Node(home + "1", "document", document("QP")),
        Node(home + "2", "revision", {**revision, "size": 1}),
    ]
    nodes += [
        Node(f"01900000-0000-7000-8000-0000000001{number:02}", "clause", {**clause, "number": str(number)})
        for number in range(count)
    ]
    write(store, WORDS, nodes)
    processes = [crowd("race", path, 3, count) for _ in range(2)]
    said = [line.split() for one in processes for line in one.communicate()[0].splitlines()]
    assert [one.returncode for one in processes] == [0, 0]
    made = Counter(tuple(words[:2]) for words in said if words[0] != "refused")
    assert made == {(what, str(number)): 1 for what in ("node", "link") for number in range(count)}
    refused = Counter(words[1] for words in said if words[0] == "refused")
    assert refused == {"key_taken": 5 * count, "link_exists": 5 * count}
    assert len(verified(store)) == 1 + 2 * count


def test_a_writer_waits_for_its_turn_and_gives_up_with_a_reason(path: Path) -> None:
    first, second = SqliteStore(path, WORDS), SqliteStore(path, WORDS, patience=0.2)
    entered, leave = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        entered.set()
        leave.wait(20)
        tx.save(batch(tx, WORDS))

    holder = threading.Thread(target=lambda: first.write(hold))
    holder.start()
    assert entered.wait(20)
    with pytest.raises(StoreUnavailable, match="store_busy"):
        write(second, WORDS)
    with second.reader() as reader:  # readers do not wait for writers
        assert reader.head().size == 0
    leave.set()
    holder.join()
    assert write(second, WORDS) == 1
    first.close()
    second.close()


def test_writers_of_one_process_queue_and_all_get_their_turn(store: SqliteStore) -> None:
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.extend(write(store, WORDS) for _ in range(20))) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == list(range(120))
    verified(store)


def test_a_closed_store_says_so_and_closing_waits_for_readers(store: SqliteStore) -> None:
    inside, leave, closed = threading.Event(), threading.Event(), threading.Event()
    sizes: list[int] = []

    def read() -> None:
        with store.reader() as reader:
            inside.set()
            leave.wait(20)
            sizes.append(reader.head().size)

    def close() -> None:
        store.close()
        closed.set()

    threads = [threading.Thread(target=read)]
    threads[0].start()
    assert inside.wait(20)
    threads.append(threading.Thread(target=close))
    threads[1].start()
    assert not closed.wait(0.2)
    leave.set()
    for one in threads:
        one.join()
    assert sizes == [0]
    store.close()
    with pytest.raises(StoreUnavailable, match="store_closed"), store.reader():
        pass
    with pytest.raises(StoreUnavailable, match="store_closed"):
        write(store, WORDS)
