"""Writes changes onto a store by hand, as batches, without the unit of work: what a contract test starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_schema import merkle
from graph_schema.accounts import Account, Request
from graph_schema.canonical import canonical_bytes
from graph_schema.entries import Entry, Subject
from graph_schema.jobs import JobKey
from graph_schema.ports import Store, Transaction
from graph_schema.rows import Batch, LinkRow, NodeRow, link_row, node_row
from graph_schema.values import Link, Node, link_document, node_document
from graph_schema.vocabulary import Vocabulary

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def moment(number: int) -> str:
    """The ledger time of entry `number` in these tests: ten minutes apart from 2026-01-01T00:00Z."""
    text = (FIRST + timedelta(minutes=10 * number)).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{text}Z"


def identifier(number: int) -> str:
    """The `number`-th id of a test: of UUIDv7's form, sorting in order of the numbers."""
    return f"01900000-0000-7000-8000-{number:012x}"


@dataclass(frozen=True)
class Change:
    """What one entry shall write."""

    things: tuple[Node | Link, ...] = ()
    action: str = "test:written"
    accounts: tuple[Account, ...] = ()
    request: Request | None = None
    settings: Mapping[str, str] | None = None
    facts: Mapping[str, Any] | None = None
    reason: str | None = None
    jobs: tuple[JobKey, ...] = ()


def batch_for(tx: Transaction, change: Change, vocabulary: Vocabulary, seq: int | None = None) -> Batch:
    """The batch a change makes at the head of the ledger, or at another (wrong) `seq`."""
    at = tx.head().size if seq is None else seq
    nodes, links = _rows(change.things, at, vocabulary)
    entry = Entry(
        seq=at,
        time=moment(at),
        actor="wang",
        via="api",
        action=change.action,
        subjects=_subjects(tx, [*nodes, *links]),
        facts=_facts(change),
        reason=change.reason,
        request=change.request.id if change.request else None,
    )
    leaf = entry.leaf()
    hash_ = hashlib.sha256(b"\x00" + leaf).digest()
    closed = merkle.closed_subtrees(at, hash_, _tree(tx, at))
    return Batch(
        entry=entry,
        leaf=leaf,
        tree={(level, index): value for level, index, value in closed},
        nodes=tuple(nodes),
        links=tuple(links),
        accounts=change.accounts,
        request=change.request,
        settings=change.settings,
        jobs=change.jobs,
        asked_at=moment(at),
    )


def _tree(tx: Transaction, at: int) -> merkle.Hashes:
    known = tx.tree(merkle.required_for_append(at))
    return lambda level, index: known.get((level, index), b"\x00" * 32)


def _rows(things: Sequence[Node | Link], seq: int, vocabulary: Vocabulary) -> tuple[list[NodeRow], list[LinkRow]]:
    nodes = [node_row(replace(one, seq_from=seq), vocabulary) for one in things if isinstance(one, Node)]
    links = [link_row(replace(one, seq_from=seq)) for one in things if isinstance(one, Link)]
    return nodes, links


def _subjects(tx: Transaction, rows: Sequence[NodeRow | LinkRow]) -> tuple[Subject, ...]:
    nodes = tx.get_many([row.id for row in rows if isinstance(row, NodeRow)])
    found = []
    for row in rows:
        held = nodes.get(row.id) if isinstance(row, NodeRow) else tx.get_link(row.id)
        before = None
        if held is not None:
            document = link_document(held) if isinstance(held, Link) else node_document(held)
            before = _sha256(canonical_bytes(document).decode())
        found.append(Subject(row.id, before, _sha256(row.body)))
    return tuple(found)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _facts(change: Change) -> dict[str, Any]:
    facts: dict[str, Any] = dict(change.facts or {})
    if nodes := [node_document(one) for one in change.things if isinstance(one, Node)]:
        facts["nodes"] = nodes
    if links := [link_document(one) for one in change.things if isinstance(one, Link)]:
        facts["links"] = links
    if change.accounts:
        facts["accounts"] = [one.public() for one in change.accounts]
    return facts


@dataclass(frozen=True)
class Pen:
    """Writes changes onto one store."""

    store: Store
    vocabulary: Vocabulary

    def write(self, *things: Node | Link, **more: Any) -> int:
        """Write one change and give its seq."""
        change = Change(things, **more)

        def work(tx: Transaction) -> int:
            batch = batch_for(tx, change, self.vocabulary)
            tx.save(batch)
            return batch.entry.seq

        return self.store.write(work)

    def attempt(self, *things: Node | Link, spoil: Callable[[Batch], Batch], **more: Any) -> None:
        """Write one change after something was changed in its batch."""
        change = Change(things, **more)
        self.store.write(lambda tx: tx.save(spoil(batch_for(tx, change, self.vocabulary))))
