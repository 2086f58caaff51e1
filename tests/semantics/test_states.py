"""What is asked of a clause, its own state, the state with all below, gaps and totals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.semantics.case import Case

DAY = "2026-06-30"


def stated(*kinds: str, strength: str = "explicit") -> list[dict[str, str]]:
    """Stated obligations."""
    return [{"kind": kind, "strength": strength} for kind in kinds]


def asked(case: Case, clause: str) -> list[tuple[str, str, bool]]:
    """(kind, strength, asked) of every obligation shown."""
    shown = case.trail(clause, DAY)["obligations"]
    return sorted((one["kind"], one["strength"], one["asked"]) for one in shown)


def procedure(case: Case, name: str, *clauses: str, type_: str = "procedure") -> None:
    """A document with a revision in force that satisfies clauses."""
    case.office.document(name, type_)
    case.office.revision(f"{name}@A/0", "2025-01-01")
    for clause in clauses:
        case.office.satisfies(f"{name}@A/0", clause)


def prove(case: Case, name: str, revision: str) -> None:
    """A record that fits, with a file."""
    case.office.record(name, "2026-03-01", revision)
    case.office.evidence(f"{name}.pdf", name)


# What is asked


def test_a_normative_row_asks_what_it_states_one_row_a_kind_explicit_first(case: Case) -> None:
    case.office.standard()
    both = [
        *stated("record", strength="implied"),
        *stated("record", "procedure"),
        *stated("record", strength="implied"),
    ]
    case.office.clause("4.1", obligations=both)
    assert asked(case, "4.1") == [("procedure", "explicit", True), ("record", "explicit", True)]


def test_a_row_that_does_not_oblige_shows_what_it_states_and_asks_nothing(case: Case) -> None:
    case.office.standard()
    case.office.clause("3.1", obligations=stated("record"), normative=False)
    assert asked(case, "3.1") == [("record", "explicit", False)]
    assert case.own_state("3.1", DAY) == "not_required"


def test_a_leaf_indicator_of_a_points_scheme_asks_procedure_and_record_by_default(case: Case) -> None:
    case.office.standard(scheme="points")
    case.office.clause("5", row="indicator", normative=False)
    case.office.clause("5.1", parent="5", row="indicator", normative=False)
    assert asked(case, "5.1") == [("procedure", "default", True), ("record", "default", True)]
    assert asked(case, "5") == []
    assert case.own_state("5", DAY) == "not_required"


def test_an_indicator_outside_a_points_scheme_asks_no_procedure_by_default(case: Case) -> None:
    case.office.standard(scheme="criteria")
    case.office.clause("5.1", row="indicator")
    assert asked(case, "5.1") == [("any", "default", True)]


@pytest.mark.parametrize("row", ["heading", "requirement", "term", "indicator"])
def test_a_normative_numbered_clause_without_numbered_subclauses_asks_any(case: Case, row: str) -> None:
    case.office.standard()
    case.office.clause("4.1", row=row)
    assert asked(case, "4.1") == [("any", "default", True)]
    case.office.clause("4.1 a)", parent="4.1", row="item", normative=False)
    assert asked(case, "4.1") == [("any", "default", True)]
    case.office.clause("4.1.1", parent="4.1")
    assert asked(case, "4.1") == []


@pytest.mark.parametrize("row", ["item", "note", "figure", "table", "example"])
def test_rows_without_a_clause_number_ask_nothing_by_default(case: Case, row: str) -> None:
    case.office.standard()
    case.office.clause("4.1 a)", row=row)
    assert asked(case, "4.1 a)") == []


def test_a_clause_that_asks_only_for_what_cannot_be_judged_also_asks_any(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("review", "approval"))
    assert asked(case, "4.1") == [
        ("any", "default", True),
        ("approval", "explicit", True),
        ("review", "explicit", True),
    ]
    assert case.own_state("4.1", DAY) == "gap"
    procedure(case, "QP-05", "4.1")
    assert case.met("4.1", DAY) == {"any": "yes", "approval": "not_assessed", "review": "not_assessed"}
    assert case.own_state("4.1", DAY) == "proved"
    assert case.issues("4.1", DAY) == {("not_assessed", "4.1")}


def test_what_is_not_assessed_is_left_out_of_the_state(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("procedure", "review"))
    assert asked(case, "4.1") == [("procedure", "explicit", True), ("review", "explicit", True)]
    assert case.own_state("4.1", DAY) == "gap"
    assert case.issues("4.1", DAY) == set()
    procedure(case, "QP-05", "4.1")
    assert case.own_state("4.1", DAY) == "proved"
    assert case.coverage(DAY)["not_assessed"] == 1
    assert case.coverage(DAY)["totals"] == {"proved": 1}


# What is met


@pytest.mark.parametrize("type_", ["form", "external"])
def test_forms_and_external_documents_meet_any_but_no_procedure(case: Case, type_: str) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("procedure"))
    case.office.clause("4.2")
    procedure(case, "FM-01", "4.1", "4.2", type_=type_)
    assert case.met("4.1", DAY) == {"procedure": "no"}
    assert case.met("4.2", DAY) == {"any": "yes"}
    # There is a revision in force with a working link, so the gap is not `nothing`.
    assert case.trail("4.1", DAY)["gaps"] == ["no_procedure"]


@pytest.mark.parametrize(
    "type_",
    [
        "manual",
        "policy",
        "procedure",
        "work_instruction",
        "service_specification",
        "delivery_specification",
        "control_specification",
    ],
)
def test_manuals_procedures_instructions_specifications_and_policies_are_a_basis(case: Case, type_: str) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("procedure"))
    procedure(case, "D-01", "4.1", type_=type_)
    assert case.met("4.1", DAY) == {"procedure": "yes"}


def test_any_is_met_by_a_meeting_record_alone(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1")
    procedure(case, "QP-05")
    prove(case, "R-1", "QP-05@A/0")
    case.office.satisfies("R-1", "4.1")
    assert case.met("4.1", DAY) == {"any": "yes"}
    assert case.met("4.1", "2027-06-30") == {"any": "no"}
    assert case.trail("4.1", "2027-06-30")["gaps"] == ["nothing"]


# States and gaps


def test_gap_partial_suspect_proved(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("procedure", "record"))
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("gap", ["nothing"])
    procedure(case, "QP-05", "4.1")
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("partial", ["no_record"])
    prove(case, "R-1", "QP-05@A/0")
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("proved", [])
    case.office.change("4.1", text="other")
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("suspect", [])


def test_records_without_a_procedure_in_force_are_the_gap_no_procedure(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("procedure", "record"))
    procedure(case, "QP-05")
    prove(case, "R-1", "QP-05@A/0")
    case.office.satisfies("R-1", "4.1")
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("partial", ["no_procedure"])


def test_a_gap_of_a_clause_that_asks_one_kind_names_it_when_something_else_is_there(case: Case) -> None:
    case.office.standard()
    case.office.clause("4.1", obligations=stated("record"))
    procedure(case, "QP-05", "4.1")
    assert (case.own_state("4.1", DAY), case.trail("4.1", DAY)["gaps"]) == ("gap", ["no_record"])


# Below, totals, exclusions


def tree(case: Case) -> None:
    """4 > 4.1 > (4.1.1 proved, 4.1.2 gap), 4.2 suspect, 4.3 not required."""
    case.office.standard()
    case.office.clause("4", row="heading")
    case.office.clause("4.1", parent="4", row="heading")
    case.office.clause("4.1.1", parent="4.1")
    case.office.clause("4.1.2", parent="4.1")
    case.office.clause("4.2", parent="4")
    case.office.clause("4.3", parent="4", normative=False)
    procedure(case, "QP-05", "4.1.1", "4.2")
    case.office.change("4.2", text="other")


def test_the_state_of_a_clause_is_the_worst_of_its_own_and_all_below(case: Case) -> None:
    tree(case)
    rows = {row["number"]: row for row in case.coverage(DAY)["clauses"]}
    states = {number: (row["own_state"], row["state"]) for number, row in rows.items()}
    assert states == {
        "4": ("not_required", "gap"),
        "4.1": ("not_required", "gap"),
        "4.1.1": ("proved", "proved"),
        "4.1.2": ("gap", "gap"),
        "4.2": ("suspect", "suspect"),
        "4.3": ("not_required", "not_required"),
    }
    assert rows["4"]["below"] == {"not_required": 2, "proved": 1, "gap": 1, "suspect": 1}
    assert rows["4.1"]["below"] == {"proved": 1, "gap": 1}
    assert rows["4.3"]["below"] == {}
    assert case.trail("4", DAY)["state"] == "gap"


def test_totals_count_own_states_each_clause_once(case: Case) -> None:
    tree(case)
    assert case.coverage(DAY)["totals"] == {"not_required": 3, "proved": 1, "gap": 1, "suspect": 1}


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        (["not_required", "not_applicable"], "not_applicable"),
        (["not_applicable", "proved"], "proved"),
        (["proved", "suspect"], "suspect"),
        (["suspect", "partial"], "partial"),
        (["partial", "gap"], "gap"),
    ],
)
def test_the_order_of_states(case: Case, states: list[str], worst: str) -> None:
    case.office.standard()
    case.office.clause("4", row="heading", normative=False)
    procedure(case, "QP-05")
    for place, state in enumerate(states):
        number = f"4.{place}"
        rules: dict[str, Any] = {"normative": state != "not_required"}
        if state == "partial":
            rules["obligations"] = stated("procedure", "record")
        case.office.clause(number, parent="4", **rules)
        if state in ("proved", "suspect", "partial"):
            case.office.satisfies("QP-05@A/0", number)
        if state == "suspect":
            case.office.change(number, text="other")
        if state == "not_applicable":
            case.office.exclusion("E", number)
        assert case.own_state(number, DAY) == state
    assert case.trail("4", DAY)["state"] == worst


def test_not_applicable_covers_all_below_within_its_interval_and_can_be_lifted(case: Case) -> None:
    tree(case)
    case.office.exclusion("E", "4.1", from_="2026-01-01", to="2026-06-30")
    inside = {"4": "not_required", "4.1": "not_applicable", "4.1.1": "not_applicable", "4.1.2": "not_applicable"}
    for number, state in inside.items():
        assert case.own_state(number, "2026-01-01") == state
        assert case.own_state(number, "2026-06-29") == state
    assert case.own_state("4.1.2", "2025-12-31") == "gap"
    assert case.own_state("4.1.2", "2026-06-30") == "gap"
    assert case.trail("4.1.2", "2026-06-29")["gaps"] == []
    declared = case.office.seq
    case.office.change("E", state="lifted", lifted_reason="sold again")
    assert case.own_state("4.1.2", "2026-06-29") == "gap"
    assert case.own_state("4.1.2", "2026-06-29", known_at=declared) == "not_applicable"


def test_not_applicable_comes_before_obsolete_and_obsolete_before_not_required(case: Case) -> None:
    case.office.standard(in_force_to="2026-01-01")
    case.office.clause("4.1")
    case.office.clause("4.2", normative=False)
    assert case.own_state("4.1", "2025-12-31") == "gap"
    assert case.own_state("4.2", "2025-12-31") == "not_required"
    assert case.own_state("4.1", "2026-01-01") == "obsolete"
    assert case.own_state("4.2", "2026-01-01") == "obsolete"
    case.office.exclusion("E", "4.1")
    assert case.own_state("4.1", "2026-01-01") == "not_applicable"
