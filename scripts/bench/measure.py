"""Timing: interleaved rounds, percentiles, and the table of figures with what each must reach."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def interleaved(rounds: int, *works: Callable[[int], object]) -> list[list[float]]:
    """Times of several works called in turn, A B A B ..., so that a machine's drift touches all alike."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(rounds):
        for held, work in zip(times, works, strict=True):
            held.append(seconds(lambda work=work, number=number: work(number)))  # type: ignore[misc]  # bound now
    return times


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, what it must be, and whether missing it fails the run (ratios) or warns (absolutes)."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    decides: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is what it must be."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)


@dataclass
class Report:
    """All figures of a run, printed as they come."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keep and print one."""
        self.figures.append(figure)
        bound = f"<= {figure.most:g}" if figure.most is not None else f">= {figure.least:g}" if figure.least else ""
        verdict = "" if not bound else "ok" if figure.reached else "MISSED" if figure.decides else "warning"
        print(f"{figure.name:<66} {figure.value:>10.3f} {figure.unit:<9} {bound:<9} {verdict}", flush=True)

    def status(self) -> int:
        """0 when every deciding figure is reached."""
        missed = [one.name for one in self.figures if one.decides and not one.reached]
        for name in missed:
            print(f"bench: missed: {name}", file=sys.stderr)
        return 1 if missed else 0
