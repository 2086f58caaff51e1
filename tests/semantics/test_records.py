"""Which records count for a clause, and which of them meet it (semantics: what counts for a clause)."""

from __future__ import annotations

import pytest

from tests.semantics.case import Case

BOTH = [{"kind": "procedure", "strength": "explicit"}, {"kind": "record", "strength": "explicit"}]
DAY = "2026-06-30"


@pytest.fixture
def office(case: Case) -> Case:
    """Clauses 4.1 and 4.2 of one edition, X.1 of another, and procedure QP-05 with A/0, which satisfies 4.1."""
    case.office.standard()
    case.office.clause("4.1", obligations=BOTH)
    case.office.clause("4.2", obligations=BOTH)
    case.office.standard("X", "SB/T 2", "2004")
    case.office.clause("X#1", "X", obligations=BOTH)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2025-01-01")
    case.office.satisfies("QP-05@A/0", "4.1")
    return case


def prove(case: Case, name: str, date: str, revision: str | None = "QP-05@A/0", **fields: str) -> None:
    """A record with a file that held."""
    case.office.record(name, date, revision, **fields)
    case.office.evidence(f"{name}.pdf", name)


def test_a_record_follows_its_procedure(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    assert office.records("4.1", DAY) == ["R-1"]
    assert office.records("4.2", DAY) == []
    assert office.met("4.1", DAY) == {"procedure": "yes", "record": "yes"}


def test_a_record_counts_from_its_own_date(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    assert office.records("4.1", "2026-02-28") == []
    assert office.records("4.1", "2026-03-01") == ["R-1"]
    assert office.own_state("4.1", "2026-02-28") == "partial"
    assert office.own_state("4.1", "2026-03-01") == "proved"


def test_an_old_record_counts_by_the_link_of_the_revision_now_in_force(office: Case) -> None:
    office.office.revision("QP-05@A/1", "2026-04-01")
    office.office.satisfies("QP-05@A/1", "4.2")
    prove(office, "R-1", "2026-03-01")
    # A/0 never said anything of 4.2; A/1, in force on the day, does.
    assert office.records("4.2", "2026-03-31") == []
    assert office.records("4.2", "2026-04-01") == ["R-1"]
    # For 4.1 its own revision still has the working link, so it still counts; the chain names no revision.
    assert office.records("4.1", "2026-04-01") == ["R-1"]
    assert office.met("4.1", "2026-04-01") == {"procedure": "no", "record": "yes"}
    assert office.trail("4.1", "2026-04-01")["gaps"] == ["no_procedure"]


def test_a_record_of_a_line_whose_link_is_with_a_third_revision_does_not_count(office: Case) -> None:
    office.office.revision("QP-05@A/1", "2026-02-01")
    office.office.revision("QP-05@A/2", "2026-04-01")
    prove(office, "R-1", "2026-03-01", "QP-05@A/1")
    # Only A/0 has the link; R-1 is under A/1, and A/2 is in force.
    assert office.records("4.1", DAY) == []
    assert [chain["document"] for chain in office.trail("4.1", DAY)["chains"]] == ["QP-05"]


def test_links_of_its_own_narrow_a_record_within_that_edition(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    office.office.satisfies("QP-05@A/0", "X#1")
    before = office.office.seq
    office.office.satisfies("R-1", "4.2")
    assert office.records("4.1", DAY) == []
    assert office.met("4.1", DAY) == {"procedure": "yes", "record": "no"}
    assert office.trail("4.2", DAY)["direct_records"][0]["record"] == "R-1"
    assert office.met("4.2", DAY) == {"procedure": "no", "record": "yes"}
    # The other edition is not narrowed, and before the confirmation nothing was.
    assert office.records("X#1", DAY) == ["R-1"]
    assert office.records("4.1", DAY, known_at=before) == ["R-1"]


def test_a_proposal_or_an_expired_link_of_its_own_narrows_nothing(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    office.office.satisfies("R-1", "4.2", "proposed")
    assert office.records("4.1", DAY) == ["R-1"]
    office.office.move("R-1>4.2", "withdrawn")
    office.office.satisfies("R-1", "4.2", name="second", valid_to=DAY)
    assert office.records("4.1", "2026-06-29") == []
    assert office.records("4.1", DAY) == ["R-1"]


def test_withdrawing_the_last_link_of_its_own_brings_a_record_back(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    office.office.satisfies("R-1", "4.2")
    office.office.move("R-1>4.2", "withdrawn")
    assert office.records("4.1", DAY) == ["R-1"]
    assert office.records("4.2", DAY) == []


def test_a_record_with_its_own_link_stands_in_direct_records_only(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    office.office.satisfies("R-1", "4.1")
    trail = office.trail("4.1", DAY)
    assert trail["chains"][0]["records"] == []
    assert trail["direct_records"] == [
        {
            "record": "R-1",
            "revision": "QP-05@A/0",
            "link": "R-1>4.1",
            "fits": True,
            "evidence": [{"evidence": "R-1.pdf", "link": "R-1.pdf>R-1"}],
        }
    ]


def test_a_record_outside_its_revision_is_shown_and_counted_and_meets_nothing(office: Case) -> None:
    office.office.revision("QP-05@A/1", "2026-04-01")
    office.office.satisfies("QP-05@A/1", "4.1")
    prove(office, "R-1", "2026-04-01", "QP-05@A/0")
    assert office.records("4.1", DAY) == ["R-1"]
    assert office.trail("4.1", DAY)["chains"][0]["records"][0]["fits"] is False
    assert office.issues("4.1", DAY) == {("record_outside_revision", "R-1")}
    assert office.met("4.1", DAY) == {"procedure": "yes", "record": "no"}
    assert office.coverage(DAY)["clauses"][0]["records"] == 1


def test_a_record_on_the_last_day_of_its_revision_fits(office: Case) -> None:
    office.office.revision("QP-05@A/1", "2026-04-01")
    prove(office, "R-1", "2026-03-31", "QP-05@A/0")
    assert office.trail("4.1", DAY)["chains"][0]["records"][0]["fits"] is True


def test_a_record_under_a_draft_does_not_fit(office: Case) -> None:
    office.office.revision("QP-05@B/0")
    prove(office, "R-1", "2026-03-01", "QP-05@B/0")
    assert office.issues("4.1", DAY) == {("record_outside_revision", "R-1")}


def test_a_record_under_no_revision_fits_with_a_notice(office: Case) -> None:
    prove(office, "R-1", "2026-03-01", None)
    office.office.satisfies("R-1", "4.1")
    (shown,) = office.trail("4.1", DAY)["direct_records"]
    assert shown["fits"] is True
    assert "revision" not in shown
    assert office.issues("4.1", DAY) == {("record_without_revision", "R-1")}
    assert office.met("4.1", DAY)["record"] == "yes"


def test_a_direct_record_fits_when_it_fits_one_of_the_revisions_it_is_under(office: Case) -> None:
    office.office.document("QP-01")
    office.office.revision("QP-01@A/0", "2020-01-01", "2021-01-01")
    prove(office, "R-1", "2026-03-01", "QP-01@A/0")
    office.office.satisfies("R-1", "4.2")
    (shown,) = office.trail("4.2", DAY)["direct_records"]
    assert (shown["fits"], shown["revision"]) == (False, "QP-01@A/0")
    office.office.link("records", "R-1", "QP-05@A/0")
    (shown,) = office.trail("4.2", DAY)["direct_records"]
    assert (shown["fits"], shown["revision"]) == (True, "QP-05@A/0")


def test_a_direct_record_that_fits_none_names_the_first_by_document_number(office: Case) -> None:
    office.office.document("QP-01")
    office.office.revision("QP-01@A/0", "2020-01-01", "2021-01-01")
    office.office.document("AA-99")
    office.office.revision("AA-99@A/0", "2020-01-01", "2021-01-01")
    prove(office, "R-1", "2026-03-01", "QP-01@A/0")
    office.office.link("records", "R-1", "AA-99@A/0")
    office.office.satisfies("R-1", "4.2")
    (shown,) = office.trail("4.2", DAY)["direct_records"]
    assert (shown["fits"], shown["revision"]) == (False, "AA-99@A/0")


def test_a_record_needs_a_file_whose_last_check_held(office: Case) -> None:
    office.office.record("R-1", "2026-03-01", "QP-05@A/0")
    assert office.met("4.1", DAY)["record"] == "no"
    assert office.issues("4.1", DAY) == {("record_without_evidence", "R-1")}
    office.office.evidence("a.pdf", "R-1")
    assert office.met("4.1", DAY)["record"] == "yes"
    for fixity in ("changed", "unreadable"):
        office.office.check_file("a.pdf", fixity)
        assert office.met("4.1", DAY)["record"] == "no"
        assert (f"evidence_{fixity}", "a.pdf") in office.issues("4.1", DAY)
    office.office.check_file("a.pdf", "held")
    assert office.met("4.1", DAY)["record"] == "yes"
    assert office.issues("4.1", DAY) == set()


def test_a_file_whose_link_is_no_longer_valid_is_not_behind_the_record(office: Case) -> None:
    office.office.record("R-1", "2026-03-01", "QP-05@A/0")
    office.office.evidence("a.pdf")
    office.office.link("records", "a.pdf", "R-1", valid_to="2026-06-01")
    assert office.met("4.1", "2026-05-31")["record"] == "yes"
    assert office.met("4.1", "2026-06-01")["record"] == "no"


def test_one_file_behind_two_records_is_counted_once(office: Case) -> None:
    office.office.record("R-1", "2026-03-01", "QP-05@A/0")
    office.office.record("R-2", "2026-03-02", "QP-05@A/0")
    office.office.evidence("a.pdf", "R-1", "R-2")
    row = office.coverage(DAY)["clauses"][0]
    assert (row["procedures"], row["records"], row["evidence"]) == (1, 2, 1)


def test_a_record_in_two_chains_is_counted_once(office: Case) -> None:
    office.office.document("QP-01")
    office.office.revision("QP-01@A/0", "2025-01-01")
    office.office.satisfies("QP-01@A/0", "4.1")
    prove(office, "R-1", "2026-03-01")
    office.office.link("records", "R-1", "QP-01@A/0")
    assert office.records("4.1", DAY) == ["R-1", "R-1"]
    row = office.coverage(DAY)["clauses"][0]
    assert (row["procedures"], row["records"], row["evidence"]) == (2, 1, 1)


def test_moving_a_record_to_another_revision_moves_what_it_counts_for(office: Case) -> None:
    office.office.document("QP-09")
    office.office.revision("QP-09@A/0", "2025-01-01")
    office.office.satisfies("QP-09@A/0", "4.2")
    prove(office, "R-1", "2026-03-01")
    before = office.office.seq
    office.office.together = True
    office.office.move("R-1>QP-05@A/0", "withdrawn")
    office.office.link("records", "R-1", "QP-09@A/0")
    office.office.flush()
    assert (office.records("4.1", DAY), office.records("4.2", DAY)) == ([], ["R-1"])
    assert office.records("4.1", DAY, known_at=before) == ["R-1"]
    assert office.records("4.2", DAY, known_at=before) == []


# The period and the site decide `met` only


@pytest.mark.parametrize(
    ("as_of", "met"),
    [("2026-06-29", "yes"), ("2026-06-30", "no")],
)
def test_the_default_period_begins_the_day_after_the_same_day_a_year_before(office: Case, as_of: str, met: str) -> None:
    prove(office, "R-1", "2025-06-30")
    # As of 2026-06-29 the period is 2025-06-30..2026-06-29; a day later it begins on 2025-07-01.
    assert office.met("4.1", as_of)["record"] == met
    assert office.records("4.1", as_of) == ["R-1"]


def test_a_leap_day_has_its_year_from_the_day_after_28_february(office: Case) -> None:
    office.office.revision("QP-05@0", "2022-01-01")
    office.office.satisfies("QP-05@0", "4.1")
    prove(office, "R-1", "2023-02-28", "QP-05@0")
    prove(office, "R-2", "2023-03-01", "QP-05@0")
    office.office.satisfies("R-1", "4.2")
    assert office.met("4.1", "2024-02-29")["record"] == "yes"
    assert office.met("4.2", "2024-02-29")["record"] == "no"
    assert office.met("4.2", "2024-02-28")["record"] == "no"
    assert office.met("4.2", "2024-02-27")["record"] == "yes"


def test_a_typed_period_holds_both_its_days(office: Case) -> None:
    prove(office, "R-1", "2025-06-30")
    met = {
        period: office.met("4.1", DAY, period=period)["record"]
        for period in (
            ("2025-06-30", "2025-06-30"),
            ("2025-01-01", "2025-06-29"),
            ("2025-07-01", "2025-12-31"),
            ("2025-01-01", "2025-12-31"),
        )
    }
    assert list(met.values()) == ["yes", "no", "no", "yes"]


def test_a_record_of_another_site_is_listed_and_counted_but_meets_nothing(office: Case) -> None:
    prove(office, "R-1", "2026-03-01", site="上海")
    assert office.met("4.1", DAY, site="上海") == {"procedure": "yes", "record": "yes"}
    assert office.met("4.1", DAY, site="北京") == {"procedure": "yes", "record": "no"}
    assert office.records("4.1", DAY, site="北京") == ["R-1"]
    assert office.coverage(DAY, site="北京")["clauses"][0]["records"] == 1
    assert office.met("4.1", DAY)["record"] == "yes"


def test_a_record_without_a_site_is_of_no_site_asked(office: Case) -> None:
    prove(office, "R-1", "2026-03-01")
    assert office.met("4.1", DAY, site="上海")["record"] == "no"
