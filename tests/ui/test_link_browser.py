"""Links and records in a real browser: reviewed by keyboard, linked in bulk, accessible, quiet, nothing sideways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph_schema.ports import LinkFilter
from tests.api.rest.conftest import served
from tests.ui.conftest import Site
from tests.ui.house import full_house
from tests.ui.test_browser import TOO_WIDE, faults, opened
from tests.ui.test_browser import browser as browser
from tests.ui.test_link_pages import OURS
from workflows import links

pytestmark = pytest.mark.browser


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    """A house of one's own to change, with three proposals more."""
    house = full_house(tmp_path, 4)
    for number in ("R-000", "R-001", "R-002"):
        links.propose(house.office.system, house.office.controller, f"record:{number}", "clause:GB/T 1-2011#4.3")
    with served(house.app) as url:
        yield Site(house, url)


MORE = ((1024, "dark"), (1600, "light"))
SEEN = [(375, "light"), *(pytest.param(*one, marks=pytest.mark.long) for one in MORE)]


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_pages_of_links_and_records_are_accessible_and_quiet_and_fit(
    browser: Browser,
    site: Site,
    width: int,
    scheme: str,
) -> None:
    context, page, told = opened(browser, site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    addresses = site.pages()
    try:
        for name in OURS:
            page.goto(site.url + addresses[name])
            assert told == [], name
            assert page.evaluate(TOO_WIDE) <= 0, name
            assert faults(page) == [], name
    finally:
        context.close()


def test_links_are_reviewed_one_by_one_and_many_at_once(browser: Browser, own: Site) -> None:
    context, page, told = opened(browser, own, viewport={"width": 1440, "height": 900})
    where = LinkFilter(states=frozenset({"proposed"}))
    try:
        page.goto(f"{own.url}/inbox")
        before = page.locator(".queue li").count()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**at=**")
        page.click(".decide button[value=confirm]")
        page.wait_for_selector(".toast")
        assert page.locator(".queue li").count() == before - 1
        assert page.locator(".queue li.is-on").count() == 1
        assert page.locator(".review-q .bulk").is_hidden()
        page.locator(".queue .tick input").nth(0).check()
        page.locator(".queue .tick input").nth(1).check()
        page.fill("#m-reason", "不相干")
        assert faults(page) == []
        page.click(".review-q .bulk button[value=reject]")
        page.wait_for_selector(".toast")
        with own.house.office.system.reader() as reader:
            assert len(reader.links(where)) == before - 3
        assert told == []
    finally:
        context.close()


def test_records_ticked_in_the_list_are_linked_to_a_clause_without_scripts(
    browser: Browser,
    own: Site,
) -> None:
    context, page, _ = opened(browser, own, viewport={"width": 1024, "height": 900}, java_script_enabled=False)
    try:
        page.goto(f"{own.url}/records?q=R-00")
        page.locator("tbody .tick input").nth(0).check()
        page.locator("tbody .tick input").nth(1).check()
        page.click("button[value=choose]")
        page.fill("#n-q", "4.2")
        page.click("button[value=narrow]")
        page.locator(".pick-tree li", has_text="4.2").first.locator("input").check()
        page.click("button[value=confirm]")
        page.wait_for_url(f"{own.url}/records")
        assert page.locator(".toast").count() == 1
    finally:
        context.close()


def test_a_record_is_entered_with_the_revision_found_for_its_day(browser: Browser, own: Site) -> None:
    context, page, told = opened(browser, own, viewport={"width": 1024, "height": 900})
    try:
        page.goto(f"{own.url}/records/new")
        page.fill("#f-type", "回访")
        page.fill("#f-date", "2024-06-01")
        page.select_option("#f-document", "QP-05")
        page.click("button[value=look]")
        page.wait_for_selector("#f-revision")
        assert page.locator("#f-revision option:checked").inner_text().startswith("B/1")
        page.set_input_files("#f-file", {"name": "回访.txt", "mimeType": "text/plain", "buffer": "回访".encode()})
        page.click("button[value=save]")
        page.wait_for_selector(".toast")
        assert page.locator(".leaves li").count() == 1
        assert told == []
    finally:
        context.close()
