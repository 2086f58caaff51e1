"""The register of evidence in memory, derived from the ledger and the queue. Never a fact, built anew in each process.

A list newest first, narrowed by name, state of reading and what is linked, would make every engine read all files for
each page of it. What such a list is narrowed by is kept here instead, in about a kilobyte a file, and follows the
ledger: a look reads the entries and the ended jobs since the last one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from sys import intern

from graph_schema.jobs import ENDED, QUEUED, READ, WAITING, Jobs
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Link, Node
from search.fold import fold

CATCH_UP = 500
"""Entries, and files changed in them, up to which the register follows; beyond it is read as a whole."""
PAGE = 5_000
"""Nodes or links asked for in one question to the store."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as a list is narrowed by: its digest in bytes, its name folded as search folds, date and site (or ""),
    and the records it is linked to, each with the link's state (proposed or confirmed)."""

    id: str
    digest: bytes
    name: str
    date: str
    site: str
    fixity: str
    uses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files stand in each state of reading, how many are linked to no record, and the sites that occur."""

    readings: Mapping[str, int]
    unlinked: int
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """All files in the order they came, after so many entries and changes of jobs, and how reading went by digest."""

    size: int
    change: int
    files: tuple[Filed, ...]
    readings: Mapping[bytes, str]
    _tally: list[Tally] = field(default_factory=list)

    def reading(self, file: Filed) -> str:
        """The state of reading a file; one nobody asked for yet is queued."""
        return self.readings.get(file.digest, QUEUED)

    def tally(self) -> Tally:
        """Of all files; counted once."""
        if not self._tally:
            sites = tuple(sorted({one.site for one in self.files if one.site}))
            self._tally.append(Tally(self.counts(self.files), sum(not one.uses for one in self.files), sites))
        return self._tally[0]

    def counts(self, files: Iterable[Filed]) -> Mapping[str, int]:
        """How many of these files stand in each state of reading."""
        state = self.readings.get
        return Counter(state(one.digest, QUEUED) for one in files)


class EvidenceRegister:
    """For any threads; every answer is at least as new as the reader it was asked with."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = Filing(0, 0, (), {})
        self._readings: dict[bytes, str] = {}

    def filing(self, reader: Reader, jobs: Jobs) -> Filing:
        """The register as it stands."""
        size = reader.head().size
        with self._lock:
            known = self._known
            change = self._follow(jobs, known.change)
            files = known.files
            if size > known.size:
                followed = _followed(reader, known) if known.size else None
                files = _whole(reader) if followed is None else followed
            if size > known.size or change > known.change:
                self._known = Filing(max(size, known.size), change, files, self._readings)
            return self._known

    def _follow(self, jobs: Jobs, change: int) -> int:
        for job in jobs.listed(READ, WAITING | ENDED, change):
            self._readings[bytes.fromhex(job.key)] = intern(job.state)
            change = job.change
        return change


def _followed(reader: Reader, known: Filing) -> tuple[Filed, ...] | None:
    """The files with what later entries changed; None where these are too many to follow."""
    if reader.head().size - known.size > CATCH_UP:
        return None
    changed: set[str] = set()
    for entry in reader.entries(known.size):
        changed |= {node["id"] for node in entry.facts.get("nodes", ()) if node["kind"] == "evidence"}
        changed |= {link["from"] for link in entry.facts.get("links", ()) if link["kind"] == "records"}
        if len(changed) > CATCH_UP:
            return None
    if not changed:
        return known.files
    fresh = {
        id_: _filed(node, reader.links(LinkFilter(kind="records", from_id=id_, states=LIVE)))
        for id_, node in reader.get_many(sorted(changed)).items()
        if node.kind == "evidence"
    }
    kept = [fresh.pop(one.id, one) for one in known.files]
    return (*kept, *(fresh[id_] for id_ in sorted(fresh)))


def _whole(reader: Reader) -> tuple[Filed, ...]:
    files: dict[str, Filed] = {}
    after: str | None = None
    while nodes := reader.find("evidence", after=after, limit=PAGE):
        after = nodes[-1].id
        files |= {node.id: _filed(node, ()) for node in nodes}
    after = None
    while links := reader.links(LinkFilter(kind="records", states=LIVE), after=after, limit=PAGE):
        after = links[-1].id
        for link in links:
            if (file := files.get(link.from_id)) is not None:  # else it leads from a record
                files[file.id] = replace(file, uses=(*file.uses, (link.to_id, intern(link.state))))
    return tuple(files.values())


def _filed(node: Node, links: Iterable[Link]) -> Filed:
    return Filed(
        id=node.id,
        digest=bytes.fromhex(node.text("sha256")),
        name=fold(node.text("file_name")),
        date=intern(str(node.get("evidence_date") or "")),
        site=intern(str(node.get("site") or "")),
        fixity=intern(node.text("fixity")),
        uses=tuple((link.to_id, intern(link.state)) for link in links),
    )
