"""Links: what may be joined, states and who may change them, stamps and suspicion."""

from __future__ import annotations

import json

import pytest

from tests.blackbox.desk import STANDARD, Desk, issues, met, name

LOOK = ("--reason", "看过")


@pytest.fixture
def proved(desk: Desk) -> Desk:
    """QP-1@A/0 and R-1 with one file satisfy 2.4 by way of the procedure."""
    desk.document("QP-1", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    return desk


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("document:QP-1", "clause:T/QY 1-2020#2.1"),
        ("clause:T/QY 1-2020#2.1", "clause:T/QY 1-2020#2.2"),
        ("clause:T/QY 1-2020#2.1", "revision:QP-1@A/0"),
        ("revision:QP-1@A/0", "record:R-1"),
        ("record:R-1", "record:R-1"),
    ],
)
def test_kinds_that_may_not_be_joined_are_refused(proved: Desk, start: str, end: str) -> None:
    assert proved.refused("link", "propose", "satisfies", start, end)


def test_a_file_proves_a_record_never_a_clause(proved: Desk) -> None:
    evidence = "evidence:" + proved.ask("evidence", "list")["items"][0]["sha256"]
    assert proved.refused("link", "propose", "satisfies", evidence, f"clause:{STANDARD}#2.1")


def test_states_change_only_as_they_may(proved: Desk) -> None:
    proved.ask("account", "add", "bob", "--role", "auditor")
    made = proved.propose("QP-1@A/0", "2.1")
    assert proved.refused("link", "withdraw", made, *LOOK, "--as", "bob")  # only the proposer
    assert proved.refused("link", "reaffirm", made)  # not confirmed
    proved.ask("link", "confirm", made)
    assert proved.refused("link", "confirm", made)
    assert proved.refused("link", "reject", made, *LOOK)
    proved.ask("link", "withdraw", made, *LOOK)
    for verb in ("confirm", "reject", "reaffirm", "withdraw"):
        assert proved.refused("link", verb, made, *LOOK)
    seen = proved.ask("link", "show", made)["versions"]
    assert [one["state"] for one in seen] == ["proposed", "confirmed", "withdrawn"]


def test_after_a_rejection_a_new_proposal_needs_a_reason(proved: Desk) -> None:
    made = proved.propose("QP-1@A/0", "2.1")
    proved.ask("link", "reject", made, *LOOK)
    assert proved.refused("link", "propose", "QP-1@A/0", f"{STANDARD}#2.1")
    again = proved.propose("QP-1@A/0", "2.1", *LOOK)
    assert again != made
    assert proved.ask("link", "show", made)["state"] == "rejected"


def test_a_withdrawn_proposal_may_be_made_again_without_a_reason(proved: Desk) -> None:
    made = proved.propose("QP-1@A/0", "2.1")
    proved.ask("link", "withdraw", made, *LOOK)
    proved.propose("QP-1@A/0", "2.1")


def test_only_a_confirmed_link_counts_and_a_proposal_waits(proved: Desk) -> None:
    made = proved.propose("QP-1@A/0", "2.1")
    waiting = proved.trail("2.1")
    assert (waiting["own_state"], waiting["chains"]) == ("gap", [])
    assert "proposal_waiting" in issues(waiting)
    proved.ask("link", "confirm", made)
    assert proved.trail("2.1")["own_state"] == "proved"
    assert "proposal_waiting" not in issues(proved.trail("2.1"))
    proved.ask("link", "withdraw", made, *LOOK)
    assert proved.trail("2.1")["own_state"] == "gap"


def test_a_corrected_record_makes_its_links_suspect_until_someone_looked(proved: Desk) -> None:
    assert proved.trail("2.4")["own_state"] == "proved"
    proved.ask("record", "correct", "R-1", "--date", "2026-05-11", *LOOK)
    after = proved.trail("2.4")
    assert after["own_state"] == "suspect"
    assert met(after) == {"procedure": "yes", "record": "suspect"}
    shown = after["chains"][0]["records"][0]
    assert shown["evidence"][0]["link"]["suspect"]
    assert f"link {shown['evidence'][0]['link']['id']}" in issues(after)["suspect_link"]
    proved.ask("link", "reaffirm", "--around", "record:R-1", *LOOK)
    assert proved.trail("2.4")["own_state"] == "proved"


def test_back_to_the_old_content_clears_suspicion(proved: Desk) -> None:
    proved.ask("record", "correct", "R-1", "--date", "2026-05-11", *LOOK)
    changed = proved.size() - 1
    proved.ask("record", "correct", "R-1", "--date", "2026-05-10", *LOOK)
    assert proved.trail("2.4")["own_state"] == "proved"
    assert proved.trail("2.4", "--known-at", f"seq:{changed}")["own_state"] == "suspect"
    assert proved.trail("2.4", "--known-at", f"seq:{changed - 1}")["own_state"] == "proved"


def test_another_file_or_title_makes_nothing_suspect(proved: Desk) -> None:
    proved.ask("evidence", "add", proved.file("more.txt", "more"), "--record", "R-1", "--confirm")
    proved.ask("record", "correct", "R-1", "--title", "维修单", *LOOK)
    assert proved.trail("2.4")["own_state"] == "proved"


def test_a_corrected_clause_makes_its_links_suspect_but_white_space_does_not(proved: Desk) -> None:
    proved.ask("clause", "correct", STANDARD, "2.4", "--text", "组织应建立 文件化的程序,\n并保持记录。", *LOOK)
    assert proved.trail("2.4")["own_state"] == "proved"  # NFKC, without white space: the same text
    proved.ask("clause", "correct", STANDARD, "2.4", "--text", "组织应建立文件化的程序，并保持全部记录。", *LOOK)
    after = proved.trail("2.4")
    assert after["own_state"] == "suspect"
    # the record counts through the procedure: its own ways' links are sound, the procedure's is not
    assert met(after)["procedure"] == "suspect"
    proved.ask("link", "reaffirm", "--around", f"clause:{STANDARD}#2.4", *LOOK)
    assert proved.trail("2.4")["own_state"] == "proved"


def test_supersession_is_not_suspicion(proved: Desk) -> None:
    proved.revision("QP-1", "B/0", "2026-06-01", "--confirm", "all")
    after = proved.trail("2.4")
    assert after["own_state"] == "proved"
    assert "suspect_link" not in issues(after)


def test_failed_fixity_is_an_error_and_stops_confirming(proved: Desk) -> None:
    page = proved.ask("evidence", "list")["items"][0]
    blob = next(path for path in (proved.folder / "data").rglob("*") if path.name.endswith(page["sha256"][4:]))
    proved.record("R-9", "2026-05-12", files=0)
    second = proved.propose("evidence:" + page["sha256"], "record:R-9")
    blob.chmod(0o600)
    kept = blob.read_bytes()
    blob.write_bytes(b"forged")
    status, out, _ = proved.run("evidence", "verify", "--json")
    assert status == 1
    assert '"changed":1' in out.replace(" ", "")
    after = proved.trail("2.4")
    assert met(after) == {"procedure": "yes", "record": "no"}  # no file whose last check held
    assert (after["own_state"], [one["kind"] for one in after["gaps"]]) == ("partial", ["no_record"])
    assert issues(after)["evidence_changed"] == ["R-1-0.txt"]
    used = after["chains"][0]["records"][0]["evidence"][0]["link"]
    assert used["suspect"]  # failed fixity is another content
    assert proved.refused("link", "reaffirm", used["id"], *LOOK)
    assert proved.refused("link", "confirm", second)
    left_out = proved.ask("link", "reaffirm", "--around", "record:R-1", *LOOK)["left_out"]
    assert [one["id"] for one in left_out] == [used["id"]]
    blob.unlink()
    proved.run("evidence", "verify", "--json")
    assert issues(proved.trail("2.4"))["evidence_unreadable"] == ["R-1-0.txt"]
    blob.write_bytes(kept)
    sound = proved.ask("evidence", "verify")
    assert (sound["changed"], sound["missing"], sound["held"]) == (0, 0, sound["checked"])
    assert proved.trail("2.4")["own_state"] == "proved"


def test_nobody_is_reminded_of_links_of_superseded_revisions(proved: Desk) -> None:
    proved.revision("QP-1", "B/0", "2026-06-01")  # its carried proposal waits
    proved.ask("clause", "correct", STANDARD, "2.4", "--text", "组织应当另行规定程序并保持记录。", *LOOK)
    proved.revision("QP-1", "C/0", "2026-06-10", "--confirm", "all")
    assert [name(one["from"]) for one in proved.ask("link", "list", "--suspect", "--kind", "satisfies")["items"]] == [
        "QP-1@A/0"
    ]


def test_evidence_that_nothing_tracks_or_that_is_gone_is_told(proved: Desk) -> None:
    page = proved.ask("evidence", "list")["items"][0]
    blob = next(path for path in (proved.folder / "data").rglob("*") if path.name.endswith(page["sha256"][4:]))
    other = blob.with_name("0" * len(blob.name))
    other.write_bytes(b"put here by hand")
    found = proved.ask("evidence", "verify")
    assert (found["changed"], found["missing"], found["untracked"]) == (0, 0, 1)
    blob.unlink()
    status, out, _ = proved.run("evidence", "verify", "--json")
    assert (status, json.loads(out)["missing"]) == (1, 1)
    assert issues(proved.trail("2.4"))["evidence_unreadable"] == ["R-1-0.txt"]
    # the same bytes again heal it
    again = proved.ask("evidence", "add", proved.file("R-1-0.txt", "R-1 0"))["evidence"][0]
    assert again["duplicate_of"] == page["id"]
    assert proved.trail("2.4")["own_state"] == "proved"
