"""The list of controlled documents: by number, narrowed by text, type and state, with a count of each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.values import Day
from workflows.permissions import require
from workflows.register import Line, Version
from workflows.system import Person, System

TO_COME = ("draft", "submitted", "approved")
STATES = ("in_force", *TO_COME, "gone")
"""What a document is listed by: it has a revision in this phase; `gone`: none in force and none to come."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for on a day (default: today); "" does not restrict. `text`: words that number or title hold."""

    text: str = ""
    type: str = ""
    state: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A document on the day: the revision in force, those to come, and the last one where there is neither."""

    line: Line
    current: Version | None
    coming: tuple[Version, ...]
    last: Version | None

    @property
    def states(self) -> tuple[str, ...]:
        """The states it is listed by."""
        found = {one.state if not one.approved else "approved" for one in self.coming}
        found |= {"in_force"} if self.current else set()
        return tuple(one for one in STATES if one in found) or ("gone",)


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
        lines = system.register.lines(reader)
    words = _folded(wanted.text).split()
    found = [_on(one, day) for one in lines if all(word in _folded(f"{one.number} {one.title}") for word in words)]
    of_type = [one for one in found if wanted.type in ("", one.line.type)]
    of_state = [one for one in found if wanted.state in ("", *one.states)]
    chosen = [one for one in of_type if wanted.state in ("", *one.states)]
    of_type_count = Counter(one.line.type for one in of_state)
    return Documents(
        rows=tuple(chosen[start:] if limit is None else chosen[start : start + limit]),
        total=len(chosen),
        states=Counter(state for one in of_type for state in one.states),
        types={one: of_type_count[one] for one in types},
        all=len(lines),
    )


def _on(line: Line, day: Day) -> Listed:
    current = line.in_force(day)
    coming = tuple(one for one in line.versions if one.phase(day) in TO_COME)
    return Listed(line, current, coming, None if current or coming or not line.versions else line.versions[-1])


def _folded(text: str) -> str:
    """Wide and narrow, large and small letters are alike."""
    return unicodedata.normalize("NFKC", text).casefold()
