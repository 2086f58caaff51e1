"""The sample organisation: what a first look must find in it, told by hand from its data."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from graph_schema.accounts import ROLES
from graph_schema.errors import Conflict
from graph_schema.ports import LinkFilter
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.values import Instant
from graph_schema.vocabulary import load
from workflows import accounts, documents, evidence, links, records, trails
from workflows.answers import Json
from workflows.sample.load import load_sample
from workflows.sample.world import read
from workflows.sample.writing import file_bytes
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
    assert {name for name in before if before[name] != after[name]} == {"as_of", "chains", "issues"}
    assert {name for name in old if old[name] != new[name]} == {"revision", "link", "history"}
    assert len(after["issues"]) - len(before["issues"]) == 1  # B/1 is adopted, as the two before it


def test_the_trail_of_5_1_4_1_is_the_same_on_two_days_of_one_revision(sample: Sample) -> None:
    one = sample.trail("5.1.4.1", as_of="2026-01-01", period=YEAR)
    other = sample.trail("5.1.4.1", as_of="2026-03-14", period=YEAR)
    assert {name for name in one if one[name] != other[name]} == {"as_of"}


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


def test_every_kind_of_gap_and_one_suspect_clause_are_there(sample: Sample) -> None:
    answer = trails.coverage_document(sample.system, AUDITOR, "GB/T 27922-2011", Asked())
    assert (answer["as_of"], answer["period"]) == ("2026-06-30", {"from": "2025-07-01", "to": "2026-07-01"})
    rows = {row["number"]: row for row in answer["clauses"]}
    assert rows["5.2.6"]["gaps"] == [{"kind": "nothing"}]
    assert rows["5.1.3.2"]["gaps"] == [{"kind": "no_procedure"}]
    assert rows["5.2.2"]["gaps"] == [{"kind": "no_record"}]
    states = {number: row["own_state"] for number, row in rows.items()}
    assert {number for number, state in states.items() if state == "proved"} == {
        *("5.1.4.1", "5.1.7.2", "5.2.4", "5.3.1", "5.3.2")
    }
    assert {number for number, state in states.items() if state == "suspect"} == {"5.2.5"}
    assert {number for number, state in states.items() if state == "not_applicable"} == {"5.2.3"}
    assert {number for number, state in states.items() if state == "partial"} == {"5.1.3.2", "5.2.2"}


def test_one_link_is_suspect_since_its_record_was_corrected(sample: Sample) -> None:
    with sample.system.reader() as reader:
        [suspect] = reader.links(LinkFilter(suspect=True))
    shown = links.show(sample.system, AUDITOR, suspect.id)
    assert (shown["from"]["number"], shown["to"]["number"]) == ("SB-2026-006", "5.2.5")
    dates = [one["date"] for one in records.show(sample.system, AUDITOR, "record:SB-2026-006")["versions"]]
    assert sorted(dates) == ["2026-04-12", "2026-04-21"]


def test_one_proposal_of_the_auditor_waits(sample: Sample) -> None:
    with sample.system.reader() as reader:
        [waiting] = reader.links(LinkFilter(states=frozenset({"proposed"})))
    assert waiting.by == "shenzhi"
    assert [issue["code"] for issue in sample.trail("5.1.6.1")["issues"]] == ["proposal_waiting"]


def test_links_are_carried_to_the_new_revision_and_confirmed_with_its_adoption(sample: Sample) -> None:
    document = documents.show(sample.system, AUDITOR, "document:FW-SC-01")
    assert [one["label"] for one in document["revisions"]] == ["A/0", "B/0", "B/1"]
    for one in document["revisions"][1:]:
        own = [link for link in one["links"] if link["kind"] == "satisfies"]
        assert [link["state"] for link in own] == ["confirmed", "confirmed"]
        assert one["adopted"] is True


def test_the_sample_has_the_size_it_promises(sample: Sample) -> None:
    assert len(documents.listed(sample.system, AUDITOR)) == 4
    assert len(records.listed(sample.system, AUDITOR)) == 13
    assert {one["site"] for one in records.listed(sample.system, AUDITOR)} == {"宁波总部", "杭州服务站", "成都服务站"}
    files = evidence.listed(sample.system, AUDITOR)
    kinds = [Path(one["file_name"]).suffix for one in files]
    assert {kind: kinds.count(kind) for kind in kinds} == {".pdf": 5, ".docx": 2, ".xlsx": 4, ".jpg": 2, ".png": 1}


def test_the_ledger_of_the_sample_verifies_and_says_what_it_is(sample: Sample) -> None:
    answer = verify(sample.system, AUDITOR)
    assert (answer["ok"], answer["faults"]) == (True, [])
    assert answer["size"] == sample.answer["entries"]
    with sample.system.reader() as reader:
        assert reader.setting("clock") == "manual"
        actors = {entry.actor for entry in reader.entries(0)}
    assert actors == {"linyue", "shenzhi", "zhouqi"}


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


def test_on_a_clock_that_stands_earlier_it_is_loaded_as_on_its_own_day(tmp_path: Path) -> None:
    system = system_at(tmp_path, "2025-01-01T00:00:00.000000Z")
    told: list[Json] = []
    answer = load_sample(system, founded=told.append)
    assert [one["accounts"] for one in told] == [answer["accounts"]]
    with system.reader() as reader:
        assert {entry.time for entry in reader.entries(0)} == {"2026-06-30T10:00:00.000000Z"}


FILES = read("files")
ORGANISATION = "禾澜电器有限公司（演示）"


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_same_bytes_each_time(name: str) -> None:
    assert file_bytes(ORGANISATION, name, FILES[name]) == file_bytes(ORGANISATION, name, FILES[name])


@pytest.mark.parametrize("name", [one for one in FILES if one.endswith((".docx", ".xlsx"))])
def test_no_office_file_says_when_it_was_really_made(name: str) -> None:
    with ZipFile(io.BytesIO(file_bytes(ORGANISATION, name, FILES[name]))) as package:
        assert {one.date_time for one in package.infolist()} == {(2026, 6, 30, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2026-06-30T00:00:00Z"}


@contextmanager
def opened(name: str) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(file_bytes(ORGANISATION, name, FILES[name]))
    try:
        yield document
    finally:
        document.close()


def text_of(name: str) -> str:
    with opened(name) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_pdf_holds_its_chinese_text() -> None:
    text = text_of("维修单 WX-2026-0312.pdf")
    assert "上门维修单" in text
    assert "更换室外机启动电容 CBB65 35 微法一只。" in text
    assert "编号 WX-2026-0312" in text


def test_every_pdf_says_all_that_its_data_says() -> None:
    for name in (one for one in FILES if one.endswith(".pdf")):
        text = "".join(text_of(name).split())
        said = [*FILES[name].get("fields", {}).values()]
        said += [line for lines in FILES[name].get("sections", {}).values() for line in lines]
        assert [one for one in said if "".join(one.split()) not in text] == []


def test_the_revisions_of_the_manual_differ_where_the_decision_says() -> None:
    older, newer = text_of("FW-SC-01 售后服务手册 B0.pdf"), text_of("FW-SC-01 售后服务手册 B1.pdf")
    assert "接到报修后 48 小时内上门" in older
    assert "接到报修后 24 小时内上门" in newer


def test_word_and_excel_files_open_with_what_they_say() -> None:
    word = "投诉处理单 TS-2026-011.docx"
    document = docx.Document(io.BytesIO(file_bytes(ORGANISATION, word, FILES[word])))
    assert "顾客投诉处理单" in [one.text for one in document.paragraphs]
    assert document.tables[0].rows[1].cells[1].text == "新机门封下角开裂，关门不严，冷藏室温度偏高。"
    sheet = "服务培训签到表 2026-02.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(file_bytes(ORGANISATION, sheet, FILES[sheet])))
    rows = list(book["记录"].values)
    assert ("1", "许可", "杭州服务站", "维修工程师", "许可") in rows


def test_the_pictures_open() -> None:
    for name in ("维修现场 0312.jpg", "换新冰箱送达 0522.png"):
        with Image.open(io.BytesIO(file_bytes(ORGANISATION, name, FILES[name]))) as picture:
            picture.load()
            assert picture.size == (960, 720)


def test_all_dates_are_at_or_before_the_day_the_demonstration_stands_at() -> None:
    world = read("organisation")
    dates = [one["since"] for document in world["documents"] for one in document["revisions"]]
    dates += [one.get("date") or one["period"].partition("..")[2] for one in world["records"]]
    assert max(dates) <= world["today"]
    assert all(date.fromisoformat(one) for one in dates)
