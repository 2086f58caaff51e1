"""Ledger, people, search and standards in a real browser: main paths; axe and the policy silent at every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.api.pages.house_desk import HouseDesk, house_desk
from tests.rig.source import ROOT
from tests.ui.house import PASSWORD
from tests.ui.test_browser import TOO_WIDE, faults
from tests.ui.test_browser import browser as browser
from ui.say import LANGUAGES

pytestmark = pytest.mark.browser
TEXT = ROOT / "tests" / "ingestion" / "texts" / "gb_pages.txt"
PAGES = (
    "/ledger", "/ledger?actor=nobody", "/ledger/0", "/ledger/20", "/ledger/verify", "/people", "/people/new",
    "/people/shenhe/account", "/people/shenhe/access", "/people/shenhe/password", "/account", "/search",
    "/search?q=%E5%9B%9E%E8%AE%BF", "/search?q=alert+kind%3Afoo&date=bad",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("browser"), 25) as made:
        yield made


def opened(
    browser: Browser, desk: HouseDesk, name: str, width: int, scheme: str = "light"
) -> tuple[BrowserContext, Page, list[str]]:
    """A signed-in browser and what its console says."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{desk.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{desk.url}/")
    return context, page, told


MORE = ((1024, "light"), (1600, "light"))
SEEN = [(375, "dark"), *(pytest.param(*one, marks=pytest.mark.long) for one in MORE)]


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_pages_are_accessible_and_quiet_and_fit(browser: Browser, desk: HouseDesk, width: int, scheme: str) -> None:
    context, page, told = opened(browser, desk, "admin", width, scheme)
    try:
        for language, address in zip((*LANGUAGES * len(PAGES),), PAGES, strict=False):
            page.goto(f"{desk.url}/language/{language}?next=/help")
            page.goto(desk.url + address)
            assert told == [], address
            assert page.evaluate(TOO_WIDE) <= 0, address
            assert faults(page) == [], address
    finally:
        context.close()


@pytest.mark.parametrize("width", [375, 1440])
def test_a_standard_comes_in_through_the_browser(browser: Browser, desk: HouseDesk, width: int) -> None:
    context, page, told = opened(browser, desk, "wenkong", width)
    try:
        page.goto(f"{desk.url}/language/zh-Hant?next=/standards")
        page.click(".title .btn-main")
        page.set_input_files("#f-file", TEXT)
        page.fill("#f-code", "GB/T 9")
        page.fill("#f-edition", str(width))
        assert faults(page) == []
        page.click("form.form button[type=submit]")
        page.wait_for_url("**/standards/import/*")
        assert page.locator("tbody tr").count() == 47
        for part in (2, 3, 1):
            page.click(f".sides a:nth-child({part})")
            assert faults(page) == []
            assert page.evaluate(TOO_WIDE) <= 0
        page.click("#confirm button[type=submit]")
        page.wait_for_url(lambda url: "/import" not in url)
        assert f"已匯入 GB/T 9-{width}" in page.locator(".toast").inner_text()
        assert page.locator(".cells a").count() > 5
        assert faults(page) == []
        page.locator(".cells a").first.click()
        assert "/clauses/" in page.url
        assert told == []
    finally:
        context.close()


def test_an_auditor_verifies_the_ledger_and_reads_an_entry_by_keyboard(
    browser: Browser, desk: HouseDesk, tmp_path: Path
) -> None:
    context, page, told = opened(browser, desk, "shenhe", 1024)
    try:
        page.goto(f"{desk.url}/ledger")
        with page.expect_download() as started:
            page.click(".title .acts a >> nth=0")
        started.value.save_as(tmp_path / "checkpoint.note")
        assert (tmp_path / "checkpoint.note").read_text().startswith("clausetrail.invalid/")
        page.focus(".title .btn-main")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ledger/verify")
        assert page.locator(".title-m .state.s-proved").is_visible()
        assert faults(page) == []
        page.goto(f"{desk.url}/ledger?action=record%3Acorrected")
        page.focus("tbody a >> nth=0")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ledger/*")
        assert page.locator(".wrote tbody tr").count() >= 1
        page.locator("details.fold summary").press("Enter")
        assert '"action":"record:corrected"' in page.locator("pre.raw").inner_text()
        assert told == []
    finally:
        context.close()


def test_pages_print_without_controls(browser: Browser, desk: HouseDesk) -> None:
    context, page, _ = opened(browser, desk, "admin", 1024)
    try:
        page.emulate_media(media="print")
        for address in ("/ledger", "/ledger/20", "/people"):
            page.goto(desk.url + address)
            assert page.locator(".print-only").is_visible()
            assert not page.locator(".title .acts").is_visible()
            assert not page.locator(".filters-f").first.is_visible()
    finally:
        context.close()
