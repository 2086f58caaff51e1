"""One evidence as its page shows it: as the answer tells it, with who brought it and when, beside a page of it."""

from __future__ import annotations

from graph_schema.values import Instant
from workflows import evidence
from workflows.answers import Json
from workflows.system import Person, System


def brought(system: System, id_: str) -> tuple[str, Instant]:
    """Who entered an evidence, and when: its first version's ledger entry. Never changed by anything later."""
    with system.reader() as reader:
        first = reader.versions(id_)[0]
        entry = system.outlines.of(reader, first.seq_from)
    return entry.actor, entry.time


def shown(system: System, person: Person, reference: str) -> Json:
    """The evidence with its uses, and `added_by`, `added_at`."""
    found = evidence.show(system, person, reference)
    by, at = brought(system, found["id"])
    return found | {"added_by": by, "added_at": at}
