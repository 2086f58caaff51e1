"""When a revision is in force, and what that does to its links (semantics: documents; what counts)."""

from __future__ import annotations

import pytest

from tests.semantics.case import Case

PROCEDURE = [{"kind": "procedure", "strength": "explicit"}]


def line(case: Case, *revisions: tuple[str, str | None, str | None]) -> None:
    """A procedure with revisions (label, from, to), each with a confirmed link to clause 4.1."""
    case.office.standard()
    case.office.clause("4.1", obligations=PROCEDURE)
    case.office.document("QP-05")
    for label, starts, ends in revisions:
        case.office.revision(f"QP-05@{label}", starts, ends)
        case.office.satisfies(f"QP-05@{label}", "4.1")


def current(case: Case, day: str, **more: int) -> str | None:
    """The revision that stands as the procedure of 4.1."""
    chains = case.trail("4.1", day, **more)["chains"]
    assert len(chains) <= 1
    return chains[0].get("revision") if chains else None


def test_a_revision_is_in_force_from_its_first_day_and_not_the_day_before(case: Case) -> None:
    line(case, ("A/0", "2025-03-01", None))
    assert case.own_state("4.1", "2025-02-28") == "gap"
    assert case.trail("4.1", "2025-02-28")["chains"] == []
    assert case.own_state("4.1", "2025-03-01") == "proved"
    assert current(case, "2025-03-01") == "QP-05@A/0"


def test_effective_to_is_the_first_day_out_of_force(case: Case) -> None:
    line(case, ("A/0", "2025-03-01", "2025-09-01"))
    assert case.own_state("4.1", "2025-08-31") == "proved"
    assert case.own_state("4.1", "2025-09-01") == "gap"


def test_a_chain_stays_without_revision_when_none_is_in_force(case: Case) -> None:
    line(case, ("A/0", "2025-03-01", "2025-09-01"))
    (chain,) = case.trail("4.1", "2026-01-01")["chains"]
    assert chain == {
        "document": "QP-05",
        "history": [{"revision": "QP-05@A/0", "from": "2025-03-01", "to": "2025-09-01"}],
        "records": [],
    }


def test_a_successor_ends_its_predecessor_on_its_own_first_day(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", None), ("A/1", "2025-06-01", None))
    assert current(case, "2025-05-31") == "QP-05@A/0"
    assert current(case, "2025-06-01") == "QP-05@A/1"
    assert case.trail("4.1", "2025-06-01")["chains"][0]["history"] == [
        {"revision": "QP-05@A/0", "from": "2025-01-01", "to": "2025-06-01"},
        {"revision": "QP-05@A/1", "from": "2025-06-01"},
    ]


def test_history_holds_only_what_had_begun_and_its_ends_as_known(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", None), ("A/1", "2025-06-01", None))
    assert case.trail("4.1", "2025-05-31")["chains"][0]["history"] == [
        {"revision": "QP-05@A/0", "from": "2025-01-01", "to": "2025-06-01"}
    ]


def test_an_end_before_the_successor_leaves_days_without_any_revision(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", "2025-04-01"), ("A/1", "2025-06-01", None))
    assert current(case, "2025-03-31") == "QP-05@A/0"
    assert current(case, "2025-04-01") is None
    assert current(case, "2025-05-31") is None
    assert current(case, "2025-06-01") == "QP-05@A/1"


def test_an_earlier_revision_adopted_later_ends_where_the_next_begins(case: Case) -> None:
    line(case, ("B/0", "2025-06-01", None), ("A/0", "2024-01-01", None))
    assert current(case, "2025-05-31") == "QP-05@A/0"
    assert current(case, "2025-06-01") == "QP-05@B/0"


def test_drafts_submitted_and_refused_revisions_are_never_in_force(case: Case) -> None:
    line(case, ("A/0", None, None))
    for state in ("submitted", "refused", "withdrawn"):
        case.office.change("QP-05@A/0", state=state)
        assert case.trail("4.1", "2026-01-01")["chains"] == []


def test_a_withdrawn_revision_is_in_force_until_its_withdrawal_date(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", None))
    case.office.change("QP-05@A/0", state="withdrawn", withdrawn_on="2025-08-01")
    assert current(case, "2025-07-31") == "QP-05@A/0"
    assert current(case, "2025-08-01") is None


@pytest.mark.parametrize("withdrawn_on", ["2025-05-31", "2025-06-01"])
def test_a_revision_whose_end_is_not_after_its_beginning_was_never_in_force(case: Case, withdrawn_on: str) -> None:
    line(case, ("A/0", "2025-01-01", None), ("A/1", "2025-06-01", None))
    case.office.change("QP-05@A/1", state="withdrawn", withdrawn_on=withdrawn_on)
    assert current(case, "2025-06-01") == "QP-05@A/0"
    assert case.trail("4.1", "2026-01-01")["chains"][0]["history"] == [{"revision": "QP-05@A/0", "from": "2025-01-01"}]


def test_a_predecessor_ended_by_a_successor_does_not_come_back(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", None), ("A/1", "2025-06-01", None))
    case.office.change("QP-05@A/1", state="withdrawn", withdrawn_on="2025-06-02")
    assert current(case, "2025-06-01") == "QP-05@A/1"
    assert current(case, "2025-06-02") is None
    assert case.own_state("4.1", "2025-06-02") == "gap"


def test_the_earlier_of_two_own_ends_counts(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", "2025-09-01"))
    case.office.change("QP-05@A/0", state="withdrawn", withdrawn_on="2025-08-01")
    assert current(case, "2025-07-31") == "QP-05@A/0"
    assert current(case, "2025-08-15") is None


def test_withdrawal_is_seen_only_from_the_entry_that_said_it(case: Case) -> None:
    line(case, ("A/0", "2025-01-01", None))
    before = case.office.seq
    case.office.change("QP-05@A/0", state="withdrawn", withdrawn_on="2025-08-01")
    assert current(case, "2025-08-01", known_at=before) == "QP-05@A/0"
    assert current(case, "2025-08-01") is None


def test_a_link_of_a_superseded_revision_does_not_carry_to_its_successor(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=PROCEDURE)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2025-01-01")
    case.office.satisfies("QP-05@A/0", "4.1")
    case.office.revision("QP-05@A/1", "2025-06-01")
    (chain,) = case.trail("4.1", "2025-06-01")["chains"]
    assert "revision" not in chain
    assert "link" not in chain
    assert case.trail("4.1", "2025-06-01")["gaps"] == ["nothing"]


@pytest.mark.parametrize(
    ("day", "state"),
    [("2025-02-28", "gap"), ("2025-03-01", "proved"), ("2025-08-31", "proved"), ("2025-09-01", "gap")],
)
def test_a_link_counts_only_within_its_own_interval(case: Case, day: str, state: str) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=PROCEDURE)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2024-01-01")
    case.office.satisfies("QP-05@A/0", "4.1", valid_from="2025-03-01", valid_to="2025-09-01")
    assert case.own_state("4.1", day) == state


@pytest.mark.parametrize("state", ["proposed", "rejected", "withdrawn"])
def test_only_a_confirmed_link_counts(case: Case, state: str) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=PROCEDURE)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2024-01-01")
    case.office.satisfies("QP-05@A/0", "4.1", state)
    assert case.own_state("4.1", "2025-01-01") == "gap"
    case.office.satisfies("QP-05@A/0", "4.1", "confirmed", name="second") if state != "proposed" else (
        case.office.move("QP-05@A/0>4.1", "confirmed")
    )
    assert case.own_state("4.1", "2025-01-01") == "proved"


def test_when_a_link_was_confirmed_is_a_matter_of_known_at_not_of_as_of(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=PROCEDURE)
    case.office.document("QP-05")
    case.office.revision("QP-05@A/0", "2020-01-01")
    case.office.satisfies("QP-05@A/0", "4.1", "proposed")
    before = case.office.seq
    case.office.move("QP-05@A/0>4.1", "confirmed")
    assert case.own_state("4.1", "2020-01-01") == "proved"
    assert case.own_state("4.1", "2020-01-01", known_at=before) == "gap"


def test_a_clause_is_unknown_before_the_entry_that_brought_it(case: Case) -> None:
    case.office.standard()
    before = case.office.seq
    case.office.clause("4.1")
    assert case.unknown("4.1", "2026-01-01", before)
    assert not case.unknown("4.1", "2026-01-01", before + 1)
