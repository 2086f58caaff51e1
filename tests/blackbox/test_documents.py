"""Documents: in force, adoption and its order, withdrawal, never in force, and links carried over."""

from __future__ import annotations

from typing import Any

from tests.blackbox.desk import STANDARD, TEXT, TOLD, Desk, chains, issues, name, row

WHY = ("--reason", "改")


def intervals(desk: Desk, number: str) -> dict[str, tuple[str | None, str | None, str]]:
    """{label: (from, to, phase)} of a document."""
    shown = desk.ask("document", "show", number)["revisions"]
    return {one["label"]: (one.get("from"), one.get("to"), one["phase"]) for one in shown}


def history(trail: Any) -> list[tuple[str, str, str | None]]:
    return [(one["revision"]["label"], one["from"], one.get("to")) for one in trail["chains"][0]["history"]]


def waiting(desk: Desk) -> list[tuple[str, str, str]]:
    return desk.links("--kind", "satisfies", "--state", "proposed")


def test_a_draft_is_not_in_force(desk: Desk) -> None:
    desk.ask("document", "add", "QP-1", "A/0", desk.file("a.txt", "A"))
    desk.link("QP-1@A/0", "2.1")
    assert desk.trail("2.1")["chains"] == []
    assert desk.trail("2.1")["own_state"] == "gap"
    desk.adopt("QP-1", "A/0", "2026-06-30")
    assert chains(desk.trail("2.1")) == [("QP-1", "A/0", [])]


def test_a_revision_ends_where_the_next_begins(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.revision("QP-1", "B/0", "2025-03-01", "--confirm", "all")
    assert history(desk.trail("2.1")) == [("A/0", "2024-03-01", "2025-03-01"), ("B/0", "2025-03-01", None)]
    # only revisions begun by D stand in the history, their ends as known now
    assert history(desk.trail("2.1", "--as-of", "2025-02-28")) == [("A/0", "2024-03-01", "2025-03-01")]
    assert chains(desk.trail("2.1", "--as-of", "2025-02-28")) == [("QP-1", "A/0", [])]
    assert chains(desk.trail("2.1", "--as-of", "2025-03-01")) == [("QP-1", "B/0", [])]
    assert intervals(desk, "QP-1") == {
        "A/0": ("2024-03-01", "2025-03-01", "superseded"),
        "B/0": ("2025-03-01", None, "in_force"),
    }


def test_an_earlier_revision_may_be_adopted_later_and_only_equal_dates_are_refused(desk: Desk) -> None:
    desk.document("QP-1", "C/0", "2025-03-01")
    desk.revision("QP-1", "A/0", "2023-03-01")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    for day in ("2025-03-01", "2023-03-01"):
        assert desk.refused("document", "adopt", "QP-1", "B/0", "--effective-from", day, *TOLD)
    desk.adopt("QP-1", "B/0", "2024-03-01")
    assert {label: (since, to) for label, (since, to, _) in intervals(desk, "QP-1").items()} == {
        "A/0": ("2023-03-01", "2024-03-01"),
        "B/0": ("2024-03-01", "2025-03-01"),
        "C/0": ("2025-03-01", None),
    }
    assert desk.refused("document", "adopt", "QP-1", "B/0", "--effective-from", "2024-04-01", *TOLD)  # adopted already


def test_adoption_tells_of_the_past_is_marked_for_ever_and_dated_now(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    found = desk.trail("2.1")
    decision = found["chains"][0]["history"][0]["decision"]
    assert (decision["outcome"], decision["by"], decision["decision"]) == ("adopted", "王经理", "令 1")
    assert (decision["reason"], decision["proof"]) == ("已执行", "柜 3")
    assert issues(found)["adopted"] == ["QP-1@A/0"]
    entry = next(one for one in desk.ask("ledger", "list")["items"] if "adopt" in one["action"])
    assert entry["time"] == "2026-06-30T04:00:00.000000Z"
    assert desk.refused("document", "adopt", "QP-1", "A/0", "--effective-from", "2027-01-01", *TOLD)


def test_adoption_is_never_of_the_future_and_told_in_full(desk: Desk) -> None:
    desk.ask("document", "add", "QP-1", "A/0", desk.file("a.txt", "A"))
    assert desk.refused("document", "adopt", "QP-1", "A/0", "--effective-from", "2026-07-01", *TOLD)
    assert desk.refused("document", "adopt", "QP-1", "A/0", "--effective-from", "2026-06-01", *TOLD[:6])
    assert desk.ask("document", "show", "QP-1")["revisions"][0]["phase"] == "draft"


def test_effective_to_ends_a_revision_and_the_one_before_does_not_come_back(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.revision("QP-1", "B/0", "2025-03-01", "--confirm", "all", "--effective-to", "2026-03-01")
    assert chains(desk.trail("2.1", "--as-of", "2026-02-28")) == [("QP-1", "B/0", [])]
    ended = desk.trail("2.1", "--as-of", "2026-03-01")
    assert chains(ended) == [("QP-1", None, [])]  # a chain by its past revisions' working links
    assert "revision" not in ended["chains"][0]
    assert "link" not in ended["chains"][0]
    assert ended["own_state"] == "gap"
    assert row(desk.coverage(), "2.1")["procedures"] == 0


def test_an_approved_revision_is_withdrawn_today_or_later(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    assert desk.refused("document", "withdraw", "QP-1", "A/0", "--on", "2026-06-29", *WHY)
    assert desk.refused("document", "withdraw", "QP-1", "A/0")  # a reason is needed
    desk.ask("document", "withdraw", "QP-1", "A/0", "--on", "2026-07-10", *WHY)
    assert chains(desk.trail("2.1", "--as-of", "2026-07-09")) == [("QP-1", "A/0", [])]
    assert chains(desk.trail("2.1", "--as-of", "2026-07-10")) == [("QP-1", None, [])]
    before = f"seq:{desk.size() - 2}"
    assert chains(desk.trail("2.1", "--as-of", "2026-07-10", "--known-at", before)) == [("QP-1", "A/0", [])]


def test_a_revision_whose_end_is_not_after_its_beginning_was_never_in_force(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.revision("QP-1", "B/0", "2026-06-30", "--confirm", "all")
    desk.ask("document", "withdraw", "QP-1", "B/0", "--on", "2026-06-30", *WHY)
    assert intervals(desk, "QP-1")["A/0"][1:] == (None, "in_force")  # it ended nothing
    assert intervals(desk, "QP-1")["B/0"][2] == "never_in_force"
    assert history(desk.trail("2.1")) == [("A/0", "2024-03-01", None)]
    carried = desk.ask("document", "revise", "QP-1", "C/0", desk.file("c.txt", "C"))["carried"]
    assert len(carried) == 1
    assert "A/0" in str(carried[0]["reason"])  # nobody's predecessor either
    assert desk.adopt("QP-1", "C/0", "2026-06-30")  # and its date is free


def test_a_withdrawn_draft_has_no_date_and_takes_its_proposals_along(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    assert waiting(desk) == [("QP-1@B/0", "2.1", "proposed")]
    desk.ask("document", "withdraw", "QP-1", "B/0", *WHY)
    assert waiting(desk) == []
    assert desk.refused("document", "adopt", "QP-1", "B/0", "--effective-from", "2026-06-01", *TOLD)


def test_a_new_revision_gets_the_confirmed_unexpired_links_as_proposals(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.link("QP-1@A/0", "2.4", "--valid-from", "2025-01-01", "--valid-to", "2027-01-01")
    desk.link("QP-1@A/0", "2.3", "--valid-to", "2026-06-30")  # expired today
    desk.propose("QP-1@A/0", "2.5")  # not confirmed
    carried = desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))["carried"]
    assert sorted(
        (one["state"], one.get("valid_from"), one.get("valid_to")) for one in carried if "valid_to" in one
    ) == [("proposed", "2025-01-01", "2027-01-01")]
    assert len(carried) == 2
    assert all("A/0" in one["reason"] for one in carried)
    assert ("QP-1@B/0", "2.1", "proposed") in waiting(desk)
    done = desk.adopt("QP-1", "B/0", "2026-06-01", "--confirm", "2.1")
    assert (len(done["confirmed"]), len(done["waiting"])) == (1, 1)
    assert chains(desk.trail("2.1")) == [("QP-1", "B/0", [])]
    assert chains(desk.trail("2.4")) == [("QP-1", None, [])]  # A/0's link still works for what it was
    assert issues(desk.trail("2.4"))["proposal_waiting"]


def test_adoption_refreshes_what_was_carried(desk: Desk) -> None:
    """Gained links are proposed, those the predecessor lost are withdrawn, decided ones are left."""
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    lost = desk.link("QP-1@A/0", "2.1")
    refused = desk.link("QP-1@A/0", "2.4")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    by_clause = {name(one["to"]): one["id"] for one in desk.ask("link", "list", "--from", "revision:QP-1@B/0")["items"]}
    desk.ask("link", "reject", by_clause["2.4"], *WHY)
    desk.ask("link", "withdraw", lost, *WHY)
    desk.link("QP-1@A/0", "2.3")
    done = desk.adopt("QP-1", "B/0", "2026-06-01")
    assert done["confirmed"] == []
    states = {clause: state for _, clause, state in desk.links("--from", "revision:QP-1@B/0", "--kind", "satisfies")}
    assert states == {"2.1": "withdrawn", "2.2": "proposed", "2.3": "proposed", "2.4": "rejected"}
    assert desk.ask("link", "show", refused)["state"] == "confirmed"


def test_at_adoption_the_predecessor_is_the_one_before_in_time(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2023-03-01", "2.1")
    desk.revision("QP-1", "C/0", "2025-03-01", "--confirm", "all")
    desk.link("QP-1@C/0", "2.4")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    assert waiting(desk) == [("QP-1@B/0", "2.1", "proposed"), ("QP-1@B/0", "2.4", "proposed")]
    desk.adopt("QP-1", "B/0", "2024-03-01")  # between the two: A/0 is the predecessor, which never had 2.4
    assert waiting(desk) == [("QP-1@B/0", "2.1", "proposed")]
    lines = desk.links("--kind", "supersedes", "--state", "confirmed")
    assert sorted(lines) == [("QP-1@B/0", "QP-1@A/0", "confirmed"), ("QP-1@C/0", "QP-1@B/0", "confirmed")]


def test_a_draft_draws_no_line_before_it_is_decided(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    desk.ask("document", "revise", "QP-1", "B/0", desk.file("b.txt", "B"))
    assert desk.links("--kind", "supersedes") == []
    desk.adopt("QP-1", "B/0", "2026-06-01")
    assert desk.links("--kind", "supersedes") == [("QP-1@B/0", "QP-1@A/0", "confirmed")]


def test_a_clause_supersedes_proposes_the_links_of_revisions_not_ended(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.revision("QP-1", "B/0", "2025-03-01", "--confirm", "all")
    desk.document("QP-2", "A/0", "2024-03-01", "2.1")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@B/0", files=0)
    desk.link("record:R-1", "2.1")
    desk.standard(TEXT, "T/QY 1", "2025", "--supersedes", "T/QY 1-2020")
    newer = "clause:T/QY 1-2025#2.1"
    made = desk.propose(newer, f"clause:{STANDARD}#2.1")
    # a proposal into the old clause waits there
    assert issues(desk.trail("2.1"))["proposal_waiting"] == [f"link {made}"]
    assert row(desk.coverage(), "2.1")["issues"]["proposal_waiting"] == 1
    assert waiting(desk) == []
    desk.ask("link", "confirm", made)
    assert sorted(one[:2] for one in desk.links("--to", newer)) == [("QP-1@B/0", "2.1"), ("QP-2@A/0", "2.1")]
    assert desk.trail("2.1", standard="T/QY 1-2025")["own_state"] == "gap"  # proposals only
    assert issues(desk.trail("2.1"))["clause_superseded"] == ["2.1"]
