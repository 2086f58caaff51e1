"""The list of evidence: newest first, narrowed by name, state of reading, use, fixity, site and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.jobs import DONE, FAILED, NEEDS_PASSWORD, PARTIAL, QUEUED, RUNNING
from graph_schema.ports import Reader
from graph_schema.values import Day, Node
from search.fold import fold
from workflows.answers import Json, brief
from workflows.evidence_register import Filed, Filing
from workflows.permissions import require
from workflows.queue import readings
from workflows.system import Person, System

READINGS = (QUEUED, RUNNING, DONE, PARTIAL, NEEDS_PASSWORD, FAILED)
FIXITIES = ("held", "changed", "unreadable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; "" does not restrict. `text`: words the name holds, in either script; `site` likewise;
    `start` and `end` bound the evidence date, both days included; `unlinked`: linked to no record."""

    text: str = ""
    reading: str = ""
    fixity: str = ""
    site: str = ""
    start: Day = ""
    end: Day = ""
    unlinked: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the list: its node, how reading it went, the records it is linked to, each with the link's state."""

    node: Node
    reading: Json
    uses: tuple[tuple[Json, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page of the list; `total` of what is asked for; `readings` and `unlinked`: how many of each there are where
    that alone were not asked; `all`: files there are at all; `sites` that occur."""

    rows: tuple[Listed, ...]
    total: int
    readings: Mapping[str, int]
    unlinked: int
    all: int
    sites: tuple[str, ...]


def listed(system: System, person: Person, wanted: Wanted, start: int = 0, limit: int | None = None) -> Evidence:
    """The files from the place `start` on. InvalidInput `job_state_unknown`, `fixity_unknown`."""
    require(person.roles, "read")
    if wanted.reading not in ("", *READINGS):
        raise InvalidInput("job_state_unknown", value=wanted.reading[:40], states=", ".join(READINGS))
    if wanted.fixity not in ("", *FIXITIES):
        raise InvalidInput("fixity_unknown", value=wanted.fixity[:40], states=", ".join(FIXITIES))
    with system.reader() as reader:
        filing = system.files.filing(reader, system.store.jobs)
        alike = _narrowed(filing.files, wanted)
        found = [one for one in alike if wanted.reading in ("", filing.reading(one))]
        chosen = [one for one in found if not (wanted.unlinked and one.uses)]
        page = chosen[::-1][start : None if limit is None else start + limit]
        rows = _rows(system, reader, page)
    return Evidence(
        rows=rows,
        total=len(chosen),
        readings=_counted(filing, (one for one in alike if not (wanted.unlinked and one.uses))),
        unlinked=sum(not one.uses for one in found),
        all=len(filing.files),
        sites=tuple(sorted({one.site for one in filing.files if one.site})),
    )


def named(system: System, person: Person, ids: Sequence[str]) -> tuple[Listed, ...]:
    """These files as the list shows them; those nobody knows are left out."""
    require(person.roles, "read")
    wanted = frozenset(ids)
    with system.reader() as reader:
        filing = system.files.filing(reader, system.store.jobs)
        return _rows(system, reader, [one for one in filing.files if one.id in wanted])


def sites(system: System, person: Person) -> tuple[str, ...]:
    """The sites that files are of."""
    require(person.roles, "read")
    with system.reader() as reader:
        filing = system.files.filing(reader, system.store.jobs)
    return tuple(sorted({one.site for one in filing.files if one.site}))


def _narrowed(files: Sequence[Filed], wanted: Wanted) -> list[Filed]:
    """By all that needs no count of its own."""
    words, site = [word for word in map(fold, wanted.text.split()) if word], fold(wanted.site)
    tests: list[Callable[[Filed], bool]] = []
    if words:
        tests.append(lambda one: all(word in one.name for word in words))
    if wanted.fixity:
        tests.append(lambda one: one.fixity == wanted.fixity)
    if site:
        alike = {name for name in {one.site for one in files} if site in fold(name)}
        tests.append(lambda one: one.site in alike)
    if wanted.start:
        tests.append(lambda one: one.date >= wanted.start)
    if wanted.end:
        tests.append(lambda one: "" < one.date <= wanted.end)
    found = list(files)
    for test in tests:
        found = [one for one in found if test(one)]
    return found


def _counted(filing: Filing, files: Iterable[Filed]) -> Mapping[str, int]:
    found = Counter(filing.reading(one) for one in files)
    return {state: found[state] for state in READINGS}


def _rows(system: System, reader: Reader, page: Iterable[Filed]) -> tuple[Listed, ...]:
    filed = list(page)
    records = {record for one in filed for record, _ in one.uses}
    nodes = reader.get_many([*(one.id for one in filed), *sorted(records)])
    went = readings(system, [nodes[one.id] for one in filed])
    return tuple(
        Listed(
            nodes[one.id],
            went[nodes[one.id].text("sha256")],
            tuple((brief(nodes[record]), state) for record, state in one.uses if record in nodes),
        )
        for one in filed
    )
