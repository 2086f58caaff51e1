"""Coming into force: submitted, approved, refused; what is refused; what follows from the dates at every read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from graph_schema.errors import Conflict, Forbidden, InvalidInput, StaleVersion
from tests.workflows.conftest import Office
from workflows import decisions, documents, links, previews, records
from workflows.decisions import Shown
from workflows.records import RecordFields
from workflows.system import Person
from workflows.verifying import verify

BOSS = Person("laozong", frozenset({"management"}), "page")


def submitted(office: Office, number: str = "QP-1", label: str = "A/0") -> str:
    """A document's first or next revision, submitted."""
    with office.system.reader() as reader:
        known = any(one.text("number") == number for one in reader.find("document"))
    (office.revise if known else office.document)(number, label)
    reference = f"revision:{number}@{label}"
    decisions.submit(office.system, office.controller, reference)
    return reference


def approve(office: Office, reference: str, since: str = "2026-06-30", **more: Any) -> Any:
    return decisions.approve(office.system, office.manager, reference, since, "适宜且充分", **more)


def in_force(office: Office, number: str = "QP-1") -> str | None:
    shown = documents.show(office.system, office.auditor, f"document:{number}")
    return shown.get("in_force")


def size(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def test_a_revision_comes_into_force_by_a_decision_in_one_entry(office: Office) -> None:
    reference = submitted(office)
    before = size(office)
    answer = approve(office, reference)
    assert size(office) == before + 1
    revision, decision, review = answer["revision"], answer["decision"], answer["review"]
    assert (revision["state"], revision["effective_from"], revision["decided_by"]) == (
        "approved",
        "2026-06-30",
        "guanli",
    )
    assert (decision["outcome"], decision["by"], decision["reason"]) == ("approved", "guanli", "适宜且充分")
    assert (decision["revision"], decision["review"]) == (revision["id"], review["id"])
    assert decision["content"] == review["content"] == revision["content"]
    assert (review["state"], review["submitted_by"], review["author"]) == ("decided", "wenkong", "wenkong")
    with office.system.reader() as reader:
        entry = next(iter(reader.entries(before)))
    assert (entry.action, entry.reason) == ("revision:approved", "适宜且充分")
    assert {one.id for one in entry.subjects} == {revision["id"], decision["id"], review["id"]}
    assert in_force(office) == "A/0"
    assert verify(office.system, office.auditor)["ok"]


def test_the_trail_tells_who_submitted_and_who_decided(office: Office) -> None:
    reference = submitted(office)
    office.confirm(reference, "clause:GB/T 1-2011#4.2")
    answer = approve(office, reference)
    history = office.trail("4.2")["chains"][0]["history"]
    assert history[0]["decision"] == {
        "outcome": "approved",
        "id": answer["decision"]["id"],
        "review": answer["review"]["id"],
        "by": "guanli",
        "on": "2026-06-30",
        "reason": "适宜且充分",
        "submitted_by": "wenkong",
        "submitted_at": office.clock.now,
    }
    assert "adopted" not in [one["code"] for one in office.trail("4.2")["issues"]]


def test_in_force_follows_from_the_date_at_midnight_with_nobody_looking(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    approve(office, submitted(office, label="B/0"), "2026-07-01")
    entries = size(office)
    seen = {}
    for moment in ("2026-06-30T15:59:59.999999Z", "2026-06-30T16:00:00.000000Z"):  # midnight in Shanghai
        office.clock.now = moment
        chain = office.trail("4.2")["chains"][0]
        seen[moment] = (
            in_force(office),
            chain["revision"]["label"],
            [row["revision"]["label"] for row in chain["history"]],
        )
    assert list(seen.values()) == [("A/0", "A/0", ["A/0"]), ("B/0", "B/0", ["A/0", "B/0"])]
    assert size(office) == entries


def test_the_approval_confirms_what_is_left_ticked_rejects_the_rest_and_leaves_other_proposals(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    for clause in ("4.1", "4.2", "4.3"):
        office.confirm("revision:QP-1@A/0", f"clause:GB/T 1-2011#{clause}")
    reference = submitted(office, label="B/0")
    own = links.propose(office.system, office.controller, reference, "clause:GB/T 1-2011#4.2 a)")
    answer = approve(office, reference, untick=["4.3"])
    number = {one["id"]: one["number"] for one in clauses(office)}
    assert sorted(number[one["to"]] for one in answer["confirmed"]) == ["4.1", "4.2"]
    assert [number[one["to"]] for one in answer["rejected"]] == ["4.3"]
    assert [one["id"] for one in answer["waiting"]] == [own["id"]]
    assert all(one["reason"] for one in answer["confirmed"] + answer["rejected"])
    assert {one["by"] for one in answer["confirmed"] + answer["rejected"]} == {"guanli"}
    assert answer["decision"]["confirmed"] == [one["id"] for one in answer["confirmed"]]
    assert answer["decision"]["rejected"] == [one["id"] for one in answer["rejected"]]
    assert office.trail("4.3")["own_state"] == "gap"


def clauses(office: Office) -> list[dict[str, Any]]:
    with office.system.reader() as reader:
        return [{"id": one.id, "number": one.text("number")} for one in reader.find("clause")]


def test_the_decision_draws_supersedes(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    reference = submitted(office, label="B/0")
    with office.system.reader() as reader:
        assert not reader.find("decision")
    approve(office, reference, "2026-08-01")
    shown = documents.show(office.system, office.auditor, "document:QP-1")
    rows = {row["label"]: row for row in shown["revisions"]}
    drawn = [one for one in rows["B/0"]["links"] if one["kind"] == "supersedes"]
    assert [(one["to"], one["state"], one["by"]) for one in drawn] == [(rows["A/0"]["id"], "confirmed", "guanli")]
    assert (rows["B/0"]["phase"], rows["A/0"]["to"]) == ("approved", "2026-08-01")


def test_submission_refreshes_what_is_carried_over(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    office.revise("QP-1", "B/0")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    answer = decisions.submit(office.system, office.controller, "revision:QP-1@B/0")
    number = {one["id"]: one["number"] for one in clauses(office)}
    assert sorted(number[one["to"]] for one in answer["carried"]) == ["4.1", "4.2"]


def test_a_refused_revision_stays_refused_and_a_new_one_is_made(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    reference = submitted(office, label="B/0")
    answer = decisions.refuse(office.system, office.manager, reference, "第 3 章不完整")
    assert (answer["revision"]["state"], answer["decision"]["outcome"]) == ("refused", "refused")
    assert "effective_from" not in answer["revision"]
    shown = documents.show(office.system, office.auditor, "document:QP-1")
    row = next(one for one in shown["revisions"] if one["label"] == "B/0")
    assert (row["phase"], row["decision"]["outcome"], row["decision"]["reason"]) == (
        "refused",
        "refused",
        "第 3 章不完整",
    )
    assert [one["state"] for one in row["links"]] == ["withdrawn"]
    assert [one["outcome"] for one in shown["decisions"]] == ["refused"]
    for again in (submit_again, approve):
        with pytest.raises(Conflict, match=r"revision_not_draft|revision_decided"):
            again(office, reference)
    approve(office, submitted(office, label="B/1"))
    assert in_force(office) == "B/1"


def submit_again(office: Office, reference: str) -> Any:
    return decisions.submit(office.system, office.controller, reference)


@dataclass(frozen=True)
class Wrong:
    """A wrong order: how far the revision has come, who asks what, and the answer."""

    to: str
    error: type[Exception]
    code: str
    person: str = "manager"
    since: str = "2026-06-30"
    reason: str = "适宜"


WRONG = {
    "a draft nobody submitted": Wrong("draft", Conflict, "revision_not_submitted"),
    "a date in the past": Wrong("submitted", InvalidInput, "effective_in_past", since="2026-06-29"),
    "no date": Wrong("submitted", InvalidInput, "date_invalid", since="soon"),
    "no reason": Wrong("submitted", InvalidInput, "reason_needed", reason=" "),
    "twice": Wrong("approved", Conflict, "revision_decided"),
    "after a refusal": Wrong("refused", Conflict, "revision_decided"),
    "after a withdrawal": Wrong("withdrawn", Conflict, "revision_decided"),
    "an adopted one": Wrong("adopted", Conflict, "revision_decided"),
    "without the role": Wrong("submitted", Forbidden, "not_allowed", person="controller"),
    "an auditor": Wrong("submitted", Forbidden, "not_allowed", person="auditor"),
}


def brought(office: Office, state: str) -> str:
    reference = "revision:QP-1@A/0"
    if state == "draft":
        office.document("QP-1")
        return reference
    submitted(office)
    if state == "approved":
        approve(office, reference)
    elif state == "refused":
        decisions.refuse(office.system, office.manager, reference, "不适宜")
    elif state == "withdrawn":
        documents.withdraw(office.system, office.controller, reference, "取消")
    elif state == "adopted":
        office.adopt(reference, "2026-01-01")
    return reference


@pytest.mark.parametrize("case", WRONG.values(), ids=list(WRONG))
def test_a_wrong_order_is_refused_with_its_code_and_writes_nothing(office: Office, case: Wrong) -> None:
    reference = brought(office, case.to)
    before = size(office)
    with pytest.raises(case.error, match=case.code):
        decisions.approve(office.system, getattr(office, case.person), reference, case.since, case.reason)
    assert size(office) == before


@pytest.mark.parametrize("name", ["wenkong", "qita"])
def test_nobody_decides_on_own_work(office: Office, name: str) -> None:
    """Neither who prepared it nor who submitted it, whatever roles they hold besides."""
    office.document("QP-1")
    both = frozenset({"controller", "management"})
    decisions.submit(office.system, Person("qita", both, "cli"), "revision:QP-1@A/0")
    person = Person(name, both, "cli")
    before = size(office)
    with pytest.raises(Forbidden, match="own_work"):
        decisions.approve(office.system, person, "revision:QP-1@A/0", "2026-06-30", "适宜")
    with pytest.raises(Forbidden, match="own_work"):
        decisions.refuse(office.system, person, "revision:QP-1@A/0", "不适宜")
    assert size(office) == before


def test_a_decision_begins_later_than_every_one_approved_before(office: Office) -> None:
    approve(office, submitted(office), "2026-08-01")
    reference = submitted(office, label="B/0")
    for since in ("2026-07-01", "2026-08-01"):
        with pytest.raises(Conflict, match="effective_not_later"):
            approve(office, reference, since)
    approve(office, reference, "2026-08-02")
    # one that was never in force counts for nothing
    documents.withdraw(office.system, office.controller, "revision:QP-1@B/0", "取消", "2026-08-02")
    approve(office, submitted(office, label="C/0"), "2026-08-02")


def test_withdrawing_or_adopting_a_submitted_revision_closes_its_review(office: Office) -> None:
    submitted(office)
    answer = documents.withdraw(office.system, office.controller, "revision:QP-1@A/0", "取消")
    assert answer["review"]["state"] == "closed"
    submitted(office, "QP-2")
    office.adopt("revision:QP-2@A/0", "2026-01-01")
    with office.system.reader() as reader:
        assert {one.text("state") for one in reader.find("review")} == {"closed"}
    assert decisions.waiting(office.system, office.manager) == []


def test_a_withdrawn_revision_keeps_the_reason_of_its_decision(office: Office) -> None:
    approve(office, submitted(office))
    documents.withdraw(office.system, office.controller, "revision:QP-1@A/0", "流程取消", "2026-09-01")
    row = documents.show(office.system, office.auditor, "document:QP-1")["revisions"][0]
    assert (row["decision"]["reason"], row["withdrawn_reason"]) == ("适宜且充分", "流程取消")


def test_r21_what_was_not_shown_is_not_signed(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    reference = submitted(office, label="B/0")
    shown = previews.brief(office.system, office.manager, reference, "2026-07-05")["shown"]
    exact = Shown(shown["version"], tuple(shown["links"]), shown["against"])
    before = size(office)
    with pytest.raises(StaleVersion, match="version_stale"):
        approve(office, reference, "2026-07-05", shown=replace(exact, version=exact.version - 1))  # type: ignore[operator]  # set above
    with pytest.raises(Conflict, match="proposals_changed"):
        approve(office, reference, "2026-07-05", shown=replace(exact, links=()))
    with pytest.raises(Conflict, match="basis_changed"):
        approve(office, reference, "2026-07-05", shown=replace(exact, against=""))
    assert size(office) == before
    # another revision slips in between view and sign
    approve(office, submitted(office, label="A/1"), "2026-07-01")
    with pytest.raises(Conflict, match="basis_changed"):
        approve(office, reference, "2026-07-05", shown=exact)
    again = previews.brief(office.system, office.manager, reference, "2026-07-05")["shown"]
    approve(office, reference, "2026-07-05", shown=Shown(again["version"], tuple(again["links"]), again["against"]))


def test_a_request_id_gives_the_first_decision_again(office: Office) -> None:
    reference = submitted(office)
    asking = replace(office.manager, request="one")
    first = decisions.approve(office.system, asking, reference, "2026-06-30", "适宜")
    before = size(office)
    assert decisions.approve(office.system, asking, reference, "2026-06-30", "适宜") == first
    assert size(office) == before


def test_what_waits_for_whom(office: Office) -> None:
    submitted(office)
    office.clock.now = "2026-07-03T04:00:00.000000Z"
    submitted(office, "QP-2")
    rows = decisions.waiting(office.system, office.manager)
    assert [(one["document"]["number"], one["days"], one["may_decide"]) for one in rows] == [
        ("QP-1", 3, True),
        ("QP-2", 0, True),
    ]
    assert rows[0]["revision"]["label"] == "A/0"
    assert (rows[0]["author"], rows[0]["submitted_by"]) == ("wenkong", "wenkong")
    assert rows[0]["submitted_at"] == "2026-06-30T04:00:00.000000Z"
    both = Person("wenkong", frozenset({"controller", "management"}), "cli")
    assert [(one["may_decide"], one.get("why_not")) for one in decisions.waiting(office.system, both)] == [
        (False, "own_work"),
        (False, "own_work"),
    ]
    assert (decisions.count(office.system, office.manager), decisions.count(office.system, both)) == (2, 0)
    assert decisions.waiting(office.system, office.controller) == []
    assert decisions.count(office.system, office.auditor) == 0
    approve(office, "revision:QP-1@A/0", "2026-07-03")
    assert [one["document"]["number"] for one in decisions.waiting(office.system, office.manager)] == ["QP-2"]


def test_the_steps_of_a_revision_are_told_in_order(office: Office) -> None:
    reference = submitted(office)
    office.clock.now = "2026-07-01T04:00:00.000000Z"
    approve(office, reference, "2026-07-02")
    documents.withdraw(office.system, office.controller, reference, "流程取消", "2026-09-01")
    steps = decisions.history(office.system, office.auditor, reference)
    assert [(one["action"], one["by"]) for one in steps] == [
        ("document:added", "wenkong"),
        ("revision:submitted", "wenkong"),
        ("revision:approved", "guanli"),
        ("revision:withdrawn", "wenkong"),
    ]
    assert steps[2]["reason"] == "适宜且充分"
    assert steps[2]["at"] == "2026-07-01T04:00:00.000000Z"


def test_a_record_made_under_it_proves_the_clause_from_its_first_day(office: Office) -> None:
    reference = submitted(office)
    office.confirm(reference, "clause:GB/T 1-2011#4.1")
    approve(office, reference, "2026-06-30")
    given = RecordFields(type="回访", number="R-1", date="2026-06-30")
    records.add(office.system, office.controller, given, reference)
    assert office.trail("4.1")["chains"][0]["records"][0]["fits"] is True
