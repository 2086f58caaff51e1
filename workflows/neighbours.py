"""What stands around a thing that is findable: the clauses it is linked to, the names of its files, its document.

Asked of the store link by link for a few things; from all links read at once (`AllLinks`) where many are wanted."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Link, Node

PAGE = 2_000
_CONFIRMED = "confirmed"


class AllLinks:
    """All live links that matter here, by kind and end: asking for those of each thing would take minutes."""

    def __init__(self, reader: Reader) -> None:
        self.out: dict[tuple[str, str], list[Link]] = {}
        self.into: dict[tuple[str, str], list[Link]] = {}
        for kind in ("satisfies", "records"):
            for link in _all(reader, kind):
                self.out.setdefault((kind, link.from_id), []).append(link)
                self.into.setdefault((kind, link.to_id), []).append(link)


class Neighbours:
    """Around the things of one state of the store."""

    def __init__(self, reader: Reader, links: AllLinks | None = None) -> None:
        self._reader, self._links = reader, links
        self._nodes: dict[str, Node | None] = {}

    def node(self, id_: str) -> Node | None:
        """A node, read once."""
        if id_ not in self._nodes:
            self._nodes[id_] = self._reader.get(id_)
        return self._nodes[id_]

    def out(self, kind: str, id_: str) -> list[Link]:
        """Live links of a kind from a thing."""
        if self._links is not None:
            return self._links.out.get((kind, id_), [])
        return list(self._reader.links(LinkFilter(kind=kind, from_id=id_, states=LIVE)))

    def into(self, kind: str, id_: str) -> list[Link]:
        """Live links of a kind to a thing."""
        if self._links is not None:
            return self._links.into.get((kind, id_), [])
        return list(self._reader.links(LinkFilter(kind=kind, to_id=id_, states=LIVE)))

    def file_names(self, record: Node) -> list[str]:
        """The names a record's files have in this use."""
        names = (link.fields.get("name") for link in self.into("records", record.id))
        return sorted({str(name) for name in names if name})

    def clauses(self, node: Node) -> tuple[str, ...]:
        """Numbers of the clauses a thing is, or by confirmed links belongs to, with those above them."""
        if node.kind == "clause":
            return _with_those_above([node.text("number")])
        ids = {
            link.to_id for id_ in self._holders(node) for link in self.out("satisfies", id_) if link.state == _CONFIRMED
        }
        return _with_those_above([found.text("number") for id_ in ids if (found := self.node(id_)) is not None])

    def _holders(self, node: Node) -> set[str]:
        """The revisions and records whose links say which clauses a thing belongs to."""
        if node.kind == "document":
            return {one.id for one in self._reader.find("revision", owner=node.id)}
        if node.kind == "revision":
            return {node.id}
        records = {node.id} if node.kind == "record" else self._ends(node.id) if node.kind == "evidence" else set()
        return records | {end for one in records for end in self._ends(one)}

    def _ends(self, id_: str) -> set[str]:
        return {link.to_id for link in self.out("records", id_) if link.state == _CONFIRMED}


def _all(reader: Reader, kind: str) -> Iterator[Link]:
    after: str | None = None
    while page := reader.links(LinkFilter(kind=kind, states=LIVE), after=after, limit=PAGE):
        yield from page
        after = page[-1].id


def _with_those_above(numbers: list[str]) -> tuple[str, ...]:
    """`5.1.4` belongs to `5.1` and `5`; `4.2 a)` to `4.2` and `4`."""
    found: set[str] = set()
    for number in numbers:
        head = number.split(" ")[0]
        found.add(number)
        while head:
            found.add(head)
            head = head.rpartition(".")[0]
    return tuple(sorted(found))
