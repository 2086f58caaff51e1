"""The issues of a trail, grouped by what they say, each subject with the page to go to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph_schema.results import Issue
from ui import addresses
from ui.frame import Place
from ui.marks import Mark, mark
from ui.say import Say

FIRST = 8
"""Subjects of one kind of issue that are listed at once; the others are folded."""


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """All issues of one code: its severity as a mark, what it says, what to do, the subjects, the folded rest."""

    mark: Mark
    word: str
    advice: str
    count: int
    first: tuple[Place, ...]
    rest: tuple[Place, ...]


def issue_groups(
    issues: Iterable[Issue], subjects: Mapping[str, Mapping[str, Any]], say: Say, view: str
) -> tuple[IssueGroup, ...]:
    """Issues come in the order of their severity and code, so that groups do too."""
    groups = []
    for code, members in groupby(issues, key=lambda one: one.code):
        found = list(members)
        places = tuple(_place(subjects[one.subjects[0]], say, view) for one in found)
        shown = mark("severity", found[0].severity, say.term("severity", found[0].severity))
        groups.append(
            IssueGroup(
                shown, say.term("issue", code), say(f"advice_{code}"), len(found), places[:FIRST], places[FIRST:]
            )
        )
    return tuple(groups)


def _place(thing: Mapping[str, Any], say: Say, view: str) -> Place:
    return Place(thing_name(thing, say), addresses.of_thing(thing, view))


def thing_name(thing: Mapping[str, Any], say: Say) -> str:
    """What people know a thing by; a link by both its ends."""
    kind = thing["kind"]
    if "from" in thing and isinstance(thing["from"], Mapping):
        return f"{thing_name(thing['from'], say)} → {thing_name(thing['to'], say)}"
    if kind == "standard":
        return f"{thing['code']}-{thing['edition']}"
    if kind == "clause":
        return f"{thing['number']} {thing.get('title', '')}".strip()
    if kind == "document":
        return f"{thing['number']} {thing['title']}"
    if kind == "revision":
        return f"{thing['number']} {thing['label']}"
    if kind == "record":
        name = thing.get("title") or thing["type"]
        return f"{thing['date']} {name} {thing.get('number', '')}".strip()
    if kind == "evidence":
        return str(thing.get("name") or thing["file_name"])
    return f"{say.kind(kind)} {thing['id']}"
