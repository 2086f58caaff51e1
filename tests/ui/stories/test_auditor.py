"""The auditor, in English: from a clause number to the highlighted page of a file, today and on a past date; then home
with a proof that needs no trust in the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.stories.demonstration import ROOT, Demonstration
from tests.ui.stories.eyes import Person, arrived, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]
CLAUSE, MOST = "5.3.2", 3
PAST = "2025-12-31"
"""The last day but some on which FW-CX-02 A/0 was the procedure; B/0 followed on 2026-01-10."""


def find_clause(auditor: Person) -> None:
    """Typed into the box of the head, entered, pressed: one click."""
    auditor.go("/")
    auditor.clicks = 0
    auditor.page.fill("#q", CLAUSE)
    auditor.page.keyboard.press("Enter")
    auditor.page.wait_for_url("**/search?**")
    auditor.look()
    auditor.click(auditor.page.locator(".found a").first)
    expect(auditor.page.locator("h1 .id")).to_have_text(CLAUSE)


def press_file(auditor: Person, record: str) -> None:
    """The file behind a record in the picture of the trail, pressed: one click; its number is marked on the page."""
    page = auditor.page
    auditor.click(page.locator("svg.svg:visible a[href*='/evidence/']", has_text=record).first)
    page.wait_for_url("**/evidence/**")
    assert auditor.clicks <= MOST
    page.wait_for_load_state("networkidle")
    assert_marked(page, page.locator(".p-hit"))
    assert record in "".join(page.locator("main mark").all_inner_texts())


def assert_marked(page: Page, hits: Locator) -> None:
    """The picture is drawn, and each hit stands within it."""
    picture = page.locator(".sheet img")
    assert picture.evaluate("(one) => one.complete && one.naturalWidth > 0")
    whole = picture.bounding_box()
    assert whole is not None
    assert hits.count() >= 1
    for one in hits.all():
        box = one.bounding_box()
        assert box is not None
        assert box["width"] > 0
        assert whole["x"] <= box["x"]
        assert box["x"] + box["width"] <= whole["x"] + whole["width"]
        assert whole["y"] <= box["y"]
        assert box["y"] + box["height"] <= whole["y"] + whole["height"]


def amber(page: Page) -> None:
    """The bar of a past day says so, in a colour of its own."""
    bar = page.locator(".asof")
    expect(bar).to_be_visible()
    expect(bar.locator("b")).to_have_text(PAST)
    red, green, blue = bar.evaluate("(one) => getComputedStyle(one).backgroundColor.match(/[0-9]+/g).map(Number)")[:3]
    assert red > green > blue + 60, (red, green, blue)


def test_from_a_clause_number_to_the_marked_page_in_three_clicks_today_and_on_a_past_date(
    browser: Browser, demo: Demonstration
) -> None:
    with arrived(browser, demo, "en") as shenzhi:
        page = shenzhi.page
        sign_in(shenzhi, demo, "shenzhi")
        shenzhi.look()
        find_clause(shenzhi)
        shenzhi.look()
        expect(page.locator("svg.svg:visible")).to_contain_text("B/0")
        assert page.locator(".asof").count() == 0
        press_file(shenzhi, "TS-2026-010")
        shenzhi.look()

        find_clause(shenzhi)
        page.fill("#f-as-of", PAST)
        page.fill("#f-from", "")
        page.fill("#f-to", "")
        shenzhi.click(page.locator("#view button[type=submit]"))
        amber(page)
        picture = page.locator("svg.svg:visible")
        expect(picture).to_contain_text("A/0")
        assert "TS-2026-" not in (picture.text_content() or "")
        shenzhi.look()
        press_file(shenzhi, "TS-2025-017")
        amber(page)
        shenzhi.look()


def test_the_auditor_verifies_the_ledger_and_takes_away_what_verifies_without_the_product(
    browser: Browser, demo: Demonstration, tmp_path: Path
) -> None:
    with arrived(browser, demo, "en") as shenzhi:
        page = shenzhi.page
        sign_in(shenzhi, demo, "shenzhi")
        page.get_by_role("link", name="Ledger", exact=True).first.click()
        shenzhi.look()
        page.get_by_role("button", name="Verify now").click()
        expect(page.get_by_role("status").first).to_contain_text("nothing was altered")
        shenzhi.look()
        kept = {}
        for name in ("Download verifier key", "Download checkpoint", "Export the ledger"):
            with page.expect_download() as coming:
                page.get_by_role("link", name=name).click()
            kept[name] = tmp_path / coming.value.suggested_filename
            coming.value.save_as(kept[name])
        shenzhi.go("/ledger/0")
        shenzhi.look()
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download proof").click()
        proof = tmp_path / "proof.json"
        coming.value.save_as(proof)
        assert json.loads(proof.read_text("utf-8"))
        key, note, ledger = kept.values()
        for what in (["--export", str(ledger)], ["--proof", str(proof)]):
            told = [sys.executable, str(ROOT / "scripts" / "verify_ledger.py"), "--key", str(key)]
            done = subprocess.run(
                [*told, "--checkpoint", str(note), *what], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        assert shenzhi.told == []
