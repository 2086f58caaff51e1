"""An organisation with everything that a page has trouble with: hostile names, long lines, many records, every kind of
gap, suspect links, failed files. Built through the use cases on the memory store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.ports import LinkFilter
from graph_schema.stores.blobs.folder import BlobFolder
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.vocabulary import load
from tests.workflows.conftest import Clock, Office, small_edition
from workflows import accounts, clauses, documents, evidence, records, standards
from workflows.accounts import NewAccount
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.setup import Founding, set_up
from workflows.standards import Content, Edition
from workflows.system import Person, System

PASSWORD = "a password long enough"
LONG_HAN = "关于进一步加强售后服务网点上门维修作业全过程质量控制与顾客信息保护工作的若干规定及其实施细则（试行）" * 3
LONG_WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft_v2_FINAL_final.pdf"
SCRIPT = '<script>alert("1")</script><img src=x onerror=alert(1)>&amp;'
TURNED = "回访单\u202egpj.exe"
EMOJI = "👩🏽‍🔧 维修 𠮷野家 \u0301é ﷽"
LONG_LABEL = "第二十三次修订版（含勘误与补充说明）/Rev-2026-06-15"
ADMIN = Person("setup", frozenset({"administrator"}), "cli")


@dataclass(frozen=True, slots=True)
class House:
    """The organisation, served; ids of its clauses by number."""

    office: Office
    app: FastAPI
    clauses: dict[str, str]
    standard: str

    def id_of(self, kind: str, place: int = 0) -> str:
        """The id of the n-th thing of a kind."""
        with self.office.system.reader() as reader:
            return reader.find(kind)[place].id

    def links(self) -> list[str]:
        """Ids of all links."""
        with self.office.system.reader() as reader:
            return [link.id for link in reader.links(LinkFilter())]


def empty_house(folder: Path) -> House:
    """People, and nothing else."""
    vocabulary = load()
    clock = Clock()
    system = System(MemoryStore(vocabulary), BlobFolder(folder / "blobs"), vocabulary, clock, ZoneInfo("Asia/Shanghai"))
    set_up(system, Founding("试验公司", "Asia/Shanghai"), NewAccount("wenkong", "文控", ("controller",)), (), "root")
    accounts.set_password(system, ADMIN, "wenkong", PASSWORD)
    accounts.add(system, ADMIN, NewAccount("shenhe", "Sam <b>Auditor</b>", ("auditor",), "en"), PASSWORD)
    settings = Settings(data=folder)
    app = create_app(system, settings, Pages(all_pages(), failure))
    return House(Office(system, clock), app, {}, "")


def full_house(folder: Path, many: int = 75) -> House:
    """Everything at once."""
    house = empty_house(folder)
    office = house.office
    standards.import_edition(
        office.system, office.controller, Edition("GB/T 1", "2011", "试验标准"), Content(small_edition())
    )
    _hostile(office, folder)
    _crowded(office, many)
    _unlinked(office)
    with office.system.reader() as reader:
        standard = reader.find("standard")[0].id
        numbers = {one.text("number"): one.id for one in reader.find("clause", owner=standard)}
    return House(office, house.app, numbers, standard)


def _document(office: Office, number: str, label: str, title: str) -> None:
    content = office.file(f"{label.replace('/', '_')}.pdf", f"{number} {label}".encode())
    documents.add(office.system, office.controller, number, label, title, "procedure", content)


def _record(office: Office, number: str, date: str, title: str, revision: str | None, site: str | None = None) -> None:
    given = RecordFields(type="回访", number=number, date=date, title=title, site=site)
    records.add(office.system, office.controller, given, revision)


def _attach(office: Office, record: str, *names: str) -> None:
    files = [office.file(name, f"{record} {name}".encode()) for name in names]
    use = Use("2026-03-02", "肇庆服务中心")
    evidence.add(office.system, office.controller, files, use, f"record:{record}", confirm=True)


def _hostile(office: Office, folder: Path) -> None:
    """4.2: names that are too long or mean harm, a suspect chain, suspect and fileless and foreign records."""
    number, clause = "QP-售后-2026-Service-Quality-0001-ABCDEFG", "clause:GB/T 1-2011#4.2"
    _document(office, number, "A/0", LONG_HAN)
    office.adopt(f"revision:{number}@A/0", "2025-01-01")
    office.confirm(f"revision:{number}@A/0", clause)
    office.revise(number, LONG_LABEL)
    office.adopt(f"revision:{number}@{LONG_LABEL}", "2026-02-01", ("all",))
    _document(office, "WI-07", "A/4", SCRIPT)
    office.adopt("revision:WI-07@A/4", "2026-01-01")
    office.confirm("revision:WI-07@A/4", clause)
    under = f"revision:{number}@{LONG_LABEL}"
    for index, title in enumerate((LONG_HAN, LONG_WORD, SCRIPT, TURNED, EMOJI), 1):
        _record(office, f"H-{index}", f"2026-03-{index:02}", title, under, "肇庆高新技术产业开发区服务中心")
        _attach(office, f"H-{index}", f"{title[:150]}.pdf", TURNED)
    _record(office, "H-NOFILE", "2026-03-09", "没有文件的记录", under)
    _record(office, "H-EARLY", "2025-12-09", "早于版次的记录", under)
    _attach(office, "H-EARLY", "早.pdf")
    _record(office, "H-OLD", "2025-02-09", "期间之外的记录", f"revision:{number}@A/0")
    _attach(office, "H-OLD", "旧.pdf")
    _record(office, "H-DIRECT", "2026-04-01", "直接链接的记录", None)
    _attach(office, "H-DIRECT", "直接.pdf")
    office.confirm("record:H-DIRECT", clause)
    correction = RecordFields(title="更正后", date="2026-03-11")
    records.correct(office.system, office.controller, "record:H-1", correction, "日期抄错")
    clauses.correct(office.system, office.controller, clause, f"{LONG_HAN}\n{SCRIPT}\n{LONG_WORD}", "按印刷本更正")
    _spoil(office, folder, "record:H-2")


def _spoil(office: Office, folder: Path, record: str) -> None:
    """The bytes of a record's files are gone, and a check has seen it."""
    shown = records.show(office.system, office.controller, record)
    (lost, *_) = shown["evidence"]
    for path in (folder / "blobs").rglob(f"{lost['sha256']}*"):
        path.unlink()
    evidence.verify(office.system, office.controller, [one["id"] for one in shown["evidence"]])


def _crowded(office: Office, many: int) -> None:
    """4.1: a line of six revisions, and more records than a picture can hold one by one."""
    _document(office, "QP-05", "A/0", "售后服务手册")
    for year, label in enumerate(("A/0", "A/1", "A/2", "B/0", "B/1", "C/0"), 2020):
        if label != "A/0":
            office.revise("QP-05", label)
        office.adopt(f"revision:QP-05@{label}", f"{year}-01-01", () if label == "A/0" else ("all",))
        if label == "A/0":
            office.confirm("revision:QP-05@A/0", "clause:GB/T 1-2011#4.1")
    for index in range(many):
        date = f"2025-{index % 12 + 1:02}-{index // 12 + 1:02}"
        _record(office, f"R-{index:03}", date, f"服务回访 {index}", "revision:QP-05@C/0", "广州")
        if index % 10:
            _attach(office, f"R-{index:03}", f"回访单-{index:03}.pdf")


def _unlinked(office: Office) -> None:
    """4.2 a): the revision in force has no link, an older one has; and a proposal waits."""
    _document(office, "FM-1", "A/0", "旧版有链接")
    office.adopt("revision:FM-1@A/0", "2025-01-01")
    office.confirm("revision:FM-1@A/0", "clause:GB/T 1-2011#4.2 a)")
    office.revise("FM-1", "B/0")
    office.adopt("revision:FM-1@B/0", "2026-01-01")
