"""The pages in a real browser: no violation of the policy, silent console, accessible, nothing cut or sideways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.ui.conftest import Site
from tests.ui.house import PASSWORD
from ui.say import LANGUAGES

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CLAUSETRAIL_BROWSER") or "/usr/bin/chromium"
NAMES = ("home", "components", "help", "clause 4.2", "clause 4.1", "clause 4.3", "tree", "past")
LISTS = ("standard", "standards", "documents")
THINGS = ("document 0", "evidence 2", "record 0", "link 0", "problem")
IN_THE_DARK = ("home", "components", "clause 4.2", "past", "standard", "record 0", "evidence 2")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUTSIDE = """() => [...document.querySelectorAll('svg.svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(
  svg => [...svg.querySelectorAll('a, g')].filter(one => one.querySelector(':scope > .t-box')).flatMap(one => {
    const box = one.querySelector(':scope > .t-box').getBBox();
    return [...one.querySelectorAll(':scope > text')].filter(text => {
      const own = text.getBBox();
      return own.x < box.x - 1 || own.x + own.width > box.x + box.width + 1;
    }).map(text => text.textContent);
  }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("no Chromium: run scripts/browser.sh") if os.environ.get("CI") else pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def opened(browser: Browser, site: Site, **options: Any) -> tuple[BrowserContext, Page, list[str]]:
    """A signed-in browser without scripts of the page, and what its console says."""
    context = browser.new_context(**options)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    # A request that a navigation cut short (the icon, mostly) is the browser's choice, not a fault of the page.
    page.on(
        "requestfailed",
        lambda request: told.append(f"failed {request.url}") if request.failure != "net::ERR_ABORTED" else None,
    )
    page.goto(f"{site.url}/sign-in")
    page.fill("#name", "wenkong")
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/")
    return context, page, told


def faults(page: Page) -> list[str]:
    """What axe finds, in a line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


MORE = ((375, "light"), (1024, "light"), (1024, "dark"), (1600, "dark"))
SEEN = [(375, "dark"), (1600, "light"), *(pytest.param(*one, marks=pytest.mark.long) for one in MORE)]


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_pages_are_accessible_and_quiet_and_fit(browser: Browser, site: Site, width: int, scheme: str) -> None:
    context, page, told = opened(browser, site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    addresses = site.pages()
    try:
        for name in (*NAMES, *LISTS, *THINGS) if scheme == "light" else IN_THE_DARK:
            page.goto(site.url + addresses[name])
            refused = [one for one in told if not (name == "problem" and "422" in one)]
            assert refused == [], (name, refused)
            told.clear()
            assert page.evaluate(TOO_WIDE) <= 0, name
            assert faults(page) == [], name
    finally:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1024, 1600])
def test_words_of_the_picture_stay_in_their_boxes_as_drawn(
    browser: Browser, site: Site, width: int, language: str
) -> None:
    context, page, told = opened(browser, site, viewport={"width": width, "height": 900})
    try:
        page.goto(f"{site.url}/language/{language}")
        for name in ("clause 4.2", "clause 4.1", "clause 4.2 a)"):
            page.goto(site.url + site.pages()[name])
            assert page.locator("svg.svg:visible").count() == 1
            assert page.evaluate(OUTSIDE) == [], name
        assert told == []
    finally:
        context.close()


def test_pages_work_with_scripts_off(browser: Browser, site: Site) -> None:
    context, page, _ = opened(browser, site, viewport={"width": 1024, "height": 900}, java_script_enabled=False)
    try:
        page.goto(site.url + site.pages()["clause 4.2"])
        page.fill("#f-as-of", "2026-01-15")
        page.locator("#f-from").fill("")
        page.click("#view button[type=submit]")
        assert "as_of=2026-01-15" in page.url
        assert page.locator(".asof b").inner_text() == "2026-01-15"
        page.click(".asof .is-main")
        assert page.locator(".asof").count() == 0
        page.click(".tabs a:not([aria-current])")
        assert page.locator(".tree").is_visible()
    finally:
        context.close()


def test_keyboard_alone_walks_from_the_clause_to_the_file(browser: Browser, site: Site) -> None:
    context, page, _ = opened(browser, site, viewport={"width": 1024, "height": 900})
    try:
        page.goto(site.url + site.pages()["clause 4.2"] + "?show=tree")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        for _ in range(60):
            page.keyboard.press("Tab")
            if "/evidence/" in (page.evaluate("document.activeElement.href") or ""):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/evidence/**")
    finally:
        context.close()


def test_a_narrow_window_shows_the_tree_and_a_wide_one_the_picture(browser: Browser, site: Site) -> None:
    for width, picture in ((375, False), (1024, True)):
        context, page, _ = opened(browser, site, viewport={"width": width, "height": 900})
        try:
            page.goto(site.url + site.pages()["clause 4.2"])
            assert page.locator("svg.svg:visible").count() == int(picture)
            assert page.locator(".rows").is_visible() is not picture
        finally:
            context.close()


def test_print_shows_the_day_the_rows_and_no_controls(browser: Browser, site: Site) -> None:
    context, page, _ = opened(browser, site, viewport={"width": 1024, "height": 900})
    try:
        page.goto(site.url + site.pages()["past"])
        page.emulate_media(media="print")
        assert page.locator(".print-only").is_visible()
        assert page.locator(".asof").is_visible()
        assert page.locator(".rows").is_visible()
        for hidden in (".bar", ".nav", ".filters", ".tabs"):
            assert page.locator(hidden).first.is_visible() is False
    finally:
        context.close()
