"""The list of records: by day, narrowed, with what each lacks; the register behind it follows the ledger."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from graph_schema.errors import Forbidden, InvalidInput, NotFound
from graph_schema.ports import LinkFilter
from tests.workflows.conftest import Office
from workflows import evidence, link_review, links, record_entry, record_list, record_view, records
from workflows.evidence import Use
from workflows.record_entry import Brought
from workflows.record_list import Wanted
from workflows.record_register import RecordRegister
from workflows.records import RecordFields


def numbers(office: Office, **wanted: str) -> list[str]:
    found = record_list.listed(office.system, office.auditor, Wanted(**wanted))
    return [one.line.number for one in found.rows]


@pytest.fixture
def filed(office: Office) -> Office:
    """QP-1 in force from 2026-01-01; R-1 fits with a file, R-2 is too early, R-3 has a file proposed, R-4 has none."""
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0", "肇庆")
    office.record("R-2", "2025-12-31", "revision:QP-1@A/0", "广州")
    office.record("R-3", "2026-04-01", None, "肇庆")
    office.record("R-4", "2026-05-01", None)
    for number, confirm in (("R-1", True), ("R-2", True), ("R-3", False)):
        file = office.file(f"{number}.pdf", number.encode())
        evidence.add(office.system, office.controller, [file], Use(), f"record:{number}", confirm)
    return office


def test_records_are_listed_newest_day_first_and_narrowed(filed: Office) -> None:
    assert numbers(filed) == ["R-4", "R-3", "R-1", "R-2"]
    assert numbers(filed, site="肇庆") == ["R-3", "R-1"]
    assert numbers(filed, first="2026-03-01", last="2026-04-01") == ["R-3", "R-1"]
    assert numbers(filed, document="QP-1") == ["R-1", "R-2"]
    assert numbers(filed, text="ｒ-3 回访") == ["R-3"]
    assert numbers(filed, type="培训") == []
    for lack, expected in (
        ("file", ["R-4"]),
        ("confirmation", ["R-3"]),
        ("revision", ["R-4", "R-3"]),
        ("fit", ["R-2"]),
    ):
        assert numbers(filed, lacks=lack) == expected, lack
    found = record_list.listed(filed.system, filed.auditor, Wanted(), 1, 2)
    assert [one.line.number for one in found.rows] == ["R-3", "R-1"]
    assert (found.total, found.all) == (4, 4)
    assert found.lacks == {"file": 1, "confirmation": 1, "revision": 2, "fit": 1}
    assert found.sites == {"肇庆": 2, "广州": 1}
    assert [one.fits for one in found.rows] == [None, True]


def test_what_cannot_be_asked_is_refused(filed: Office) -> None:
    for wanted, error in (
        (Wanted(lacks="money"), InvalidInput), (Wanted(first="March"), InvalidInput), (Wanted(document="XX"), NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            record_list.listed(filed.system, filed.auditor, wanted)


def test_the_register_follows_whatever_happens_as_if_it_were_read_anew(filed: Office) -> None:
    dice, system, who = Random(4), filed.system, filed.controller

    def one_thing() -> None:
        with system.reader() as reader:
            found = [one.id for one in reader.find("record")]
            live = [
                link for link in reader.links(LinkFilter(kind="records")) if link.state in ("proposed", "confirmed")
            ]
        record = dice.choice(found)
        match dice.randrange(5):
            case 0:
                filed.record(f"N-{len(found)}", f"2026-0{dice.randrange(1, 7)}-01", "revision:QP-1@A/0")
            case 1:
                records.correct(system, who, record, RecordFields(date=f"2026-0{dice.randrange(1, 7)}-02"), "抄错")
            case 2:
                file = filed.file("x.pdf", str(dice.random()).encode())
                evidence.add(system, who, [file], Use(), record, confirm=dice.random() < 0.5)
            case 3:
                links.withdraw(system, replace(who, name=(gone := dice.choice(live)).by), [gone.id], "撤")
            case _:
                records.correct(system, who, record, RecordFields(), "改版次", "revision:QP-1@A/0")

    for _ in range(60):
        one_thing()
        with system.reader() as reader:
            assert system.records.lines(reader) == RecordRegister().lines(reader)


def test_a_record_comes_with_its_files_and_clauses_in_one_entry_or_not_at_all(filed: Office) -> None:
    given = RecordFields(type="回访", number="W-1", period="2026-05-01..2026-05-31", site="肇庆")
    files = (filed.file("a.pdf", b"a"), filed.file("b.pdf", b"b"))
    with filed.system.reader() as reader:
        before = reader.head().size
        clause = next(one for one in reader.find("clause") if one.text("number") == "4.1").id
    brought = Brought(files, (), (clause,), True)
    with pytest.raises(NotFound):
        record_entry.enter(
            filed.system, filed.controller, given, None, replace(brought, evidence=("evidence:abcdef99",))
        )
    with filed.system.reader() as reader:
        assert reader.head().size == before
    made = record_entry.enter(filed.system, filed.controller, given, "revision:QP-1@A/0", brought)
    with filed.system.reader() as reader:
        assert reader.head().size == before + 1
    assert [one["state"] for one in made["links"]] == ["confirmed"] * 3
    shown = record_view.view(filed.system, filed.auditor, made["record"]["id"])
    assert sorted(one["file_name"] for one in shown["evidence"]) == ["a.pdf", "b.pdf"]
    assert {one["to"]["kind"] for one in shown["links"]} == {"revision", "clause"}
    with pytest.raises(Forbidden):
        record_entry.enter(filed.system, filed.auditor, given, None, Brought())


def test_the_revision_in_force_on_the_day_is_proposed(filed: Office) -> None:
    filed.revise("QP-1", "B/0")
    filed.adopt("revision:QP-1@B/0", "2026-04-01")
    labels = {}
    for on in ("2025-12-31", "2026-03-31", "2026-04-01"):
        choice = record_entry.under(filed.system, filed.auditor, "QP-1", on)
        labels[on] = next((one.label for one in choice.document.versions if one.id == choice.proposed), "")
    assert labels == {"2025-12-31": "", "2026-03-31": "A/0", "2026-04-01": "B/0"}
    early = record_entry.under(filed.system, filed.auditor, "QP-1", "2025-12-31")
    with pytest.raises(InvalidInput, match="no_revision_on"):
        record_entry.revision_for(early, "", "2025-12-31")
    assert (
        record_entry.revision_for(early, early.document.versions[0].id, "2025-12-31") == early.document.versions[0].id
    )


def test_a_correction_takes_a_text_away_and_the_page_tells_what_differs(filed: Office) -> None:
    records.correct(filed.system, filed.controller, "record:R-1", RecordFields(site="", title="新名称"), "更正")
    found = record_view.view(filed.system, filed.auditor, "record:R-1")
    assert "site" not in found
    assert found["changes"][-1]["fields"] == [["title", None, "新名称"], ["site", "肇庆", None]]
    assert found["changes"][-1]["reason"] == "更正"
    assert found["changes"][0]["first"] is True
    assert link_review.listed(filed.system, filed.auditor, "suspect", None, 9).counts["suspect"] == 2
