"""Every numbering style bids for a document; the one that explains most of its lines reads it."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.numbering.controls import plan_controls
from ingestion.numbering.decimal import plan_decimal
from ingestion.numbering.laws import plan_law
from ingestion.numbering.lines import Line
from ingestion.numbering.official import first_mark, plan_official
from ingestion.numbering.plan import Plan
from ingestion.numbering.regulations import plan_regulation
from ingestion.numbering.union import plan_union

NO_NUMBERING = Plan("none")


def best_plan(lines: Sequence[Line], taken: dict[int, str], chinese: bool) -> Plan:
    """The plan with the highest bid; nested lists win only when they begin before any numbered head."""
    plans = [
        plan_law(lines, taken),
        plan_union(lines, taken),
        plan_regulation(lines, taken),
        plan_controls(lines, taken),
        plan_decimal(lines, taken, chinese),
    ]
    best = max(plans, key=lambda plan: plan.bid)
    lists = plan_official(lines, taken)
    if not best.heads:
        return lists if lists.bid else NO_NUMBERING
    if lists.bid > best.bid and first_mark(lines, taken) < min(best.heads):
        return lists
    return best
