"""Trail and coverage on generated organisations: growth of the archive, and the port against a hand-written query."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from graph_schema.coverage import build_coverage
from graph_schema.dates import year_ending
from graph_schema.ports import Store
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.trail import ClauseReading, build_trail
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary
from scripts.bench.measure import Figure, Report, interleaved, percentile
from scripts.bench.organisation import Builder, Made, Size

AS_OF = "2026-06-30"
WARM_UP = 30


def view_of(store: Store) -> View:
    """Today's view of the generated world."""
    with store.reader() as reader:
        return View(AS_OF, reader.head().size - 1, year_ending(AS_OF))


def reader_of(store: Store, vocabulary: Vocabulary, made: Made, seed: int) -> Callable[[int], object]:
    """A whole trail of a random clause: walk, chains, state, issues."""
    view, dice = view_of(store), random.Random(seed)
    basis = vocabulary.nodes["document"].fields["type"].basis

    def read(_number: int) -> object:
        with store.reader() as reader:
            graph = reader.walk(dice.choice(made.clauses), WalkPlan(), view)
        assert graph is not None
        reading = ClauseReading(graph, view, basis)
        return build_trail(reading, reading.facts)

    return read


def make(path: Path, vocabulary: Vocabulary, size: Size) -> tuple[SqliteStore, Made]:
    """A SQLite store with an organisation of that size."""
    store = SqliteStore(path, vocabulary)
    store.prepare()
    start = time.perf_counter()
    made = Builder(store, vocabulary).build(size)
    print(f"made {size.nodes:,} nodes in {time.perf_counter() - start:.0f} s", flush=True)
    return store, made


def growth(report: Report, folder: Path, vocabulary: Vocabulary, rounds: int, sizes: Sequence[Size]) -> None:
    """The same trail on a small and a ten times larger archive."""
    opened = [make(folder / f"{size.nodes}.db", vocabulary, size) for size in sizes]
    reads = [reader_of(store, vocabulary, made, 11) for store, made in opened]
    interleaved(WARM_UP, *reads)
    times = interleaved(rounds, *reads)
    p95 = [percentile(one, 0.95) * 1000 for one in times]
    for size, value in zip(sizes, p95, strict=True):
        report.add(Figure(f"trail p95, sqlite, {size.nodes:,} nodes", value, "ms", most=10))
    name = f"trail p95, sqlite, {sizes[-1].nodes:,} against {sizes[0].nodes:,} nodes"
    report.add(Figure(name, p95[-1] / p95[0], "ratio", most=1.3, decides=True))
    for store, _ in opened:
        store.close()


def coverage(report: Report, store: Store, made: Made, name: str, rounds: int) -> None:
    """Every clause of the edition: counted in the engine, judged by the rules."""
    view = view_of(store)

    def read(_number: int) -> object:
        with store.reader() as reader:
            standard = reader.get(made.standard)
            assert standard is not None
            clauses = reader.find("clause", owner=made.standard)
            exclusions = reader.find("applicability", owner=made.standard)
            facts = reader.tally(TallyPlan(made.standard), view)
        return build_coverage(standard, clauses, facts, exclusions, view)

    read(0)
    times = interleaved(rounds, read)[0]
    title = f"coverage of {len(made.clauses):,} clauses over {made.nodes:,} nodes, {name}, median"
    report.add(Figure(title, percentile(times, 0.5), "s", most=0.5))


def against_hand(
    report: Report, store: Store, made: Made, by_hand: Callable[[str, View], object], name: str, rounds: int
) -> None:
    """The walk through the port against the engine's best single hand-written query, both ending in typed values."""
    view, dice = view_of(store), random.Random(23)
    chosen = [dice.choice(made.clauses) for _ in range(rounds + WARM_UP)]

    def port(number: int) -> object:
        with store.reader() as reader:
            return reader.walk(chosen[number], WalkPlan(), view)

    def hand(number: int) -> object:
        return by_hand(chosen[number], view)

    interleaved(WARM_UP, port, hand)
    mine, theirs = interleaved(rounds, port, hand)
    for title, times in (("port", mine), ("hand-written query", theirs)):
        report.add(Figure(f"walk of one clause, {name}, {title}, p50", percentile(times, 0.5) * 1000, "ms"))
        report.add(Figure(f"walk of one clause, {name}, {title}, p95", percentile(times, 0.95) * 1000, "ms"))
    ratio = percentile(mine, 0.5) / percentile(theirs, 0.5)
    report.add(
        Figure(f"walk of one clause, {name}, port against hand, medians", ratio, "ratio", most=1.5, decides=True)
    )
