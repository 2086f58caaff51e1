"""What is asked of a clause, what of it is met, and the clause's own state (semantics: what counts, and its state)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graph_schema.results import STATES, ClauseFacts, Met, Obligation
from graph_schema.values import Day, Node

ASSESSED = ("procedure", "record", "any")
"""Kinds that can be judged by now; the others stay `not_assessed` and are left out of the state."""
NUMBERED = frozenset({"heading", "requirement", "term", "indicator"})
"""Rows that are numbered clauses: items, notes, figures, tables and examples are not."""
_STRENGTH = {"explicit": 0, "implied": 1, "default": 2}


def obligations(clause: Node, standard: Node, numbered_below: bool, leaf: bool) -> list[Obligation]:
    """The clause's obligations, asked or only shown, `met` not yet judged."""
    stated = _stated(clause)
    if stated and clause.get("normative"):
        asked = [Obligation(kind, strength, True, None, words) for kind, strength, words in stated]
        if not any(one.kind in ASSESSED for one in asked):
            asked.append(Obligation("any", "default", True))
        return asked
    shown = [Obligation(kind, strength, False, None, words) for kind, strength, words in stated]
    if standard.get("scheme") == "points" and clause.get("row") == "indicator" and leaf:
        return [*shown, *(Obligation(kind, "default", True) for kind in ("procedure", "record"))]
    if clause.get("normative") and clause.get("row") in NUMBERED and not numbered_below:
        return [*shown, Obligation("any", "default", True)]
    return shown


def _stated(clause: Node) -> list[tuple[str, str, str | None]]:
    """Own stated ones, one per kind, explicit before implied, in the order of the row."""
    best: dict[str, tuple[str, str, str | None]] = {}
    for row in clause.get("obligations") or ():
        kind, strength, words = row["kind"], row["strength"], row.get("words")
        held = best.get(kind)
        if held is None or _STRENGTH[strength] < _STRENGTH[held[1]]:
            best[kind] = (kind, strength, words)
    return list(best.values())


def judge(clause: Node, standard: Node, numbered_below: bool, leaf: bool, facts: ClauseFacts) -> tuple[Obligation, ...]:
    """The obligations with `met` filled in from the facts; those not asked are shown with `met` as well."""
    return tuple(replace(one, met=_met(one.kind, facts)) for one in obligations(clause, standard, numbered_below, leaf))


def _met(kind: str, facts: ClauseFacts) -> Met:
    if kind == "procedure":
        return facts.procedure
    if kind == "record":
        return facts.record
    if kind == "any":
        return best_met((facts.revision, facts.record))
    return "not_assessed"


def best_met(ways: Iterable[Met]) -> Met:
    """Met by any way: `yes` by one without a suspect link, `suspect` when every way has one."""
    found = set(ways)
    return "yes" if "yes" in found else "suspect" if "suspect" in found else "no"


def own_state(judged: Sequence[Obligation], standard: Node, excluded: bool, day: Day) -> str:
    """The first of the states that applies."""
    if excluded:
        return "not_applicable"
    ends = standard.get("in_force_to")
    if ends is not None and ends <= day:
        return "obsolete"
    asked = [one for one in judged if one.asked]
    if not asked:
        return "not_required"
    met = [one.met for one in asked if one.met != "not_assessed"]
    if all(one == "no" for one in met):
        return "gap"
    if "no" in met:
        return "partial"
    return "suspect" if "suspect" in met else "proved"


def gaps(judged: Sequence[Obligation], state: str, facts: ClauseFacts) -> tuple[str, ...]:
    """Which gap kinds a clause in own state gap or partial has."""
    if state not in ("gap", "partial"):
        return ()
    if facts.revision == "no" and facts.record == "no":
        return ("nothing",)
    unmet = {one.kind for one in judged if one.asked and one.met == "no"}
    return tuple(f"no_{kind}" for kind in ("procedure", "record") if kind in unmet)


def has_unassessed(judged: Sequence[Obligation]) -> bool:
    """Whether rows asked of the clause wait for what later brings them."""
    return any(one.asked and one.met == "not_assessed" for one in judged)


def worst(states: Iterable[str]) -> str:
    """The worst of some states."""
    return min(states, key=STATES.index)


def is_excluded(exclusions: Iterable[Node], day: Day) -> bool:
    """Whether a declared statement of applicability (of the clause or above it) covers the day."""
    return any(
        one.get("state") == "declared"
        and (one.get("from") is None or one.text("from") <= day)
        and (one.get("to") is None or day < one.text("to"))
        for one in exclusions
    )


def covered_below(exclusions: Iterable[Node], parents: Mapping[str, str | None], day: Day) -> set[str]:
    """Ids of the clauses covered on the day by a statement on themselves or on a clause above them."""
    at = {one.text("clause") for one in exclusions if is_excluded((one,), day)}
    covered: set[str] = set()
    for clause in parents:
        above: str | None = clause
        while above is not None:
            if above in at:
                covered.add(clause)
                break
            above = parents.get(above)
    return covered
