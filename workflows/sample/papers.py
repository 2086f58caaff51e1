"""Documents of the sample: drafted, submitted, decided on, or adopted where they were in force before the story."""

from __future__ import annotations

from workflows import decisions, documents, links
from workflows.documents import Adoption
from workflows.sample.people import Office
from workflows.sample.world import World


def draft(office: Office, document: World, revision: World, *, first: bool) -> None:
    """A draft by its author, linked to the clauses that are new in it; the others are carried over."""
    system, author = office.system, office.people[revision["author"]]
    number, label, file = document["number"], revision["label"], office.file(revision["file"])
    if first:
        documents.add(system, author, number, label, document["title"], document["type"], file)
    else:
        documents.revise(system, author, f"document:{number}", label, file)
    proposed = [
        links.propose(system, author, _reference(document, revision), office.clause(clause), fields={"quote": head})
        for clause, head in (revision.get("clauses") or {}).items()
    ]
    if proposed:
        links.confirm(system, author, [one["id"] for one in proposed])


def adopt(office: Office, document: World, revision: World, told: World) -> None:
    """In force since before the system: entered by management as told to us, with the links carried over."""
    given = Adoption(
        effective_from=told["since"],
        decision=told["decision"],
        decider=told["decider"],
        reason=told["reason"],
        proof=told["proof"],
        decided_on=told["decided_on"],
    )
    documents.adopt(office.system, office.people[told["by"]], _reference(document, revision), given, confirm=["all"])


def submit(office: Office, document: World, revision: World) -> None:
    """Submitted by its author."""
    author = office.people[revision["author"]]
    decisions.submit(office.system, author, _reference(document, revision), revision.get("note"))


def decide(office: Office, document: World, revision: World, told: World) -> None:
    """Approved from a day with the carried links left ticked, or refused; by management, with a reason."""
    system, by, reference = office.system, office.people[told["by"]], _reference(document, revision)
    if told["outcome"] == "refused":
        decisions.refuse(system, by, reference, told["reason"])
    else:
        decisions.approve(system, by, reference, told["since"], told["reason"])


def _reference(document: World, revision: World) -> str:
    return f"revision:{document['number']}@{revision['label']}"
