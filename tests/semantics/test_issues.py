"""Issues and their subjects, editions, and the order of what is shown."""

from __future__ import annotations

import pytest

from tests.semantics.case import Case

BOTH = [{"kind": "procedure", "strength": "explicit"}, {"kind": "record", "strength": "explicit"}]
DAY = "2026-06-30"


@pytest.fixture
def proved(case: Case) -> Case:
    """Clause 4.1 proved by QP-05@A/0, record R-1 and file a.pdf."""
    case.office.standard()
    case.office.clause("4.1", obligations=BOTH)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2025-01-01")
    case.office.satisfies("QP-05@A/0", "4.1")
    case.office.record("R-1", "2026-03-01", "QP-05@A/0")
    case.office.evidence("a.pdf", "R-1")
    return case


def waiting(case: Case, day: str = DAY) -> set[str]:
    """Proposals that wait."""
    return {subject for code, subject in case.issues("4.1", day) if code == "proposal_waiting"}


def test_a_proposal_into_the_clause_waits_while_it_is_valid(proved: Case) -> None:
    proved.office.document("QP-06")
    proved.office.revision("QP-06@A/0")
    proved.office.satisfies("QP-06@A/0", "4.1", "proposed", valid_from="2026-01-01", valid_to="2026-06-01")
    assert waiting(proved, "2025-12-31") == set()
    assert waiting(proved, "2026-01-01") == {"QP-06@A/0>4.1"}
    assert waiting(proved, "2026-06-01") == set()


def test_a_proposal_from_a_record_waits_from_the_record_date(proved: Case) -> None:
    proved.office.record("R-9", "2026-05-01", None)
    proved.office.satisfies("R-9", "4.1", "proposed")
    assert waiting(proved, "2026-04-30") == set()
    assert waiting(proved, "2026-05-01") == {"R-9>4.1"}


def test_proposals_into_a_shown_record_or_any_revision_of_a_shown_document_wait(proved: Case) -> None:
    proved.office.revision("QP-05@A/1")
    proved.office.record("R-2", "2026-03-01", None)
    proved.office.link("records", "R-2", "QP-05@A/1", "proposed")
    proved.office.evidence("b.pdf")
    proved.office.link("records", "b.pdf", "R-1", "proposed")
    assert waiting(proved) == {"R-2>QP-05@A/1", "b.pdf>R-1"}


def test_proposals_elsewhere_do_not_wait_here(proved: Case) -> None:
    proved.office.clause("4.2")
    proved.office.satisfies("QP-05@A/0", "4.2", "proposed")
    proved.office.record("R-2", "2026-03-01", None)
    proved.office.evidence("b.pdf")
    proved.office.link("records", "b.pdf", "R-2", "proposed")
    assert waiting(proved) == set()


@pytest.mark.parametrize("state", ["confirmed", "rejected", "withdrawn"])
def test_a_decided_proposal_waits_no_more(proved: Case, state: str) -> None:
    proved.office.evidence("b.pdf")
    proved.office.link("records", "b.pdf", "R-1", "proposed")
    proved.office.move("b.pdf>R-1", state)
    assert waiting(proved) == set()


def test_adopted_is_told_of_every_adopted_revision_in_the_history(proved: Case) -> None:
    proved.office.change("QP-05@A/0", adopted=True)
    proved.office.revision("QP-05@A/1", "2026-07-01", adopted=True)
    assert proved.issues("4.1", "2026-06-30") == {("adopted", "QP-05@A/0")}
    assert proved.issues("4.1", "2026-07-01") == {("adopted", "QP-05@A/0"), ("adopted", "QP-05@A/1")}


def test_severities(proved: Case) -> None:
    proved.office.record("R-2", "2026-03-01", "QP-05@A/0")
    proved.office.record("R-3", "2024-01-01", "QP-05@A/0")
    proved.office.evidence("b.pdf", "R-3", fixity="unreadable")
    proved.office.check_file("a.pdf", "changed")
    assert proved.trail("4.1", DAY)["issues"] == [
        ("evidence_changed", "error", "a.pdf"),
        ("evidence_unreadable", "error", "b.pdf"),
        ("record_outside_revision", "warning", "R-3"),
        ("record_without_evidence", "error", "R-2"),
        ("suspect_link", "warning", "a.pdf>R-1"),
    ]


def test_one_issue_a_subject_however_often_it_is_shown(proved: Case) -> None:
    proved.office.record("R-2", "2026-03-02", "QP-05@A/0")
    proved.office.link("records", "a.pdf", "R-2")
    proved.office.check_file("a.pdf", "unreadable")
    assert proved.coverage(DAY)["clauses"][0]["issues"] == {"evidence_unreadable": 1, "suspect_link": 2}


# Editions


def test_a_clause_is_superseded_while_a_successor_edition_is_in_force(proved: Case) -> None:
    proved.office.standard("N", "GB/T 1", "2020", in_force_from="2026-04-01", in_force_to="2026-06-01")
    proved.office.link("supersedes", "N", "S")
    told = {day: proved.issues("4.1", day) for day in ("2026-03-31", "2026-04-01", "2026-05-31", "2026-06-01")}
    superseded = {("clause_superseded", "4.1")}
    assert list(told.values()) == [set(), superseded, superseded, set()]
    assert proved.own_state("4.1", "2026-04-01") == "proved"


def test_importing_a_successor_ends_nothing(proved: Case) -> None:
    proved.office.standard("N", "GB/T 1", "2020")
    proved.office.link("supersedes", "N", "S")
    assert proved.own_state("4.1", DAY) == "proved"
    proved.office.change("S", in_force_to="2026-06-30")
    assert proved.own_state("4.1", "2026-06-29") == "proved"
    assert proved.own_state("4.1", "2026-06-30") == "obsolete"


def test_a_clause_is_superseded_by_a_confirmed_supersedes_of_its_own(proved: Case) -> None:
    proved.office.standard("N", "GB/T 1", "2020")
    proved.office.clause("N#4.1", "N")
    proved.office.link("supersedes", "N#4.1", "4.1", "proposed")
    assert ("clause_superseded", "4.1") not in proved.issues("4.1", DAY)
    proved.office.move("N#4.1>4.1", "confirmed")
    assert proved.issues("4.1", DAY) == {("clause_superseded", "4.1")}
    assert proved.issues("N#4.1", DAY) == set()


def test_an_edition_not_yet_in_force_is_judged_normally_with_a_notice(proved: Case) -> None:
    proved.office.change("S", in_force_from="2026-07-01")
    assert proved.own_state("4.1", "2026-06-30") == "proved"
    assert proved.issues("4.1", "2026-06-30") == {("edition_not_yet_in_force", "S")}
    assert proved.issues("4.1", "2026-07-01") == set()
    assert proved.coverage("2026-06-30")["clauses"][0]["issues"] == {"edition_not_yet_in_force": 1}


def test_evidence_never_crosses_editions_by_itself(proved: Case) -> None:
    proved.office.standard("N", "GB/T 1", "2020")
    proved.office.clause("N#4.1", "N", obligations=BOTH)
    proved.office.link("supersedes", "N", "S")
    proved.office.link("supersedes", "N#4.1", "4.1")
    assert proved.own_state("N#4.1", DAY) == "gap"


# Order


def test_chains_stand_by_document_number_in_code_point_order(proved: Case) -> None:
    for number in ("QP-1", "qp-0", "Z", "𠮷-1", "文-1", "ｚ"):
        proved.office.document(number)
        proved.office.revision(f"{number}@A/0", "2025-01-01")
        proved.office.satisfies(f"{number}@A/0", "4.1")
    shown = [chain["document"] for chain in proved.trail("4.1", DAY)["chains"]]
    assert shown == ["QP-05", "QP-1", "Z", "qp-0", "文-1", "ｚ", "𠮷-1"]


def test_records_stand_newest_first_then_by_number_ties_by_id(proved: Case) -> None:
    for name, date, number in (
        ("d", "2026-04-01", "B"),
        ("b", "2026-04-01", "A"),
        ("c", "2026-04-01", None),
        ("e", "2026-04-01", None),
        ("a", "2026-05-01", "Z"),
    ):
        proved.office.record(name, date, "QP-05@A/0", number=number)
    assert proved.records("4.1", DAY) == ["a", "c", "e", "b", "d", "R-1"]


def test_files_stand_by_their_name_in_that_use(proved: Case) -> None:
    for name in ("c.pdf", "b.pdf"):
        proved.office.evidence(name)
    proved.office.link("records", "c.pdf", "R-1", fields={"name": "0.pdf"})
    proved.office.link("records", "b.pdf", "R-1")
    (record,) = proved.trail("4.1", DAY)["chains"][0]["records"]
    assert [one["evidence"] for one in record["evidence"]] == ["c.pdf", "a.pdf", "b.pdf"]


def test_coverage_lists_clauses_in_the_order_of_the_edition(proved: Case) -> None:
    proved.office.clause("4.10", order=20)
    proved.office.clause("4.9", order=10)
    assert [row["number"] for row in proved.coverage(DAY)["clauses"]] == ["4.1", "4.9", "4.10"]
