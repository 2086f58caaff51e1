"""The sample step by step: each step is one thing a person does through a use case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from workflows import clauses, documents, evidence, links, records, standards
from workflows.documents import Adoption
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.sample.world import Office, World

Step = Callable[[], object]


def steps(office: Office) -> list[Step]:
    """All steps in their order."""
    world = office.world
    return [
        partial(_standard, office),
        *chain.from_iterable(_document(office, one) for one in world["documents"]),
        *(partial(_record, office, one) for one in world["records"]),
        partial(_correct, office, world["correction"]),
        partial(_propose, office, world["proposal"]),
        partial(_exclude, office, world["not_applicable"]),
    ]


def _standard(office: Office) -> None:
    edition, content = standards.template(office.world["template"])
    standards.import_edition(office.system, office.controller, edition, content)


def _document(office: Office, document: World) -> Iterator[Step]:
    """Each revision entered by the controller, adopted by management with the links carried over, newly linked."""
    for place, revision in enumerate(document["revisions"]):
        yield partial(_revision, office, document, revision, first=place == 0)


def _revision(office: Office, document: World, revision: World, *, first: bool) -> None:
    system, controller, number, label = office.system, office.controller, document["number"], revision["label"]
    file = office.file(revision["file"])
    if first:
        documents.add(system, controller, number, label, document["title"], document["type"], file)
    else:
        documents.revise(system, controller, f"document:{number}", label, file)
    told = Adoption(
        effective_from=revision["since"],
        decision=revision["decision"],
        decider=office.world["decider"],
        reason=revision["reason"],
        proof=revision["proof"],
        decided_on=revision["decided_on"],
    )
    reference = f"revision:{number}@{label}"
    documents.adopt(system, office.manager, reference, told, confirm=["all"])
    for clause, head in revision["clauses"].items():
        _link(office, reference, clause, {"quote": head})


def _link(office: Office, from_: str, clause: str, fields: World) -> None:
    """A `satisfies` link, proposed and confirmed by the controller."""
    system, controller = office.system, office.controller
    proposed = links.propose(system, controller, from_, office.clause(clause), fields=fields)
    links.confirm(system, controller, [proposed["id"]])


def _record(office: Office, row: World) -> None:
    """A record under its revision, its files behind it, and its own link to a clause where it has one."""
    system, controller = office.system, office.controller
    date, period, site = row.get("date"), row.get("period"), row["site"]
    given = RecordFields(row["type"], row["number"], row["title"], date, period, site)
    records.add(system, controller, given, f"revision:{row['under']}")
    reference = f"record:{row['number']}"
    files = [office.file(name) for name in row["files"]]
    if files:
        evidence.add(system, controller, files, Use(date, site), reference, confirm=True)
    if clause := row.get("clause"):
        _link(office, reference, clause, {})


def _correct(office: Office, told: World) -> None:
    """A record corrected after its links were confirmed; those to file and revision are looked at again, not the one
    to the clause."""
    system, controller, reference = office.system, office.controller, f"record:{told['record']}"
    records.correct(system, controller, reference, RecordFields(date=told["date"]), told["reason"])
    shown = records.show(system, controller, reference)
    again = [one["link"]["id"] for one in (*shown["evidence"], *shown["links"]) if one["link"]["kind"] == "records"]
    links.reaffirm(system, controller, again, told["reaffirmed"])


def _propose(office: Office, told: World) -> None:
    """The auditor proposes; the controller has not decided yet."""
    reference, clause = f"record:{told['record']}", office.clause(told["clause"])
    links.propose(office.system, office.auditor, reference, clause, reason=told["reason"])


def _exclude(office: Office, told: World) -> None:
    clause = office.clause(told["clause"])
    clauses.declare_not_applicable(office.system, office.manager, clause, told["reason"], told["from"])
