"""A house whose files are really read: PDFs with places of letters, a photo, a workbook, a locked and a broken file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter

from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from ingestion.reading import Reading
from search.late import LateIndex
from tests.api.rest.conftest import served
from tests.ingestion.make_pdf import Put, make_pdf
from tests.ui.conftest import Site
from tests.ui.house import House, empty_house
from tests.workflows.conftest import Office, small_edition
from workflows import documents, evidence, records, standards
from workflows.evidence import Use
from workflows.records import RecordFields
from workflows.standards import Content, Edition
from workflows.working import until_empty

RECORD = "HF-2026-06"
PAGES = make_pdf(
    [
        [Put(70, 700, "第一页 没有编号")],
        [Put(70, 700, f"编号 {RECORD} 售后服务回访"), Put(70, 600, "顾客评价 满意")],
        [Put(70, 700, "第三页 回访结束")],
    ]
)
NAMES = ("回访单.pdf", "现场.png", "表.csv", "锁.pdf", "坏.pdf")
LIMIT = 200_000


def photo() -> bytes:
    """A picture without text."""
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(out, "PNG")
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """The same PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("geheim", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@contextmanager
def archive(folder: Path) -> Iterator[Site]:
    """The house served, its files read."""
    made = empty_house(folder)
    reading = Reading(folder / "derived")
    system = replace(made.office.system, reading=reading, index=LateIndex(folder / "index"))
    office = Office(system, made.office.clock)
    standards.import_edition(system, office.controller, Edition("GB/T 1", "2011"), Content(small_edition()))
    document = office.file("手册.pdf", make_pdf([[Put(70, 700, "手册 第一页")], [Put(70, 700, "手册 回访 规定")]]))
    documents.add(system, office.controller, "QP-05", "A/0", "售后服务手册", "procedure", document)
    given = RecordFields(type="回访", number=RECORD, date="2026-06-01", title="六月回访", site="肇庆")
    records.add(system, office.controller, given)
    bytes_of = (PAGES, photo(), "列,值\n回访,3\n".encode(), locked(PAGES), b"%PDF-1.7 broken")
    first, *others = [office.file(name, data) for name, data in zip(NAMES, bytes_of, strict=True)]
    evidence.add(system, office.controller, [first], Use("2026-06-02", "肇庆"), f"record:{RECORD}", confirm=True)
    evidence.add(system, office.controller, others, Use())
    until_empty(system)
    app = create_app(system, Settings(data=folder, upload_limit=LIMIT), Pages(all_pages(), failure))
    try:
        with served(app) as url:
            yield Site(House(office, app, {}, ""), url)
    finally:
        system.close()


def ids(site: Site) -> dict[str, str]:
    """Ids of evidence by name."""
    with site.house.office.system.reader() as reader:
        return {one.text("file_name"): one.id for one in reader.find("evidence")}
