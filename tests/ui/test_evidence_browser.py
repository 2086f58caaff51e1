"""Evidence in a real browser: a queue with progress, files linked after they came, a page with its hits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.archive import LIMIT, NAMES, PAGES, RECORD, archive, ids
from tests.ui.conftest import Site
from tests.ui.test_browser import TOO_WIDE, faults, opened
from tests.ui.test_browser import browser as browser
from ui.say import LANGUAGES

pytestmark = pytest.mark.browser
IN_FLIGHT = """
window.flight = { now: 0, most: 0 };
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  flight.most = Math.max(flight.most, ++flight.now);
  this.addEventListener("readystatechange", () => { if (this.readyState === 4) flight.now -= 1; });
  return send.call(this, body);
};
"""
TURNED = "回访\u202egpj.exe"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with archive(tmp_path_factory.mktemp("archive")) as made:
        yield made


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Six scans, one of them known already, one empty, one too large, one whose name turns round."""
    contents = {
        "扫描 1.pdf": b"%PDF-1.7 scan one",
        "扫描 2.pdf": b"%PDF-1.7 scan two",
        "重复.pdf": PAGES,
        "空.pdf": b"",
        "大.bin": b"b" * (LIMIT + 1),
        TURNED: b"turned",
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return [str(tmp_path / name) for name in contents]


def states(page: Page) -> dict[str, str]:
    """The word behind each file of the queue."""
    return {
        row.locator("bdi").inner_text(): row.locator("[data-state]").inner_text()
        for row in page.locator(".files > li").all()
    }


def test_files_are_sent_two_at_a_time_each_with_its_outcome_and_linked_together(
    browser: Browser, site: Site, files: list[str]
) -> None:
    context, page, told = opened(browser, site, viewport={"width": 1440, "height": 900})
    page.add_init_script(IN_FLIGHT)
    try:
        page.goto(f"{site.url}/language/en")
        page.goto(f"{site.url}/upload")
        page.set_input_files("#u-file", files)
        assert states(page)["空.pdf"] == "Refused"
        assert states(page)["大.bin"] == "Refused"
        assert faults(page) == []
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator("[data-all-text]")).to_have_text("6 / 6")
        found = states(page)
        assert (found["扫描 1.pdf"], found["扫描 2.pdf"], found["重复.pdf"]) == ("Kept", "Kept", "Duplicate")
        assert page.evaluate("flight.most") == 2
        assert {"扫描 1.pdf", "扫描 2.pdf", TURNED} <= set(ids(site)), "each is kept once the server has said so"
        assert page.locator("[data-came] tbody .tick input:checked").count() == 4
        expect(page.locator("[data-came] .bulk-n")).to_have_text("4 selected")
        assert page.evaluate(TOO_WIDE) <= 0
        assert faults(page) == []
        page.fill("#c-record", "HF-")
        expect(page.locator("#c-record-l option")).to_have_count(1)
        page.fill("#c-record", RECORD)
        page.get_by_role("button", name="Confirm links").click()
        expect(page.get_by_role("status").first).to_contain_text("3 linked to")
        assert "重复" in page.content() or "live records link" in page.content()
        assert told == []
    finally:
        context.close()


def test_a_file_that_did_not_arrive_can_be_tried_again_and_is_never_called_kept(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "zweimal.pdf").write_bytes(b"%PDF-1.7 tried twice")
    context, page, told = opened(browser, site, viewport={"width": 1024, "height": 900})
    try:
        page.goto(f"{site.url}/language/en")
        page.goto(f"{site.url}/upload")
        page.route("**/api/v1/evidence", lambda route: route.abort("connectionreset"))
        page.set_input_files("#u-file", [str(tmp_path / "zweimal.pdf")])
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator("[data-why]")).to_contain_text("this file was not kept")
        assert "zweimal.pdf" not in ids(site)
        page.unroute("**/api/v1/evidence")
        context.clear_cookies(name="clausetrail_session")
        page.get_by_role("button", name="Try again zweimal.pdf").click()
        expect(page.locator("[data-why]")).to_contain_text("Your session has ended")
        told.clear()
    finally:
        context.close()


def test_a_refusal_is_worded_by_the_server_in_the_language_of_the_page(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 for nobody")
    context, page, _ = opened(browser, site, viewport={"width": 375, "height": 800})
    try:
        page.goto(f"{site.url}/language/zh-Hant")
        page.goto(f"{site.url}/upload")
        page.fill("#u-record", "HF-none")
        page.set_input_files("#u-file", [str(tmp_path / "a.pdf")])
        page.locator("form[data-upload] button[type=submit]").click()
        expect(page.locator("[data-why]")).to_contain_text("HF-none")
        assert page.evaluate(TOO_WIDE) <= 0
        assert "a.pdf" not in ids(site)
    finally:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), pytest.param(1600, "dark", marks=pytest.mark.long)])
def test_pages_of_evidence_are_accessible_quiet_and_fit(
    browser: Browser, site: Site, language: str, width: int, scheme: str
) -> None:
    known = ids(site)
    with site.house.office.system.reader() as reader:
        revision = reader.find("revision")[0].id
    context, page, told = opened(browser, site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        page.goto(f"{site.url}/language/{language}")
        for address in (
            "/evidence",
            "/evidence?q=nirgends",
            "/upload",
            f"/evidence/link?id={known[NAMES[0]]}&id={known[NAMES[1]]}",
            *(f"/evidence/{known[name]}?q=%E5%9B%9E%E8%AE%BF" for name in NAMES),
            f"/revisions/{revision}/file?page=2&q=%E5%9B%9E%E8%AE%BF",
        ):
            page.goto(site.url + address)
            page.wait_for_load_state("networkidle")
            assert told == [], address
            assert page.evaluate(TOO_WIDE) <= 0, address
            assert faults(page) == [], address
    finally:
        context.close()


def test_the_hit_stands_over_the_word_on_the_picture_and_the_page_is_looked_at_by_key(
    browser: Browser, site: Site
) -> None:
    context, page, told = opened(browser, site, viewport={"width": 1440, "height": 900})
    try:
        page.goto(f"{site.url}/evidence/{ids(site)[NAMES[0]]}?page=2&q={RECORD}")
        page.wait_for_load_state("networkidle")
        picture = page.locator(".sheet img").bounding_box()
        hit = page.locator(".p-hit").bounding_box()
        assert picture is not None
        assert hit is not None
        assert picture["height"] > picture["width"], "the picture is there, and upright"
        # Its base line stands 700 of 842 points above the foot of the page.
        middle = (hit["y"] + hit["height"] / 2 - picture["y"]) / picture["height"]
        assert abs(middle - (1 - 704 / 842)) < 0.015
        page.keyboard.press("+")
        wider = page.locator(".sheet img").bounding_box()
        assert wider is not None
        assert wider["width"] > picture["width"] * 1.4
        page.keyboard.press("]")
        page.wait_for_url("**page=3*")
        assert told == []
    finally:
        context.close()


def test_without_scripts_files_are_sent_all_at_once_and_each_is_told(
    browser: Browser, site: Site, files: list[str]
) -> None:
    context, page, _ = opened(browser, site, java_script_enabled=False)
    try:
        page.goto(f"{site.url}/language/zh-Hans")
        page.goto(f"{site.url}/upload")
        page.set_input_files("#u-file", files)
        page.locator("form[data-upload] button[type=submit]").click()
        rows = page.locator("main table").first.locator("tbody tr")
        assert rows.count() == 6
        assert page.locator("tbody input[name=id]").count() == 4
    finally:
        context.close()
