"""Suspect links: an end is no longer what was confirmed (semantics: links; what counts)."""

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
    case.office.record("R-1", "2026-03-01", "QP-05@A/0", site="上海")
    case.office.evidence("a.pdf", "R-1")
    return case


def test_a_corrected_record_makes_its_links_suspect_and_back_clears_them(proved: Case) -> None:
    before = proved.office.seq
    proved.office.change("R-1", date="2026-03-02")
    assert proved.own_state("4.1", DAY) == "suspect"
    assert proved.met("4.1", DAY) == {"procedure": "yes", "record": "suspect"}
    assert proved.issues("4.1", DAY) == {("suspect_link", "R-1>QP-05@A/0"), ("suspect_link", "a.pdf>R-1")}
    assert proved.own_state("4.1", DAY, known_at=before) == "proved"
    suspect = proved.office.seq
    proved.office.change("R-1", date="2026-03-01")
    assert proved.own_state("4.1", DAY) == "proved"
    assert proved.issues("4.1", DAY) == set()
    assert proved.own_state("4.1", DAY, known_at=suspect) == "suspect"


@pytest.mark.parametrize(
    "change", [{"type": "call"}, {"site": "北京"}, {"number": "R-1a"}, {"period_from": "2026-02-01"}]
)
def test_type_date_period_site_and_number_of_a_record_are_material(proved: Case, change: dict[str, str]) -> None:
    proved.office.change("R-1", **change)
    assert proved.own_state("4.1", DAY) == "suspect"


def test_a_record_title_is_not_material_and_adding_a_file_makes_nothing_suspect(proved: Case) -> None:
    proved.office.change("R-1", title="another title")
    proved.office.evidence("b.pdf", "R-1")
    assert proved.own_state("4.1", DAY) == "proved"
    assert proved.issues("4.1", DAY) == set()


def test_reaffirming_takes_new_stamps(proved: Case) -> None:
    proved.office.change("R-1", date="2026-03-02")
    proved.office.move("R-1>QP-05@A/0", "confirmed", "still so")
    assert proved.issues("4.1", DAY) == {("suspect_link", "a.pdf>R-1")}
    proved.office.move("a.pdf>R-1", "confirmed", "still so")
    assert proved.own_state("4.1", DAY) == "proved"
    proved.office.change("R-1", date="2026-03-01")
    assert proved.own_state("4.1", DAY) == "suspect"


def test_a_corrected_clause_text_makes_its_links_suspect(proved: Case) -> None:
    proved.office.change("4.1", text="another text")
    assert proved.issues("4.1", DAY) == {("suspect_link", "QP-05@A/0>4.1")}
    assert proved.met("4.1", DAY) == {"procedure": "suspect", "record": "suspect"}
    proved.office.change("4.1", text="text of 4.1")
    assert proved.own_state("4.1", DAY) == "proved"


@pytest.mark.parametrize(
    "text", ["textof4.1", "text　of\n4.1", "te\u200bxt of 4.1", "te\x07xt of 4.1", "ｔｅｘｔ of ４．１"]
)
def test_layout_widths_and_invisible_characters_are_not_material(proved: Case, text: str) -> None:
    proved.office.change("4.1", text=text)
    assert proved.own_state("4.1", DAY) == "proved"


def test_titles_and_obligations_of_a_clause_are_not_material(proved: Case) -> None:
    proved.office.change("4.1", title="another title", normative=True)
    assert proved.own_state("4.1", DAY) == "proved"


def test_failed_fixity_makes_the_link_of_the_file_suspect(proved: Case) -> None:
    proved.office.check_file("a.pdf", "changed")
    assert proved.issues("4.1", DAY) == {("suspect_link", "a.pdf>R-1"), ("evidence_changed", "a.pdf")}
    assert proved.met("4.1", DAY)["record"] == "no"
    proved.office.check_file("a.pdf", "held")
    assert proved.own_state("4.1", DAY) == "proved"


def test_supersession_is_not_suspicion(proved: Case) -> None:
    proved.office.revision("QP-05@A/1", "2026-05-01")
    proved.office.satisfies("QP-05@A/1", "4.1")
    assert proved.own_state("4.1", DAY) == "proved"
    assert proved.issues("4.1", DAY) == set()


def test_one_clean_way_is_enough(proved: Case) -> None:
    proved.office.change("R-1", date="2026-03-02")
    proved.office.record("R-2", "2026-04-01", "QP-05@A/0")
    proved.office.evidence("b.pdf", "R-2")
    assert proved.met("4.1", DAY) == {"procedure": "yes", "record": "yes"}
    assert proved.own_state("4.1", DAY) == "proved"
    assert ("suspect_link", "a.pdf>R-1") in proved.issues("4.1", DAY)


def test_one_clean_file_is_enough_and_a_suspect_file_is_named(proved: Case) -> None:
    proved.office.change("R-1", date="2026-03-02")
    proved.office.move("R-1>QP-05@A/0", "confirmed", "still so")
    assert proved.met("4.1", DAY)["record"] == "suspect"
    proved.office.evidence("b.pdf", "R-1")
    assert proved.met("4.1", DAY)["record"] == "yes"
    assert proved.issues("4.1", DAY) == {("suspect_link", "a.pdf>R-1")}


def test_a_record_has_two_ways_its_own_revision_and_the_one_in_force(proved: Case) -> None:
    proved.office.change("4.1", text="another text")
    proved.office.revision("QP-05@A/1", "2026-05-01")
    proved.office.satisfies("QP-05@A/1", "4.1")
    # The link of A/0 is suspect, that of A/1 in force is not: the record follows either.
    assert proved.met("4.1", DAY) == {"procedure": "yes", "record": "yes"}
    # The suspect link of A/0 is not shown any more.
    assert proved.issues("4.1", DAY) == set()


def test_the_links_of_the_line_are_named_only_where_none_is_in_force(proved: Case) -> None:
    proved.office.change("4.1", text="another text")
    proved.office.revision("QP-05@A/1", "2026-05-01")
    # A/1 has no link: the chain is without revision, and the line's working links are named.
    assert proved.issues("4.1", DAY) == {("suspect_link", "QP-05@A/0>4.1")}
    assert proved.met("4.1", DAY) == {"procedure": "no", "record": "suspect"}


def test_a_second_document_without_suspect_link_clears_the_procedure(proved: Case) -> None:
    proved.office.change("4.1", text="another text")
    proved.office.document("QP-06")
    proved.office.revision("QP-06@A/0", "2025-01-01")
    proved.office.satisfies("QP-06@A/0", "4.1")
    assert proved.met("4.1", DAY) == {"procedure": "yes", "record": "suspect"}
    assert proved.own_state("4.1", DAY) == "suspect"


def test_a_direct_record_is_suspect_by_its_own_link(proved: Case) -> None:
    proved.office.satisfies("R-1", "4.1")
    proved.office.change("R-1", site="北京")
    assert proved.met("4.1", DAY)["record"] == "suspect"
    assert proved.issues("4.1", DAY) == {("suspect_link", "R-1>4.1"), ("suspect_link", "a.pdf>R-1")}
