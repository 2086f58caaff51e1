"""Every page of the sample, in its states, as the people who work with it: accessible, quiet, light, not too wide."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.ui.stories.demonstration import Demonstration
from tests.ui.stories.eyes import Person, arrived, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]
CLAUSES = ("5.1.4.1", "5.2.6", "5.1.3.2", "5.2.5", "5.2.3", "5.3.2", "5.1")
"""Proved, a gap, partial, suspect, not applicable, with many records, one that asks nothing."""
FILES = ("（加密）", "（扫描）.jpg", "汇编", ".png", ".xlsx", ".docx")
"""Parts of file names: locked, a scan, of many pages, a photo, a workbook, a text."""
PAST = "as_of=2025-12-31"
DOCUMENT, WAITING = "/documents/document:FW-CX-02", "revision:FW-CX-02@C/0"
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that a scheme of colours can change."""
PAGES = {
    "": ("/sign-in",),
    "shenzhi": (
        "/",
        "/standards",
        "/search",
        "/search?q=%E5%9B%9E%E8%AE%BF",
        "/search?q=%E9%BE%98%E9%BE%98",
        "/ledger",
        "/ledger?actor=suhe",
        "/ledger/0",
        "/ledger/verify",
        "/clauses/none",
        *(f"/clauses/{quote(f'clause:GB/T 27922-2011#{one}', safe='')}" for one in CLAUSES),
        f"/clauses/{quote('clause:GB/T 27922-2011#5.3.2', safe='')}?show=tree&{PAST}",
        *(f"/standards/{quote('GB/T 27922-2011', safe='')}?{one}" for one in ("", "state=gaps", PAST)),
    ),
    "linyue": (
        "/",
        "/standards/import",
        "/documents",
        f"/documents?{PAST}",
        "/documents/new",
        DOCUMENT,
        f"{DOCUMENT}/revise",
        f"{DOCUMENT}/difference",
        f"{DOCUMENT}/clauses",
        f"/revisions/{WAITING}/file",
        f"/decisions/{WAITING}",
        "/records",
        "/records/new",
        "/records/record:SB-2026-006",
        "/records/record:SB-2026-006/edit",
        "/records/record:PX-2026-05",
        "/records/record:PX-2026-05/files",
        "/evidence",
        "/evidence?reading=partial",
        "/upload",
        "/inbox",
        "/inbox?tab=suspect",
        "/account",
        "/help",
        "/components",
    ),
    "zhouqi": ("/", "/decisions", f"/decisions/{WAITING}", f"{DOCUMENT}"),
    "heming": ("/", "/people", "/people/new", "/people/guan/account", "/people/guan/roles", "/people/guan/password"),
}


def files(person: Person) -> list[str]:
    """A page of evidence for each sort of file, and how their links are made."""
    answer = person.page.request.get(f"{person.url}/api/v1/evidence?limit=200")
    assert answer.ok, answer.text()
    rows = answer.json()["items"]
    ids = [next(one["id"] for one in rows if part in one["file_name"]) for part in FILES]
    return [*(f"/evidence/{one}" for one in ids), "/evidence/link?" + "&".join(f"id={one}" for one in ids)]


@pytest.mark.parametrize(("width", "language"), [(375, "zh-Hant"), pytest.param(1600, "en", marks=pytest.mark.long)])
@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_accessible_quiet_and_fits_by_day_and_by_night(
    browser: Browser, demo: Demonstration, who: str, width: int, language: str
) -> None:
    # Without motion: colours on their way from day to night are no colours of the page.
    seen = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    with arrived(browser, demo, language, **seen) as person:
        if who:
            sign_in(person, demo, who)
        for address in (*PAGES[who], *(files(person) if who == "linyue" else ())):
            person.page.emulate_media(color_scheme="light")
            answer = person.page.goto(person.url + address)
            assert answer is not None
            refused = address == "/clauses/none"
            assert answer.ok is not refused, (address, answer.status)
            if refused:
                person.told.clear()  # the browser tells the status of the page itself
            person.look()
            person.page.emulate_media(color_scheme="dark")
            dark = Axe().run(person.page, options=CONTRAST).response["violations"]
            assert dark == [], address
