"""The controller, in simplified Chinese: six scans come at once, are linked to a record, and a clause is proved."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.stories.demonstration import Demonstration
from tests.ui.stories.eyes import arrived, sign_in
from workflows.sample.paper import Paper
from workflows.sample.scan import scan_bytes

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]
RECORD, CLAUSE = "YC-2026-01", "5.2.2"
"""The clause has a procedure in the sample, and no record."""


def six_scans(folder: Path) -> list[str]:
    """Papers as the scanner sends them, named by people."""
    made = []
    for place in range(1, 7):
        paper = Paper(
            "禾澜电器有限公司（演示）",
            "远程支持登记单",
            f"编号 {RECORD}-{place}",
            (("顾客", f"第 {place} 位"), ("结果", "已解决")),
        )
        path = folder / f"远程支持登记 第{place}张（扫描）.jpg"
        path.write_bytes(scan_bytes(paper, f"{RECORD}-{place} 2026-06-20", "JPEG"))
        made.append(str(path))
    return made


def test_the_controller_uploads_six_scans_at_once_links_them_and_sees_the_clause_proved(
    browser: Browser, demo: Demonstration, tmp_path: Path
) -> None:
    with arrived(browser, demo, "zh-Hans") as linyue:
        page = linyue.page
        linyue.go("/sign-in")
        linyue.look()
        sign_in(linyue, demo, "linyue")
        linyue.look()
        page.fill("#q", CLAUSE)
        page.keyboard.press("Enter")
        page.locator(".found a").first.click()
        expect(page.locator("h1")).to_contain_text(CLAUSE)
        expect(page.locator(".title-m .state").first).to_contain_text("部分满足")
        clause = page.url.removeprefix(demo.url)
        linyue.look()

        page.get_by_role("link", name="记录", exact=True).first.click()
        linyue.look()
        page.get_by_role("link", name="新建记录").click()
        page.get_by_label("记录类型").fill("远程支持")
        page.get_by_label("记录编号").fill(RECORD)
        page.locator("#f-title").fill("六月远程支持登记")
        page.locator("#f-date").fill("2026-06-20")
        page.locator("#f-document").select_option("FW-CX-03")
        page.locator("#f-clauses").fill(CLAUSE)
        page.get_by_label("这些链接由我确认").check()
        linyue.look()
        page.get_by_role("button", name="登记记录").click()
        expect(page.locator("h1")).to_contain_text("六月远程支持登记")
        linyue.look()

        page.get_by_role("link", name="首页").click()
        page.get_by_role("link", name="上传证据").first.click()
        scans = six_scans(tmp_path)
        page.set_input_files("#u-file", scans)
        expect(page.locator(".files > li")).to_have_count(6)
        page.get_by_role("button", name="上传", exact=True).click()
        expect(page.locator("[data-all-text]")).to_have_text("6 / 6")
        expect(page.locator(".files [data-state]")).to_have_text(["已存入"] * 6)
        assert page.locator("[data-all]").evaluate("one => one.value === one.max")
        names = {one.inner_text() for one in page.locator("[data-came] tbody bdi").all()}
        assert names == {Path(one).name for one in scans}
        expect(page.locator("[data-came] tbody .tick input:checked")).to_have_count(6)
        linyue.look()

        page.fill("#c-record", RECORD)
        page.get_by_role("button", name="确认链接").click()
        expect(page.get_by_role("status").first).to_contain_text("6")
        linyue.look()

        linyue.go(clause)
        expect(page.locator(".title-m .state").first).to_contain_text("已证实")
        trail = page.locator("#trail")
        expect(trail).to_contain_text(RECORD)
        for name in names:
            expect(trail.locator("a", has_text=name).first).to_be_attached()
        linyue.look()
        page.screenshot(path=tmp_path / "proved.png", full_page=True)
