"""Records that a file may belong to, proposed while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.errors import ClausetrailError
from graph_schema.values import Node
from workflows.permissions import require
from workflows.searching import search
from workflows.system import Person, System

LIKE_MOST, RECENT_MOST, LONGEST = 12, 20, 80
LOOKED_AT = 200
"""The newest files whose records count as recent."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to type for a record (its number, its id where it has none), and what it is called."""

    value: str
    label: str


def recent(system: System, person: Person) -> tuple[str, ...]:
    """Numbers of the records that the newest files were linked to."""
    require(person.roles, "read")
    with system.reader() as reader:
        newest = system.files.filing(reader, system.store.jobs).files[-LOOKED_AT:]
        wanted = list(dict.fromkeys(record for one in reversed(newest) for record, _ in one.uses))[:RECENT_MOST]
        found = reader.get_many(wanted)
    return tuple(_proposal(found[one]).value for one in wanted if one in found)


def like(system: System, person: Person, text: str) -> tuple[Proposal, ...]:
    """Records whose number begins so, then those the search finds; what the search cannot answer is left out."""
    require(person.roles, "read")
    text = text.strip()[:LONGEST]
    if not text:
        return ()
    with system.reader() as reader:
        found = {one.id: one for one in reader.find("record", key_prefix=text, limit=LIKE_MOST)}
        if len(found) < LIKE_MOST:
            hits = [one for one in _searched(system, person, text) if one not in found]
            found |= reader.get_many(hits)
    return tuple(_proposal(one) for one in list(found.values())[:LIKE_MOST])


def _searched(system: System, person: Person, text: str) -> list[str]:
    try:
        return [hit["id"] for hit in search(system, person, f"kind:record {text}", LIKE_MOST)["hits"]]
    except ClausetrailError:  # the index is being rebuilt: numbers are proposed all the same
        return []


def _proposal(record: Node) -> Proposal:
    name = record.get("title") or record.text("type")
    return Proposal(str(record.get("number") or record.id), f"{record.text('date')} {name}")
