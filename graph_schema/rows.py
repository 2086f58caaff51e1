"""The form in which every store keeps versions: what is queried beside the exact bytes; all derived from the bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.accounts import Account, Request
from graph_schema.canonical import canonical_bytes
from graph_schema.entries import Entry
from graph_schema.jobs import JobKey
from graph_schema.stamps import stamp
from graph_schema.values import Instant, Link, Node, link_document, link_from, node_document, node_from
from graph_schema.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node's version as stored. `body`: its canonical bytes as text; `key` unique within the kind while current."""

    id: str
    kind: str
    key: str | None
    owner: str | None
    stamp: str
    body: str
    seq_from: int
    seq_to: int | None = None

    def node(self) -> Node:
        """The value."""
        return node_from(json.loads(self.body), self.seq_from, self.seq_to)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link's version as stored; at most one current proposed or confirmed row per (kind, from_id, to_id)."""

    id: str
    kind: str
    from_id: str
    to_id: str
    state: str
    valid_from: str | None
    valid_to: str | None
    from_stamp: str | None
    to_stamp: str | None
    body: str
    seq_from: int
    seq_to: int | None = None

    def link(self) -> Link:
        """The value."""
        return link_from(json.loads(self.body), self.seq_from, self.seq_to)


def node_row(node: Node, vocabulary: Vocabulary) -> NodeRow:
    """The row of a version, computed from its value alone."""
    return NodeRow(
        id=node.id,
        kind=node.kind,
        key=vocabulary.business_key(node),
        owner=vocabulary.owner(node),
        stamp=stamp(node, vocabulary),
        body=canonical_bytes(node_document(node)).decode("utf-8"),
        seq_from=node.seq_from,
        seq_to=node.seq_to,
    )


def link_row(link: Link) -> LinkRow:
    """The row of a version, computed from its value alone."""
    return LinkRow(
        id=link.id,
        kind=link.kind,
        from_id=link.from_id,
        to_id=link.to_id,
        state=link.state,
        valid_from=link.valid_from,
        valid_to=link.valid_to,
        from_stamp=link.from_stamp,
        to_stamp=link.to_stamp,
        body=canonical_bytes(link_document(link)).decode("utf-8"),
        seq_from=link.seq_from,
        seq_to=link.seq_to,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one change writes, in one transaction or not at all.

    For each row, the current version of that id (if any) is closed with `seq_to` = the entry's seq and kept.
    `tree`: the hashes of the perfect subtrees the entry closes, by (level, index). `settings` are upserted. `jobs`
    not known yet are queued as asked for at `asked_at`, by the machine's clock.
    """

    entry: Entry
    leaf: bytes
    tree: Mapping[tuple[int, int], bytes]
    nodes: tuple[NodeRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    accounts: tuple[Account, ...] = ()
    request: Request | None = None
    settings: Mapping[str, str] | None = None
    jobs: tuple[JobKey, ...] = ()
    asked_at: Instant = ""
