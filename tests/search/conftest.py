"""An office whose things are findable: on an engine of choice, with an index, and files read as the test says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from graph_schema.canonical import sha256_hex
from graph_schema.jobs import READ, Outcome
from graph_schema.ports import Store
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.vocabulary import load
from ingestion.page_text import FileText, PageText
from search.whoosh_index import WhooshIndex
from tests.workflows.conftest import Office, small_office
from workflows import documents, evidence, indexing, searching
from workflows.answers import Json
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.records import add as add_record

PARAGRAPHS = (
    "企业应建立客户回访制度，明确回访的时间、方式与内容，并保存回访\n记录。",
    "投诉应在 24 小时内受理，超过 3 日未解决的，由服务经理督办（见 QP-08-031 第 5.1.4.1 条）。",
    "顧客滿意度調查每季進行一次，樣本不少於 100 份；結果於 2026-05-31 前彙總。",
    "售後服務人員須持證上崗，培訓記錄按 GB/T 27922 的要求歸檔。",
    "Spare parts are kept for 10 years; see the Warranty Terms, item FW303624.",
    "退换货流程：１、登记；２、检验；３、退款。Ａ级客户优先处理。",
    "本手册自发布之日起施行，解释权归品质管理部。",
)


@dataclass
class ReadFiles:
    """Stands in for the reading of files: their pages by digest."""

    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, sha256: str) -> FileText | None:
        if sha256 not in self.pages:
            return None
        made = tuple(PageText(number, text) for number, text in enumerate(self.pages[sha256], 1))
        return FileText("application/pdf", made, len(made))

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Library:
    """An office with an index, and what a reader sees of it: (title, text) of every entry by the id of its thing."""

    office: Office
    files: ReadFiles
    folder: Path
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def search(self, words: str, limit: int = 200, offset: int = 0) -> Json:
        return searching.search(self.office.system, self.office.auditor, words, limit, offset)

    def found(self, words: str) -> set[str]:
        """Ids of all hits, none left out."""
        answer = self.search(words)
        assert "about" not in answer
        assert answer["total"] == len(answer["hits"])
        return {hit["id"] for hit in answer["hits"]}

    def catch_up(self) -> int:
        return indexing.catch_up(self.office.system)

    def evidence(self, name: str, *pages: str, record: str | None = None) -> str:
        """A file with these pages, read."""
        file = self.office.file(name, f"{name} {pages}".encode())
        use = Use(date="2026-05-20")
        row = evidence.add(self.office.system, self.office.controller, [file], use, record, confirm=bool(record))
        id_: str = row["evidence"][0]["id"]
        self.read(file.sha256, *pages)
        self.told[id_] = [(name, page) for page in pages] or [(name, "")]
        return id_

    def read(self, sha256: str, *pages: str) -> None:
        """A worker has read the file."""
        self.files.pages[sha256] = pages
        jobs, now = self.office.system.store.jobs, self.office.clock.now
        jobs.ask(READ, [sha256], now, again=True)
        job = jobs.lease(READ, "test", now, "2099-01-01T00:00:00.000000Z")
        assert job is not None
        assert jobs.end(job, Outcome("done"), now)

    def document(self, number: str, title: str, *pages: str) -> str:
        """A document whose first revision has these pages."""
        data = f"{number} {pages}".encode()
        content = self.office.file(f"{number}.pdf", data)
        made = documents.add(self.office.system, self.office.controller, number, "A/0", title, "procedure", content)
        self.read(sha256_hex(data), *pages)
        id_: str = made["revision"]["id"]
        heading = f"{number} A/0 {title} {number}.pdf"
        self.told[id_] = [(heading, page) for page in pages] or [(heading, "")]
        self.told[made["document"]["id"]] = [(f"{number} {title}", "")]
        return id_

    def record(self, number: str, title: str, site: str = "杭州") -> str:
        given = RecordFields(type="回访记录", number=number, title=title, date="2026-05-20", site=site)
        id_: str = add_record(self.office.system, self.office.controller, given, None)["record"]["id"]
        self.told[id_] = [(f"{number} 回访记录 {title}", f"{site}\n2026-05-20")]
        return id_


def library(folder: Path, store: Store) -> Library:
    """An empty library on a store: five clauses and their edition."""
    files = ReadFiles()
    office = small_office(folder, store)
    index = WhooshIndex(folder / "index")
    office.system = replace(office.system, reading=files, index=index)  # type: ignore[arg-type]  # a stand-in
    made = Library(office, files, folder)
    with office.system.reader() as reader:
        edition = reader.find("standard")[0]
        made.told[edition.id] = [("GB/T 1-2011", "")]
        for clause in reader.find("clause"):
            made.told[clause.id] = [(clause.text("number"), clause.text("text"))]
    return made


def furnished(made: Library) -> Library:
    """Some of everything, the index up to date."""
    made.document("QP-08", "客户投诉处理程序", *PARAGRAPHS[:3])
    made.document("QP-09", "售後服務管理程序", PARAGRAPHS[3])
    record = made.record("HF-2026-018", "五月回访")
    made.record("HF-2026-019", "滿意度調查")
    made.evidence("回访单 五月.pdf", PARAGRAPHS[0], PARAGRAPHS[5])
    made.evidence("Warranty 保修条款.pdf", PARAGRAPHS[4], PARAGRAPHS[6], "")
    made.evidence("照片 0031.jpg")
    file = "附件 乙.pdf"
    made.evidence(file, PARAGRAPHS[1], record=f"record:{record}")
    title, text = made.told[record][0]
    made.told[record] = [(title, f"{text}\n{file}")]
    made.catch_up()
    return made


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    store = SqliteStore(tmp_path / "store.db", load())
    store.prepare()
    made = furnished(library(tmp_path, store))
    yield made
    made.office.system.close()
