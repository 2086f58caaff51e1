"""The files of the sample: they open, say what their data says, and an auditor who reads finds planted errors only."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from graph_schema.errors import ClausetrailError
from ingestion.page_text import FileText
from ingestion.reading import Reading
from workflows.sample import scan
from workflows.sample.story import entered_on
from workflows.sample.world import World, contents, read_world
from workflows.sample.writing import file_bytes

FILES = contents(read_world())
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


def pages_of(name: str) -> list[str]:
    with opened(name) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_the_pdf_holds_its_chinese_text() -> None:
    text = text_of("维修单 WX-2026-0312.pdf")
    assert "上门维修单" in text
    assert "更换室外机启动电容 CBB65 35 微法一只。" in text
    assert "编号 WX-2026-0312" in text


def said(content: World) -> list[str]:
    """Everything a paper is told to say but its heads."""
    papers = content.get("papers", [content])
    cells = [cell for paper in papers for row in paper.get("rows", ()) for cell in row]
    lines = [line for paper in papers for lines in paper.get("sections", {}).values() for line in lines]
    return [*(value for paper in papers for value in paper.get("fields", {}).values()), *lines, *cells]


def test_every_pdf_says_all_that_its_data_says() -> None:
    for name, content in FILES.items():
        if name.endswith(".pdf") and "password" not in content:
            text = "".join(text_of(name).split())
            assert [one for one in said(content) if "".join(one.split()) not in text] == []


def test_papers_bound_together_stand_on_pages_of_their_own() -> None:
    third = pages_of("投诉处理单汇编 2025年第一季度.pdf")[2]
    assert "TS-2025-003" in third
    assert "商品页图片未随换代更新" in third
    assert "TS-2025-002" not in third
    assert len(pages_of("FW-SC-01 售后服务手册 B1.pdf")) == 2
    assert "神秘顾客电话中 2 次未主动报工号" in pages_of("外部专家评价报告 2025.pdf")[1]


def test_the_locked_pdf_opens_with_its_password_only() -> None:
    name = "投诉处理单 TS-2026-012（加密）.pdf"
    data = file_bytes(ORGANISATION, name, FILES[name])
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(data)
    document = pypdfium2.PdfDocument(data, password="heliang-0612")
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "上门人员未着工装、未出示工牌。" in text
    assert "未着工装".encode("utf-16-be").hex().upper().encode() not in data


def test_one_scan_cannot_be_read() -> None:
    name = "备件盘点表 2026-03（扫描）.jpg"
    picture = Image.open(io.BytesIO(file_bytes(ORGANISATION, name, FILES[name])))
    with picture, pytest.raises(OSError, match="truncated"):
        picture.load()


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
    assert (1, "许可", "杭州服务站", "维修工程师", "许可") in rows


def test_the_pictures_open() -> None:
    sizes: dict[str, set[tuple[int, int]]] = {"photo": set(), "scan": set()}
    for name, content in FILES.items():
        if name.endswith((".png", ".jpg")) and "cut" not in content:
            with Image.open(io.BytesIO(file_bytes(ORGANISATION, name, content))) as picture:
                picture.load()
                sizes["photo" if "scene" in content else "scan"].add(picture.size)
    assert sizes == {"photo": {(960, 720)}, "scan": {(833, 1179)}}


def test_a_scan_is_legible_on_a_machine_without_a_chinese_face(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "chinese_face", lambda: None)
    scan._face.cache_clear()
    name = "投诉处理单 TS-2025-006（扫描）.jpg"
    try:
        with Image.open(io.BytesIO(file_bytes(ORGANISATION, name, FILES[name]))) as picture:
            darkness = picture.crop((24, 1145, 400, 1175)).histogram()
    finally:
        scan._face.cache_clear()
    assert sum(darkness[:100]) > 500  # the imprint in Latin letters is dark on grey
    assert sum(darkness[200:]) > 5_000


def read_by(reading: Reading, folder: Path, name: str) -> FileText:
    """A file of the sample read as an upload is."""
    data = file_bytes(ORGANISATION, name, FILES[name])
    path = folder / sha256(data).hexdigest()
    path.write_bytes(data)
    return reading.read(path.name, path, name)


def test_the_reader_reads_all_kinds_and_refuses_the_two_it_should(tmp_path: Path) -> None:
    reading = Reading(tmp_path / "derived")
    try:
        bound = read_by(reading, tmp_path, "投诉处理单汇编 2025年第四季度.pdf")
        assert "不得另收;11 月 5 日退还 80 元" in "".join(bound.pages[1].text.split("\n"))
        assert len(bound.pages) == 4
        newer = read_by(reading, tmp_path, "FW-CX-02 顾客投诉处理程序 C0.docx")
        assert "批量问题升级" in newer.pages[0].text
        assert "B500-MF-04" in read_by(reading, tmp_path, "备件盘点表 2026-06.xlsx").pages[0].text
        assert read_by(reading, tmp_path, "投诉处理单 TS-2026-002（扫描）.jpg").partial == "picture_without_text"
        with pytest.raises(ClausetrailError, match="pdf_needs_password"):
            read_by(reading, tmp_path, "投诉处理单 TS-2026-012（加密）.pdf")
        with pytest.raises(ClausetrailError, match="file_damaged"):
            read_by(reading, tmp_path, "备件盘点表 2026-03（扫描）.jpg")
    finally:
        reading.close()


WORLD = read_world()
DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")


def days_in(content: object) -> set[str]:
    """Every calendar date written anywhere in a content."""
    return {one for one in DAY.findall(repr(content)) if one[5:7] <= "12"}


def test_all_dates_are_at_or_before_the_day_the_demonstration_stands_at() -> None:
    dates = [record.get("date") or record["period"].partition("..")[2] for record in WORLD["records"]]
    dates += [entered_on(record, WORLD["today"]) for record in WORLD["records"]]
    dates += [row["on"] for row in WORLD["desk"]]
    dates += [one["drafted"] for document in WORLD["documents"] for one in document["revisions"]]
    assert min(dates) >= WORLD["begins"]
    assert max(dates) <= WORLD["today"]
    assert all(date.fromisoformat(one) for one in dates)


UNTIL = {"2027", "2028"}
"""Years in which certificates and calibrations end."""


def test_no_file_tells_what_happened_after_it_was_entered() -> None:
    late = {}
    for record in WORLD["records"]:
        entered = entered_on(record, WORLD["today"])
        for name in (*record["files"], *record.get("waiting", ())):
            after = {one for one in days_in(FILES[name]) if one > entered and one[:4] not in UNTIL}
            if after:
                late[name] = (entered, after)
    assert late == {}


def test_no_draft_tells_of_its_own_approval() -> None:
    for document in WORLD["documents"]:
        for one in document["revisions"]:
            assert max(days_in(one["paper"]), default="") <= one["drafted"], one["file"]


def test_a_complaint_under_b0_was_answered_within_one_working_day() -> None:
    """FW-CX-02: three working days until A/0 ended, then one; the one planted error is TS-2026-001."""
    late = set()
    for content in FILES.values():
        for paper in content.get("papers", [content]):
            fields = paper.get("fields", {})
            if "回复时限" in fields:
                came, answered = (min(DAY.findall(fields[label])) for label in ("受理", "回复时限"))
                allowed = 1 if answered >= "2026-01-10" else 3
                if working_days(came, answered) > allowed:
                    late.add(paper["code"])
    assert late == {"编号 TS-2026-001　依据 FW-CX-02 A/0"}


def working_days(first: str, last: str) -> int:
    """Days from Monday to Friday after the first, the last included; no public holiday lies in between."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))


def test_sums_in_the_tables_agree() -> None:
    """Call-backs add up line by line and to the total; counted parts differ by what the table says."""
    checked = 0
    for name, content in FILES.items():
        columns, rows = content.get("columns", ()), content.get("rows", ())
        if "回访数" in columns:
            numbers = [[int(cell) for cell in row[2:]] for row in rows]
            assert all(good + bad == called == done and again <= bad for done, called, good, bad, again in numbers)
            if rows[-1][0] == "合计":
                assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1], name
            checked += 1
        if "账面" in columns:
            assert all(int(row[4]) - int(row[3]) == int(row[5]) for row in rows), name
            checked += 1
        if "满意率" in columns:
            parts = [(int(row[1]), int(row[2]), row[3]) for row in rows]
            assert all(f"{100 * good / (good + bad):.1f}%" == rate for good, bad, rate in parts), name
            assert (sum(p[0] for p in parts[:-1]), sum(p[1] for p in parts[:-1])) == parts[-1][:2]
            checked += 1
    assert checked == 6 + 7 + 2


def test_the_reviews_count_the_complaints_and_call_backs_that_were_entered() -> None:
    text = {number: text_of(f"售后服务评审纪要 {number}.pdf") for number in ("NS-2025-02", "NS-2025-04", "NS-2026-02")}
    assert "投诉 4 件（TS-2025-001 至 004）" in text["NS-2025-02"]
    assert "八月 2 件" in text["NS-2025-04"]
    assert "回访 48 单，满意 46 单，满意率 95.8%" in text["NS-2025-04"]
    assert FILES["顾客回访汇总 2025年第三季度.xlsx"]["rows"][-1][2:5] == ["48", "48", "46"]
    assert "投诉 6 件（TS-2026-001 至 006）" in text["NS-2026-02"]
