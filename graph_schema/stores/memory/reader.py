"""Reading the memory store: loops over rows, no index but the dictionary of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from graph_schema import naive
from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.entries import Entry, entry_from
from graph_schema.naive import LoadedState
from graph_schema.ports import Head, LinkFilter, Reader
from graph_schema.results import ClauseFacts
from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stamps import is_suspect
from graph_schema.subgraph import Subgraph
from graph_schema.values import Instant, Link, Node
from graph_schema.views import TallyPlan, View, WalkPlan
from graph_schema.vocabulary import Vocabulary

Row = TypeVar("Row", NodeRow, LinkRow)

if TYPE_CHECKING:
    from graph_schema.stores.memory.store import Tables


def _at(rows: Sequence[Row], known_at: int | None) -> Row | None:
    """The version seen by entry `known_at`, the current one when unset."""
    for row in reversed(rows):
        if known_at is None or row.seq_from <= known_at:
            return row if known_at is not None or row.seq_to is None else None
    return None


class MemoryReader(Reader):
    """Reads the tables it was given."""

    def __init__(self, tables: Tables, vocabulary: Vocabulary) -> None:
        self.tables = tables
        self.vocabulary = vocabulary

    def head(self) -> Head:
        leaves = self.tables.leaves
        return Head(len(leaves), leaves[-1][0] if leaves else None)

    def seq_at(self, moment: Instant) -> int:
        return max((seq for seq, (time, _) in enumerate(self.tables.leaves) if time <= moment), default=-1)

    def _node_row(self, id_: str, known_at: int | None) -> NodeRow | None:
        return _at(self.tables.nodes.get(id_, ()), known_at)

    def _link_row(self, id_: str, known_at: int | None) -> LinkRow | None:
        return _at(self.tables.links.get(id_, ()), known_at)

    def get(self, id_: str, known_at: int | None = None) -> Node | None:
        row = self._node_row(id_, known_at)
        return row.node() if row else None

    def get_many(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, Node]:
        return {id_: node for id_ in ids if (node := self.get(id_, known_at)) is not None}

    def get_link(self, id_: str, known_at: int | None = None) -> Link | None:
        row = self._link_row(id_, known_at)
        return row.link() if row else None

    def by_key(self, kind: str, key: str, known_at: int | None = None) -> Node | None:
        self.vocabulary.node_kind(kind)
        for id_ in self.tables.nodes:
            row = self._node_row(id_, known_at)
            if row is not None and row.kind == kind and row.key == key:
                return row.node()
        return None

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
        self.vocabulary.node_kind(kind)
        rows = (self._node_row(id_, known_at) for id_ in sorted(self.tables.nodes))
        found = [
            row.node()
            for row in rows
            if row is not None
            and row.kind == kind
            and (owner is None or row.owner == owner)
            and (key_prefix is None or (row.key is not None and row.key.startswith(key_prefix)))
            and (after is None or row.id > after)
        ]
        return tuple(found[:limit])

    def links(
        self,
        where: LinkFilter,
        *,
        known_at: int | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Link]:
        rows = (self._link_row(id_, known_at) for id_ in sorted(self.tables.links))
        found = [
            row.link()
            for row in rows
            if row is not None
            and (where.kind is None or row.kind == where.kind)
            and (where.states is None or row.state in where.states)
            and (where.from_id is None or row.from_id == where.from_id)
            and (where.to_id is None or row.to_id == where.to_id)
            and (after is None or row.id > after)
            and (not where.suspect or self._is_suspect(row.link(), known_at))
        ]
        return tuple(found[:limit])

    def _is_suspect(self, link: Link, known_at: int | None) -> bool:
        stamps = self.stamps([link.from_id, link.to_id], known_at)
        return is_suspect(link, stamps[link.from_id], stamps[link.to_id])

    def stamps(self, ids: Sequence[str], known_at: int | None = None) -> Mapping[str, str]:
        return {id_: row.stamp for id_ in ids if (row := self._node_row(id_, known_at)) is not None}

    def _loaded(self, known_at: int) -> LoadedState:
        nodes = [row for id_ in self.tables.nodes if (row := self._node_row(id_, known_at)) is not None]
        links = [one for id_ in self.tables.links if (one := self._link_row(id_, known_at)) is not None]
        return LoadedState(
            {row.id: row.node() for row in nodes},
            tuple(one.link() for one in links),
            {row.id: row.stamp for row in nodes},
        )

    def walk(self, clause: str, plan: WalkPlan, view: View) -> Subgraph | None:
        return naive.walk(self._loaded(view.known_at), clause, plan, view)

    def tally(self, plan: TallyPlan, view: View) -> Mapping[str, ClauseFacts]:
        basis = self.vocabulary.nodes["document"].fields["type"].basis
        return naive.tally(self._loaded(view.known_at), plan, view, basis)

    def versions(self, id_: str) -> Sequence[Node] | Sequence[Link]:
        if id_ in self.tables.nodes:
            return tuple(row.node() for row in self.tables.nodes[id_])
        return tuple(row.link() for row in self.tables.links.get(id_, ()))

    def entries(self, start: int = 0, limit: int | None = None) -> Iterator[Entry]:
        return (entry_from(leaf) for _, leaf in self.leaves(start, limit))

    def leaves(self, start: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
        end = len(self.tables.leaves) if limit is None else min(start + limit, len(self.tables.leaves))
        return ((seq, self.tables.leaves[seq][1]) for seq in range(start, end))

    def times(self) -> Iterator[tuple[int, Instant]]:
        return ((seq, time) for seq, (time, _) in enumerate(self.tables.leaves))

    def tree(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        return {place: self.tables.tree[place] for place in wanted if place in self.tables.tree}

    def node_rows(self) -> Iterator[NodeRow]:
        return (row for id_ in sorted(self.tables.nodes) for row in self.tables.nodes[id_])

    def link_rows(self) -> Iterator[LinkRow]:
        return (row for id_ in sorted(self.tables.links) for row in self.tables.links[id_])

    def published_faults(self) -> Sequence[str]:
        return ()

    def account(self, name: str) -> Account | None:
        return self.tables.accounts.get(name)

    def accounts(self) -> Sequence[Account]:
        return tuple(self.tables.accounts[name] for name in sorted(self.tables.accounts))

    def session(self, digest: str) -> Session | None:
        return self.tables.sessions.get(digest)

    def token(self, digest: str) -> Token | None:
        return self.tables.tokens.get(digest)

    def tokens(self) -> Sequence[Token]:
        return tuple(self.tables.tokens[digest] for digest in sorted(self.tables.tokens))

    def request(self, actor: str, id_: str) -> Request | None:
        return self.tables.requests.get((actor, id_))

    def requests(self) -> Iterator[Request]:
        return (self.tables.requests[key] for key in sorted(self.tables.requests))

    def setting(self, name: str) -> str | None:
        return self.tables.settings.get(name)

    def settings(self) -> Mapping[str, str]:
        return dict(self.tables.settings)
