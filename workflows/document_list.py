"""The list of controlled documents: by number, narrowed by text, type and state, with a count of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.values import Day
from workflows.permissions import require
from workflows.register import STATES, Listed, folded
from workflows.system import Person, System


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for on a day (default: today); "" does not restrict. `text`: words that number or title hold."""

    text: str = ""
    type: str = ""
    state: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """A page of the list, how many there are of what is asked for, and how many in each state and of each type where
    that alone were not asked (every type stands in `types`, in the order of the vocabulary). `all`: documents there
    are at all."""

    rows: tuple[Listed, ...]
    total: int
    states: Mapping[str, int]
    types: Mapping[str, int]
    all: int


def listed(system: System, person: Person, wanted: Wanted, start: int = 0, limit: int | None = None) -> Documents:
    """The documents from the place `start` on. InvalidInput `state_unknown`, `code_unknown` for what does not exist."""
    require(person.roles, "read")
    types = system.vocabulary.nodes["document"].fields["type"].values
    if wanted.state not in ("", *STATES):
        raise InvalidInput("state_unknown", value=wanted.state[:40])
    if wanted.type and wanted.type not in types:
        raise InvalidInput("type_unknown", value=wanted.type[:40])
    day = wanted.day or system.today()
    with system.reader() as reader:
        known = system.register.on(reader, day)
    words = folded(wanted.text).split()
    found = [one for one in known if all(word in one.line.words for word in words)]
    of_type = [one for one in found if wanted.type in ("", one.line.type)]
    of_state = [one for one in found if wanted.state in ("", *one.states)]
    chosen = [one for one in of_type if wanted.state in ("", *one.states)]
    of_type_count = Counter(one.line.type for one in of_state)
    return Documents(
        rows=tuple(chosen[start:] if limit is None else chosen[start : start + limit]),
        total=len(chosen),
        states=Counter(state for one in of_type for state in one.states),
        types={one: of_type_count[one] for one in types},
        all=len(known),
    )
