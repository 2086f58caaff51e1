"""What counts for a clause: bases, records, narrowing, fits, sites; and the clause's state."""

from __future__ import annotations

import pytest

from tests.blackbox.desk import STANDARD, TEXT, Desk, chains, gaps, issues, met, records, row

WHY = ("--reason", "改")


def own(desk: Desk, clause: str) -> tuple[str, dict[str, str], list[str]]:
    found = desk.trail(clause)
    return found["own_state"], met(found), gaps(found)


@pytest.mark.parametrize(
    ("kind", "basis"),
    [
        ("manual", True),
        ("procedure", True),
        ("work_instruction", True),
        ("policy", True),
        ("service_specification", True),
        ("delivery_specification", True),
        ("control_specification", True),
        ("form", False),
        ("external", False),
    ],
)
def test_forms_and_external_documents_are_no_basis_but_meet_any(desk: Desk, kind: str, basis: bool) -> None:
    desk.document("X-1", "A/0", "2024-03-01", "2.1", "2.3", kind=kind)
    asks_procedure = own(desk, "2.1")
    if basis:
        assert asks_procedure == ("proved", {"procedure": "yes"}, [])
    else:  # it is there, so not nothing
        assert asks_procedure == ("gap", {"procedure": "no"}, ["no_procedure"])
    assert own(desk, "2.3") == ("proved", {"any": "yes"}, [])


def test_a_record_needs_a_file_that_held(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0", files=0)
    found = desk.trail("2.4")
    assert (found["own_state"], met(found), gaps(found)) == (
        "partial",
        {"procedure": "yes", "record": "no"},
        ["no_record"],
    )
    assert issues(found)["record_without_evidence"] == ["R-1"]
    desk.ask("evidence", "add", desk.file("p.txt", "p"), "--record", "R-1")  # proposed only
    found = desk.trail("2.4")
    assert (met(found)["record"], found["chains"][0]["records"][0]["evidence"]) == ("no", [])
    assert "proposal_waiting" in issues(found)


def test_a_record_follows_its_procedure_to_the_revision_in_force(desk: Desk) -> None:
    """R-1 was made under A/0, which never satisfied 2.2; B/0, in force today, does."""
    desk.document("QP-1", "A/0", "2024-03-01")
    desk.record("R-1", "2025-12-10", "--revision", "QP-1@A/0")
    desk.revision("QP-1", "B/0", "2026-01-01")
    desk.link("QP-1@B/0", "2.2")
    assert chains(desk.trail("2.2")) == [("QP-1", "B/0", ["R-1"])]
    assert own(desk, "2.2") == ("proved", {"record": "yes"}, [])
    assert desk.trail("2.2", "--as-of", "2025-12-31")["chains"] == []  # B/0's link did not work yet
    # made under a revision with a working link of its own, although the one in force has none
    desk.revision("QP-1", "C/0", "2026-06-01")
    assert chains(desk.trail("2.2")) == [("QP-1", None, [])]
    desk.record("R-2", "2026-05-10", "--revision", "QP-1@B/0")
    assert chains(desk.trail("2.2")) == [("QP-1", None, ["R-2"])]
    assert own(desk, "2.2") == ("proved", {"record": "yes"}, [])
    assert row(desk.coverage(), "2.2")["procedures"] == 0


def test_links_of_its_own_narrow_a_record_within_that_edition(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2", "2.4")
    desk.standard(TEXT, "T/QY 9", "2021")
    desk.link("QP-1@A/0", "clause:T/QY 9-2021#2.2")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    made = desk.propose("record:R-1", "2.3")
    dropped = desk.ask("link", "confirm", made)["links"][0]["drops_out"]
    assert sorted(one["number"] for one in dropped) == ["2.2", "2.4"]
    assert chains(desk.trail("2.2")) == [("QP-1", "A/0", [])]
    direct = desk.trail("2.3")
    assert (chains(direct), records(direct["direct_records"])) == ([], ["R-1"])
    assert direct["direct_records"][0]["link"]["id"] == made
    assert met(direct) == {"any": "yes"}
    # the other edition is not narrowed
    assert chains(desk.trail("2.2", standard="T/QY 9-2021")) == [("QP-1", "A/0", ["R-1"])]
    # the second one drops nothing further; withdrawn again, the record follows its procedure
    second = desk.propose("record:R-1", "2.2")
    assert "drops_out" not in desk.ask("link", "confirm", second)["links"][0]
    found = desk.trail("2.2")
    assert (chains(found), records(found["direct_records"])) == ([("QP-1", "A/0", [])], ["R-1"])
    desk.ask("link", "withdraw", made, second, *WHY)
    assert chains(desk.trail("2.2")) == [("QP-1", "A/0", ["R-1"])]


def test_an_expired_link_of_its_own_narrows_nothing(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    desk.record("R-1", "2026-01-10", "--revision", "QP-1@A/0")
    desk.link("record:R-1", "2.3", "--valid-to", "2026-06-01")
    assert chains(desk.trail("2.2")) == [("QP-1", "A/0", ["R-1"])]
    assert chains(desk.trail("2.2", "--as-of", "2026-05-31")) == [("QP-1", "A/0", [])]


def test_a_record_outside_its_revision_is_shown_and_counted_and_meets_nothing(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2026-03-01", "2.2")
    desk.record("R-1", "2026-02-28", "--revision", "QP-1@A/0")
    found = desk.trail("2.2")
    assert (chains(found), met(found)) == ([("QP-1", "A/0", ["R-1"])], {"record": "no"})
    assert not found["chains"][0]["records"][0]["fits"]
    assert issues(found)["record_outside_revision"] == ["R-1"]
    counted = row(desk.coverage(), "2.2")
    assert (counted["records"], counted["evidence"], counted["issues"]["record_outside_revision"]) == (1, 1, 1)
    assert (found["own_state"], gaps(found)) == ("gap", ["no_record"])


def test_a_record_under_no_revision_fits_with_a_notice(desk: Desk) -> None:
    desk.record("R-1", "2026-05-10")
    desk.link("record:R-1", "2.2")
    found = desk.trail("2.2")
    shown = found["direct_records"][0]
    assert (shown["fits"], "revision" in shown) == (True, False)
    assert (found["own_state"], issues(found)) == ("proved", {"record_without_revision": ["R-1"]})


def test_a_direct_record_fits_when_it_fits_one_of_its_revisions(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2026-06-01")
    desk.document("QP-2", "A/0", "2024-03-01")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    desk.link("record:R-1", "2.2")
    found = desk.trail("2.2")["direct_records"][0]
    assert (found["fits"], found["revision"]["number"]) == (False, "QP-1")
    desk.link("record:R-1", "QP-2@A/0")
    found = desk.trail("2.2")["direct_records"][0]
    assert (found["fits"], found["revision"]["number"]) == (True, "QP-2")


def test_the_site_asked_decides_met_of_record_and_any_only(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0", "--site", "深圳")
    desk.record("R-2", "2026-05-10")
    desk.link("record:R-2", "2.3")
    here = desk.trail("2.4", "--site", "深圳")
    there = desk.trail("2.4", "--site", "广州")
    assert (here["site"], met(here)) == ("深圳", {"procedure": "yes", "record": "yes"})
    assert met(there) == {"procedure": "yes", "record": "no"}
    assert chains(there) == [("QP-1", "A/0", ["R-1"])]  # listed and counted
    assert row(desk.coverage("--site", "广州"), "2.4")["records"] == 1
    assert met(desk.trail("2.3", "--site", "广州")) == {"any": "no"}  # a record of no site is of no site asked
    assert met(desk.trail("2.3")) == {"any": "yes"}


def test_correcting_the_revision_moves_the_record(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    desk.document("QP-2", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    desk.ask("record", "correct", "R-1", "--revision", "QP-2@A/0", *WHY)
    assert chains(desk.trail("2.2")) == [("QP-1", "A/0", [])]
    assert chains(desk.trail("2.4")) == [("QP-2", "A/0", ["R-1"])]
    states = {end: state for _, end, state in desk.links("--from", "record:R-1", "--kind", "records")}
    assert states == {"QP-1@A/0": "withdrawn", "QP-2@A/0": "confirmed"}


def test_one_live_records_link_per_record_and_document(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    desk.revision("QP-1", "B/0", "2026-01-01")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0", files=0)
    assert desk.refused("link", "propose", "record:R-1", "QP-1@B/0")


def test_any_is_met_by_a_record_and_review_is_left_out(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.5")
    assert own(desk, "2.5") == ("proved", {"procedure": "yes", "review": "not_assessed"}, [])
    assert issues(desk.trail("2.5"))["not_assessed"] == ["2.5"]
    assert own(desk, "2.6") == ("gap", {"review": "not_assessed", "any": "no"}, ["nothing"])
    desk.record("R-1", "2026-05-10")
    desk.link("record:R-1", "2.6")
    assert own(desk, "2.6") == ("proved", {"review": "not_assessed", "any": "yes"}, [])
    assert desk.coverage()["totals"] == {"gap": 6, "proved": 2, "not_required": 4, "not_assessed": 2}


def test_partial_and_its_gaps(desk: Desk) -> None:
    assert own(desk, "2.4") == ("gap", {"procedure": "no", "record": "no"}, ["nothing"])
    desk.record("R-1", "2026-05-10")
    desk.link("record:R-1", "2.4")
    assert own(desk, "2.4") == ("partial", {"procedure": "no", "record": "yes"}, ["no_procedure"])
    desk.document("QP-1", "A/0", "2024-03-01", "2.2", "2.4")
    assert own(desk, "2.4") == ("proved", {"procedure": "yes", "record": "yes"}, [])
    assert own(desk, "2.2") == ("gap", {"record": "no"}, ["no_record"])


def test_suspect_only_when_every_way_is(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    desk.record("R-2", "2026-05-11", "--revision", "QP-1@A/0")
    desk.ask("record", "correct", "R-1", "--date", "2026-05-09", *WHY)
    assert own(desk, "2.2") == ("proved", {"record": "yes"}, [])  # R-2's way is sound
    assert len(issues(desk.trail("2.2"))["suspect_link"]) == 2
    desk.ask("record", "correct", "R-2", "--date", "2026-05-08", *WHY)
    assert own(desk, "2.2") == ("suspect", {"record": "suspect"}, [])


def test_a_parent_shows_the_worst_of_itself_and_all_below(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "3.1.2")
    top = row(desk.coverage(), "3")
    assert (top["own_state"], top["state"]) == ("not_required", "gap")
    assert top["below"] == {"not_required": 1, "gap": 1, "proved": 1}
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    desk.link("record:R-1", "3.1.1")
    covered = desk.coverage()
    assert [row(covered, one)["state"] for one in ("3", "3.1", "3.1.1", "3.1.2")] == ["proved"] * 4
    assert "below" not in row(covered, "3.1.1")
    assert desk.trail("3")["below"] == {"not_required": 1, "proved": 2}
    assert desk.trail("3")["state"] == "proved"


def test_not_applicable_covers_all_below_for_its_days_and_can_be_lifted(desk: Desk) -> None:
    desk.ask("clause", "applicability", STANDARD, "3", "--from", "2026-01-01", "--to", "2026-06-01", *WHY)
    states = {
        day: [row(desk.coverage("--as-of", day), one)["own_state"] for one in ("3", "3.1.1", "2.1")]
        for day in ("2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01")
    }
    applies, not_so = ["not_required", "gap", "gap"], ["not_applicable", "not_applicable", "gap"]
    assert list(states.values()) == [applies, not_so, not_so, applies]
    assert desk.trail("3.1.1", "--as-of", "2026-05-31")["gaps"] == []
    stated = desk.size() - 1
    desk.ask("clause", "applicability", STANDARD, "3", "--lift", *WHY)
    assert desk.trail("3.1.1", "--as-of", "2026-05-31")["own_state"] == "gap"
    assert desk.trail("3.1.1", "--as-of", "2026-05-31", "--known-at", f"seq:{stated}")["own_state"] == "not_applicable"


def test_a_leaf_indicator_of_a_points_scheme_asks_procedure_and_record(desk: Desk) -> None:
    desk.ask("standard", "import", "--template", "gbt27922")
    found = desk.trail("5.1.4.1", standard="GB/T 27922-2011")
    assert [(one["kind"], one["strength"], one["asked"], one["met"]) for one in found["obligations"]] == [
        ("procedure", "default", True, "no"),
        ("record", "default", True, "no"),
    ]
    assert desk.trail("5.1", standard="GB/T 27922-2011")["obligations"] == []
    assert desk.trail("5.1", standard="GB/T 27922-2011")["own_state"] == "not_required"


def test_a_row_that_does_not_oblige_shows_its_obligations_unasked(desk: Desk) -> None:
    text = "1 范围\n本标准规定了要求。\n2 服务\n2.1 组织应开展服务。\n2.2 组织宜建立文件化的程序。\n"
    desk.standard(text, "T/N 1", "2020")
    found = desk.trail("2.2", standard="T/N 1-2020")
    assert [(one["kind"], one["asked"]) for one in found["obligations"]] == [("procedure", False)]
    assert (found["own_state"], found["gaps"]) == ("not_required", [])
