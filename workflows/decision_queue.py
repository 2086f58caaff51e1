"""What waits to be decided, with how much hangs on each: what management sees first."""

from __future__ import annotations

from collections.abc import Sequence

from graph_schema.lines import line
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE
from workflows import decisions
from workflows.answers import Json
from workflows.permissions import may
from workflows.system import Person, System

COUNTED = 1_000
"""Records are counted up to here; more are told as `1000+`."""
_CONFIRMED = frozenset({"confirmed"})


def queue(system: System, person: Person, start: int = 0, limit: int | None = None) -> Json:
    """{`rows`, `total`}: what waits for whoever may decide, else what this person submitted; the longest waiting
    first. Each row also has `clauses` and `records`: those that hang on it."""
    told = decisions.waiting if may(person.roles, "document.decide") else decisions.submitted
    found = told(system, person)
    shown = found[start:] if limit is None else found[start : start + limit]
    with system.reader() as reader:
        return {"rows": [row | _touched(reader, row) for row in shown], "total": len(found)}


def _touched(reader: Reader, row: Json) -> Json:
    """Clauses the revision is linked to, and records made under the one it would replace."""
    claims = reader.links(LinkFilter(kind="satisfies", from_id=row["revision"]["id"], states=LIVE))
    others = [one for one in reader.find("revision", owner=row["document"]["id"]) if one.id != row["revision"]["id"]]
    before = line(others)
    made = LinkFilter(kind="records", to_id=before[-1].id, states=_CONFIRMED) if before else None
    records = len(reader.links(made, limit=COUNTED + 1)) if made else 0
    return {"clauses": len(claims), "records": records} | ({"before": before[-1].text("label")} if before else {})


def neighbours(system: System, person: Person, revision: str) -> Json:
    """Where a revision stands among those this person may decide on: {`place` (from 1, 0: not among them), `total`,
    `before`, `after`} with ids of revisions, absent where there is none."""
    waiting: Sequence[Json] = [one for one in decisions.waiting(system, person) if one["may_decide"]]
    ids = [one["revision"]["id"] for one in waiting]
    if revision not in ids:
        return {"place": 0, "total": len(ids)} | ({"after": ids[0]} if ids else {})
    at = ids.index(revision)
    answer: Json = {"place": at + 1, "total": len(ids)}
    if at:
        answer["before"] = ids[at - 1]
    return answer | ({"after": ids[at + 1]} if at + 1 < len(ids) else {})
