"""The list of records: newest day first, narrowed by type, site, document, period, text and by what they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from graph_schema.lines import Interval
from graph_schema.ports import Reader
from graph_schema.values import Day
from workflows import resolve
from workflows.permissions import require
from workflows.record_register import Line, folded
from workflows.register import Line as Document
from workflows.system import Person, System

LACKS = ("file", "confirmation", "revision", "fit")
"""What a record may lack: any file, a confirmed one while some are proposed, a revision it was made under, a date in
the interval of that revision."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; "" does not restrict. `first` and `last` bound the day that counts, both inclusive.
    `document`: its number or id."""

    text: str = ""
    type: str = ""
    site: str = ""
    document: str = ""
    first: Day = ""
    last: Day = ""
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the list, the document it was made under (or None) with the labels of its revisions, whether its day
    lies in the interval of one of them (None: under none)."""

    line: Line
    document: Document | None
    labels: tuple[str, ...]
    fits: bool | None


@dataclass(frozen=True, slots=True)
class Records:
    """A page of the list; how many there are of what is asked for; how many lack each thing where that alone were not
    asked; the types and sites there are with a count of each in all; `all` records there are."""

    rows: tuple[Row, ...]
    total: int
    lacks: Mapping[str, int]
    types: Mapping[str, int]
    sites: Mapping[str, int]
    all: int


def listed(system: System, person: Person, wanted: Wanted, start: int = 0, limit: int = 50) -> Records:
    """The records from the place `start` on. InvalidInput `state_unknown`, `date_invalid`; NotFound
    `reference_unknown` for a document nobody knows."""
    require(person.roles, "read")
    if wanted.lacks not in ("", *LACKS):
        raise InvalidInput("state_unknown", value=wanted.lacks[:40])
    days = {name: day(text, "period") for name in ("first", "last") if (text := getattr(wanted, name))}
    wanted = replace(wanted, **days)
    with system.reader() as reader:
        lines = system.records.lines(reader)
        documents = system.register.lines(reader)
        if wanted.document:
            wanted = replace(wanted, document=_document(system, reader, wanted.document))
    known = system.records.derived(lines, documents, lambda: _derive(lines, documents))
    found = _found(lines, wanted)
    chosen = [one for one in found if one.id in known.lacking[wanted.lacks]] if wanted.lacks else found
    return Records(
        rows=tuple(_row(one, known) for one in chosen[start : start + limit]),
        total=len(chosen),
        lacks={name: _count(found, lines, ids) for name, ids in known.lacking.items()},
        types=known.types,
        sites=known.sites,
        all=len(lines),
    )


@dataclass(frozen=True, slots=True)
class _Derived:
    """What is worked out of all records and documents once until one of them changes: documents by id, the ids of the
    records that lack each thing, types and sites with a count."""

    documents: Mapping[str, Document]
    lacking: Mapping[str, frozenset[str]]
    types: Mapping[str, int]
    sites: Mapping[str, int]


def _derive(lines: tuple[Line, ...], documents: tuple[Document, ...]) -> _Derived:
    by_id = {one.id: one for one in documents}
    spans = _spans(by_id)
    lacking = {name: frozenset(one.id for one in lines if lacks(one, spans)) for name, lacks in _LACKS.items()}
    return _Derived(by_id, lacking, _counted(lines, "type"), _counted(lines, "site"))


def _count(found: Sequence[Line], lines: Sequence[Line], ids: frozenset[str]) -> int:
    return len(ids) if found is lines else sum(one.id in ids for one in found)


def _document(system: System, reader: Reader, reference: str) -> str:
    return resolve.node(reader, system.vocabulary, reference, system.today(), "document").id


def _found(lines: Sequence[Line], wanted: Wanted) -> Sequence[Line]:
    """The lines asked for, narrowed one condition after the other: only what is asked costs anything."""
    for name in ("type", "site", "document"):
        if value := getattr(wanted, name):
            lines = [one for one in lines if getattr(one, name) == value]
    if wanted.first or wanted.last:
        first, last = wanted.first or "", wanted.last or "9999-12-31"
        lines = [one for one in lines if first <= one.date <= last]
    for word in folded(wanted.text).split():
        lines = [one for one in lines if word in one.words]
    return lines


def _spans(documents: Mapping[str, Document]) -> dict[str, Interval]:
    """When each revision was in force."""
    return {
        version.id: version.interval
        for document in documents.values()
        for version in document.versions
        if version.interval is not None
    }


def _outside(one: Line, spans: Mapping[str, Interval]) -> bool:
    """Made under revisions, none of which was in force on its day."""
    return bool(one.under) and not any(under in spans and spans[under].holds(one.date) for under in one.under)


_LACKS: dict[str, Callable[[Line, Mapping[str, Interval]], bool]] = {
    "file": lambda one, _: not one.files and not one.waiting,
    "confirmation": lambda one, _: not one.files and one.waiting > 0,
    "revision": lambda one, _: not one.under,
    "fit": _outside,
}


def _row(one: Line, known: _Derived) -> Row:
    document = known.documents.get(one.document)
    versions = document.versions if document is not None else ()
    labels = tuple(version.label for version in versions if version.id in one.under)
    return Row(one, document, labels, one.id not in known.lacking["fit"] if one.under else None)


def _counted(lines: tuple[Line, ...], name: str) -> dict[str, int]:
    """The values there are by how often, then by name; the empty one left out."""
    counts = Counter(getattr(one, name) for one in lines)
    return {value: count for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if value}
