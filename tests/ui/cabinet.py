"""A house whose documents are decided on: texts that are really read, drafts, submissions, people of management."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from ingestion.reading import Reading
from tests.api.rest.conftest import served
from tests.ui.conftest import Site
from tests.ui.house import ADMIN, LONG_HAN, LONG_LABEL, PASSWORD, SCRIPT, TURNED, House, empty_house
from tests.workflows.conftest import Office, small_edition
from workflows import accounts, decisions, documents, standards
from workflows.accounts import NewAccount
from workflows.standards import Content, Edition
from workflows.working import until_empty

PEOPLE = {"guanli": ("management",), "laozong": ("management", "controller")}
SAME = [f"第 {place} 条 各网点按规定办理第 {place} 项。" for place in range(1, 21)]
OLD = [*SAME[:10], "受理人员在 2 个工作日内首次答复。", *SAME[10:]]
NEW = [*SAME[:10], "受理人员在 1 个工作日内首次答复。", *SAME[10:], "缺交的列入当月缺口清单。"]
WHY = "投诉逾期三起，\n把首次答复改为一个工作日"
HOSTILE = f"QP-{TURNED}-{'长' * 120}"


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The house served; ids are asked for by name: `QP-1`, `QP-1@B/0`."""

    site: Site

    @property
    def office(self) -> Office:
        """Its people at work."""
        return self.site.house.office

    def entries(self) -> int:
        """Entries of the ledger."""
        with self.office.system.reader() as reader:
            return reader.head().size

    def id_of(self, name: str) -> str:
        """The id of a document or revision, also of one made later."""
        kind = "revision" if "@" in name else "document"
        with self.office.system.reader() as reader:
            found = {
                f"{one.text('number')}@{one.text('label')}" if kind == "revision" else one.text("number"): one.id
                for one in reader.find(kind)
            }
        return found[name]


def add(office: Office, number: str, label: str, title: str, lines: list[str]) -> None:
    """A document whose content is a text of these lines."""
    file = office.file(f"{title[:40]}.txt", f"{number} {label}\n".encode() + "\n".join(lines).encode())
    documents.add(office.system, office.controller, number, label, title, "procedure", file)


def revise(office: Office, number: str, label: str, lines: list[str]) -> None:
    """Its next revision."""
    file = office.file("新版.txt", f"{number} {label}\n".encode() + "\n".join(lines).encode())
    documents.revise(office.system, office.controller, f"document:{number}", label, file)


@contextmanager
def cabinet(folder: Path, *, read: bool = True) -> Iterator[Cabinet]:
    """QP-1: A/0 in force since 2026-01-01 with three clauses and a record, B/0 submitted; WI-1: a draft; a document of
    hostile names, submitted; QP-2 prepared and submitted by someone who also is management. `read`: with the texts."""
    made = empty_house(folder)
    system = replace(made.office.system, reading=Reading(folder / "derived") if read else None)
    office = Office(system, made.office.clock)
    for name, roles in PEOPLE.items():
        accounts.add(system, ADMIN, NewAccount(name, f"{name} (经理)", roles), PASSWORD)
    standards.import_edition(system, office.controller, Edition("GB/T 1", "2011"), Content(small_edition()))
    add(office, "QP-1", "A/0", "售后服务手册", OLD)
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    for clause in ("4.1", "4.2", "4.3"):
        office.confirm("revision:QP-1@A/0", f"clause:GB/T 1-2011#{clause}")
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    revise(office, "QP-1", "B/0", NEW)
    decisions.submit(system, office.controller, "revision:QP-1@B/0", WHY)
    add(office, "WI-1", "A/0", "回访作业指导书", OLD)
    add(office, HOSTILE, LONG_LABEL, f"{LONG_HAN}{SCRIPT}", [SCRIPT, TURNED, *OLD])
    decisions.submit(system, office.controller, f"revision:{HOSTILE}@{LONG_LABEL}", f"{SCRIPT}{TURNED}{LONG_HAN}")
    both = replace(office.controller, name="laozong", roles=frozenset({"controller", "management"}))
    file = office.file("QP-2.txt", "\n".join(OLD[:3]).encode())
    documents.add(system, both, "QP-2", "A/0", "投诉处理程序", "procedure", file)
    decisions.submit(system, both, "revision:QP-2@A/0")
    if read:
        until_empty(system)
    app = create_app(system, Settings(data=folder), Pages(all_pages(), failure))
    try:
        with served(app) as url:
            yield Cabinet(Site(House(office, app, {}, ""), url))
    finally:
        system.close()
