"""Which findable things a change touches: what was written, and what shows or is filtered by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph_schema.entries import Entry
from graph_schema.jobs import Job
from graph_schema.ports import LinkFilter, Reader
from workflows.findable import KINDS


class Affected:
    """Gathers ids of things to be taken in again, in the order met."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ids: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> list[str]:
        """What was gathered, each once."""
        return list(self._ids)

    def by_entry(self, entry: Entry) -> None:
        """What an entry of the ledger touches."""
        for node in entry.facts.get("nodes", ()):
            if node["kind"] in KINDS:
                self._add(node["id"])
            if node["kind"] == "document":  # its title stands in the headings of its revisions
                self._add(*(one.id for one in self._reader.find("revision", owner=node["id"])))
        for link in entry.facts.get("links", ()):
            self._by_link(link)

    def by_jobs(self, jobs: Sequence[Job]) -> None:
        """What has got a text, or lost it: evidence and revisions whose file was read."""
        digests = {job.key for job in jobs}
        found = (self._reader.by_key("evidence", digest) for digest in digests)
        self._add(*(one.id for one in found if one is not None))
        if digests:
            self._add(*(one.id for one in self._reader.find("revision") if one.text("content") in digests))

    def _by_link(self, link: dict[str, Any]) -> None:
        """The end that names or is filtered by the other, and what inherits that from it."""
        start, end = link["from"], link["to"]
        if link["kind"] == "records":
            self._add(start, end)
            self._files_of(start)
        elif link["kind"] == "satisfies":
            self._add(start)
            self._files_of(start)
            node = self._reader.get(start)
            if node is not None and node.kind == "revision":
                self._add(node.text("document"))
                for record in self._starts(start):
                    self._add(record)
                    self._files_of(record)

    def _files_of(self, record: str) -> None:
        self._add(*self._starts(record))

    def _starts(self, id_: str) -> Iterable[str]:
        return [one.from_id for one in self._reader.links(LinkFilter(kind="records", to_id=id_))]

    def _add(self, *ids: str) -> None:
        self._ids.update(dict.fromkeys(ids))
