"""Documents and decisions in a real browser: from a draft to its decision, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.ui.cabinet import Cabinet, cabinet
from tests.ui.house import PASSWORD
from tests.ui.test_browser import TOO_WIDE, faults, opened
from tests.ui.test_browser import browser as browser
from tests.ui.test_document_pages import addresses, of_management
from ui.say import LANGUAGES

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Cabinet]:
    with cabinet(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    """A house that is only looked at."""
    with cabinet(tmp_path_factory.mktemp("still")) as made:
        yield made


def as_other(page: Page, office: Cabinet, name: str, language: str = "en") -> None:
    """Sign out and in as somebody else."""
    page.context.clear_cookies()
    page.goto(f"{office.site.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.goto(f"{office.site.url}/language/{language}")


MORE = ((1024, "dark"), (1600, "light"))
SEEN = [(375, "light"), *(pytest.param(*one, marks=pytest.mark.long) for one in MORE)]


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_pages_are_accessible_and_quiet_and_fit(browser: Browser, still: Cabinet, width: int, scheme: str) -> None:
    context, page, told = opened(browser, still.site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        for name, pages in (("wenkong", addresses(still)), ("guanli", of_management(still))):
            as_other(page, still, name, LANGUAGES[width % 3])
            for what, address in pages.items():
                page.goto(still.site.url + address)
                assert told == [], (what, told)
                assert page.evaluate(TOO_WIDE) <= 0, what
                assert faults(page) == [], what
    finally:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_draft_is_submitted_and_decided_on_a_phone_and_the_trail_changes(
    browser: Browser, office: Cabinet, scripts: bool
) -> None:
    view = {"width": 375, "height": 800}
    context, page, told = opened(browser, office.site, viewport=view, java_script_enabled=scripts)
    clause = "4.1"
    try:
        page.goto(f"{office.site.url}/documents/{office.id_of('WI-1')}/clauses?q={clause}")
        page.check("tbody input[type=checkbox]")
        page.click("button[value=confirm]")
        page.goto(f"{office.site.url}/documents/{office.id_of('WI-1')}")
        page.click(".title .btn-main")
        page.fill("#f-reason", "新编作业指导书")
        page.click(".form button[type=submit]")
        assert page.locator(".toast").count() == 1

        as_other(page, office, "guanli", "zh-Hant")
        page.goto(f"{office.site.url}/decisions")
        page.click("table a:has-text('WI-1')")
        assert "新编作业指导书" in page.inner_text("main")
        page.fill("#agree-reason", "適宜且充分")
        page.click("#agree button[type=submit]")
        assert page.locator(".toast").count() == 1
        page.click(".case-side .btn-main")
        page.wait_for_url("**/clauses/**")
        assert "WI-1" in page.inner_text("#trail")
        assert told == []
    finally:
        context.close()


def test_what_is_folded_opens_by_keyboard_without_scripts(browser: Browser, still: Cabinet) -> None:
    context, page, _ = opened(browser, still.site, java_script_enabled=False)
    try:
        page.goto(f"{still.site.url}/documents/{still.id_of('QP-1')}/difference")
        hidden = page.locator("td:visible", has_text="第 3 条")
        assert hidden.count() == 0
        page.locator(".diff-fold summary").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("td:visible", has_text="第 3 条").count() == 2
    finally:
        context.close()


def test_a_tick_taken_away_belongs_to_the_form_beside_it(browser: Browser, office: Cabinet) -> None:
    context, page, _ = opened(browser, office.site, viewport={"width": 1440, "height": 900})
    try:
        as_other(page, office, "guanli")
        page.goto(f"{office.site.url}/decisions/{office.id_of('QP-1@B/0')}")
        page.locator("#effect tbody input[type=checkbox]").first.uncheck()
        page.fill("#agree-reason", "适宜")
        page.click("#agree button[type=submit]")
        page.wait_for_selector(".toast")
        assert "confirmed: 2" in page.inner_text(".toast")
    finally:
        context.close()
