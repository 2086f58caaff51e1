"""The register of records in memory, derived from the ledger. Never a fact, built anew in each process.

A list of records by day, narrowed by what they lack, would make every engine read all records and their links for each
page of it. What such a list shows is kept here instead and follows the ledger: a look reads the entries written since.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE

T = TypeVar("T")
CATCH_UP = 500
"""Entries up to which the register follows; beyond that it is read as a whole."""
_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a list shows it: what it says; `files` that are confirmed and `waiting` ones that are proposed; the
    revisions it was made `under`; `words`: what a text is looked for in."""

    id: str
    type: str
    number: str
    title: str
    date: str
    period_from: str
    site: str
    document: str
    files: int
    waiting: int
    under: tuple[str, ...]
    words: str


@dataclass(slots=True)
class _Links:
    """Live `records` links of one record by id: files with whether they are confirmed, revisions confirmed."""

    files: dict[str, bool] = field(default_factory=dict)
    under: dict[str, str] = field(default_factory=dict)


class RecordRegister:
    """For any threads; every answer is at least as new as the reader it was asked with."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._size = 0
        self._fields: dict[str, Mapping[str, Any]] = {}
        self._links: dict[str, _Links] = {}
        self._lines: dict[str, Line] = {}
        self._ordered: tuple[Line, ...] = ()
        self._derived: tuple[object, object, Any] = (None, None, None)

    def lines(self, reader: Reader) -> tuple[Line, ...]:
        """All records, the newest day first."""
        size = reader.head().size
        with self._lock:
            if size > self._size:
                if self._size and size - self._size <= CATCH_UP:
                    self._follow(reader)
                else:
                    self._read(reader)
                self._size = size
            return self._ordered

    def derived(self, lines: tuple[Line, ...], other: object, derive: Callable[[], T]) -> T:
        """What is derived from the lines and something else that never changes, worked out once while both are the
        same objects."""
        held_lines, held_other, held = self._derived
        if held_lines is lines and held_other is other:
            return cast("T", held)
        made = derive()
        self._derived = (lines, other, made)
        return made

    def _read(self, reader: Reader) -> None:
        self._fields = {one.id: one.fields for one in reader.find("record")}
        self._links = {}
        for link in _all_links(reader):
            self._take(link.id, link.from_id, link.to_id, link.state)
        self._lines = {}
        self._refresh(self._fields)

    def _follow(self, reader: Reader) -> None:
        changed: set[str] = set()
        for entry in reader.entries(self._size):
            for node in entry.facts.get("nodes", ()):
                if node["kind"] == "record":
                    self._fields[node["id"]] = node["fields"]
                    changed.add(node["id"])
            for link in entry.facts.get("links", ()):
                if link["kind"] == "records":
                    changed.add(self._take(link["id"], link["from"], link["to"], link["state"]))
        if changed:
            self._refresh(changed)

    def _take(self, link: str, from_: str, to: str, state: str) -> str:
        """Remember a link, or forget it where it is no longer live; the record it belongs to."""
        record = to if to in self._fields else from_
        held = self._links.setdefault(record, _Links())
        held.files.pop(link, None)
        held.under.pop(link, None)
        if record == to and state in LIVE:
            held.files[link] = state == "confirmed"
        elif record == from_ and state == "confirmed":
            held.under[link] = to
        return record

    def _refresh(self, changed: Iterable[str]) -> None:
        for id_ in changed:
            if id_ in self._fields:
                self._lines[id_] = _line(id_, self._fields[id_], self._links.get(id_) or _Links())
        self._ordered = tuple(sorted(self._lines.values(), key=lambda one: (one.date, one.id), reverse=True))


def _all_links(reader: Reader) -> Iterator[Any]:
    after: str | None = None
    while page := reader.links(LinkFilter(kind="records", states=LIVE), after=after, limit=_PAGE):
        yield from page
        after = page[-1].id


def _line(id_: str, fields: Mapping[str, Any], links: _Links) -> Line:
    type_, number, title = fields["type"], fields.get("number", ""), fields.get("title", "")
    confirmed = sum(links.files.values())
    return Line(
        id=id_,
        type=type_,
        number=number,
        title=title,
        date=fields["date"],
        period_from=fields.get("period_from", ""),
        site=fields.get("site", ""),
        document=fields.get("document", ""),
        files=confirmed,
        waiting=len(links.files) - confirmed,
        under=tuple(sorted(set(links.under.values()))),
        words=folded(f"{number} {title} {type_}"),
    )


def folded(text: str) -> str:
    """Wide and narrow, large and small letters are alike."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
