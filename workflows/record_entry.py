"""A record with all that comes with it in one entry: its revision, its files, the clauses it proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph_schema.dates import day
from graph_schema.errors import InvalidInput, NotFound
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Day, Node
from workflows import evidence, records, resolve
from workflows.answers import Json, link_answer, standard_name
from workflows.files import StoredFile
from workflows.permissions import require
from workflows.records import RecordFields
from workflows.register import Line
from workflows.system import Person, System


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes with a record: new files, files entered before (references), clauses (references). `confirm`: their
    links are confirmed at once by who may decide, else proposed."""

    files: tuple[StoredFile, ...] = ()
    evidence: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class _Attached:
    """What was made for a record."""

    evidence: list[Json] = field(default_factory=list)
    links: list[Json] = field(default_factory=list)


def enter(system: System, person: Person, given: RecordFields, revision: str | None, brought: Brought) -> Json:
    """A new record with all of it: {`record`, `link`, `evidence`, `links`}. Whole or not at all."""
    records.require_whole(given)
    _require(person, brought)

    def work(unit: UnitOfWork) -> Json:
        answer = records.added(system, unit, given, revision)
        record = unit.need(answer["record"]["id"])
        attached = _attach(system, unit, record, brought)
        return answer | {"evidence": attached.evidence, "links": attached.links}

    return system.change(person, "record.write", "record:added", work, body=[repr(given), revision, _body(brought)])


def bring(system: System, person: Person, record: str, brought: Brought) -> Json:
    """More files for a record, or files entered before: {`record`, `evidence`, `links`}."""
    if not (brought.files or brought.evidence or brought.clauses):
        raise InvalidInput("files_missing")
    _require(person, brought)

    def work(unit: UnitOfWork) -> Json:
        found = resolve.node(unit.tx, system.vocabulary, record, system.today(), "record")
        attached = _attach(system, unit, found, brought)
        return {"record": found.id, "evidence": attached.evidence, "links": attached.links}

    return system.change(person, "link.propose", "evidence:added", work, body=[record, _body(brought)])


def _require(person: Person, brought: Brought) -> None:
    if brought.files:
        require(person.roles, "evidence.add")
    if brought.evidence or brought.clauses:
        require(person.roles, "link.propose")
    if brought.confirm:
        require(person.roles, "link.decide")


def _body(brought: Brought) -> Json:
    files = [[one.sha256, one.name] for one in brought.files]
    named = [list(brought.evidence), list(brought.clauses)]
    return {"files": files, "named": named, "confirm": brought.confirm}


def _attach(system: System, unit: UnitOfWork, record: Node, brought: Brought) -> _Attached:
    """All links of what comes with a record. A file takes the record's day and site as its own in this use."""
    done = _Attached()
    taken: dict[str, Node] = {}
    on, site, today = record.text("date"), record.get("site"), system.today()
    named: list[tuple[Node, str]] = []
    for file in brought.files:
        done.evidence.append(evidence.enter(unit, file, site, on, taken))
        named.append((taken[file.sha256], file.name))
    for reference in brought.evidence:
        known = resolve.node(unit.tx, system.vocabulary, reference, today, "evidence")
        named.append((known, known.text("file_name")))
    for file_node, name in named:
        done.links.append(evidence.attach(unit, file_node, record, name, site, on, brought.confirm))
    state = "confirmed" if brought.confirm else "proposed"
    for reference in dict.fromkeys(brought.clauses):
        clause = resolve.node(unit.tx, system.vocabulary, reference, today, "clause")
        done.links.append(link_answer(unit.link("satisfies", record.id, clause.id, state)))
    return done


@dataclass(frozen=True, slots=True)
class Choice:
    """The document a record was made under, and its revision in force on the record's day (or "")."""

    document: Line
    proposed: str


def documents(system: System, person: Person) -> tuple[Line, ...]:
    """The documents a record may be made under, by number."""
    require(person.roles, "read")
    with system.reader() as reader:
        return system.register.lines(reader)


def under(system: System, person: Person, document: str, on: Day) -> Choice:
    """The document by id or number and its revision in force on a day ("": none named yet)."""
    lines = documents(system, person)
    found = next((one for one in lines if document in (one.id, one.number)), None)
    if found is None:
        raise NotFound("reference_unknown", value=document[:80], kind="document")
    current = found.in_force(day(on, "date")) if on else None
    return Choice(found, current.id if current is not None else "")


def revision_for(choice: Choice, chosen: str, on: Day) -> str:
    """The revision chosen where it is one of the document, else the one in force on the day.
    InvalidInput `no_revision_on` where neither is."""
    if chosen in {one.id for one in choice.document.versions}:
        return chosen
    if not choice.proposed:
        raise InvalidInput("no_revision_on", document=choice.document.number, date=on)
    return choice.proposed


def clauses(system: System, person: Person, standard: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """Ids of the clauses of an edition by their numbers. InvalidInput `clause_number_unknown`."""
    require(person.roles, "read")
    found = []
    with system.reader() as reader:
        edition = resolve.standard(reader, standard, system.today())
        for number in numbers:
            clause = reader.by_key("clause", system.vocabulary.key_of("clause", edition.id, number))
            if clause is None:
                raise InvalidInput("clause_number_unknown", value=number[:80], standard=standard_name(edition))
            found.append(clause.id)
    return tuple(dict.fromkeys(found))
