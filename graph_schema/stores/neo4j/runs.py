"""How a query is run: the one signature that readers and writers share, whatever transaction stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Row = list[Any]
BATCH = 10_000
"""Rows sent or fetched at once: what a transaction on a small server holds easily."""


class Run(Protocol):
    """Runs one query with its parameters and gives all its rows; errors come out as ours."""

    def __call__(self, query: str, parameters: Mapping[str, Any]) -> list[Row]: ...


def pieces(things: Iterable[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The things in lists of at most `size`."""
    piece: list[T] = []
    for thing in things:
        piece.append(thing)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
