"""Coming into force by a decision: in force by the dates alone, wrong orders refused, shown in trail and document."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blackbox.desk import Desk, chains, issues

APPROVE = ("--reason", "适宜且充分", "--as", "management")


def submit(desk: Desk, number: str, label: str, new: bool = False) -> None:
    """A draft made and submitted by ann, who is a controller and not of management."""
    desk.ask("document", "add" if new else "revise", number, label, desk.file("d.txt", number + label))
    desk.ask("submit", number, label)


def approve(desk: Desk, number: str, label: str, since: str, *more: str) -> Any:
    return desk.ask("approve", number, label, "--effective-from", since, *APPROVE, *more)


def phases(desk: Desk, number: str) -> dict[str, str]:
    return {one["label"]: one["phase"] for one in desk.ask("document", "show", number)["revisions"]}


def history(trail: Any) -> list[tuple[str, str, str | None, str]]:
    rows = trail["chains"][0]["history"]
    return [(one["revision"]["label"], one["from"], one.get("to"), one["decision"]["outcome"]) for one in rows]


def test_an_approved_revision_comes_into_force_at_midnight_of_its_day(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    submit(desk, "QP-1", "B/0")
    approve(desk, "QP-1", "B/0", "2026-07-02")
    desk.at("2026-07-01T15:59:59Z")
    assert phases(desk, "QP-1") == {"A/0": "in_force", "B/0": "approved"}
    assert chains(desk.trail("2.1")) == [("QP-1", "A/0", [])]
    desk.at("2026-07-01T16:00:00Z")
    assert phases(desk, "QP-1") == {"A/0": "superseded", "B/0": "in_force"}
    found = desk.trail("2.1")
    assert chains(found) == [("QP-1", "B/0", [])]
    assert history(found) == [("A/0", "2024-03-01", "2026-07-02", "adopted"), ("B/0", "2026-07-02", None, "approved")]
    assert chains(desk.trail("2.1", "--as-of", "2026-07-01")) == [("QP-1", "A/0", [])]


def test_before_the_decision_was_known_the_old_revision_goes_on(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    submit(desk, "QP-1", "B/0")
    approve(desk, "QP-1", "B/0", "2026-07-02")
    decided = desk.size() - 1
    desk.at("2026-08-01")
    then = ("--as-of", "2026-08-01", "--known-at", f"seq:{decided - 1}")
    assert chains(desk.trail("2.1", *then)) == [("QP-1", "A/0", [])]
    assert chains(desk.trail("2.1")) == [("QP-1", "B/0", [])]


def test_the_trail_names_the_decision_and_only_adoption_is_marked(desk: Desk) -> None:
    submit(desk, "QP-1", "A/0", new=True)
    desk.link("QP-1@A/0", "2.1")
    made = approve(desk, "QP-1", "A/0", "2026-06-30")
    found = desk.trail("2.1")
    decision = found["chains"][0]["history"][0]["decision"]
    assert (decision["outcome"], decision["by"], decision["on"]) == ("approved", "management", "2026-06-30")
    assert (decision["reason"], decision["submitted_by"]) == ("适宜且充分", "ann")
    assert (decision["id"], decision["review"]) == (made["decision"]["id"], made["review"]["id"])
    assert "adopted" not in issues(found)
    shown = desk.ask("document", "show", "QP-1")
    assert [one["id"] for one in shown["decisions"]] == [decision["id"]]
    assert [(one["id"], one["state"]) for one in shown["reviews"]] == [(decision["review"], "decided")]
    assert desk.ask("ledger", "verify")["ok"] is True


def test_the_approval_settles_what_was_carried_over(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1", "2.4", "2.5")
    submit(desk, "QP-1", "B/0")
    own = desk.propose("QP-1@B/0", "2.3")
    answer = approve(desk, "QP-1", "B/0", "2026-06-30", "--untick", "2.5")
    assert [len(answer[name]) for name in ("confirmed", "rejected", "waiting")] == [2, 1, 1]
    assert answer["waiting"][0]["id"] == own
    states = {
        one["to"]["number"]: one["state"]
        for one in desk.ask("link", "list", "--from", "QP-1@B/0")["items"]
        if one["kind"] == "satisfies"
    }
    assert states == {"2.1": "confirmed", "2.4": "confirmed", "2.5": "rejected", "2.3": "proposed"}
    assert [desk.trail(clause)["own_state"] for clause in ("2.1", "2.5")] == ["proved", "gap"]


def test_what_waits_is_gone_once_decided(desk: Desk) -> None:
    submit(desk, "QP-1", "A/0", new=True)
    desk.at("2026-07-02")
    submit(desk, "QP-2", "A/0", new=True)
    rows = desk.ask("document", "waiting", "--as", "management")["items"]
    assert [(one["document"]["number"], one["days"], one["submitted_by"]) for one in rows] == [
        ("QP-1", 2, "ann"),
        ("QP-2", 0, "ann"),
    ]
    assert desk.ask("document", "waiting")["items"] == []  # ann may not decide
    desk.ask("refuse", "QP-1", "A/0", "--reason", "不完整", "--as", "management")
    desk.ask("document", "withdraw", "QP-2", "A/0", "--reason", "重复")
    assert desk.ask("document", "waiting", "--as", "management")["items"] == []
    assert (phases(desk, "QP-1"), phases(desk, "QP-2")) == ({"A/0": "refused"}, {"A/0": "withdrawn"})


def test_wrong_orders_are_refused_by_name(desk: Desk) -> None:
    today = ("--effective-from", "2026-06-30", *APPROVE)
    desk.ask("document", "add", "QP-1", "A/0", desk.file("a.txt", "A"))
    assert desk.refused("approve", "QP-1", "A/0", *today) == "revision_not_submitted"
    assert desk.refused("refuse", "QP-1", "A/0", *APPROVE) == "revision_not_submitted"
    desk.ask("document", "submit", "revision:QP-1@A/0")
    assert desk.refused("submit", "QP-1", "A/0") == "revision_not_draft"
    assert desk.refused("approve", "QP-1", "A/0", *today[:2], "--reason", "x") == "not_allowed"
    past = ("--effective-from", "2026-06-29", *APPROVE)
    assert desk.refused("document", "approve", "QP-1@A/0", *past) == "effective_in_past"
    assert desk.refused("approve", "QP-1", "A/0", *today, "--untick", "2.1") == "proposal_unknown"
    assert desk.refused("approve", "QP-1", "A/0", *today[:2], "--reason", " ", "--as", "management") == "reason_needed"
    approve(desk, "QP-1", "A/0", "2026-06-30")
    assert desk.refused("approve", "QP-1", "A/0", *today) == "revision_decided"
    assert desk.refused("refuse", "QP-1", "A/0", *APPROVE) == "revision_decided"
    submit(desk, "QP-1", "B/0")
    assert desk.refused("approve", "QP-1", "B/0", *today) == "effective_not_later"


def test_own_work_is_for_somebody_else(desk: Desk) -> None:
    desk.ask("account", "add", "wang", "--role", "controller", "--role", "management")
    desk.ask("document", "add", "QP-1", "A/0", desk.file("a.txt", "A"), "--as", "wang")
    desk.ask("document", "add", "QP-2", "A/0", desk.file("b.txt", "B"))
    desk.ask("submit", "QP-1", "A/0")
    desk.ask("submit", "QP-2", "A/0", "--as", "wang")
    rows = desk.ask("document", "waiting", "--as", "wang")["items"]
    assert [(one["may_decide"], one["why_not"]) for one in rows] == [(False, "own_work")] * 2
    for number in ("QP-1", "QP-2"):
        asked = ("approve", number, "A/0", "--effective-from", "2026-06-30", "--reason", "x", "--as", "wang")
        assert desk.refused(*asked) == "own_work"
    approve(desk, "QP-1", "A/0", "2026-06-30")


@pytest.mark.parametrize(
    ("since", "end", "phase"),
    [("2026-07-05", "2026-07-05", "never_in_force"), ("2026-07-05", "2026-07-06", "approved")],
)
def test_one_withdrawn_before_its_day_ends_nothing(desk: Desk, since: str, end: str, phase: str) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    submit(desk, "QP-1", "B/0")
    approve(desk, "QP-1", "B/0", since)
    desk.ask("document", "withdraw", "QP-1", "B/0", "--on", end, "--reason", "取消")
    assert phases(desk, "QP-1") == {"A/0": "in_force", "B/0": phase}
    desk.at("2026-07-10")
    assert phases(desk, "QP-1")["A/0"] == ("in_force" if phase == "never_in_force" else "superseded")
