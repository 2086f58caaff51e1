"""The list of evidence: newest first, narrowed by name, state of reading, use, fixity, site and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.jobs import DONE, FAILED, NEEDS_PASSWORD, PARTIAL, QUEUED, RUNNING
from graph_schema.ports import Reader
from graph_schema.values import Day, Node
from search.fold import fold
from workflows.answers import Json, brief
from workflows.evidence_register import Filed
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
        whole = alike is filing.files
        found = [one for one in alike if filing.reading(one) == wanted.reading] if wanted.reading else alike
        chosen = [one for one in found if not one.uses] if wanted.unlinked else found
        rows = _rows(system, reader, _page(chosen, start, limit))
    of_use = [one for one in alike if not one.uses] if wanted.unlinked else alike
    counts = filing.tally().readings if whole and not wanted.unlinked else filing.counts(of_use)
    return Evidence(
        rows=rows,
        total=len(chosen),
        readings={state: counts.get(state, 0) for state in READINGS},
        unlinked=filing.tally().unlinked if found is filing.files else sum(not one.uses for one in found),
        all=len(filing.files),
        sites=filing.tally().sites,
    )


def _page(files: Sequence[Filed], start: int, limit: int | None) -> Sequence[Filed]:
    """Those from a place on, counted from the end: the newest first."""
    end = max(0, len(files) - start)
    return files[0 if limit is None else max(0, end - limit) : end][::-1]


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
    return filing.tally().sites


def _narrowed(files: Sequence[Filed], wanted: Wanted) -> Sequence[Filed]:
    """By all that needs no count of its own; the very same files where nothing is asked."""
    found, site = files, fold(wanted.site)
    for word in filter(None, map(fold, wanted.text.split())):
        found = [one for one in found if word in one.name]
    if wanted.fixity:
        found = [one for one in found if one.fixity == wanted.fixity]
    if site:
        alike = {name for name in {one.site for one in found} if site in fold(name)}
        found = [one for one in found if one.site in alike]
    if wanted.start:
        found = [one for one in found if one.date >= wanted.start]
    if wanted.end:
        found = [one for one in found if "" < one.date <= wanted.end]
    return found


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
