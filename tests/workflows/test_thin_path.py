"""The first true path: edition, document, revision, record, file, links, trail, as of and as known at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_schema.errors import Conflict, Forbidden, InvalidInput, NotFound
from graph_schema.ports import LinkFilter
from tests.workflows.conftest import Office, small_edition
from workflows import clauses, documents, evidence, links, records, standards, trails
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.standards import Content, Edition
from workflows.views import Asked


def prove_42(office: Office) -> None:
    """Bring 4.2 from nothing to proved."""
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    files = [office.file("回访单.pdf", b"proof")]
    evidence.add(office.system, office.controller, files, Use("2026-03-02"), "record:R-1", confirm=True)


def test_a_clause_is_proved_step_by_step(office: Office) -> None:
    assert office.trail("4.2")["own_state"] == "gap"
    assert office.trail("4.2")["gaps"] == [{"kind": "nothing"}]
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    assert office.trail("4.2")["own_state"] == "partial"
    assert office.trail("4.2")["gaps"] == [{"kind": "no_record"}]
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    assert office.trail("4.2")["own_state"] == "partial"
    files = [office.file("回访单.pdf", b"proof")]
    evidence.add(office.system, office.controller, files, Use(), "record:R-1", confirm=True)
    answer = office.trail("4.2")
    assert answer["own_state"] == "proved"
    assert answer["state"] == "gap"  # the item below asks a record of its own, and it has none
    assert answer["below"] == {"gap": 1}
    assert [chain["document"]["number"] for chain in answer["chains"]] == ["QP-1"]
    assert answer["chains"][0]["records"][0]["evidence"][0]["evidence"]["name"] == "回访单.pdf"
    assert [issue["code"] for issue in answer["issues"]] == ["adopted"]


def test_as_of_before_the_revision_there_is_a_gap(office: Office) -> None:
    prove_42(office)
    assert office.trail("4.2", as_of="2025-12-31")["own_state"] == "gap"
    assert office.trail("4.2", as_of="2026-01-01")["own_state"] == "partial"
    assert office.trail("4.2", as_of="2026-03-01")["own_state"] == "proved"


def test_known_at_before_the_last_entry_the_file_is_not_known(office: Office) -> None:
    prove_42(office)
    with office.system.reader() as reader:
        last = reader.head().size - 1
    assert office.trail("4.2", known_at=f"seq:{last}")["own_state"] == "proved"
    assert office.trail("4.2", known_at=f"seq:{last - 1}")["own_state"] == "partial"
    with pytest.raises(InvalidInput, match="known_at_unknown"):
        office.trail("4.2", known_at=f"seq:{last + 1}")
    with pytest.raises(NotFound):
        office.trail("4.2", known_at="2020-01-01T00:00:00Z")


def test_known_at_alone_asks_as_of_its_date(office: Office) -> None:
    office.clock.now = "2026-07-01T16:00:00.000000Z"  # 2 July in Shanghai
    office.document("QP-2")
    with office.system.reader() as reader:
        last = reader.head().size - 1
    office.clock.now = "2026-09-01T00:00:00.000000Z"
    assert office.trail("4.2", known_at=f"seq:{last}")["as_of"] == "2026-07-02"
    assert office.trail("4.2")["as_of"] == "2026-09-01"


def test_a_new_revision_carries_the_links_as_proposals_and_adoption_confirms_those_named(office: Office) -> None:
    prove_42(office)
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    revised = office.revise("QP-1", "B/0")
    assert {one["state"] for one in revised["carried"]} == {"proposed"}
    assert {one["reason"] for one in revised["carried"]} == {"carried over from A/0"}
    assert len(revised["carried"]) == 2
    adopted = office.adopt("revision:QP-1@B/0", "2026-05-01", ("GB/T 1-2011#4.2",))
    assert len(adopted["confirmed"]) == 1
    assert len(adopted["waiting"]) == 1
    now, before = office.trail("4.2"), office.trail("4.2", as_of="2026-04-30")
    assert now["chains"][0]["revision"]["label"] == "B/0"
    assert before["chains"][0]["revision"]["label"] == "A/0"
    assert [item["revision"]["label"] for item in now["chains"][0]["history"]] == ["A/0", "B/0"]
    assert now["chains"][0]["history"][0]["to"] == "2026-05-01"
    # 4.1 has no revision in force with a working link: A/0 is over and B/0's waits.
    waiting = office.trail("4.1")
    assert "revision" not in waiting["chains"][0]
    assert "proposal_waiting" in [issue["code"] for issue in waiting["issues"]]


def test_adopting_an_earlier_revision_later_redraws_the_line(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-03-01")
    office.revise("QP-1", "Z/9")
    office.adopt("revision:QP-1@Z/9", "2026-01-01")
    shown = documents.show(office.system, office.auditor, "document:QP-1")
    spans = {row["label"]: (row["from"], row.get("to")) for row in shown["revisions"]}
    assert spans == {"Z/9": ("2026-01-01", "2026-03-01"), "A/0": ("2026-03-01", None)}
    drawn = links.listed(office.system, office.auditor, LinkFilter(kind="supersedes"))
    alive = [(one["from"]["label"], one["to"]["label"]) for one in drawn if one["state"] == "confirmed"]
    assert alive == [("A/0", "Z/9")]


def test_two_revisions_cannot_begin_on_one_day_nor_be_adopted_into_the_future(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-03-01")
    office.revise("QP-1", "B/0")
    with pytest.raises(Conflict, match="effective_date_taken"):
        office.adopt("revision:QP-1@B/0", "2026-03-01")
    with pytest.raises(InvalidInput, match="adoption_in_future"):
        office.adopt("revision:QP-1@B/0", "2026-07-01")


def test_a_corrected_record_makes_its_links_suspect_and_back_clears_them(office: Office) -> None:
    prove_42(office)
    correct = RecordFields(date="2026-03-05")
    records.correct(office.system, office.controller, "record:R-1", correct, "日期写错")
    answer = office.trail("4.2")
    assert answer["own_state"] == "suspect"
    assert [issue["code"] for issue in answer["issues"]].count("suspect_link") == 2
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-03-01"), "原来是对的")
    assert office.trail("4.2")["own_state"] == "proved"


def test_reaffirming_all_suspect_links_of_a_record_is_one_entry(office: Office) -> None:
    prove_42(office)
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-03-05"), "日期写错")
    with office.system.reader() as reader:
        before = reader.head().size
    done = links.reaffirm(office.system, office.controller, around="record:R-1")
    assert (len(done["links"]), done["left_out"]) == (2, [])
    with office.system.reader() as reader:
        assert reader.head().size == before + 1
    assert office.trail("4.2")["own_state"] == "proved"


def test_a_changed_file_is_found_and_blocks_confirming(office: Office) -> None:
    prove_42(office)
    office.record("R-2", "2026-03-02", "revision:QP-1@A/0")
    added = evidence.add(office.system, office.controller, [office.file("b.pdf", b"other")], Use(), "record:R-2")
    digest = added["evidence"][0]["sha256"]
    place = office.system.blobs.root / digest[:2] / digest  # type: ignore[attr-defined]  # the folder under test
    place.write_bytes(b"tampered")
    found = evidence.verify(office.system, office.controller)
    assert (found["changed"], found["missing"], found["held"]) == (1, 0, 1)
    with pytest.raises(Conflict, match="fixity_failed"):
        links.confirm(office.system, office.controller, [added["evidence"][0]["link"]["id"]])
    again = evidence.add(office.system, office.controller, [office.file("b.pdf", b"other")], Use())
    assert again["evidence"][0]["duplicate_of"] == added["evidence"][0]["id"]
    assert again["evidence"][0]["healed"] is True
    links.confirm(office.system, office.controller, [added["evidence"][0]["link"]["id"]])


def test_the_first_own_link_of_a_record_says_what_drops_out(office: Office) -> None:
    prove_42(office)
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    confirmed = office.confirm("record:R-1", "clause:GB/T 1-2011#4.2 a)")
    assert [one["number"] for one in confirmed["drops_out"]] == ["4.1", "4.2"]
    assert office.trail("4.2 a)")["own_state"] == "proved"
    assert office.trail("4.2")["own_state"] == "partial"


def test_rejecting_needs_a_reason_and_so_does_proposing_again(office: Office) -> None:
    office.document("QP-1")
    made = links.propose(office.system, office.auditor, "revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    with pytest.raises(InvalidInput, match="reason_needed"):
        links.reject(office.system, office.controller, [made["id"]], " ")
    with pytest.raises(Forbidden):
        links.reject(office.system, office.auditor, [made["id"]], "不相关")
    links.reject(office.system, office.controller, [made["id"]], "不相关")
    with pytest.raises(InvalidInput, match="reason_needed"):
        links.propose(office.system, office.auditor, "revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    links.propose(office.system, office.auditor, "revision:QP-1@A/0", "clause:GB/T 1-2011#4.1", reason="新版已写明")


def test_a_withdrawn_revision_that_never_was_in_force_ends_nothing(office: Office) -> None:
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-03-01")
    office.revise("QP-1", "B/0")
    office.adopt("revision:QP-1@B/0", "2026-06-30")
    documents.withdraw(office.system, office.controller, "revision:QP-1@B/0", "发布有误")
    shown = documents.show(office.system, office.auditor, "document:QP-1")
    assert shown["in_force"] == "A/0"
    assert {row["label"]: row["phase"] for row in shown["revisions"]} == {"A/0": "in_force", "B/0": "never_in_force"}


def test_not_applicable_covers_all_below_and_can_be_lifted(office: Office) -> None:
    clauses.declare_not_applicable(office.system, office.controller, "GB/T 1-2011#4.2", "无此业务")
    assert office.trail("4.2")["own_state"] == "not_applicable"
    assert office.trail("4.2 a)")["own_state"] == "not_applicable"
    clauses.lift(office.system, office.controller, "GB/T 1-2011#4.2", "业务已开展")
    assert office.trail("4.2")["own_state"] == "gap"


def test_a_review_alone_also_asks_any_and_says_what_is_not_assessed(office: Office) -> None:
    answer = office.trail("4.3")
    asked = {one["kind"]: (one["asked"], one["met"]) for one in answer["obligations"]}
    assert asked == {"review": (True, "not_assessed"), "any": (True, "no")}
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.3")
    answer = office.trail("4.3")
    assert answer["own_state"] == "proved"
    assert "not_assessed" in [issue["code"] for issue in answer["issues"]]
    totals = trails.coverage_document(office.system, office.auditor, "GB/T 1-2011", Asked())["totals"]
    assert totals == {"not_required": 1, "gap": 3, "proved": 1, "not_assessed": 1}


def test_importing_the_same_edition_again_changes_nothing(office: Office) -> None:
    with office.system.reader() as reader:
        before = reader.head().size
    again = standards.import_edition(
        office.system, office.controller, Edition("gb/t 1", "2011"), Content(small_edition())
    )
    assert (again["unchanged"], again["same_content"]) == (True, True)
    with office.system.reader() as reader:
        assert reader.head().size == before


def test_a_record_in_the_future_is_refused(office: Office) -> None:
    with pytest.raises(InvalidInput, match="record_in_future"):
        office.record("R-9", "2026-07-01")


def test_a_request_id_gives_the_first_answer_again_and_refuses_another_body(office: Office) -> None:
    asking = replace(office.controller, request="req-1")
    given = RecordFields(type="回访", number="R-7", date="2026-01-01")
    first = records.add(office.system, asking, given)
    assert records.add(office.system, asking, given) == first
    with pytest.raises(Conflict, match="request_id_reused"):
        records.add(office.system, asking, RecordFields(type="回访", number="R-8", date="2026-01-01"))
