"""The product's answers in the shape of the oracle's: plain dictionaries with ids."""

from __future__ import annotations

from typing import Any

from graph_schema.results import Chain, ClauseRow, Coverage, Obligation, ShownRecord, Trail


def trail_shape(trail: Trail) -> dict[str, Any]:
    """A trail as plain data; issues sorted, obligations by kind."""
    return {
        "standard": trail.standard.id,
        "clause": trail.clause.id,
        "state": trail.state,
        "own_state": trail.own_state,
        "obligations": _obligations(trail.obligations),
        "chains": [_chain(one) for one in trail.chains],
        "direct_records": [_record(one) for one in trail.direct_records],
        "gaps": list(trail.gaps),
        "issues": sorted((one.code, one.severity, *one.subjects) for one in trail.issues),
    }


def coverage_shape(coverage: Coverage) -> dict[str, Any]:
    """A coverage as plain data."""
    return {
        "totals": dict(coverage.totals),
        "not_assessed": coverage.not_assessed,
        "clauses": [_row(one) for one in coverage.clauses],
    }


def _obligations(known: tuple[Obligation, ...]) -> list[dict[str, Any]]:
    shown = [{"kind": one.kind, "strength": one.strength, "asked": one.asked, "met": one.met} for one in known]
    return sorted(shown, key=lambda one: str(one["kind"]))


def _record(shown: ShownRecord) -> dict[str, Any]:
    record: dict[str, Any] = {
        "record": shown.record.id,
        "link": shown.link.id,
        "fits": shown.fits,
        "evidence": [{"evidence": one.evidence.id, "link": one.link.id} for one in shown.evidence],
    }
    return record if shown.revision is None else {**record, "revision": shown.revision.id}


def _chain(chain: Chain) -> dict[str, Any]:
    history = []
    for one in chain.history:
        item = {"revision": one.revision.id, "from": one.interval.start}
        history.append(item if one.interval.end is None else {**item, "to": one.interval.end})
    shown: dict[str, Any] = {
        "document": chain.document.id,
        "history": history,
        "records": [_record(one) for one in chain.records],
    }
    if chain.revision is not None:
        shown["revision"] = chain.revision.id
    if chain.link is not None:
        shown["link"] = chain.link.id
    return shown


def _row(row: ClauseRow) -> dict[str, Any]:
    return {
        "number": row.clause.text("number"),
        "state": row.state,
        "own_state": row.own_state,
        "below": dict(row.below),
        "obligations": _obligations(row.obligations),
        "procedures": row.facts.procedures,
        "records": row.facts.records,
        "evidence": row.facts.evidence,
        "gaps": list(row.gaps),
        "issues": dict(row.issues),
    }
