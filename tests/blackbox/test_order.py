"""The order of everything, absent never null, and the shape of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.blackbox.desk import Desk, chains, records

SEVERITIES = {
    "record_without_evidence": "error",
    "evidence_changed": "error",
    "evidence_unreadable": "error",
    "suspect_link": "warning",
    "record_outside_revision": "warning",
    "clause_superseded": "warning",
    "proposal_waiting": "notice",
    "adopted": "notice",
    "record_without_revision": "notice",
    "not_assessed": "notice",
    "edition_not_yet_in_force": "notice",
}


def test_chains_records_and_files_stand_in_order(desk: Desk) -> None:
    for number in ("QP-2", "QP-10", "程序-1", "qp-1"):
        desk.document(number, "A/0", "2024-03-01", "2.2")
    desk.record("R-2", "2026-05-10", "--revision", "QP-2@A/0", files=0)
    desk.record("R-10", "2026-05-10", "--revision", "QP-2@A/0", files=0)
    desk.record("R-1", "2026-05-09", "--revision", "QP-2@A/0", files=0)
    desk.record("R-3", "2026-05-11", "--revision", "QP-2@A/0", files=0)
    names = ["乙.txt", "b.txt", "B.txt", "a.txt"]
    desk.ask("evidence", "add", *(desk.file(one, one) for one in names), "--record", "R-3", "--confirm")
    found = desk.trail("2.2")
    # text in code-point order; dates descending, then numbers
    assert chains(found) == [
        ("QP-10", "A/0", []),
        ("QP-2", "A/0", ["R-3", "R-10", "R-2", "R-1"]),
        ("qp-1", "A/0", []),
        ("程序-1", "A/0", []),
    ]
    files = found["chains"][1]["records"][0]["evidence"]
    assert [one["evidence"]["name"] for one in files] == ["B.txt", "a.txt", "b.txt", "乙.txt"]


def test_direct_records_stand_in_order_and_history_by_time(desk: Desk) -> None:
    desk.document("QP-1", "C/0", "2025-01-01", "2.2")
    desk.revision("QP-1", "B/9", "2024-01-01")
    for number, day in (("R-2", "2026-05-01"), ("R-1", "2026-05-01"), ("R-3", "2026-06-01")):
        desk.record(number, day, "--revision", "QP-1@C/0", files=0)
        desk.link(f"record:{number}", "2.2")
    found = desk.trail("2.2")
    assert records(found["direct_records"]) == ["R-3", "R-1", "R-2"]
    assert [one["revision"]["label"] for one in found["chains"][0]["history"]] == ["B/9", "C/0"]


def test_coverage_is_in_printed_order_and_counts_own_states_once(desk: Desk) -> None:
    covered = desk.coverage()
    numbers = ["1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3", "3.1", "3.1.1", "3.1.2"]
    assert [one["number"] for one in covered["clauses"]] == numbers
    assert covered["totals"] == {"gap": 8, "not_required": 4}
    assert covered["totals"]["gap"] == sum(one["own_state"] == "gap" for one in covered["clauses"])
    assert "chains" not in covered["clauses"][0]


def test_coverage_and_trail_agree_on_every_clause(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1", "2.2", "2.4", "2.5")
    desk.revision("QP-1", "B/0", "2026-01-01", "--confirm", "2.1", "--confirm", "2.5")
    desk.record("R-1", "2025-12-10", "--revision", "QP-1@A/0", files=2)
    desk.record("R-2", "2026-02-01", "--revision", "QP-1@A/0")
    desk.record("R-3", "2026-02-01", files=0)
    desk.link("record:R-3", "3.1.2")
    covered = desk.coverage()
    for one in covered["clauses"]:
        trail = desk.trail(one["number"])
        for member in ("state", "own_state", "obligations", "gaps"):
            assert trail[member] == one[member], (one["number"], member)
        assert trail.get("below") == one.get("below")
        shown = [record for chain in trail["chains"] for record in chain["records"]] + trail["direct_records"]
        counted = (
            sum("revision" in chain for chain in trail["chains"]),
            len({record["record"]["id"] for record in shown}),
            len({file["evidence"]["id"] for record in shown for file in record["evidence"]}),
        )
        assert counted == (one["procedures"], one["records"], one["evidence"])
        codes = [issue["code"] for issue in trail["issues"]]
        assert {code: codes.count(code) for code in codes} == one["issues"]
        for issue in trail["issues"]:
            assert issue["severity"] == SEVERITIES[issue["code"]]
            assert issue["subjects"]
            assert issue["place"]
        assert trail["truncated"] == []


def test_what_is_not_there_is_absent_never_null(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.4")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    desk.record("R-2", "2026-05-10")
    desk.link("record:R-2", "2.4")
    for answer in (
        desk.trail("2.4"),
        desk.coverage(),
        desk.ask("document", "show", "QP-1"),
        desk.ask("record", "list"),
        desk.ask("link", "list"),
        desk.ask("evidence", "list"),
        desk.ask("clause", "show", "T/QY 1-2020", "2.4"),
    ):
        assert None not in list(values(answer))
    trail = desk.trail("2.4")
    assert "to" not in trail["chains"][0]["history"][0]
    assert "revision" not in trail["direct_records"][0]


def values(answer: Any) -> Iterator[Any]:
    """Every value at every depth."""
    if isinstance(answer, dict):
        for one in answer.values():
            yield from values(one)
    elif isinstance(answer, list):
        for one in answer:
            yield from values(one)
    else:
        yield answer
