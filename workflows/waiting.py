"""What waits for a person, counted cheaply enough for every page they open."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.ports import LinkFilter
from workflows import decisions
from workflows.permissions import may
from workflows.system import Person, System

PROPOSED = LinkFilter(states=frozenset({"proposed"}))
MOST = 100
"""Links to review are counted up to here; more are told as `99+`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many links wait to be reviewed, and how many revisions for this person's decision."""

    links: int = 0
    decisions: int = 0


def waiting(system: System, person: Person) -> Waiting:
    """The counts, each 0 for who may not do it."""
    links = 0
    if may(person.roles, "link.decide"):
        with system.reader() as reader:
            links = len(reader.links(PROPOSED, limit=MOST))
    return Waiting(links, decisions.count(system, person))
