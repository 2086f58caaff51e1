"""The ports: what the use cases ask of a store, in the words of the trade. Adapters: memory, sqlite, neo4j.

Rules every adapter keeps. A read sees one consistent state: that of its transaction's start. `known_at` N sees the
versions written by entries with seq <= N; unset means now. Missing is None or an empty answer; a second current node
with the same (kind, key), a second account name or a second live link of one (kind, from, to) is a `Conflict`
(`key_taken`, `account_taken`, `link_exists`); a kind of node asked for that is not in the vocabulary is
`kind_unknown`. Text orders by code point (which is also the order of its UTF-8 bytes).
Engine errors are translated at one seam: busy or unreachable -> StoreUnavailable, no space -> StorageFull, read-only
medium, other schema or moved -> StoreRefused, each with the cause kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.entries import Entry
from graph_schema.jobs import Jobs
from graph_schema.results import ClauseFacts
from graph_schema.rows import Batch, LinkRow, NodeRow
from graph_schema.subgraph import Subgraph
from graph_schema.values import Instant, Link, Node
from graph_schema.views import TallyPlan, View, WalkPlan

T = TypeVar("T")
SCHEMA_VERSION = 1
"""Of the stored form, the same number for every adapter; a process refuses to write to a store of another one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the ledger: number of entries and the time of the last one (None when empty)."""

    size: int
    time: Instant | None


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which current links to list; unset parts do not restrict. `suspect`: confirmed ones whose stamps differ."""

    kind: str | None = None
    states: frozenset[str] | None = None
    from_id: str | None = None
    to_id: str | None = None
    suspect: bool = False


class Reader(ABC):
    """One consistent state of the store, read."""

    @abstractmethod
    def head(self) -> Head:
        """The ledger's size and last time."""

    @abstractmethod
    def seq_at(self, moment: Instant) -> int:
        """The last entry with time <= moment; -1 when there is none."""

    @abstractmethod
    def get(self, id_: str, known_at: int | None = None) -> Node | None:
        """A node's version."""

    @abstractmethod
    def get_many(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, Node]:
        """The versions of those of these nodes that exist, by id; any number of ids."""

    @abstractmethod
    def get_link(self, id_: str, known_at: int | None = None) -> Link | None:
        """A link's version."""

    @abstractmethod
    def by_key(self, kind: str, key: str, known_at: int | None = None) -> Node | None:
        """The node of that kind with that business key (see `Vocabulary.key_of`)."""

    @abstractmethod
    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        key_prefix: str | None = None,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Node]:
        """Nodes of a kind in order of id (order of creation), those after an id, at most `limit`."""

    @abstractmethod
    def links(
        self,
        where: LinkFilter,
        *,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Link]:
        """Links in order of id, filtered on their version."""

    @abstractmethod
    def stamps(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, str]:
        """The stamps of those of these nodes that exist, by id."""

    @abstractmethod
    def walk(self, clause: str, plan: WalkPlan, view: View) -> Subgraph | None:
        """The subgraph a clause's trail depends on (see `Subgraph`); None when the clause is unknown at the view.

        Cut at the plan's limit: of all records the walk would hold, those first by date descending, number (absent
        as ''), id are kept, the rest left out with their links and what only they lead to.
        """

    @abstractmethod
    def tally(self, plan: TallyPlan, view: View) -> Mapping[str, ClauseFacts]:
        """What counts for each clause of an edition, counted in the engine, by clause id.

        Clauses for which nothing counts and no issue stands may be absent. Equal to `ClauseReading.facts` of an
        uncut walk from each clause.
        """

    @abstractmethod
    def versions(self, id_: str) -> Sequence[Node] | Sequence[Link]:
        """All versions of a node or link, oldest first; empty when unknown."""

    @abstractmethod
    def entries(self, start: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """Entries from seq `start` on."""

    @abstractmethod
    def leaves(self, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
        """(seq, canonical bytes as written) from seq `start` on: what `verify` and `export` read."""

    @abstractmethod
    def times(self) -> Iterator[tuple[int, Instant]]:
        """(seq, time) of every entry as the store keeps the time to look it up by (`seq_at`), in order of seq."""

    @abstractmethod
    def tree(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Hashes of perfect subtrees by (level, index); those not stored are absent."""

    @abstractmethod
    def node_rows(self) -> Iterator[NodeRow]:
        """Every node version as it lies in the store, columns included, in order of (id, seq_from)."""

    @abstractmethod
    def link_rows(self) -> Iterator[LinkRow]:
        """Every link version as it lies in the store, columns included, in order of (id, seq_from)."""

    @abstractmethod
    def published_faults(self) -> Sequence[str]:
        """Ids of things whose published form (indexes, native labels, properties, relationships) differs from
        their rows; empty where the store has none."""

    @abstractmethod
    def account(self, name: str) -> Account | None:
        """The account of that name."""

    @abstractmethod
    def accounts(self) -> Sequence[Account]:
        """All accounts by name."""

    @abstractmethod
    def session(self, digest: str) -> Session | None:
        """The session of that digest, expired or not."""

    @abstractmethod
    def token(self, digest: str) -> Token | None:
        """The token of that digest, expired or not."""

    @abstractmethod
    def tokens(self) -> Sequence[Token]:
        """All tokens in order of digest."""

    @abstractmethod
    def request(self, actor: str, id_: str) -> Request | None:
        """The creation asked for under that request id."""

    @abstractmethod
    def requests(self) -> Iterator[Request]:
        """All request ids kept, by (actor, id)."""

    @abstractmethod
    def setting(self, name: str) -> str | None:
        """A fact about the store itself: `origin`, `clock`, `zone`, `organisation`, `moved_to`, `checkpoint` ..."""

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """All of them."""


class Transaction(Reader):
    """A write transaction: it alone writes from its first statement on; left without `save` or `put_*` it changed
    nothing, left by an exception it changed nothing either."""

    @abstractmethod
    def save(self, batch: Batch) -> None:
        """Write one change. Once a transaction. Conflicts as above; the entry's seq must be the head's size."""

    @abstractmethod
    def put_session(self, session: Session) -> None:
        """Keep or renew a session (no entry)."""

    @abstractmethod
    def drop_sessions(self, *, digest: str | None = None, account: str | None = None) -> None:
        """End one session, or all of an account (no entry)."""

    @abstractmethod
    def put_token(self, token: Token) -> None:
        """Keep a token (its entry is written by `save` in the same transaction)."""

    @abstractmethod
    def drop_requests(self, before: Instant) -> None:
        """Forget request ids older than an instant (no entry)."""

    @abstractmethod
    def put_setting(self, name: str, value: str) -> None:
        """Set a fact about the store itself (no entry): the last checkpoint, `moved_to`."""

    @abstractmethod
    def restore(
        self,
        entries: Iterable[tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]],
        nodes: Iterable[NodeRow],
        links: Iterable[LinkRow],
    ) -> None:
        """Write history into an empty store exactly as given (`store copy`): (seq, time, leaf, subtrees closed), then
        every version, past ones included. May be called several times with further parts."""

    @abstractmethod
    def put_account(self, account: Account) -> None:
        """Keep an account as given (`store copy`); otherwise accounts change through `save`."""

    @abstractmethod
    def put_request(self, request: Request) -> None:
        """Keep a request id as given (`store copy`); otherwise request ids are written by `save`."""


class Store(ABC):
    """A store, open. Threads may share it; `close` drains and is idempotent."""

    @abstractmethod
    def reader(self) -> AbstractContextManager[Reader]:
        """One consistent state to read from."""

    @abstractmethod
    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one write transaction and commit it; its result is given back once it is durable.

        `work` may be run again when the engine asks for a retry, so it must do nothing but read and write here.
        """

    @property
    @abstractmethod
    def jobs(self) -> Jobs:
        """The queue of work that waits in this store."""

    @abstractmethod
    def prepare(self) -> None:
        """Make or migrate the store's own structures (constraints, tables, indexes). Alone, idempotent."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether no entry was ever written."""

    @abstractmethod
    def checks(self) -> Mapping[str, str]:
        """What `doctor` tells: engine, version, durability settings, schema version, integrity, in words for people
        who operate it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything held."""
