"""`make bench`: absolute figures and ratios of interleaved rounds in one run. Ratios decide the exit status, absolute
figures warn. `--quick` takes a tenth of everything, to see that the bench itself runs."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.vocabulary import Vocabulary, load
from scripts.bench import durable, pages, reading, searching, trails
from scripts.bench.by_hand import neo4j_by_hand, sqlite_by_hand
from scripts.bench.measure import Report
from scripts.bench.organisation import COVERAGE, LARGE, SMALL, Builder, Size
from scripts.neo4j_local.bolt import Session
from scripts.neo4j_local.wiping import wipe

PARTS = ("server", "reading", "search", "sqlite", "neo4j", "pages")


def scaled(size: Size, quick: bool) -> Size:
    """The size, or a tenth of it."""
    share = 10 if quick else 1
    return Size(size.clauses // share, size.procedures // share, size.records // share, size.evidence // share)


def sqlite(report: Report, folder: Path, vocabulary: Vocabulary, quick: bool) -> None:
    """Everything measured on SQLite."""
    rounds = 100 if quick else 400
    trails.growth(report, folder, vocabulary, rounds, [scaled(size, quick) for size in (SMALL, LARGE)])
    path = folder / "coverage.db"
    store, made = trails.make(path, vocabulary, scaled(COVERAGE, quick))
    trails.coverage(report, store, made, "sqlite", 5)
    trails.against_hand(report, store, made, sqlite_by_hand(path), "sqlite", rounds)
    durable.commits(report, store, vocabulary, "sqlite", 200 if quick else 2_000)
    store.close()


def pages_on(report: Report, folder: Path, vocabulary: Vocabulary, quick: bool) -> None:
    """Pages and API of a served organisation on SQLite, and on the Neo4j server of the environment."""
    rounds, size = (10 if quick else 60), scaled(SMALL, quick)
    data = folder / "pages"
    path = data / "clausetrail.db"
    data.mkdir()
    store = SqliteStore(path, vocabulary)
    pages.measure(report, "sqlite", f"sqlite://{path}", store, vocabulary, data, size, rounds)
    store.close()
    if server := _neo4j_store(vocabulary):
        uri, data = os.environ["CLAUSETRAIL_NEO4J_URI"], folder / "pages-neo4j"
        pages.measure(report, "neo4j", uri, server, vocabulary, data, size, rounds)
        server.close()
        _empty()


def _server() -> tuple[str, str, str]:
    """Address, user and password of the environment's server."""
    names = ("CLAUSETRAIL_NEO4J_URI", "CLAUSETRAIL_NEO4J_USER", "CLAUSETRAIL_NEO4J_PASSWORD")
    uri, user, password = (os.environ.get(name, "") for name in names)
    return uri, user or "neo4j", password


def _empty() -> None:
    with Session(*_server()) as session:
        wipe(session)


def _neo4j_store(vocabulary: Vocabulary) -> Neo4jStore | None:
    """The server of the environment: None where there is none, or where something is in it that is not ours."""
    uri, user, password = _server()
    if not uri:
        print("neo4j: left out, CLAUSETRAIL_NEO4J_URI is not set", flush=True)
        return None
    store = Neo4jStore(uri, user, password, vocabulary)
    store.prepare()
    if not store.is_empty():
        print("neo4j: left out, the store is not empty: `make neo4j-stop` gives a fresh one", flush=True)
        store.close()
        return None
    return store


def neo4j(report: Report, vocabulary: Vocabulary, quick: bool) -> None:
    """Everything measured on Neo4j, on the server of the environment, which must be empty."""
    if (store := _neo4j_store(vocabulary)) is None:
        return
    made = Builder(store, vocabulary).build(scaled(COVERAGE, quick))
    trails.coverage(report, store, made, "neo4j", 5)
    hand = neo4j_by_hand(*_server())
    trails.against_hand(report, store, made, hand, "neo4j", 100 if quick else 400)
    durable.commits(report, store, vocabulary, "neo4j", 50 if quick else 200)
    store.close()
    _empty()  # what this run put there, so that the next part finds nothing


def main() -> int:
    """All figures; 1 when a ratio is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part alone")
    given = parser.parse_args()
    parts = given.only or PARTS
    report, vocabulary = Report(), load()
    with tempfile.TemporaryDirectory(prefix="clausetrail-bench-") as name:
        if "server" in parts:
            durable.server(report, Path(name), 5 if given.quick else 15)
        if "reading" in parts:
            reading.text_of_a_pdf(report, Path(name), 5 if given.quick else 25)
        if "search" in parts:
            searching.search(report, Path(name), 2_000 if given.quick else 20_000, 60 if given.quick else 220)
        if "sqlite" in parts:
            sqlite(report, Path(name), vocabulary, given.quick)
        if "neo4j" in parts:
            neo4j(report, vocabulary, given.quick)
        if "pages" in parts:
            pages_on(report, Path(name), vocabulary, given.quick)
    return report.status()


if __name__ == "__main__":
    sys.exit(main())
