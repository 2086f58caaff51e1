"""Nodes, links, trails and coverage as the stable JSON documents of command line and API: absent, never null."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graph_schema.ports import Reader
from graph_schema.results import Chain, ClauseRow, Coverage, Issue, Obligation, ShownEvidence, ShownRecord, Trail
from graph_schema.values import Link, Node, link_document, thaw
from graph_schema.views import View

Json = dict[str, Any]
Refer = Callable[[str], Json]
"""From an id to the short document of the thing it names."""


def standard_name(standard: Node) -> str:
    """Code and edition as printed together: `GB/T 27922-2011`."""
    return f"{standard.text('code')}-{standard.text('edition')}"


def node_answer(node: Node) -> Json:
    """A node's current version in full; `version` goes into `If-Match`."""
    return {"id": node.id, "kind": node.kind, "version": node.seq_from, **thaw(node.fields)}


def link_answer(link: Link) -> Json:
    """A link's current version in full."""
    return {**link_document(link), "version": link.seq_from}


def brief(node: Node) -> Json:
    """What names a node: its id, kind and the fields people know it by."""
    names = {
        "standard": ("code", "edition", "title"),
        "clause": ("number", "title", "row"),
        "document": ("number", "title", "type"),
        "revision": ("number", "label", "state", "effective_from"),
        "record": ("number", "type", "title", "date", "period_from", "site"),
        "evidence": ("sha256", "file_name", "media_type", "size", "fixity"),
        "applicability": ("state", "reason", "from", "to"),
        "review": ("state", "revision", "submitted_by", "submitted_at"),
        "decision": ("outcome", "revision", "by", "at", "effective_from"),
    }[node.kind]
    return {"id": node.id, "kind": node.kind, **{name: node.get(name) for name in names if node.get(name) is not None}}


def brief_link(link: Link, suspect: bool) -> Json:
    """What names a link where it is shown: its id, kind, state, who and when, and whether it is suspect."""
    shown = {"id": link.id, "kind": link.kind, "state": link.state, "by": link.by, "at": link.at, "suspect": suspect}
    for name in ("reason", "valid_from", "valid_to"):
        if (value := getattr(link, name)) is not None:
            shown[name] = value
    return shown


def view_answer(view: View) -> Json:
    """What every answer names: `as_of`, `known_at` (and the instant where one was asked), `period`, `site`."""
    answer: Json = {
        "as_of": view.as_of,
        "known_at": f"seq:{view.known_at}",
        "period": {"from": view.period.start, "to": view.period.end},
    }
    if view.known_at_instant is not None:
        answer["known_at_instant"] = view.known_at_instant
    if view.site is not None:
        answer["site"] = view.site
    return answer


def trail_answer(trail: Trail, refer: Refer) -> Json:
    """The trail as data, exactly the shape that `docs/` describes."""
    answer: Json = {"standard": brief(trail.standard), "clause": brief(trail.clause), **view_answer(trail.view)}
    answer |= {
        "state": trail.state,
        "own_state": trail.own_state,
        "obligations": [obligation_answer(one) for one in trail.obligations],
        "chains": [_chain(one) for one in trail.chains],
        "direct_records": [_record(one) for one in trail.direct_records],
        "gaps": [{"kind": kind} for kind in trail.gaps],
        "issues": [issue_answer(one, refer) for one in trail.issues],
        "truncated": list(trail.truncated),
    }
    if trail.below:
        answer["below"] = dict(trail.below)
    return answer


def obligation_answer(one: Obligation) -> Json:
    """One obligation: kind, strength, whether asked, whether met, and the words it was read from."""
    answer: Json = {"kind": one.kind, "strength": one.strength, "asked": one.asked, "met": one.met}
    if one.words is not None:
        answer["words"] = one.words
    return answer


def issue_answer(issue: Issue, refer: Refer) -> Json:
    """One issue with its subjects named; the first is the place to go."""
    subjects = [refer(id_) for id_ in issue.subjects]
    return {"code": issue.code, "severity": issue.severity, "subjects": subjects, "place": place(subjects[0])}


_PAGES = {
    "standard": "standards",
    "clause": "clauses",
    "document": "documents",
    "revision": "revisions",
    "record": "records",
    "evidence": "evidence",
    "applicability": "applicability",
    "review": "reviews",
    "decision": "decisions",
}


def place(subject: Mapping[str, Any]) -> str:
    """Where a thing is to be looked at, as a path of the API."""
    return f"/api/v1/{_PAGES.get(subject['kind'], 'links')}/{subject['id']}"


def _chain(chain: Chain) -> Json:
    answer: Json = {"document": brief(chain.document)}
    if chain.revision is not None and chain.link is not None:
        answer["revision"] = brief(chain.revision)
        answer["link"] = brief_link(chain.link, chain.suspect)
    answer["history"] = [_history(one.revision, one.interval.start, one.interval.end) for one in chain.history]
    answer["records"] = [_record(one) for one in chain.records]
    return answer


def _history(revision: Node, start: str, end: str | None) -> Json:
    answer: Json = {"revision": brief(revision), "from": start}
    if end is not None:
        answer["to"] = end
    answer["decision"] = decision_answer(revision)
    return answer


_TOLD = (
    ("decision", "decision"),
    ("by", "decided_by"),
    ("on", "decided_on"),
    ("reason", "reason"),
    ("proof", "proof"),
)
_DECIDED_HERE = (
    ("id", "decided_in"),
    ("review", "review"),
    ("submitted_by", "submitted_by"),
    ("submitted_at", "submitted_at"),
)


def decision_answer(revision: Node) -> Json:
    """How it was decided on the revision: adopted, approved or refused, by whom, when, why, on what proof; where it was
    decided here also the decision's id, its review, and who submitted it when."""
    if revision.get("adopted"):
        decision = {"outcome": "adopted"}
    else:
        decision = {"outcome": "refused" if revision.get("effective_from") is None else "approved"}
    for name, field in _TOLD if revision.get("adopted") else (*_TOLD, *_DECIDED_HERE):
        if revision.get(field) is not None:
            decision[name] = revision.get(field)
    return decision


def _record(shown: ShownRecord) -> Json:
    answer: Json = {"record": brief(shown.record)}
    if shown.revision is not None:
        answer["revision"] = brief(shown.revision)
    answer |= {
        "link": brief_link(shown.link, shown.suspect),
        "fits": shown.fits,
        "evidence": [_evidence(one) for one in shown.evidence],
    }
    return answer


def _evidence(shown: ShownEvidence) -> Json:
    return {
        "evidence": {**brief(shown.evidence), "name": shown.name},
        "link": brief_link(shown.link, shown.suspect) | thaw(shown.link.fields),
    }


def coverage_answer(coverage: Coverage) -> Json:
    """The coverage of an edition as data."""
    totals = {**coverage.totals, **({"not_assessed": coverage.not_assessed} if coverage.not_assessed else {})}
    return {
        "standard": brief(coverage.standard),
        **view_answer(coverage.view),
        "totals": totals,
        "clauses": [_row(row) for row in coverage.clauses],
    }


def _row(row: ClauseRow) -> Json:
    answer: Json = {"id": row.clause.id, "number": row.clause.text("number")}
    if row.clause.get("title") is not None:
        answer["title"] = row.clause.get("title")
    answer |= {"state": row.state, "own_state": row.own_state}
    if row.below:
        answer["below"] = dict(row.below)
    return answer | {
        "obligations": [obligation_answer(one) for one in row.obligations],
        "procedures": row.facts.procedures,
        "records": row.facts.records,
        "evidence": row.facts.evidence,
        "gaps": [{"kind": kind} for kind in row.gaps],
        "issues": dict(row.issues),
    }


def referrer(reader: Reader, ids: Iterable[str], known_at: int | None) -> Refer:
    """Names things by id as known at an entry, nodes read at once."""
    wanted = list(dict.fromkeys(ids))
    nodes = reader.get_many(wanted, known_at)

    def refer(id_: str) -> Json:
        if id_ in nodes:
            return brief(nodes[id_])
        link = reader.get_link(id_, known_at)
        return {"id": id_, "kind": "link", **({"link": link.kind, "state": link.state} if link else {})}

    return refer
