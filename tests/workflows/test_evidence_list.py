"""The list of evidence: newest first, narrowed, and as new as the ledger and the queue at every look."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager

import pytest

from graph_schema.errors import InvalidInput, StoreUnavailable
from graph_schema.jobs import READ, Outcome
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE
from tests.workflows.conftest import Office
from workflows import evidence, evidence_records, evidence_register, links
from workflows.evidence import Use
from workflows.evidence_links import attach
from workflows.evidence_list import Evidence, Wanted, listed, named, sites
from workflows.registers import warmed

NOW, LATER = "2026-06-30T04:00:00.000000Z", "2026-06-30T05:00:00.000000Z"


def add(office: Office, *names: str, date: str | None = None, site: str | None = None) -> list[str]:
    given = [office.file(name, name.encode()) for name in names]
    return [one["id"] for one in evidence.add(office.system, office.controller, given, Use(date, site))["evidence"]]


def shown(office: Office, wanted: Wanted | None = None, start: int = 0, limit: int | None = None) -> Evidence:
    return listed(office.system, office.auditor, wanted or Wanted(), start, limit)


def names(found: Evidence) -> list[str]:
    return [one.node.text("file_name") for one in found.rows]


def test_the_newest_stands_first_and_pages_follow_on(office: Office) -> None:
    add(office, "1", "2", "3")
    add(office, "4", "5")
    assert names(shown(office)) == ["5", "4", "3", "2", "1"]
    assert names(shown(office, limit=2)) == ["5", "4"]
    assert names(shown(office, start=2, limit=2)) == ["3", "2"]
    assert names(shown(office, start=99, limit=2)) == []
    assert shown(office, limit=2).total == 5


def test_a_name_is_found_in_either_script_by_every_word_and_with_what_else_is_asked(office: Office) -> None:
    add(office, "回访单 五月.pdf", "回訪單 六月.pdf", date="2026-05-03", site="肇庆服务中心")
    add(office, "照片.jpg", date="2026-06-03")
    assert names(shown(office, Wanted(text="回訪"))) == ["回訪單 六月.pdf", "回访单 五月.pdf"]
    assert names(shown(office, Wanted(text="PDF 六月"))) == ["回訪單 六月.pdf"]
    assert names(shown(office, Wanted(site="肇慶"))) == ["回訪單 六月.pdf", "回访单 五月.pdf"]
    assert names(shown(office, Wanted(start="2026-06-03"))) == ["照片.jpg"]
    assert len(shown(office, Wanted(start="2026-05-03", end="2026-05-03")).rows) == 2
    assert names(shown(office, Wanted(text="回访", start="2026-06-01"))) == []
    assert sites(office.system, office.auditor) == ("肇庆服务中心",)


def test_the_list_follows_links_readings_and_checks(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    first, second = add(office, "a", "b")
    assert (shown(office).unlinked, shown(office).readings["queued"]) == (2, 2)
    made = attach(office.system, office.controller, [first], "R-1")
    (row,) = shown(office, Wanted(text="a")).rows
    assert [(record["number"], state) for record, state in row.uses] == [("R-1", "proposed")]
    assert names(shown(office, Wanted(unlinked=True))) == ["b"]
    links.reject(office.system, office.controller, [made["links"][0]["id"]], "no")
    assert names(shown(office, Wanted(unlinked=True))) == ["b", "a"]
    jobs = office.system.store.jobs
    job = jobs.lease(READ, "w", NOW, LATER)
    assert job is not None
    assert shown(office).readings["running"] == 1
    jobs.end(job, Outcome("failed", "file_damaged"), NOW)
    assert names(shown(office, Wanted(reading="failed"))) == ["a"]
    assert shown(office, Wanted(reading="failed")).rows[0].reading["reason"] == "file_damaged"
    with office.system.reader() as reader:
        office.system.blobs.path(reader.get_many([second])[second].text("sha256")).unlink()
    evidence.verify(office.system, office.controller)
    assert names(shown(office, Wanted(fixity="unreadable"))) == ["b"]


@pytest.mark.parametrize("catch_up", [0, 1, 1_000])
def test_a_register_that_follows_equals_one_read_as_a_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch, catch_up: int
) -> None:
    monkeypatch.setattr(evidence_register, "CATCH_UP", catch_up)
    dice = random.Random(catch_up)
    for number in range(5):
        office.record(f"R-{number}", "2026-06-01")
    made: list[str] = []
    for step in range(30):
        several = [f"{step}-{number}" for number in range(1 + dice.randrange(3))]
        made += add(office, *several, site=dice.choice(["A", "B", None]))
        attach(office.system, office.controller, dice.sample(made, min(2, len(made))), f"R-{dice.randrange(5)}")
        found = shown(office)
        with office.system.reader() as reader:
            told = [one.id for one in reader.find("evidence")][::-1]
            uses = {
                one: sorted(link.to_id for link in reader.links(LinkFilter(from_id=one, states=LIVE))) for one in told
            }
        assert [one.node.id for one in found.rows] == told
        assert {one.node.id: sorted(record["id"] for record, _ in one.uses) for one in found.rows} == uses


@pytest.mark.parametrize("wanted", [Wanted(reading="x"), Wanted(fixity="x")])
def test_states_that_do_not_exist_are_refused(office: Office, wanted: Wanted) -> None:
    with pytest.raises(InvalidInput):
        shown(office, wanted)


def test_files_named_are_shown_and_unknown_ones_left_out(office: Office) -> None:
    first, _ = add(office, "a", "b")
    assert [one.node.id for one in named(office.system, office.auditor, [first, "none"])] == [first]


def test_records_are_proposed_by_the_beginning_of_their_number(office: Office) -> None:
    office.record("HF-01", "2026-06-01")
    office.record("HF-02", "2026-06-02")
    office.record("TS-01", "2026-06-03")
    found = evidence_records.like(office.system, office.auditor, "HF-")
    assert [(one.value, one.label) for one in found] == [("HF-01", "2026-06-01 回访"), ("HF-02", "2026-06-02 回访")]
    assert evidence_records.like(office.system, office.auditor, "") == ()
    (file,) = add(office, "a")
    assert evidence_records.recent(office.system, office.auditor) == ()
    attach(office.system, office.controller, [file], "TS-01")
    assert evidence_records.recent(office.system, office.auditor) == ("TS-01",)


def test_the_registers_are_read_while_a_process_starts_and_not_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "a", "b")
    read: list[int] = []
    whole = evidence_register._whole

    def counted(reader: Reader) -> tuple[evidence_register.Filed, ...]:
        read.append(1)
        return whole(reader)

    monkeypatch.setattr(evidence_register, "_whole", counted)
    with warmed(office.system):
        pass
    assert names(shown(office)) == ["b", "a"]
    assert read == [1]


def test_a_store_that_is_away_while_a_process_starts_ends_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> AbstractContextManager[Reader]:
        raise StoreUnavailable("store_unavailable", url="none")

    monkeypatch.setattr(office.system.store, "reader", away)
    with warmed(office.system):
        pass
