"""The search port: what the use cases ask of an index. Found by meaningless pieces, verified against the text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What is findable as one: a clause, a revision's page, a record, a page of a file. `key` names it for ever
    (`<id>` or `<id>#<page>`), `group` the thing whose entries go together (its id).

    `title` weighs more than `text`; what equals one of `numbers` (or the title) as a whole comes first; `clauses` are
    the numbers a `clause:` filter matches (its own and those it is linked to, each with those above it), `date` an ISO
    day or ""."""

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
    """What was asked, parsed: every word and phrase, folded, must be found (AND). `kinds` and `clauses` are met by
    any one of theirs; `dates` is half-open (from, to), "" open. `hints` are codes of what was not understood or was
    left out, with the piece it concerns."""

    words: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    clauses: tuple[str, ...] = ()
    dates: tuple[str, str] = ("", "")
    hints: tuple[tuple[str, str], ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything is left to look for."""
        return bool(self.words or self.kinds or self.clauses or any(self.dates))


@dataclass(frozen=True, slots=True)
class Hit:
    """The best entry of a group, verified: where it matched (half-open offsets into the entry's title and text as
    stored), and how many entries of the group were found."""

    key: str
    group: str
    kind: str
    page: int | None
    score: float
    in_title: tuple[tuple[int, int], ...] = ()
    in_text: tuple[tuple[int, int], ...] = ()
    entries: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, best first; `total` counts groups and is exact unless `about` is true."""

    hits: tuple[Hit, ...]
    total: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an index has come: `seq` the ledger entries seen (-1 none), `change` the readings of files seen,
    `ledger` the ledger's origin, so that the index of another store is never taken for one's own. While it is being
    built anew, `building` names the last thing taken in: the work goes on from there."""

    seq: int = -1
    change: int = 0
    ledger: str = ""
    building: str = ""


Texts = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]
"""(title, text) of entries by key, from where the facts are; those gone are absent. The index keeps no text."""


class Index(ABC):
    """An index: a cache of what the store holds. It never raises at a reader for being damaged: it says
    `search_rebuilding` and is built anew."""

    @abstractmethod
    def mark(self) -> Mark | None:
        """How far it has come; None when there is no index of this schema, or it is damaged: build it anew."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[bool]:
        """The place of the one writer, held until left; False when another has it. It dies with its process."""

    @abstractmethod
    def start_anew(self) -> None:
        """Throw away what is there; the first update begins an empty index. Only for the writer."""

    @abstractmethod
    def update(self, drop: Iterable[str], put: Iterable[Entry], mark: Mark) -> None:
        """Forget all entries of these groups, take these entries in, remember the mark; one commit. Only for the
        writer. Entries are taken one by one, so that not all texts are held at once."""

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
        """Verified hits among the kinds the asker may read; `limit` and `offset` count groups. Exact matches of a
        number or title first, then by score, ties by key. StoreUnavailable `search_rebuilding` while there is no
        whole index to ask."""

    @abstractmethod
    def facts(self) -> Mapping[str, str]:
        """What `doctor` tells: engine, schema, entries, mark, size in bytes."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the files held open; asked again, it opens them again."""
