"""Keeping the index up with the ledger and with the files read: in small commits, by one process at a time.

The index remembers how far it has come (`Mark`); what came after is looked up in the ledger and among the jobs ended,
and taken in again as it is now. One that is missing, damaged, of another schema or of another ledger is built anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from graph_schema.jobs import ENDED, READ
from graph_schema.ports import Reader
from search.port import Entry, Index, Mark
from workflows.affected import Affected
from workflows.findable import KINDS, Findable
from workflows.neighbours import AllLinks, Neighbours
from workflows.system import System

Told = Callable[[int, int | None], None]
"""Progress: how many things are done, of how many (None: not known)."""
FEWEST, MOST = 50, 1_000
"""Things of one commit while following: few at a time are found soon, many at a time cost less each."""
PAGE = 2_000
"""Things of one commit while an index is built anew."""
GATHERED = 5_000
"""Things gathered before they are taken in, so that a long ledger is not held at once."""


def catch_up(system: System, told: Told | None = None) -> int:
    """Bring the index up to date; how many things were taken in. 0 where nothing is new, or another process is at
    it, or there is no index. Cheap when nothing is new."""
    index = system.index
    if index is None or not behind(system):
        return 0
    with index.writing() as mine:
        return _Work(system, index, told or _silent).run() if mine else 0


def rebuild(system: System, told: Told | None = None) -> int | None:
    """Throw the index away and build it anew; None when another process is writing."""
    index = system.index
    if index is None:
        return 0
    with index.writing() as mine:
        if not mine:
            return None
        index.start_anew()
        return _Work(system, index, told or _silent).run()


def behind(system: System) -> bool:
    """Whether something is to be taken in."""
    mark = system.index.mark() if system.index is not None else None
    if mark is None or mark.building:
        return True
    with system.reader() as reader:
        if mark.seq != reader.head().size - 1 or mark.ledger != (reader.setting("origin") or ""):
            return True
    return bool(system.store.jobs.listed(READ, ENDED, after=mark.change, limit=1))


def _silent(_done: int, _whole: int | None) -> None:
    """Nobody watches."""


class _Work:
    """One run of the one writer."""

    def __init__(self, system: System, index: Index, told: Told) -> None:
        self._system, self._index, self._told = system, index, told
        self._done = 0
        self._links: AllLinks | None = None

    def run(self) -> int:
        """Build if need be, then follow until nothing is new."""
        mark = self._index.mark()
        with self._system.reader() as reader:
            head, ledger = reader.head().size - 1, reader.setting("origin") or ""
        if mark is None or mark.ledger != ledger or mark.seq > head:
            self._index.start_anew()
            ended = self._system.store.jobs.listed(READ, ENDED)
            mark = Mark(head, ended[-1].change if ended else 0, ledger, f"{KINDS[0]} ")
        if mark.building:
            mark = self._build(mark)
        while (following := self._follow(mark)) != mark:
            mark = following
        return self._done

    def _build(self, mark: Mark) -> Mark:
        """Take everything in, kind by kind in order of id, from where it was broken off. What changes meanwhile is
        followed afterwards from the head noted before the first page was read."""
        begun, _, after = mark.building.partition(" ")
        for kind in KINDS[KINDS.index(begun) :]:
            mark = replace(mark, building=f"{kind} {after}")
            while (mark := self._page(mark, kind)).building.startswith(f"{kind} "):
                pass
            after = ""
        mark, self._links = replace(mark, building=""), None
        self._index.update((), (), mark)
        return mark

    def _page(self, mark: Mark, kind: str) -> Mark:
        """The next things of a kind; a mark of another building when there are none."""
        with self._system.reader() as reader:
            nodes = reader.find(kind, after=mark.building.partition(" ")[2] or None, limit=PAGE)
            if not nodes:
                return replace(mark, building="-")
            mark = replace(mark, building=f"{kind} {nodes[-1].id}")
            if self._links is None:
                self._links = AllLinks(reader)
            around = Neighbours(reader, self._links)
            self._index.update((), self._counted(Findable(self._system, reader, around).entries(nodes)), mark)
        return mark

    def _follow(self, mark: Mark) -> Mark:
        """Take in what came after a mark, as it is now."""
        jobs = self._system.store.jobs.listed(READ, ENDED, after=mark.change, limit=GATHERED)
        with self._system.reader() as reader:
            affected, seq = Affected(reader), mark.seq
            for entry in reader.entries(mark.seq + 1):
                affected.by_entry(entry)
                seq = entry.seq
                if len(affected) >= GATHERED:
                    break
            affected.by_jobs(jobs)
            further = replace(mark, seq=seq, change=jobs[-1].change if jobs else mark.change)
            if further != mark:
                self._take_in(reader, affected.ids(), mark, further)
        return further

    def _take_in(self, reader: Reader, ids: Sequence[str], mark: Mark, further: Mark) -> None:
        """In several commits; only the last one says that all is done."""
        size = min(MOST, max(FEWEST, len(ids) // 10))
        around = Neighbours(reader, AllLinks(reader) if len(ids) > MOST else None)
        findable = Findable(self._system, reader, around)
        for start in range(0, len(ids), size):
            group = ids[start : start + size]
            nodes = list(reader.get_many(group).values())
            last = start + size >= len(ids)
            self._index.update(group, self._counted(findable.entries(nodes)), further if last else mark)
        if not ids:
            self._index.update((), (), further)

    def _counted(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """Entries on their way, things counted."""
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                self._done += 1
                if self._done % FEWEST == 0:
                    self._told(self._done, None)
            yield entry
