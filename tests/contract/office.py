"""A small organisation for tests: makes nodes and links under readable names and writes them where it is told.

Every `write` is one ledger entry on every sink; a sink takes (seq, things). Stamps are the digests of the ends as
they are when a link is written as confirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph_schema.stamps import stamp
from graph_schema.values import Link, Node, freeze
from graph_schema.vocabulary import Vocabulary
from tests.contract.pen import identifier, moment

Sink = Callable[[int, Sequence[Node | Link]], None]
Thing = str | Node | Link


def digest_of(text: str) -> str:
    """A SHA-256 that stands for the content called `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Office:
    """Nodes and links by name. `ids` goes from name to id, `names` back."""

    vocabulary: Vocabulary
    sinks: list[Sink] = field(default_factory=list)
    first_id: int = 1
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    now: dict[str, Node | Link] = field(default_factory=dict)
    seq: int = -1
    pending: list[Node | Link] = field(default_factory=list)
    together: bool = False
    _made: int = 0

    # Writing

    def write(self, *things: Node | Link) -> int:
        """Write things as one entry, or with others where `together` is on."""
        for one in things:
            self.now[one.id] = one
        if self.together:
            self.pending += things
            return self.seq + 1
        self.seq += 1
        for sink in self.sinks:
            sink(self.seq, things)
        return self.seq

    def flush(self) -> int:
        """Write everything gathered since `together` was switched on as one entry."""
        self.together = False
        things, self.pending = self.pending, []
        latest = {one.id: one for one in things}
        return self.write(*latest.values()) if latest else self.seq

    def id_for(self, name: str) -> str:
        """A fresh id, known by a name from now on."""
        if name in self.ids:
            raise ValueError(f"{name} exists")
        self._made += 1
        new = identifier(self.first_id + self._made)
        self.ids[name], self.names[new] = new, name
        return new

    def node(self, thing: Thing) -> Node:
        """The current version of a node, by name or value."""
        found = self.now[self.id(thing)]
        assert isinstance(found, Node)
        return found

    def link_of(self, thing: Thing) -> Link:
        """The current version of a link, by name or value."""
        found = self.now[self.id(thing)]
        assert isinstance(found, Link)
        return found

    def id(self, thing: Thing) -> str:
        """The id of a thing by name or value."""
        return self.ids[thing] if isinstance(thing, str) else thing.id

    def make(self, name: str, kind: str, **fields: Any) -> Node:
        """A new node, written."""
        node = Node(self.id_for(name), kind, freeze({key.rstrip("_"): value for key, value in fields.items()}))
        self.vocabulary.check_node(node)
        self.write(node)
        return node

    def change(self, thing: Thing, **fields: Any) -> Node:
        """A node's next version, written."""
        before = self.node(thing)
        node = before.changed(**{key.rstrip("_"): value for key, value in fields.items()})
        self.vocabulary.check_node(node, before)
        self.write(node)
        return node

    # Things of the trade

    def standard(self, name: str = "S", code: str = "GB/T 1", edition: str = "2011", **fields: Any) -> Node:
        """An edition."""
        return self.make(name, "standard", **{"code": code, "edition": edition, "scheme": "conformity", **fields})

    def clause(self, name: str, standard: Thing = "S", parent: Thing | None = None, **fields: Any) -> Node:
        """A clause; by default a normative requirement that states nothing."""
        above = self.node(parent) if parent is not None else None
        given = {
            "standard": self.id(standard),
            "parent": above.id if above else None,
            "number": name.rpartition("#")[2],
            "row": "requirement",
            "text": f"text of {name}",
            "level": above.fields["level"] + 1 if above else 1,
            "order": len([one for one in self.now.values() if isinstance(one, Node) and one.kind == "clause"]),
            "normative": True,
        }
        return self.make(name, "clause", **{**given, **fields})

    def document(self, name: str, type_: str = "procedure", **fields: Any) -> Node:
        """A controlled document."""
        return self.make(name, "document", **{"number": name, "title": f"title of {name}", "type": type_, **fields})

    def revision(self, name: str, starts: str | None = None, ends: str | None = None, **fields: Any) -> Node:
        """A revision `DOCUMENT@LABEL`: adopted from a day on, or a draft where none is given."""
        document, _, label = name.partition("@")
        given = {
            "document": self.id(document),
            "number": document,
            "label": label,
            "content": digest_of(name),
            "file_name": f"{label}.docx",
            "media_type": "application/octet-stream",
            "size": 10,
            "author": "wang",
            "state": "draft" if starts is None else "approved",
            "effective_from": starts,
            "effective_to": ends,
        }
        return self.make(name, "revision", **{**given, **fields})

    def review(self, name: str, revision: Thing, **fields: Any) -> Node:
        """A revision put before management, waiting."""
        of = self.node(revision)
        given = {
            "revision": of.id,
            "state": "waiting",
            "content": of.text("content"),
            "author": of.text("author"),
            "submitted_by": "wang",
            "submitted_at": "2026-01-02T03:04:05.000006Z",
        }
        return self.make(name, "review", **{**given, **fields})

    def decision(self, name: str, review: Thing, outcome: str = "approved", **fields: Any) -> Node:
        """The decision that concludes a review."""
        of = self.node(review)
        given = {
            "revision": of.text("revision"),
            "review": of.id,
            "outcome": outcome,
            "content": of.text("content"),
            "by": "zhao",
            "at": "2026-01-03T03:04:05.000006Z",
            "reason": "fit",
        }
        return self.make(name, "decision", **{**given, **fields})

    def record(self, name: str, date: str, revision: Thing | None = None, **fields: Any) -> Node:
        """A record, and the confirmed `records` link to the revision it was made under (`NAME>REVISION`)."""
        made_under = self.node(revision) if revision is not None else None
        given = {
            "document": made_under.get("document") if made_under else None,
            "number": name,
            "type": "visit",
            "date": date,
        }
        was, self.together = self.together, True
        node = self.make(name, "record", **{**given, **fields})
        if made_under is not None:
            self.link("records", node, made_under)
        if not was:
            self.flush()
        return node

    def evidence(self, name: str, *records: Thing, fixity: str = "held") -> Node:
        """A file, and the confirmed `records` links to the records it stands behind."""
        was, self.together = self.together, True
        node = self.make(
            name,
            "evidence",
            sha256=digest_of(name),
            size=7,
            file_name=name,
            media_type="text/plain",
            fixity=fixity,
            observed=digest_of(name) if fixity == "held" else fixity,
            checked_at=moment(self.seq + 1),
        )
        for record in records:
            self.link("records", node, record)
        if not was:
            self.flush()
        return node

    def check_file(self, thing: Thing, fixity: str) -> Node:
        """A fixity check of a file: `held`, `changed` or `unreadable`."""
        node = self.node(thing)
        observed = node.text("sha256") if fixity == "held" else fixity
        return self.change(node, fixity=fixity, observed=observed)

    def exclusion(self, name: str, clause: Thing, **fields: Any) -> Node:
        """A statement that a clause does not apply."""
        node = self.node(clause)
        given = {"standard": node.get("standard"), "clause": node.id, "state": "declared", "reason": "none sold"}
        return self.make(name, "applicability", **{**given, **fields})

    # Links

    def link(
        self, kind: str, start: Thing, end: Thing, state: str = "confirmed", name: str | None = None, **parts: Any
    ) -> Link:
        """A new link, written; its name is `FROM>TO` unless another is given."""
        from_id, to_id = self.id(start), self.id(end)
        link = Link(
            id=self.id_for(name or f"{self.names[from_id]}>{self.names[to_id]}"),
            kind=kind,
            from_id=from_id,
            to_id=to_id,
            state=state,
            by="wang",
            at=moment(self.seq + 1),
            **parts,
        )
        return self.keep(link)

    def satisfies(self, start: Thing, end: Thing, state: str = "confirmed", **parts: Any) -> Link:
        """A `satisfies` link."""
        return self.link("satisfies", start, end, state, **parts)

    def move(self, thing: Thing, state: str, reason: str | None = "looked at") -> Link:
        """A link's next version in another state; `confirmed` takes new stamps."""
        link = self.link_of(thing)
        return self.keep(link.moved(state, "li", moment(self.seq + 1), reason))

    def keep(self, link: Link) -> Link:
        """Write a link's version, with the stamps of its ends now where it is confirmed."""
        start, end = self.node(self.names[link.from_id]), self.node(self.names[link.to_id])
        self.vocabulary.check_link(link, start.kind, end.kind)
        if link.state == "confirmed":
            link = replace(link, from_stamp=stamp(start, self.vocabulary), to_stamp=stamp(end, self.vocabulary))
        self.write(link)
        return link
