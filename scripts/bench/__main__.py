"""`make bench`: absolute figures and ratios of interleaved rounds in one run. Ratios decide the exit status, absolute
figures warn. `--quick` takes a tenth of everything, to see that the bench itself runs."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.vocabulary import Vocabulary, load
from scripts.bench import durable, reading, trails
from scripts.bench.by_hand import neo4j_by_hand, sqlite_by_hand
from scripts.bench.measure import Report
from scripts.bench.organisation import COVERAGE, LARGE, SMALL, Builder, Size


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


def neo4j(report: Report, vocabulary: Vocabulary, quick: bool) -> None:
    """Everything measured on Neo4j, on the server of the environment; its data is wiped first."""
    uri = os.environ.get("CLAUSETRAIL_NEO4J_URI")
    if not uri:
        print("neo4j: left out, CLAUSETRAIL_NEO4J_URI is not set", flush=True)
        return
    user, password = os.environ.get("CLAUSETRAIL_NEO4J_USER", "neo4j"), os.environ["CLAUSETRAIL_NEO4J_PASSWORD"]
    store = Neo4jStore(uri, user, password, vocabulary)
    store.prepare()
    if not store.is_empty():
        print("neo4j: left out, the store is not empty: `make neo4j-stop` gives a fresh one", flush=True)
        return
    made = Builder(store, vocabulary).build(scaled(COVERAGE, quick))
    trails.coverage(report, store, made, "neo4j", 5)
    hand = neo4j_by_hand(uri, user, password)
    trails.against_hand(report, store, made, hand, "neo4j", 100 if quick else 400)
    durable.commits(report, store, vocabulary, "neo4j", 50 if quick else 200)
    store.close()


def main() -> int:
    """All figures; 1 when a ratio is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument(
        "--only", choices=["sqlite", "neo4j", "server", "reading"], action="append", help="a part alone"
    )
    given = parser.parse_args()
    parts = given.only or ["sqlite", "neo4j", "server", "reading"]
    report, vocabulary = Report(), load()
    with tempfile.TemporaryDirectory(prefix="clausetrail-bench-") as name:
        if "server" in parts:
            durable.server(report, Path(name), 5 if given.quick else 15)
        if "reading" in parts:
            reading.text_of_a_pdf(report, Path(name), 5 if given.quick else 25)
        if "sqlite" in parts:
            sqlite(report, Path(name), vocabulary, given.quick)
        if "neo4j" in parts:
            neo4j(report, vocabulary, given.quick)
    return report.status()


if __name__ == "__main__":
    sys.exit(main())
