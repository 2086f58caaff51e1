"""The search port: what the use cases ask of an index. Found by meaningless pieces, verified against the text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What is findable as one: a clause, a revision's page, a record, a page of a file. `key` names it for ever
    (`<id>` or `<id>#<page>`), `group` the thing whose entries go together (its id).

    `title` weighs more than `text`; `numbers` are found whole (document, clause, record numbers, codes); `clauses`
    are the numbers a `clause:` filter matches (its own and those it is linked to), `date` an ISO day or ""."""

    key: str
    group: str
    kind: str
    title: str
    text: str
    numbers: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    date: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, parsed: every word and phrase must be found (AND). `dates` is half-open (from, to), "" open.
    `hints` are codes of what was not understood or was left out, with the piece it concerns."""

    words: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    clauses: tuple[str, ...] = ()
    dates: tuple[str, str] = ("", "")
    hints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One verified hit: where it matched (half-open offsets into the entry's title and text as stored)."""

    key: str
    group: str
    kind: str
    page: int | None
    score: float
    in_title: tuple[tuple[int, int], ...] = ()
    in_text: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, best first; `total` is exact unless `about` is true."""

    hits: tuple[Hit, ...]
    total: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an index has come: `seq` the ledger entries seen (-1 none), `change` the readings of files seen,
    `ledger` the ledger's origin, so that the index of another store is never taken for one's own."""

    seq: int = -1
    change: int = 0
    ledger: str = ""


Texts = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]
"""(title, text) of entries by key, from where the facts are; those gone are absent. The index keeps no text."""


class Index(ABC):
    """An index: a cache of what the store holds. It never raises at a reader for being damaged: it says
    `search_rebuilding` and is built anew."""

    @abstractmethod
    def mark(self) -> Mark | None:
        """How far it has come; None when there is no index of this schema, or it is damaged: build it anew."""

    @abstractmethod
    def start_anew(self) -> None:
        """Set what is there aside and begin with an empty index."""

    @abstractmethod
    def update(self, drop: Iterable[str], put: Iterable[Entry], mark: Mark) -> bool:
        """Forget all entries of these groups, take these entries in, remember the mark; one commit. False when
        another process is writing."""

    @abstractmethod
    def find(
        self,
        query: Query,
        texts: Texts,
        *,
        kinds: frozenset[str],
        limit: int,
        offset: int = 0,
    ) -> Found:
        """Verified hits among the kinds the asker may read. StoreUnavailable `search_rebuilding` while there is no
        index to ask."""

    @abstractmethod
    def facts(self) -> Mapping[str, str]:
        """What `doctor` tells: engine, schema, entries, mark, size in bytes."""
