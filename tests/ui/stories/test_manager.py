"""The manager, in traditional Chinese: what waits, what it would do, approved with a reason; the trail has changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.stories.demonstration import TODAY, Demonstration
from tests.ui.stories.eyes import Person, arrived, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]
NUMBER, OLD, NEW = "FW-CX-02", "B/0", "C/0"
CLAUSES = ("5.3.1", "5.3.2")
REASON = "批量問題升級與安全投訴的時限都寫清楚了"


def in_force(manager: Person, clause: str) -> str:
    """The box of the procedure in the picture of a clause's trail, and what stands below it of earlier revisions."""
    manager.page.fill("#q", clause)
    manager.page.keyboard.press("Enter")
    manager.page.locator(".found a").first.click()
    expect(manager.page.locator("h1 .id")).to_have_text(clause)
    manager.look()
    box = manager.page.locator("svg.svg:visible a[href*='/documents/']", has_text=NUMBER).first
    return " ".join((box.text_content() or "").split())


def test_the_manager_sees_what_waits_approves_it_and_sees_the_trail_change(
    browser: Browser, demo: Demonstration
) -> None:
    with arrived(browser, demo, "zh-Hant") as zhouqi:
        page = zhouqi.page
        sign_in(zhouqi, demo, "zhouqi")
        expect(page.get_by_role("heading", name="等你決定")).to_be_visible()
        expect(page.locator("main")).to_contain_text(f"{NUMBER} {NEW}")
        zhouqi.look()
        before = {one: in_force(zhouqi, one) for one in CLAUSES}
        assert all(OLD in one and NEW not in one for one in before.values()), before

        zhouqi.go("/")
        page.locator("main").get_by_role("link", name=NUMBER).first.click()
        if "/decisions/" not in page.url:
            page.locator("main").get_by_role("link", name=NUMBER).first.click()
        page.wait_for_url("**/decisions/*")
        main = page.locator("main")
        expect(main.locator("ins", has_text="微信服务号").first).to_be_visible()
        expect(main.locator("#effect")).to_contain_text(CLAUSES[0])
        expect(main.locator("#effect")).to_contain_text(CLAUSES[1])
        carried = main.locator("input[name=tick]")
        expect(carried).to_have_count(2)
        assert all(one.is_checked() for one in carried.all())
        zhouqi.look()

        page.locator("#agree [name=effective_from]").fill(TODAY)
        page.locator("#agree [name=reason]").fill(REASON)
        page.get_by_role("button", name=f"批准 {NEW}", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text(NUMBER)
        expect(main).to_contain_text(REASON)
        zhouqi.look()
        page.locator("a.btn-main", has_text="5.3.").click()
        page.wait_for_url("**/clauses/**")
        expect(page.locator("#trail")).to_contain_text(NEW)
        zhouqi.look()

        after = {one: in_force(zhouqi, one) for one in CLAUSES}
        assert all(NEW in one for one in after.values()), after
        assert before != after
        expect(page.locator("main")).to_contain_text(REASON)
        zhouqi.go("/")
        expect(page.locator("main")).not_to_contain_text(f"{NUMBER} {NEW}")
        zhouqi.look()
