"""Coverage of an edition: the state of every clause from facts counted by the engine. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from graph_schema.obligations import NUMBERED, covered_below, gaps, has_unassessed, judge, own_state, worst
from graph_schema.results import ClauseFacts, ClauseRow, Coverage, Obligation
from graph_schema.trail import state_issues
from graph_schema.values import Node
from graph_schema.views import View

NOTHING = ClauseFacts()


def clause_tree(clauses: Iterable[Node]) -> Mapping[str, list[Node]]:
    """The rows right below each clause, by its id, in order."""
    below: dict[str, list[Node]] = {}
    for clause in sorted(clauses, key=lambda one: one.fields["order"]):
        if (parent := clause.get("parent")) is not None:
            below.setdefault(parent, []).append(clause)
    return below


def build_coverage(
    standard: Node,
    clauses: Sequence[Node],
    facts: Mapping[str, ClauseFacts],
    exclusions: Sequence[Node],
    view: View,
) -> Coverage:
    """One row a clause in the order of the edition; clauses without facts have nothing that counts."""
    tree = clause_tree(clauses)
    covered = covered_below(exclusions, {one.id: one.get("parent") for one in clauses}, view.as_of)
    ordered = sorted(clauses, key=lambda one: one.fields["order"])
    judged: dict[str, tuple[tuple[Obligation, ...], str]] = {}
    for clause in ordered:
        children = tree.get(clause.id, [])
        numbered = any(one.get("row") in NUMBERED for one in children)
        row = judge(clause, standard, numbered, not children, facts.get(clause.id, NOTHING))
        judged[clause.id] = row, own_state(row, standard, clause.id in covered, view.as_of)
    below = _below(ordered, tree, {id_: state for id_, (_, state) in judged.items()})
    rows = [_row(one, standard, judged[one.id], facts.get(one.id, NOTHING), below[one.id], view) for one in ordered]
    return Coverage(
        standard=standard,
        view=view,
        totals=dict(Counter(row.own_state for row in rows)),
        not_assessed=sum("not_assessed" in row.issues for row in rows),
        clauses=tuple(rows),
    )


def _row(
    clause: Node,
    standard: Node,
    judged: tuple[tuple[Obligation, ...], str],
    facts: ClauseFacts,
    below: Counter[str],
    view: View,
) -> ClauseRow:
    obligations, own = judged
    more = state_issues(clause, standard, own, has_unassessed(obligations), view.as_of)
    return ClauseRow(
        clause=clause,
        state=worst([own, *below]),
        own_state=own,
        obligations=obligations,
        facts=facts,
        gaps=gaps(obligations, own, facts),
        issues={**facts.issues, **{issue.code: 1 for issue in more}},
        below=below,
    )


def _below(
    ordered: Sequence[Node], tree: Mapping[str, list[Node]], own: Mapping[str, str]
) -> Mapping[str, Counter[str]]:
    """Own states of all rows below each clause, counted; children stand after their parent in the order."""
    counts: dict[str, Counter[str]] = {one.id: Counter() for one in ordered}
    for clause in sorted(ordered, key=lambda one: -one.fields["level"]):
        for child in tree.get(clause.id, ()):
            counts[clause.id][own[child.id]] += 1
            counts[clause.id].update(counts[child.id])
    return counts
