"""The sample organisation: what a first look must find in it, told by hand from its data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from graph_schema.accounts import ROLES
from graph_schema.errors import Conflict
from graph_schema.ports import LinkFilter
from graph_schema.signing import load_or_create_key
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.values import Instant
from graph_schema.vocabulary import load
from workflows import accounts, decisions, documents, evidence, links, records, trails
from workflows.answers import Json
from workflows.checkpoints import Notary
from workflows.sample.load import load_sample
from workflows.system import Person, System
from workflows.verifying import verify
from workflows.views import Asked

NOW = "2026-06-30T10:00:00.000000Z"
YEAR = "2025-07-01..2026-06-30"
AUDITOR = Person("shenzhi", frozenset({"auditor"}), "cli")


@dataclass
class Sample:
    """The sample as loaded, and what the loading answered and told."""

    system: System
    answer: Json
    told: list[tuple[int, int]] = field(default_factory=list)

    def trail(self, clause: str, **asked: str) -> Json:
        return trails.trail_document(self.system, AUDITOR, f"clause:GB/T 27922-2011#{clause}", Asked(**asked))


def system_at(folder: Path, moment: Instant) -> System:
    vocabulary = load()
    store, blobs = MemoryStore(vocabulary), BlobFolder(folder / "blobs")
    return System(store, blobs, vocabulary, lambda: moment, ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    system, told = system_at(tmp_path_factory.mktemp("sample"), NOW), []
    return Sample(system, load_sample(system, lambda done, total: told.append((done, total))), told)


def test_the_trail_of_5_1_4_1_differs_exactly_where_a_revision_came_into_force(sample: Sample) -> None:
    before = sample.trail("5.1.4.1", as_of="2026-03-14", period=YEAR)
    after = sample.trail("5.1.4.1", as_of="2026-03-15", period=YEAR)
    assert (before["own_state"], after["own_state"]) == ("proved", "proved")
    [old], [new] = before["chains"], after["chains"]
    assert (old["revision"]["label"], new["revision"]["label"]) == ("B/0", "B/1")
    assert [(one["revision"]["label"], one["from"], one.get("to")) for one in old["history"]] == [
        ("A/0", "2024-03-01", "2025-07-01"),
        ("B/0", "2025-07-01", "2026-03-15"),
    ]
    assert new["history"][:2] == old["history"]
    assert [(one["revision"]["label"], one["from"], one.get("to")) for one in new["history"][2:]] == [
        ("B/1", "2026-03-15", None)
    ]
    assert {name for name in before if before[name] != after[name]} == {"as_of", "chains"}
    assert {name for name in old if old[name] != new[name]} == {"revision", "link", "history"}
    assert [issue["code"] for issue in after["issues"]] == ["adopted"]  # A/0 alone: the others were decided on here


def test_the_trail_of_5_1_4_1_is_the_same_on_two_days_of_one_revision(sample: Sample) -> None:
    one = sample.trail("5.1.4.1", as_of="2026-01-01", period=YEAR)
    other = sample.trail("5.1.4.1", as_of="2026-03-14", period=YEAR)
    assert {name for name in one if one[name] != other[name]} == {"as_of"}


def test_what_was_known_of_the_manual_changed_on_the_day_of_the_decision(sample: Sample) -> None:
    """Decided on 9 March for the 15th: asked on the 8th, nobody knew; asked on the 10th, it was to come."""
    for known, label in (("2026-03-08T18:00+08:00", "B/0"), ("2026-03-10T18:00+08:00", "B/1")):
        [chain] = sample.trail("5.1.4.1", as_of="2026-03-20", known_at=known)["chains"]
        assert chain["revision"]["label"] == label
    [chain] = sample.trail("5.1.4.1", as_of="2026-03-14", known_at="2026-03-10T18:00+08:00")["chains"]
    assert chain["revision"]["label"] == "B/0"


def test_the_trail_goes_from_the_clause_to_the_files(sample: Sample) -> None:
    [chain] = sample.trail("5.1.4.1")["chains"]
    assert chain["document"]["number"] == "FW-SC-01"
    found = [
        (one["record"]["number"], one["revision"]["label"], [file["evidence"]["name"] for file in one["evidence"]])
        for one in chain["records"]
    ]
    assert found == [
        ("SC-2026-02", "B/1", ["服务承诺公示 杭州 0409.jpg"]),
        ("SC-2026-01", "B/1", ["售后服务手册发放登记 B1.xlsx"]),
        ("SC-2025-01", "B/0", ["售后服务手册发放登记 B0.xlsx"]),
    ]


PROVED = {
    *("5.1.1.1", "5.1.1.2", "5.1.2.1", "5.1.3.3", "5.1.4.1", "5.1.5.1", "5.1.5.2", "5.1.6.4"),
    *("5.1.7.1", "5.1.7.2", "5.1.7.3", "5.2.1", "5.2.4", "5.3.1", "5.3.2"),
}
PARTIAL = {
    "5.1.2.2": "no_record",  # the count of managers is older than a year
    "5.1.3.2": "no_procedure",  # a form only
    "5.1.4.2": "no_procedure",  # an external document only
    "5.1.6.3": "no_procedure",  # a certificate only
    "5.2.2": "no_record",  # remote support leaves no register
}


def test_six_clauses_of_ten_are_proved_and_every_kind_of_gap_is_there(sample: Sample) -> None:
    answer = trails.coverage_document(sample.system, AUDITOR, "GB/T 27922-2011", Asked())
    assert (answer["as_of"], answer["period"]) == ("2026-06-30", {"from": "2025-07-01", "to": "2026-07-01"})
    rows = {row["number"]: row for row in answer["clauses"]}
    states = {number: row["own_state"] for number, row in rows.items() if row["own_state"] != "not_required"}
    assert len(states) == 26
    assert {number for number, state in states.items() if state == "proved"} == PROVED
    gaps = {"5.1.3.1", "5.1.6.1", "5.1.6.2", "5.2.6"}
    assert {number for number, state in states.items() if state == "gap"} == gaps
    assert all(rows[number]["gaps"] == [{"kind": "nothing"}] for number in gaps)
    assert {n: rows[n]["gaps"] for n, s in states.items() if s == "partial"} == {
        number: [{"kind": kind}] for number, kind in PARTIAL.items()
    }
    assert {number for number, state in states.items() if state == "suspect"} == {"5.2.5"}
    assert {number for number, state in states.items() if state == "not_applicable"} == {"5.2.3"}


def test_nothing_proved_is_lost_within_half_a_year_after_the_story(sample: Sample) -> None:
    """A store that is looked at later shows the same clauses proved: their records are not all old."""
    answer = trails.coverage_document(sample.system, AUDITOR, "GB/T 27922-2011", Asked(as_of="2026-12-31"))
    assert {row["number"] for row in answer["clauses"] if row["own_state"] == "proved"} == PROVED


def test_the_errors_planted_for_the_auditor_are_found_and_no_others(sample: Sample) -> None:
    found: dict[str, set[str]] = {}
    for clause in (*PROVED, *PARTIAL, "5.2.5"):
        for issue in sample.trail(clause, as_of="2026-06-30")["issues"]:
            found.setdefault(issue["code"], set()).update(map(_name, issue["subjects"]))
    assert found.pop("adopted") == {"FW-SC-01@A/0", "FW-ZD-01@A/0", "FW-CX-02@A/0", "FW-CX-03@A/0", "FW-CX-05@A/0"} | {
        *("FW-CX-07@A/0", "FW-ZY-08@A/0", "WL-12@2024 登记")
    }
    waiting = found.pop("proposal_waiting")
    assert len(waiting) == 6  # C/0 twice, the draft of FW-ZY-08, two photos, one clause for a visit
    assert found == {
        "record_outside_revision": {"TS-2026-001", "PX-2026-04", "BJ-2025-11"},
        "record_without_evidence": {"PX-2026-05"},
        "record_without_revision": {"RZ-2025-01"},
        "suspect_link": found["suspect_link"],
    }
    assert len(found["suspect_link"]) == 1


def _name(subject: Json) -> str:
    """A subject by the name people know it by; a link by its id."""
    number = str(subject.get("number", subject["id"]))
    return f"{number}@{subject['label']}" if subject["kind"] == "revision" else number


def test_no_complaint_of_august_2025_was_entered_though_the_review_counts_two(sample: Sample) -> None:
    rows = [one for one in records.listed(sample.system, AUDITOR) if one["type"] == "投诉处理"]
    months = [one["date"][:7] for one in rows]
    year = [f"2025-{month:02}" for month in range(1, 13)] + [f"2026-{month:02}" for month in range(1, 7)]
    assert [month for month in year if month not in months] == ["2025-08"]
    numbers = {one["number"] for one in rows}
    told = {f"TS-2025-{n:03}" for n in range(1, 18)} | {f"TS-2026-{n:03}" for n in range(1, 14)}
    assert told - numbers == {"TS-2025-009", "TS-2025-010"}
    assert numbers - told == set()


def test_one_link_is_suspect_since_its_record_was_corrected(sample: Sample) -> None:
    with sample.system.reader() as reader:
        [suspect] = reader.links(LinkFilter(suspect=True))
    shown = links.show(sample.system, AUDITOR, suspect.id)
    assert (shown["from"]["number"], shown["to"]["number"]) == ("SB-2026-006", "5.2.5")
    dates = [one["date"] for one in records.show(sample.system, AUDITOR, "record:SB-2026-006")["versions"]]
    assert sorted(dates) == ["2026-04-12", "2026-04-21"]


def test_a_photo_that_came_twice_is_one_piece_of_evidence_with_a_sighting(sample: Sample) -> None:
    with sample.system.reader() as reader:
        seen = [row for entry in reader.entries(0) for row in entry.facts.get("seen_again", ())]
        [row] = seen
        first = reader.get(row["evidence"])
    assert row["name"] == "IMG_20260409_101233.jpg"
    assert first is not None
    assert first.text("file_name") == "服务承诺公示 杭州 0409.jpg"


def test_proposals_wait_for_people_to_decide(sample: Sample) -> None:
    waiting = links.listed(sample.system, AUDITOR, LinkFilter(states=frozenset({"proposed"})))
    ends = {(one["from"].get("number") or one["from"]["file_name"], one["to"]["number"], one["by"]) for one in waiting}
    assert ends == {
        ("TS-2026-011", "5.1.6.1", "shenzhi"),
        ("NS-2026-02", "5.1.6.2", "peiqing"),
        ("XC-2026-02", "5.1.3.3", "suhe"),
        ("FW-CX-02", "5.3.1", "linyue"),
        ("FW-CX-02", "5.3.2", "linyue"),
        ("FW-ZY-08", "5.3.1", "linyue"),
        ("更换蒸发器 现场 0618.jpg", "TS-2026-013", "suhe"),
        ("杭州站备件架 0629.jpg", "BJ-2026-06", "linyue"),
    }
    assert [issue["code"] for issue in sample.trail("5.1.6.1")["issues"]] == ["proposal_waiting"]


def test_one_revision_waits_for_management_with_something_to_decide(sample: Sample) -> None:
    for name in ("zhouqi", "guan"):
        manager = Person(name, frozenset({"management"}), "cli")
        [waiting] = decisions.waiting(sample.system, manager)
        assert (waiting["document"]["number"], waiting["revision"]["label"]) == ("FW-CX-02", "C/0")
        assert (waiting["submitted_by"], waiting["days"], waiting["may_decide"]) == ("linyue", 8, True)


def test_decisions_were_made_on_their_days_by_named_people(sample: Sample) -> None:
    rows = {}
    for document in documents.listed(sample.system, AUDITOR):
        for one in documents.show(sample.system, AUDITOR, document["id"])["revisions"]:
            rows[f"{document['number']}@{one['label']}"] = one
    decided = {
        name: (one["decision"]["outcome"], one["decision"]["by"], one["decision"]["on"])
        for name, one in rows.items()
        if one.get("decision", {}).get("outcome") in ("approved", "refused")
    }
    assert decided == {
        "FW-SC-01@B/0": ("approved", "zhouqi", "2025-06-23"),
        "FW-SC-01@B/1": ("approved", "zhouqi", "2026-03-09"),
        "FW-CX-02@B/0": ("approved", "zhouqi", "2026-01-04"),
        "FW-CX-05@B/0": ("approved", "guan", "2025-11-24"),
        "FW-CX-07@B/0": ("refused", "zhouqi", "2025-09-12"),
        "FW-CX-07@B/1": ("approved", "zhouqi", "2025-09-26"),
        "FW-GF-09@A/0": ("approved", "zhouqi", "2025-03-10"),
        "FW-GF-10@A/0": ("approved", "zhouqi", "2025-04-08"),
        "FW-GF-11@A/0": ("approved", "guan", "2025-04-08"),
        "FW-BD-04@A/0": ("approved", "guan", "2025-02-12"),
        "FW-BD-04@A/1": ("approved", "guan", "2026-03-26"),
    }
    assert {name for name, one in rows.items() if one["phase"] in ("submitted", "draft")} == {
        *("FW-CX-02@C/0", "FW-ZY-08@B/0")
    }
    assert rows["FW-CX-05@B/0"]["from"] == "2025-12-01"


def test_links_are_carried_to_the_new_revision_and_confirmed_with_its_approval(sample: Sample) -> None:
    document = documents.show(sample.system, AUDITOR, "document:FW-SC-01")
    assert [one["label"] for one in document["revisions"]] == ["A/0", "B/0", "B/1"]
    for one in document["revisions"]:
        own = [link for link in one["links"] if link["kind"] == "satisfies"]
        assert [link["state"] for link in own] == ["confirmed", "confirmed"]
    assert [one.get("adopted", False) for one in document["revisions"]] == [True, False, False]


def test_the_sample_has_the_size_it_promises(sample: Sample) -> None:
    held = {one["number"]: len(one["revisions"]) for one in documents.listed(sample.system, AUDITOR)}
    assert len(held) == 12
    assert {number: n for number, n in held.items() if n > 1} == {
        "FW-SC-01": 3,
        "FW-CX-02": 3,
        "FW-CX-07": 3,
        "FW-CX-05": 2,
        "FW-BD-04": 2,
        "FW-ZY-08": 2,
    }
    rows = records.listed(sample.system, AUDITOR)
    assert len(rows) == 95
    assert len({one["type"] for one in rows}) >= 8
    assert {one["site"] for one in rows} == {"宁波总部", "杭州服务站", "成都服务站"}
    assert (min(one["date"] for one in rows)[:7], max(one["date"] for one in rows)[:7]) == ("2025-01", "2026-06")
    kinds = [Path(one["file_name"]).suffix for one in evidence.listed(sample.system, AUDITOR)]
    assert {kind: kinds.count(kind) for kind in kinds} == {".pdf": 24, ".docx": 19, ".xlsx": 20, ".jpg": 23, ".png": 4}


def test_the_ledger_of_the_sample_verifies_and_says_what_it_is(sample: Sample) -> None:
    answer = verify(sample.system, AUDITOR)
    assert (answer["ok"], answer["faults"]) == (True, [])
    assert answer["size"] == sample.answer["entries"]
    with sample.system.reader() as reader:
        assert reader.setting("clock") == "manual"
        actors = {entry.actor for entry in reader.entries(0)}
    assert actors == {"linyue", "suhe", "shenzhi", "peiqing", "zhouqi", "guan"}


def test_every_account_signs_in_with_the_password_that_was_answered(sample: Sample) -> None:
    given = {one["name"]: one for one in sample.answer["accounts"]}
    assert {role for one in given.values() for role in one["roles"]} == set(ROLES)
    for name, one in given.items():
        _, _, account = accounts.sign_in(sample.system, name, one["password"])
        assert list(account.roles) == one["roles"]


def test_progress_is_told_from_nothing_to_all(sample: Sample) -> None:
    total = sample.told[-1][1]
    assert sample.told == [(done, total) for done in range(total + 1)]
    assert total > 20


def test_the_trail_to_look_at_is_a_page_that_exists(sample: Sample) -> None:
    shown = sample.answer["trail"]
    assert (shown["standard"], shown["clause"]) == ("GB/T 27922-2011", "5.1.4.1")
    assert shown["path"] == f"/clauses/{sample.trail('5.1.4.1')['clause']['id']}"


def test_a_store_that_holds_something_is_left_alone(sample: Sample) -> None:
    with sample.system.reader() as reader:
        size = reader.head().size
    with pytest.raises(Conflict, match="store_not_empty"):
        load_sample(sample.system)
    with sample.system.reader() as reader:
        assert reader.head().size == size


@pytest.mark.parametrize("machine", ["2025-01-01T00:00:00.000000Z", "2031-01-01T00:00:00.000000Z"])
def test_the_ledger_tells_the_times_of_the_story_whatever_the_machine_says(tmp_path: Path, machine: Instant) -> None:
    key = load_or_create_key(tmp_path / "ledger.key")
    system = replace(system_at(tmp_path, machine), notary=Notary(lambda: key, (tmp_path / "notes",)))
    told: list[Json] = []
    answer = load_sample(system, founded=told.append)
    assert [one["accounts"] for one in told] == [answer["accounts"]]
    with system.reader() as reader:
        times = [entry.time for entry in reader.entries(0)]
    assert times == sorted(times)
    assert times[0] == "2025-01-06T01:00:00.000000Z"
    assert times[-1][:10] == "2026-06-30"
    assert len({time[:10] for time in times}) > 60
    published = sorted((tmp_path / "notes").glob("*.txt"))
    assert len(published) == 1 + 18  # at the founding, and at the end of each month
    assert published[-1].read_text(encoding="utf-8").splitlines()[1] == str(answer["entries"])


def test_approving_the_revision_that_waits_changes_the_trail_from_its_day(tmp_path: Path) -> None:
    loaded = Sample(system_at(tmp_path, NOW), {})
    load_sample(loaded.system)
    manager = Person("zhouqi", frozenset({"management"}), "page")
    before = loaded.trail("5.3.1", as_of="2026-07-01")
    decisions.approve(loaded.system, manager, "revision:FW-CX-02@C/0", "2026-07-01", "按评审决议修订，同意")
    after = loaded.trail("5.3.1", as_of="2026-07-01")
    labels = [
        {one["document"]["number"]: one["revision"]["label"] for one in trail["chains"]} for trail in (before, after)
    ]
    assert labels == [{"FW-CX-02": "B/0", "FW-ZY-08": "A/0"}, {"FW-CX-02": "C/0", "FW-ZY-08": "A/0"}]
    assert loaded.trail("5.3.1", as_of="2026-06-30")["chains"][0]["revision"]["label"] == "B/0"
    assert (before["own_state"], after["own_state"]) == ("proved", "proved")
