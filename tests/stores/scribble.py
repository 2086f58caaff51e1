"""A careless organisation: seeded random changes, legal for the store if not for people, written as batches by hand.

Wider than what the use cases allow (a record under two documents, shared files, equal dates, drafts with records), so
that counting in the engine meets every shape.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph_schema import merkle
from graph_schema.dates import Period
from graph_schema.entries import Entry
from graph_schema.ports import Store, Transaction
from graph_schema.rows import Batch, link_row, node_row
from graph_schema.stamps import stamp
from graph_schema.values import LIVE, Link, Node, freeze
from graph_schema.views import View
from graph_schema.vocabulary import Vocabulary

DAYS = ("2025-01-01", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
ENDS = (
    ("satisfies", "revision", "clause", 8),
    ("satisfies", "record", "clause", 3),
    ("records", "record", "revision", 8),
    ("records", "evidence", "record", 8),
    ("supersedes", "clause", "clause", 1),
    ("supersedes", "standard", "standard", 1),
    ("supersedes", "revision", "revision", 1),
)


def instant(seq: int) -> str:
    """The ledger time of an entry of a made history."""
    return f"2026-01-{1 + seq // 86400:02}T{seq // 3600 % 24:02}:{seq // 60 % 60:02}:{seq % 60:02}.000000Z"


def batch(
    tx: Transaction, vocabulary: Vocabulary, nodes: Sequence[Node] = (), links: Sequence[Link] = (), **more: Any
) -> Batch:
    """A batch for the next entry that writes these versions."""
    seq = tx.head().size
    entry = Entry(seq, instant(seq), "li", "cli", "test:wrote", ())
    leaf = entry.leaf()
    closed = merkle.closed_subtrees(seq, merkle.leaf_hash(leaf), tx.tree(merkle.required_for_append(seq)))
    return Batch(
        entry=entry,
        leaf=leaf,
        tree={(level, index): value for level, index, value in closed},
        nodes=tuple(node_row(replace(node, seq_from=seq, seq_to=None), vocabulary) for node in nodes),
        links=tuple(link_row(replace(link, seq_from=seq, seq_to=None)) for link in links),
        **more,
    )


def write(
    store: Store, vocabulary: Vocabulary, nodes: Sequence[Node] = (), links: Sequence[Link] = (), **more: Any
) -> int:
    """Write one entry; its seq."""

    def work(tx: Transaction) -> int:
        made = batch(tx, vocabulary, nodes, links, **more)
        tx.save(made)
        return made.entry.seq

    return store.write(work)


class Scribbler:
    """Makes changes up at random and knows what it wrote, in dictionaries of its own."""

    def __init__(self, seed: int, vocabulary: Vocabulary) -> None:
        self.dice = random.Random(seed)
        self.vocabulary = vocabulary
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, Link] = {}
        self.count = 0
        self.make: Mapping[str, tuple[int, Callable[[], Mapping[str, Any] | None]]] = {
            "standard": (1, self.standard),
            "clause": (4, self.clause),
            "document": (2, self.document),
            "revision": (5, self.revision),
            "record": (8, self.record),
            "evidence": (8, self.evidence),
            "applicability": (1, self.applicability),
        }

    def new_id(self) -> str:
        self.count += 1
        return f"01900000-0000-7000-8000-{self.count:012x}"

    def pick(self, kind: str) -> Node | None:
        known = [node for node in self.nodes.values() if node.kind == kind]
        return self.dice.choice(known) if known else None

    def perhaps(self, share: float, value: Any) -> Any:
        return value if self.dice.random() < share else None

    def day(self) -> str:
        return self.dice.choice(DAYS)

    def change(self) -> tuple[list[Node], list[Link]]:
        """The next few new or changed versions; at first something to hang the rest on."""
        if not self.nodes:
            return self.ground(), []
        nodes: dict[str, Node] = {}
        links: dict[str, Link] = {}
        for _ in range(self.dice.randint(1, 4)):
            roll = self.dice.random()
            node, link = None, None
            if roll < 0.35:
                node = self.new_node()
            elif roll < 0.75:
                link = self.new_link()
            elif roll < 0.88:
                node = self.changed_node()
            else:
                link = self.changed_link()
            if node is not None and node.id not in nodes:
                nodes[node.id] = self.nodes[node.id] = node
            if link is not None and link.id not in links:
                links[link.id] = self.links[link.id] = link
        return list(nodes.values()), list(links.values())

    def ground(self) -> list[Node]:
        """Two editions with a few clauses, three documents with a revision each."""
        for kind in ("standard", "standard", *["clause"] * 6, *["document"] * 3, *["revision"] * 3):
            fields = self.make[kind][1]()
            assert fields is not None
            node = Node(self.new_id(), kind, freeze(fields))
            self.nodes[node.id] = node
        return list(self.nodes.values())

    def new_node(self) -> Node | None:
        kinds = list(self.make)
        kind = self.dice.choices(kinds, [self.make[one][0] for one in kinds])[0]
        fields = self.make[kind][1]()
        if fields is None:
            return None
        node = Node(self.new_id(), kind, freeze(fields))
        self.vocabulary.check_node(node)
        return node

    def standard(self) -> Mapping[str, Any]:
        return {"code": "GB/T 1", "edition": f"E{self.count}", "scheme": "conformity", **self.dates("in_force_", 0.3)}

    def dates(self, stem: str, share: float) -> Mapping[str, Any]:
        return {f"{stem}from": self.perhaps(share, self.day()), f"{stem}to": self.perhaps(share, self.day())}

    def clause(self) -> Mapping[str, Any] | None:
        above = self.pick("clause")
        standard = self.pick("standard")
        if above is not None and self.dice.random() < 0.6:
            parent, home = above.id, above.text("standard")
        elif standard is not None:
            parent, home = None, standard.id
        else:
            return None
        return {
            "standard": home,
            "parent": parent,
            "number": f"5.{self.count}",
            "row": self.dice.choice(("heading", "requirement", "item", "note", "indicator")),
            "text": "shall",
            "level": 1,
            "order": self.count,
            "normative": True,
        }

    def document(self) -> Mapping[str, Any]:
        kind = self.dice.choice(("procedure", "form", "manual", "external"))
        return {"number": f"QP-{self.count}", "title": "t", "type": kind}

    def revision(self) -> Mapping[str, Any] | None:
        if (document := self.pick("document")) is None:
            return None
        return {
            "document": document.id,
            "number": document.text("number"),
            "label": f"B/{self.count}",
            "content": f"{self.count:064x}",
            "file_name": "a.docx",
            "media_type": "x/y",
            "size": 1,
            "author": "li",
            "state": self.dice.choice(("draft", "approved")),
            "effective_from": self.perhaps(0.85, self.day()),
            "effective_to": self.perhaps(0.2, self.day()),
            "withdrawn_on": self.perhaps(0.2, self.day()),
            "adopted": self.perhaps(0.4, self.dice.random() < 0.7),
        }

    def record(self) -> Mapping[str, Any]:
        document = self.pick("document")
        return {
            "document": document.id if document and self.dice.random() < 0.5 else None,
            "number": self.perhaps(0.5, f"R-{self.count}"),
            "type": "visit",
            "date": self.day(),
            "site": self.dice.choice((None, "上海", "北京")),
        }

    def evidence(self) -> Mapping[str, Any]:
        return {
            "sha256": f"{self.count:064x}",
            "size": 1,
            "file_name": "a.pdf",
            "media_type": "x/y",
            "checked_at": instant(0),
            **self.seen(f"{self.count:064x}"),
        }

    def seen(self, sha256: str) -> Mapping[str, Any]:
        fixity = self.dice.choices(("held", "changed", "unreadable"), (8, 1, 1))[0]
        return {"fixity": fixity, "observed": sha256 if fixity == "held" else fixity}

    def applicability(self) -> Mapping[str, Any] | None:
        if (clause := self.pick("clause")) is None:
            return None
        return {
            "standard": clause.text("standard"),
            "clause": clause.id,
            "state": self.dice.choice(("declared", "lifted")),
            "reason": "none here",
            "from": self.perhaps(0.5, self.day()),
        }

    def changed_node(self) -> Node | None:
        kind = self.dice.choice(("record", "record", "evidence", "revision", "clause", "standard", "document"))
        if (node := self.pick(kind)) is None:
            return None
        if kind == "record":
            return node.changed(date=self.day(), site=self.dice.choice((None, "上海", "北京")))
        if kind == "evidence":
            return node.changed(**self.seen(node.text("sha256")))
        if kind == "revision":
            return node.changed(
                withdrawn_on=self.perhaps(0.6, self.day()), effective_from=self.perhaps(0.8, self.day())
            )
        if kind == "clause":
            return node.changed(text=self.dice.choice(("shall", "must")))
        if kind == "standard":
            return node.changed(**self.dates("in_force_", 0.5))
        return node.changed(type=self.dice.choice(("procedure", "form")))

    def new_link(self) -> Link | None:
        kind, start_kind, end_kind, _ = self.dice.choices(ENDS, [weight for *_, weight in ENDS])[0]
        start, end = self.pick(start_kind), self.pick(end_kind)
        if start is None or end is None or start.id == end.id:
            return None
        taken = any(
            (one.kind, one.from_id, one.to_id) == (kind, start.id, end.id) and one.state in LIVE
            for one in self.links.values()
        )
        if taken:
            return None
        link = Link(
            self.new_id(),
            kind,
            start.id,
            end.id,
            "proposed",
            "li",
            instant(0),
            valid_from=self.perhaps(0.15, self.day()),
        )
        return self.confirmed(link) if self.dice.random() < 0.75 else link

    def confirmed(self, link: Link) -> Link:
        stamps = [stamp(self.nodes[id_], self.vocabulary) for id_ in (link.from_id, link.to_id)]
        return replace(link, state="confirmed", from_stamp=stamps[0], to_stamp=stamps[1])

    def changed_link(self) -> Link | None:
        live = [link for link in self.links.values() if link.state in LIVE]
        if not live:
            return None
        link = self.dice.choice(live)
        roll = self.dice.random()
        if roll < 0.5:
            return self.confirmed(link)
        if roll < 0.75 and link.state == "confirmed":
            return replace(link, valid_to=self.day())
        return replace(link, state="withdrawn", reason="no")

    def view(self, last: int) -> View:
        """Some day, now or some past entry, a period, a site."""
        start, end = sorted(self.dice.sample(DAYS, 2))
        known = last if self.dice.random() < 0.5 else self.dice.randint(0, last)
        return View(self.day(), known, Period(start, end), self.perhaps(0.4, "上海"))
