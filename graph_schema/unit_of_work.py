"""One change: checked by the vocabulary, gathered, and written with its ledger entry in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from graph_schema import merkle
from graph_schema.accounts import Account, Request
from graph_schema.canonical import digest, sha256_hex
from graph_schema.dates import instant_text
from graph_schema.entries import Entry, Subject
from graph_schema.errors import Conflict, InvalidInput, NotFound
from graph_schema.ids import new_id
from graph_schema.jobs import JobKey
from graph_schema.ports import LinkFilter, Transaction
from graph_schema.rows import Batch, LinkRow, NodeRow, link_row, node_row
from graph_schema.stamps import stamp
from graph_schema.values import LIVE, Instant, Link, Node, Value, freeze, link_document, node_document
from graph_schema.vocabulary import Vocabulary

Clock = Callable[[], Instant]


def system_clock() -> Instant:
    """Now, by the machine's clock."""
    return instant_text(datetime.fromtimestamp(time.time(), UTC))


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, by which way, under which request id. `operator`: the operating-system user behind a command line."""

    actor: str
    via: str
    request: str | None = None
    operator: str | None = None


@dataclass
class UnitOfWork:
    """A change being made. Read through `tx`; write by `put`, `link`, `transition`; end with `commit`.

    Left without `commit`, nothing happened. `time` is the ledger time of the entry to be: max(now, last entry's).
    """

    tx: Transaction
    vocabulary: Vocabulary
    act: Act
    clock: Clock
    _nodes: dict[str, Node] = field(default_factory=dict)
    _known: dict[str, Node] = field(default_factory=dict)
    _fresh: set[str] = field(default_factory=set)
    _live: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _stamps: dict[str, tuple[Node, str]] = field(default_factory=dict)
    _links: dict[str, Link] = field(default_factory=dict)
    _accounts: dict[str, Account] = field(default_factory=dict)
    _facts: dict[str, Any] = field(default_factory=dict)
    _noted: bool = False
    _request: Request | None = None
    _settings: dict[str, str] = field(default_factory=dict)
    _jobs: dict[JobKey, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = self.tx.head()
        now = self.clock()
        self.seq = head.size
        self.time: Instant = now if head.time is None or head.time <= now else head.time
        if self.time != now:
            # A clock that went back is told in the entry; no entry is back-dated (semantics: ledger time).
            self._facts["clock_went_back_to"] = now

    def create(self, kind: str, fields: Mapping[str, Value]) -> Node:
        """A new node with a fresh id, put."""
        node = Node(new_id(), kind, freeze(fields), self.seq)
        self.vocabulary.check_node(node)
        self._fresh.add(node.id)
        self._nodes[node.id] = node
        return node

    def put(self, node: Node) -> Node:
        """Write a node's new version. Unknown kinds and fields are refused here, before any engine sees them."""
        self.vocabulary.check_node(node, self.get(node.id))
        node = replace_seq(node, self.seq)
        self._nodes[node.id] = node
        return node

    def get(self, id_: str) -> Node | None:
        """A node as this change leaves it."""
        node = self._nodes.get(id_) or self._known.get(id_)
        if node is None and (node := self.tx.get(id_)) is not None:
            self._known[id_] = node
        return node

    def preload(self, ids: Iterable[str]) -> None:
        """Read many nodes at once before a change that touches them one by one."""
        self._known.update(self.tx.get_many([id_ for id_ in ids if id_ not in self._known]))

    def need(self, id_: str, kind: str | None = None) -> Node:
        """A node as this change leaves it, or `node_unknown`."""
        node = self.get(id_)
        if node is None or (kind is not None and node.kind != kind):
            raise NotFound("node_unknown", id=id_, kind=kind or "")
        return node

    def link(
        self,
        kind: str,
        from_id: str,
        to_id: str,
        state: str,
        *,
        reason: str | None = None,
        fields: Mapping[str, Value] | None = None,
        valid_from: str | None = None,
        valid_to: str | None = None,
        carried_from: str | None = None,
    ) -> Link:
        """A new link in a state; a confirmed one takes the stamps of both ends now. Ends and kind are checked here,
        a second live link there is `link_exists`."""
        new = Link(
            id=new_id(),
            kind=kind,
            from_id=from_id,
            to_id=to_id,
            state=state,
            by=self.act.actor,
            at=self.time,
            reason=reason,
            valid_from=valid_from,
            valid_to=valid_to,
            carried_from=carried_from,
            fields=freeze(fields or {}),
            seq_from=self.seq,
        )
        self._fresh.add(new.id)
        return self._keep(new)

    def transition(self, link: Link, state: str, reason: str | None = None) -> Link:
        """The link's next version in another state; confirming (or reaffirming) takes new stamps."""
        moved = link.moved(state, self.act.actor, self.time, reason)
        return self._keep(replace(moved, seq_from=self.seq, seq_to=None))

    def _keep(self, link: Link) -> Link:
        start, end = self.need(link.from_id), self.need(link.to_id)
        self.vocabulary.check_link(link, start.kind, end.kind)
        self._check_free(link)
        if link.state == "confirmed":
            link = replace(link, from_stamp=self.stamp(start), to_stamp=self.stamp(end))
            if self.vocabulary.links[link.kind].line:
                self._check_line(link)
        self._links[link.id] = link
        return link

    def stamp(self, node: Node) -> str:
        """The stamp of a node as this change leaves it; worked out once for a node with many links."""
        known = self._stamps.get(node.id)
        if known is None or known[0] is not node:
            known = self._stamps[node.id] = (node, stamp(node, self.vocabulary))
        return known[1]

    def live_links(
        self,
        kind: str,
        *,
        from_id: str | None = None,
        to_id: str | None = None,
        states: frozenset[str] = LIVE,
    ) -> list[Link]:
        """Live links of a kind at one end, as this change leaves them."""
        stored = self.tx.links(LinkFilter(kind=kind, from_id=from_id, to_id=to_id, states=LIVE))
        merged = {link.id: link for link in stored} | self._links
        return [
            link
            for link in merged.values()
            if link.kind == kind
            and link.state in states
            and (from_id is None or link.from_id == from_id)
            and (to_id is None or link.to_id == to_id)
        ]

    def _check_free(self, link: Link) -> None:
        """Within the change; against what is stored the store's own constraint decides, with the same code."""
        place = (link.kind, link.from_id, link.to_id)
        held = self._live.get(place)
        if link.state not in LIVE:
            if held == link.id:
                del self._live[place]
        elif held is None or held == link.id:
            self._live[place] = link.id
        else:
            raise Conflict("link_exists", kind=link.kind, from_id=link.from_id, to_id=link.to_id)

    def _check_line(self, link: Link) -> None:
        """A line is acyclic and each member has one successor (design: supersedes)."""
        confirmed = frozenset({"confirmed"})
        for other in self.live_links(link.kind, to_id=link.to_id, states=confirmed):
            if other.id != link.id:
                raise Conflict("successor_exists", id=other.from_id)
        seen, waiting = {link.from_id}, [link.to_id]
        while waiting:
            at = waiting.pop()
            if at in seen:
                raise InvalidInput("line_circular", id=at)
            seen.add(at)
            waiting += [one.to_id for one in self.live_links(link.kind, from_id=at, states=confirmed)]

    def put_account(self, account: Account) -> None:
        """Write an account; the ledger keeps its public part."""
        self._accounts[account.id] = account

    def note(self, **facts: Any) -> None:
        """More facts for the entry; a note alone is a change too (a sighting, a check that held)."""
        self._noted = True
        self._facts.update(facts)

    def noted(self, name: str, otherwise: Any) -> Any:
        """A fact noted so far."""
        return self._facts.get(name, otherwise)

    def set(self, name: str, value: str) -> None:
        """Set a fact about the store itself, in the same transaction."""
        self._settings[name] = value

    def ask_job(self, kind: str, key: str) -> None:
        """Queue a job in the same transaction as the fact that needs it; one known already is left as it is. A job
        alone is no change."""
        self._jobs[JobKey(kind, key)] = None

    def jobs(self) -> tuple[JobKey, ...]:
        """The jobs asked for so far."""
        return tuple(self._jobs)

    def answer(self, body_digest: str, answer: str) -> None:
        """Keep the answer under the act's request id, in the same transaction."""
        if self.act.request is not None:
            self._request = Request(self.act.actor, self.act.request, body_digest, answer, self.time)

    def has_changes(self) -> bool:
        """Whether anything was gathered: a change that changes nothing leaves no entry."""
        return bool(self._nodes or self._links or self._accounts or self._settings or self._noted)

    def commit(self, action: str, reason: str | None = None) -> Entry:
        """Write everything gathered as one entry. `action` is `subject:verb` in past tense, like `link:confirmed`."""
        if self.act.operator is not None:
            self._facts["operator"] = self.act.operator
        nodes = tuple(node_row(node, self.vocabulary) for node in self._nodes.values())
        links = tuple(link_row(link) for link in self._links.values())
        entry = Entry(
            seq=self.seq,
            time=self.time,
            actor=self.act.actor,
            via=self.act.via,
            action=action,
            subjects=self._subjects(nodes, links),
            facts=self._all_facts(),
            reason=reason,
            request=self.act.request,
        )
        leaf = entry.leaf()
        leaf_hash = merkle.leaf_hash(leaf)
        closed = merkle.closed_subtrees(self.seq, leaf_hash, self.tx.tree(merkle.required_for_append(self.seq)))
        self.tx.save(
            Batch(
                entry=entry,
                leaf=leaf,
                tree={(level, index): value for level, index, value in closed},
                nodes=nodes,
                links=links,
                accounts=tuple(self._accounts.values()),
                request=self._request,
                settings=self._settings or None,
                jobs=tuple(self._jobs),
                asked_at=system_clock() if self._jobs else "",
            )
        )
        return entry

    def _subjects(self, nodes: tuple[NodeRow, ...], links: tuple[LinkRow, ...]) -> tuple[Subject, ...]:
        before = self.tx.get_many([row.id for row in nodes if row.id not in self._fresh])
        subjects = [Subject(row.id, _digest(before.get(row.id)), sha256_hex(row.body.encode("utf-8"))) for row in nodes]
        for link in links:
            held = None if link.id in self._fresh else self.tx.get_link(link.id)
            old = digest(link_document(held)) if held else None
            subjects.append(Subject(link.id, old, sha256_hex(link.body.encode("utf-8"))))
        for account in self._accounts.values():
            known = self.tx.account(account.name)
            subjects.append(Subject(account.id, digest(known.public()) if known else None, digest(account.public())))
        return tuple(subjects)

    def _all_facts(self) -> dict[str, Any]:
        facts = dict(self._facts)
        if self._nodes:
            facts["nodes"] = [node_document(node) for node in self._nodes.values()]
        if self._links:
            facts["links"] = [link_document(link) for link in self._links.values()]
        if self._accounts:
            facts["accounts"] = [account.public() for account in self._accounts.values()]
        return facts


def replace_seq(node: Node, seq: int) -> Node:
    """The same version as written by entry `seq`."""
    return Node(node.id, node.kind, node.fields, seq)


def _digest(node: Node | None) -> str | None:
    return digest(node_document(node)) if node else None
