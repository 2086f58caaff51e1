"""Identity: codes, editions, references, files of the same bytes, one live link."""

from __future__ import annotations

import hashlib

import pytest

from tests.blackbox.desk import STANDARD, TEXT, Desk, issues, row


@pytest.mark.parametrize(
    "printed", ["T/QY 1-2020", "T/QY 1—2020", "T/QY1-2020", "t/qy 1-2020", "t/qy 1 - 2020", "Ｔ／ＱＹ　１－２０２０"]
)
def test_codes_compare_in_a_normal_form(desk: Desk, printed: str) -> None:
    assert desk.trail("2.1", standard=printed)["standard"]["code"] == "T/QY 1"


def test_the_same_edition_again_changes_nothing(desk: Desk) -> None:
    before = desk.size()
    again = desk.standard(TEXT, "t/qy1", "2020")
    assert (again["unchanged"], again["clauses"]) == (True, 0)
    assert desk.size() == before


def test_without_an_edition_the_one_in_force_on_the_day(desk: Desk) -> None:
    desk.ask("standard", "dates", STANDARD, "--in-force-from", "2020-01-01", "--in-force-to", "2026-01-01")
    desk.standard(TEXT, "T/QY 1", "2025", "--in-force-from", "2026-01-01", "--supersedes", "2020")
    found = {day: desk.trail("2.1", "--as-of", day, standard="T/QY 1") for day in ("2025-12-31", "2026-01-01")}
    assert [one["standard"]["edition"] for one in found.values()] == ["2020", "2025"]
    assert desk.refused("trail", "T/QY 1", "2.1", "--as-of", "2019-12-31")  # no edition was in force
    early = desk.trail("2.1", "--as-of", "2025-12-31", standard="T/QY 1-2025")
    assert early["own_state"] == "gap"  # judged normally
    assert "edition_not_yet_in_force" in issues(early)
    assert issues(early)["edition_not_yet_in_force"] == ["T/QY 1-2025"]
    assert "edition_not_yet_in_force" not in issues(found["2026-01-01"])


def test_an_edition_is_obsolete_only_from_its_own_last_day(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    desk.standard(TEXT, "T/QY 1", "2025", "--in-force-from", "2026-01-01", "--supersedes", "2020")
    # importing a successor ends nothing, but whoever reads the old clause is told
    after = desk.trail("2.1")
    assert after["own_state"] == "proved"
    assert issues(after)["clause_superseded"] == ["2.1"]
    assert "clause_superseded" not in issues(desk.trail("2.1", "--as-of", "2025-12-31"))
    # a newer edition is another set of clauses: nothing crosses by itself
    assert desk.trail("2.1", standard="T/QY 1-2025")["own_state"] == "gap"
    desk.ask("standard", "dates", STANDARD, "--in-force-to", "2026-07-01")
    assert desk.trail("2.1")["own_state"] == "proved"
    assert desk.trail("2.1", "--as-of", "2026-07-01")["own_state"] == "obsolete"


def test_a_repeated_number_gets_a_second_one_and_an_issue(empty: Desk) -> None:
    text = "1 范围\n本标准规定了要求。\n2 管理\n2.1 组织应开展服务。\n2.1 组织应保持记录。\n2.2 组织应培训。\n"
    empty.ask("setup", "--organisation", "启元", "--clock", "manual", "--operator", "ann")
    preview = empty.ask(
        "standard", "import", empty.file("s.txt", text), "--code", "T/X 1", "--edition", "2020", "--dry-run"
    )
    assert [one["number"] for one in preview["clauses"]] == ["1", "2", "2.1", "2.1 #2", "2.2"]
    assert preview["issues"]
    assert empty.size() == 1


def test_references_of_every_form_name_the_same_thing(desk: Desk) -> None:
    desk.document("QP-1", "B/1", "2024-03-01")
    desk.record("R-1", "2026-05-10", "--revision", "revision:QP-1@B/1")
    digest = hashlib.sha256(b"R-1 0").hexdigest()
    clause = desk.trail("2.1")["clause"]["id"]
    assert desk.ask("trail", f"clause:{STANDARD}#2.1")["clause"]["id"] == clause
    assert desk.ask("trail", clause)["clause"]["id"] == clause
    assert desk.ask("document", "show", "document:QP-1")["id"] == desk.ask("document", "show", "QP-1")["id"]
    shown = desk.ask("record", "show", "record:R-1")
    assert desk.ask("record", "show", shown["id"])["id"] == shown["id"]
    assert desk.ask("evidence", "show", f"evidence:{digest[:12]}")["sha256"] == digest
    assert desk.ask("evidence", "show", digest.upper()[:8])["sha256"] == digest
    assert desk.refused("evidence", "show", "evidence:ffffffffffff")
    assert desk.refused("record", "show", "record:R-2")


def test_business_keys_are_kept_once(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0", files=0)
    page = desk.file("x.txt", "x")
    assert desk.refused("document", "add", "QP-1", "B/0", page)
    assert desk.refused("document", "revise", "QP-1", "A/0", page)
    more = ("record", "add", "R-1", "--type", "单", "--date", "2026-05-11")
    assert desk.refused(*more, "--revision", "QP-1@A/0")
    assert desk.refused("account", "add", "ann", "--role", "auditor")


def test_the_same_bytes_again_are_the_same_evidence_used_twice(desk: Desk) -> None:
    desk.record("R-1", "2026-05-10", files=0)
    desk.record("R-2", "2026-05-11", files=0)
    first = desk.ask("evidence", "add", desk.file("甲.txt", "same"), "--record", "R-1", "--confirm")["evidence"][0]
    before = desk.size()
    again = desk.ask(
        "evidence", "add", desk.file("乙.txt", "same"), "--record", "R-2", "--confirm", "--date", "2026-05-11"
    )["evidence"][0]
    assert "duplicate_of" not in first
    assert again["duplicate_of"] == first["id"] == again["id"]
    assert desk.size() == before + 1  # an entry for the sighting
    uses = desk.ask("evidence", "show", first["id"])["uses"]
    assert sorted((one["to"]["number"], one["name"]) for one in uses) == [("R-1", "甲.txt"), ("R-2", "乙.txt")]
    assert [one.get("date") for one in uses if one["to"]["number"] == "R-2"] == ["2026-05-11"]
    assert len(desk.ask("evidence", "list")["items"]) == 1


def test_the_same_bytes_again_for_the_same_record_are_told_and_linked_once(desk: Desk) -> None:
    desk.record("R-1", "2026-05-10", files=0)
    page = desk.file("甲.txt", "same")
    desk.ask("evidence", "add", page, "--record", "R-1", "--confirm")
    again = desk.ask("evidence", "add", page, "--record", "R-1", "--confirm")["evidence"][0]
    assert again["duplicate_of"] == again["id"]
    assert len(desk.ask("link", "list", "--to", "record:R-1")["items"]) == 1


def test_one_live_link_per_kind_and_ends(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    first = desk.propose("QP-1@A/0", "2.1")
    again = ("link", "propose", "QP-1@A/0", f"{STANDARD}#2.1")
    assert desk.refused(*again)
    desk.ask("link", "confirm", first)
    assert desk.refused(*again)
    desk.ask("link", "withdraw", first, "--reason", "错")
    assert desk.link("QP-1@A/0", "2.1") != first
    assert row(desk.coverage(), "2.1")["procedures"] == 1
