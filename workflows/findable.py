"""What is findable of each thing: how the graph's nodes and the files read become entries of the index, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph_schema.ports import Reader
from graph_schema.values import Node
from ingestion.page_text import PageText
from search.port import Entry
from workflows.answers import standard_name
from workflows.neighbours import Neighbours
from workflows.system import System

KINDS = ("standard", "clause", "document", "revision", "record", "evidence")
"""Kinds that are findable, in the order in which an index is built: what is small first."""
_FILES = {"revision": "content", "evidence": "sha256"}
"""Kinds whose text is that of a file, page by page, and the field that names the file."""


class Findable:
    """Entries and texts as one state of the store has them."""

    def __init__(self, system: System, reader: Reader, neighbours: Neighbours) -> None:
        self._system, self._reader, self._neighbours = system, reader, neighbours

    def entries(self, nodes: Iterable[Node]) -> Iterator[Entry]:
        """The entries of nodes, made one by one: a text is held no longer than it takes to take it in."""
        for node in nodes:
            title, own = self.heading(node), self._own_text(node)
            numbers, clauses, date = _numbers(node), self._neighbours.clauses(node), _date(node)
            pages = self.pages(node)
            for page in pages:
                key = f"{node.id}#{page.number}"
                yield Entry(key, node.id, node.kind, title, page.text, numbers, clauses, date, page.number)
            if not pages:
                yield Entry(node.id, node.id, node.kind, title, own, numbers, clauses, date)

    def texts(self, keys: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """(title, text) by key, as it is now; what is no longer there is absent."""
        nodes = self._reader.get_many(list(dict.fromkeys(key.partition("#")[0] for key in keys)))
        found: dict[str, tuple[str, str]] = {}
        for key in keys:
            id_, _, page = key.partition("#")
            if (node := nodes.get(id_)) is None:
                continue
            if not page:
                found[key] = (self.heading(node), self._own_text(node))
                continue
            pages = self.pages(node)
            at = int(page) - 1
            if 0 <= at < len(pages) and pages[at].number == at + 1:
                found[key] = (self.heading(node), pages[at].text)
        return found

    def pages(self, node: Node) -> tuple[PageText, ...]:
        """The pages of the thing's file that have text; none where it has no file or it was not read."""
        field, reading = _FILES.get(node.kind), self._system.reading
        read = reading.text(node.text(field)) if field and reading is not None else None
        return read.pages if read is not None and any(page.text for page in read.pages) else ()

    def heading(self, node: Node) -> str:
        """The title searched in: number and names together."""
        if node.kind == "standard":
            parts = [standard_name(node), node.get("title")]
        elif node.kind == "clause":
            parts = [node.text("number"), node.get("title")]
        elif node.kind == "revision":
            document = self._neighbours.node(node.text("document"))
            parts = [node.text("number"), node.text("label"), document and document.get("title")]
            parts.append(node.text("file_name"))
        elif node.kind == "record":
            parts = [node.get("number"), node.text("type"), node.get("title")]
        elif node.kind == "evidence":
            parts = [node.text("file_name")]
        else:
            parts = [node.get("number"), node.get("title")]
        return " ".join(part for part in parts if part)

    def _own_text(self, node: Node) -> str:
        """The text searched in of what is no file."""
        if node.kind == "clause":
            parts = [node.text("text"), node.get("title_en")]
        elif node.kind == "record":
            parts = [node.get("site"), node.get("period_from"), node.text("date"), *self._neighbours.file_names(node)]
        else:
            parts = []
        return "\n".join(part for part in parts if part)


def _numbers(node: Node) -> tuple[str, ...]:
    if node.kind == "standard":
        return (standard_name(node), node.text("code"))
    return tuple(one for one in (node.get("number"),) if one)


def _date(node: Node) -> str:
    """The day by which a thing is found: of the record, the evidence, the revision coming into force."""
    field = {"record": "date", "evidence": "evidence_date", "revision": "effective_from"}.get(node.kind, "")
    return str(node.get(field) or "")
