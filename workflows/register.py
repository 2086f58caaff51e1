"""The register of controlled documents in memory, derived from the ledger. Never a fact, built anew in each process.

A list by number, filtered and counted by state, would make every engine read all documents for each page of it. What
such a list shows is kept here instead and follows the ledger: a look reads the entries written since the last one.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_schema.lines import Interval, intervals, own_end
from graph_schema.ports import Reader
from graph_schema.values import Day, Node

CATCH_UP = 500
"""Entries, and documents changed in them, up to which the register follows; beyond it is read as a whole."""


@dataclass(frozen=True, slots=True)
class Version:
    """A revision as a list shows it; `ends_itself`: its end is its own, not the beginning of the next."""

    id: str
    label: str
    state: str
    approved: bool
    interval: Interval | None
    ends_itself: bool

    def phase(self, day: Day) -> str:
        """What it is on a day: its stored state until approved, then derived from dates alone."""
        if not self.approved:
            return self.state
        if self.interval is None:
            return "never_in_force"
        if self.interval.holds(day):
            return "in_force"
        if day < self.interval.start:
            return "approved"
        return "obsolete" if self.ends_itself else "superseded"


@dataclass(frozen=True, slots=True)
class Line:
    """A document with its revisions, the oldest first, those never approved last; `words`: number and title as they
    are searched."""

    id: str
    number: str
    title: str
    type: str
    words: str
    versions: tuple[Version, ...]

    def in_force(self, day: Day) -> Version | None:
        """The revision in force on a day."""
        return next((one for one in self.versions if one.interval is not None and one.interval.holds(day)), None)


TO_COME = ("draft", "submitted", "approved")
STATES = ("in_force", *TO_COME, "gone")
"""What a document is listed by: it has a revision in this phase; `gone`: none in force and none to come."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document on a day: the revision in force, those to come, the last one where there is neither, and the states
    it is listed by."""

    line: Line
    current: Version | None
    coming: tuple[Version, ...]
    last: Version | None
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """All lines by document, and in the order of numbers, after so many entries."""

    size: int
    by_id: Mapping[str, Line]
    ordered: tuple[Line, ...]


class DocumentRegister:
    """For any threads; every answer is at least as new as the reader it was asked with."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = _Known(0, {}, ())
        self._day: tuple[_Known, Day, tuple[Listed, ...]] | None = None  # the last one asked for, mostly today

    def lines(self, reader: Reader) -> tuple[Line, ...]:
        """All documents by number."""
        size = reader.head().size
        with self._lock:
            if size > self._known.size:
                self._known = _caught_up(reader, self._known, size)
            return self._known.ordered

    def on(self, reader: Reader, day: Day) -> tuple[Listed, ...]:
        """All documents by number as they stand on a day."""
        self.lines(reader)
        known, last = self._known, self._day
        if last is not None and last[0] is known and last[1] == day:
            return last[2]
        found = tuple(_on(one, day) for one in known.ordered)
        self._day = (known, day, found)
        return found


def folded(text: str) -> str:
    """Wide and narrow, large and small letters are alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def _on(line: Line, day: Day) -> Listed:
    current = line.in_force(day)
    phases = [(one, one.phase(day)) for one in line.versions]
    coming = tuple(one for one, phase in phases if phase in TO_COME)
    found = {phase for _, phase in phases}
    states = tuple(one for one in STATES if one in found) or ("gone",)
    last = None if current or coming or not line.versions else line.versions[-1]
    return Listed(line, current, coming, last, states)


def _caught_up(reader: Reader, known: _Known, size: int) -> _Known:
    changed = _changed(reader, known.size) if known.size and size - known.size <= CATCH_UP else None
    if changed is None:
        return _whole(reader, size)
    if not changed:
        return _Known(size, known.by_id, known.ordered)
    found = dict(known.by_id)
    for id_, document in reader.get_many(sorted(changed)).items():
        found[id_] = _line(document, reader.find("revision", owner=id_))
    return _ordered(size, found)


def _changed(reader: Reader, since: int) -> set[str] | None:
    """The documents that entries from `since` on wrote, or wrote a revision of; None for too many to follow."""
    changed: set[str] = set()
    for entry in reader.entries(since):
        for node in entry.facts.get("nodes", ()):
            if node["kind"] == "document":
                changed.add(node["id"])
            elif node["kind"] == "revision":
                changed.add(node["fields"]["document"])
        if len(changed) > CATCH_UP:
            return None
    return changed


def _whole(reader: Reader, size: int) -> _Known:
    revisions: dict[str, list[Node]] = {}
    for one in reader.find("revision"):
        revisions.setdefault(one.text("document"), []).append(one)
    return _ordered(size, {one.id: _line(one, revisions.get(one.id, ())) for one in reader.find("document")})


def _ordered(size: int, lines: Mapping[str, Line]) -> _Known:
    return _Known(size, lines, tuple(sorted(lines.values(), key=lambda one: (one.number, one.id))))


def _line(document: Node, revisions: Iterable[Node]) -> Line:
    found = sorted(revisions, key=lambda one: (one.get("effective_from") or "9999-12-31", one.id))
    spans = intervals(found)
    versions = tuple(_version(one, spans.get(one.id)) for one in found)
    number, title = document.text("number"), document.text("title")
    return Line(document.id, number, title, document.text("type"), folded(f"{number} {title}"), versions)


def _version(revision: Node, interval: Interval | None) -> Version:
    end = interval.end if interval is not None else None
    return Version(
        id=revision.id,
        label=revision.text("label"),
        state=revision.text("state"),
        approved=revision.get("effective_from") is not None,
        interval=interval,
        ends_itself=end is not None and own_end(revision) == end,
    )
