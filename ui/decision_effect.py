"""Part four of a decision: what it does to clauses, records and links on the day it takes effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui import addresses
from ui.frame import Place
from ui.issue_list import thing_name
from ui.marks import Mark, codes, mark
from ui.say import Say

Thing = Mapping[str, Any]
LISTED = 20
"""Records and links named one by one; how many more there are is told."""


@dataclass(frozen=True, slots=True)
class ClauseEffect:
    """A clause that hangs on the decision: how (`role`), the link to confirm with the approval (or "": none) and
    whether it is ticked, its state before and after (None: not known), and whether that changes. `note`: what to know
    of the link (or "")."""

    number: str
    title: str
    standard: str
    href: str
    role: str
    link: str
    ticked: bool
    before: Mark | None
    after: Mark | None
    changes: bool
    note: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many of these clauses are in a state before and after."""

    mark: Mark
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class EffectView:
    """What the decision does on `day`: sentences, states of clauses counted and one by one, records that would lie
    outside their revision's time, suspect links; `more_*`: how many of them are not named. `obstacle`: why it cannot
    be approved from that day (or "")."""

    day: str
    facts: tuple[tuple[str, str], ...]
    totals: tuple[Total, ...]
    clauses: tuple[ClauseEffect, ...]
    records: tuple[Place, ...]
    more_records: int
    suspects: tuple[Place, ...]
    more_suspects: int
    obstacle: str


def effect_view(say: Say, brief: Thing, ticked: Container[str] | None, decided: bool) -> EffectView:
    """The effect as `previews.brief` tells it; `ticked` are the links left ticked (None: all); `decided`: nothing can
    be ticked any more."""
    clauses = tuple(_clause(say, one, ticked, decided) for one in brief["clauses"])
    outside, suspects = brief["records"]["outside"], brief["suspects"]
    obstacle = brief.get("obstacle") if not decided else None
    return EffectView(
        day=brief["effective_from"],
        facts=_facts(say, brief),
        totals=_totals(say, brief["clauses"]),
        clauses=clauses,
        records=tuple(_record(say, one) for one in outside[:LISTED]),
        more_records=max(0, len(outside) - LISTED),
        suspects=tuple(_suspect(say, one) for one in suspects[:LISTED]),
        more_suspects=max(0, len(suspects) - LISTED),
        obstacle=say.error(obstacle["code"], dict(obstacle["params"])) if obstacle else "",
    )


def _facts(say: Say, brief: Thing) -> tuple[tuple[str, str], ...]:
    """What comes into force, what ends, what becomes of the links, in a line each."""
    revision, against, day = brief["revision"], brief.get("against"), brief["effective_from"]
    found = [(say("effect_starts"), say("effect_from", label=revision["label"], date=day))]
    if against is not None and against["in_force"]:
        found.append((say("effect_ends"), say("effect_ended", label=against["label"], date=day)))
    elif against is not None:
        found.append((say("effect_ends"), say("effect_ended_before", label=against["label"])))
    found.append((say("effect_links"), _links(say, brief["clauses"])))
    under, outside = brief["records"]["under"], len(brief["records"]["outside"])
    if under or outside:
        parts = [say("effect_records", count=under)]
        if outside:
            parts.append(say("effect_outside", count=outside))
        found.append((say("head_records"), say("clause_separator").join(parts)))
    if brief["suspects"]:
        found.append((say("effect_suspects"), say("effect_suspect_links", count=len(brief["suspects"]))))
    return tuple(found)


def _links(say: Say, clauses: Sequence[Thing]) -> str:
    """How many clauses hang on the revision, by what becomes of their links."""
    roles = Counter(one["role"] for one in clauses)
    parts = []
    if count := roles["carried"]:
        parts.append(say("effect_carried", count=count))
    if count := roles["own"]:
        parts.append(say("effect_own", count=count))
    if count := roles["proposed"]:
        parts.append(say("effect_proposed", count=count))
    if count := roles["lost"]:
        parts.append(say("effect_lost", count=count))
    return say("clause_separator").join(parts) or say("effect_no_links")


def _totals(say: Say, clauses: Sequence[Thing]) -> tuple[Total, ...]:
    """Own states of these clauses before and after, where both are known."""
    known = {one["clause"]["id"]: one for one in clauses if "before" in one and "after" in one}
    before = Counter(one["before"]["own_state"] for one in known.values())
    after = Counter(one["after"]["own_state"] for one in known.values())
    return tuple(
        Total(mark("state", code, say.term("state", code)), before[code], after[code])
        for code in codes("state")
        if before[code] or after[code]
    )


_ROLES = {"carried": "role_carried", "own": "role_own", "proposed": "role_proposed", "lost": "role_lost"}


def _clause(say: Say, row: Thing, ticked: Container[str] | None, decided: bool) -> ClauseEffect:
    clause, link = row["clause"], row["link"]
    before, after = (row[name]["own_state"] if name in row else "" for name in ("before", "after"))
    carried = row["role"] == "carried" and not decided
    return ClauseEffect(
        number=clause["number"],
        title=clause.get("title", ""),
        standard=f"{row['standard']['code']}-{row['standard']['edition']}",
        href=addresses.of_kind("clause", clause["id"]),
        role=say(_ROLES[row["role"]]),
        link=link["id"] if carried else "",
        ticked=carried and (ticked is None or link["id"] in ticked),
        before=mark("state", before, say.term("state", before)) if before else None,
        after=mark("state", after, say.term("state", after)) if after else None,
        changes=bool(after) and before != after,
        note=say("effect_not_held") if row.get("held") is False else "",
    )


def _record(say: Say, row: Thing) -> Place:
    record = row["record"]
    why = say("outside_after") if row["why"] == "after_end" else say("outside_before")
    text = say("effect_record", name=thing_name(record, say), why=why)
    return Place(text, addresses.of_kind("record", record["id"]))


def _suspect(say: Say, link: Thing) -> Place:
    return Place(thing_name(link, say), addresses.of_kind("link", link["id"]))
