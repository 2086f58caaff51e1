"""Everything one decision needs to be seen on one page: what changes, what hangs on it, and what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_schema.dates import day
from graph_schema.jobs import READ
from graph_schema.lines import in_force
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Day, Link, Node
from ingestion.page_text import FileText
from workflows import answers, differences, resolve
from workflows.answers import Json, brief_link, link_answer, node_answer
from workflows.carry import predecessor
from workflows.decisions import may_decide
from workflows.differences import Row, Run
from workflows.effects import Effect, effect
from workflows.permissions import require
from workflows.system import Person, System

_CONFIRMED = frozenset({"confirmed"})


@dataclass(frozen=True, slots=True)
class _Claim:
    """A clause that hangs on the decision and how: `carried` (confirmed by the approval where left ticked), `own`
    (confirmed already), `proposed` (waits on), `lost` (held by the revision that ends, not by this one)."""

    role: str
    link: Link
    held: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """What is read of a revision for its page. `before`: the one it replaces on `start`; `current`: the same where
    it is in force up to then."""

    revision: Node
    document: Node
    review: Node | None
    start: Day
    before: Node | None
    current: Node | None
    claims: tuple[_Claim, ...]
    clauses: Mapping[str, Node]
    standards: Mapping[str, Node]


def brief(system: System, person: Person, revision: str, effective_from: str | None = None) -> Json:
    """The page of a decision on a revision, as if approved from a day on (default: its own day, or today). `shown` is
    to be given back with the decision, so that nobody signs what they were not shown."""
    require(person.roles, "read")
    with system.reader() as reader:
        case = _read(system, reader, revision, effective_from)
        records = _records(reader, case, system.today())
        suspects = _suspects(reader, case)
    answer: Json = {
        "revision": node_answer(case.revision),
        "document": answers.brief(case.document),
        "effective_from": case.start,
        **may_decide(person, case.revision),
    }
    if case.review is not None:
        answer["review"] = node_answer(case.review)
    if case.before is not None:
        answer["against"] = answers.brief(case.before) | {"in_force": case.current is not None}
    seen = effect(system, person, case.revision.id, case.start, case.clauses.values())
    if seen.obstacle is not None:
        answer["obstacle"] = {"code": seen.obstacle.code, "params": dict(seen.obstacle.params)}
    return answer | {
        "shown": {
            "version": case.revision.seq_from,
            "links": [one.link.id for one in case.claims if one.role == "carried"],
            "against": case.before.id if case.before else "",
        },
        "difference": difference(system, case.before, case.revision),
        "clauses": [_clause(case, one, seen) for one in case.claims],
        "records": records,
        "suspects": suspects,
    }


def _read(system: System, reader: Reader, revision: str, effective_from: str | None) -> _Case:
    found = resolve.node(reader, system.vocabulary, revision, system.today(), "revision")
    start = day(effective_from, "effective_from") if effective_from else found.get("effective_from") or system.today()
    others = [one for one in reader.find("revision", owner=found.text("document")) if one.id != found.id]
    before = predecessor(others, found, start)
    current = before if before is not None and in_force(others, start) == before else None
    claims = _claims(reader, found, before, current, start)
    clauses = reader.get_many([one.link.to_id for one in claims])
    standards = reader.get_many([one.text("standard") for one in clauses.values()])
    document = reader.get(found.text("document"))
    assert document is not None, "a revision's document is in the store"
    review = reader.get(found.text("review")) if found.get("review") else None
    in_order = sorted(claims, key=lambda one: _place(clauses[one.link.to_id], standards))
    return _Case(found, document, review, start, before, current, tuple(in_order), clauses, standards)


def _place(clause: Node, standards: Mapping[str, Node]) -> tuple[str, str, int]:
    """By edition, then as printed."""
    standard = standards[clause.text("standard")]
    return answers.standard_name(standard), standard.id, int(clause.fields["order"])


def _claims(reader: Reader, revision: Node, before: Node | None, current: Node | None, start: Day) -> list[_Claim]:
    held: Sequence[Link] = ()
    if before is not None:
        held = reader.links(LinkFilter(kind="satisfies", from_id=before.id, states=_CONFIRMED))
    counting = {link.id for link in held if link.counts_on(start)}
    live = reader.links(LinkFilter(kind="satisfies", from_id=revision.id, states=LIVE))
    claims = []
    for link in live:
        carried = link.state == "proposed" and link.carried_from is not None
        role = "own" if link.state == "confirmed" else "carried" if carried else "proposed"
        claims.append(_Claim(role, link, not carried or link.carried_from in counting))
    own = {link.to_id for link in live}
    lost = held if current is not None else ()
    return claims + [_Claim("lost", one, True) for one in lost if one.id in counting and one.to_id not in own]


def _clause(case: _Case, claim: _Claim, seen: Effect) -> Json:
    """`held`: for a carried link, whether the revision before still holds the one it was carried from on that day."""
    clause = case.clauses[claim.link.to_id]
    row: Json = {
        "standard": answers.brief(case.standards[clause.text("standard")]),
        "clause": answers.brief(clause),
        "role": claim.role,
        "link": link_answer(claim.link),
    }
    if claim.role == "carried":
        row["held"] = claim.held
    for name, states in (("before", seen.before), ("after", seen.after)):
        if clause.id in states:
            row[name] = dict(zip(("own_state", "state"), states[clause.id], strict=True))
    return row


def _records(reader: Reader, case: _Case, today: Day) -> Json:
    """How many records were made under the revision that ends, and those that will not lie in their revision's
    interval: dated after its end, or before the new one's beginning."""
    under = _made_under(reader, case.before)
    early = [("before_start", one) for one in _made_under(reader, case.revision)]
    late = [("after_end", one) for one in under] if case.current is not None and case.start <= today else []
    nodes = reader.get_many([link.from_id for _, link in early + late])
    outside: list[Json] = []
    for why, link in early + late:
        record = nodes[link.from_id]
        if (record.text("date") < case.start) == (why == "before_start"):
            outside.append({"record": answers.brief(record), "revision": link.to_id, "why": why})
    outside.sort(key=lambda one: (one["record"]["date"], one["record"]["id"]))
    return {"under": len(under), "outside": outside}


def _made_under(reader: Reader, revision: Node | None) -> Sequence[Link]:
    if revision is None:
        return ()
    return reader.links(LinkFilter(kind="records", to_id=revision.id, states=_CONFIRMED))


def _suspects(reader: Reader, case: _Case) -> list[Json]:
    """Suspect links of the revision and of the one it replaces, both ends named."""
    ids = [one.id for one in (case.before, case.revision) if one is not None]
    found = {
        link.id: link
        for id_ in ids
        for where in (LinkFilter(from_id=id_, suspect=True), LinkFilter(to_id=id_, suspect=True))
        for link in reader.links(where)
    }
    ends = reader.get_many([id_ for link in found.values() for id_ in (link.from_id, link.to_id)])
    return [
        brief_link(link, True) | {"from": answers.brief(ends[link.from_id]), "to": answers.brief(ends[link.to_id])}
        for link in sorted(found.values(), key=lambda one: one.id)
    ]


def difference(system: System, old: Node | None, new: Node) -> Json:
    """The text difference between two revisions. `status`: compared; `first` (nothing before it: all added);
    `same_content` (the same bytes: no rows); `text_not_read` (which, and how far its reading has come)."""
    if old is not None and old.text("content") == new.text("content"):
        return {"status": "same_content", "rows": [], "counts": {}}
    sides = [(name, one) for name, one in (("old", old), ("new", new)) if one is not None]
    texts = {name: _text(system, one) for name, one in sides}
    if unread := [_unread(system, name, one) for name, one in sides if texts[name] is None]:
        return {"status": "text_not_read", "unread": unread, "rows": [], "counts": {}}
    left, right = ([] if (text := texts.get(name)) is None else differences.paragraphs(text) for name in ("old", "new"))
    rows = differences.compare(left, right)
    answer: Json = {"status": "compared" if old is not None else "first"}
    incomplete = [
        {"side": name, "code": text.partial, "params": dict(text.params)}
        for name, text in texts.items()
        if text is not None and text.partial
    ]
    if incomplete:
        answer["incomplete"] = incomplete
    return answer | {"counts": differences.counts(rows), "rows": [_row(row) for row in rows]}


def _text(system: System, revision: Node) -> FileText | None:
    return system.reading.text(revision.text("content")) if system.reading is not None else None


def _unread(system: System, side: str, revision: Node) -> Json:
    """Which text is missing, and why: the state of the job that is to read it, where there is one."""
    answer: Json = {"side": side, "revision": revision.id, "label": revision.text("label")}
    job = system.store.jobs.get(READ, revision.text("content"))
    if job is not None:
        answer["state"] = job.state
        if job.reason is not None:
            answer |= {"reason": job.reason, "params": dict(job.params)}
    return answer


def _row(row: Row) -> Json:
    answer: Json = {"kind": row.kind, "far": row.far}
    for name, runs, page in (("old", row.old, row.old_page), ("new", row.new, row.new_page)):
        if page is not None:
            answer |= {name: [_run(run) for run in runs], f"{name}_page": page}
    return answer


def _run(run: Run) -> Json:
    return {"text": run.text, "marked": run.marked}
