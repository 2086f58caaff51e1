"""Pictures of the pages for people who look at them: `python scripts/screenshots.py FOLDER [NAME...]`.

Serves the sample organisation, and the test suite's house of hostile names, from memory on this machine and drives
Chromium (`scripts/browser.sh` finds it).
Every page is taken in the languages, at 375, 1024 and 1600 px, light and dark, and printed to PDF.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.bootstrap import assemble, open_place
from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.ports import LinkFilter
from tests.ui.house import PASSWORD, full_house
from workflows.answers import Json
from workflows.sample.load import load_sample
from workflows.system import System

WIDTHS = (375, 1024, 1600)
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
CHROMIUM = os.environ.get("CLAUSETRAIL_BROWSER") or "/usr/bin/chromium"


def application(folder: Path) -> tuple[FastAPI, System, Json]:
    """The product on the sample, in memory."""
    settings = Settings(data=folder, store="memory:", clock="2026-06-30T18:00:00+08:00")
    system = assemble(settings, open_place(settings), founding_clock="manual", founding_zone="Asia/Shanghai")
    answer = load_sample(system)
    return create_app(system, settings, Pages(all_pages(), failure)), system, answer


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application listening on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def addresses(system: System, answer: Json) -> dict[str, str]:
    """What is taken, by name: the trail told by the sample, the gaps, one thing of each kind."""
    clause = f"/clauses/{answer['trail']['id']}"
    with system.reader() as reader:
        first = {kind: reader.find(kind)[0].id for kind in ("standard", "document", "record", "evidence")}
        link = reader.links(LinkFilter())[0].id
    return {
        "standards": "/standards",
        "standard": f"/standards/{first['standard']}",
        "gaps": f"/standards/{first['standard']}?state=gaps",
        "clause": clause,
        "clause-past": f"{clause}?as_of=2025-12-31",
        "clause-tree": f"{clause}?show=tree",
        "documents": "/documents",
        "document": f"/documents/{first['document']}",
        "record": f"/records/{first['record']}?as_of=2025-12-31",
        "evidence": f"/evidence/{first['evidence']}",
        "link": f"/links/{link}",
        "problem": "/clauses/none",
    }


def sign_in(page: Page, base: str, answer: Json) -> None:
    """As the first account of the sample."""
    account = answer["accounts"][0]
    page.goto(f"{base}/sign-in")
    page.fill("#name", account["name"])
    page.fill("#password", account["password"])
    page.click("button[type=submit]")


def take(browser: Browser, base: str, answer: Json, pages: dict[str, str], folder: Path) -> None:
    """All pictures."""
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN")
            page = context.new_page()
            sign_in(page, base, answer)
            for language in LANGUAGES if scheme == "light" else LANGUAGES[:1]:
                page.goto(f"{base}/language/{language}")
                for name, address in pages.items():
                    page.goto(base + address)
                    page.screenshot(path=folder / f"{name}.{language}.{width}.{scheme}.png", full_page=True)
                    if width == WIDTHS[-1] and scheme == "light":
                        page.pdf(path=folder / f"{name}.{language}.pdf", prefer_css_page_size=True)
            context.close()


def hostile(folder: Path) -> tuple[FastAPI, dict[str, str], Json]:
    """The house of long and hostile names, of many records, and of nothing."""
    house = full_house(folder)
    numbers = {"hostile": "4.2", "crowded": "4.1", "empty": "4.3", "unlinked": "4.2 a)"}
    pages = {name: f"/clauses/{house.clauses[number]}" for name, number in numbers.items()}
    pages |= {
        "crowded-tree": f"{pages['crowded']}?show=tree",
        "hostile-document": f"/documents/{house.id_of('document')}",
    }
    pages |= {"lost": f"/evidence/{house.id_of('evidence', 2)}", "coverage": f"/standards/{house.standard}"}
    return house.app, pages, {"accounts": [{"name": "wenkong", "password": PASSWORD}]}


def main() -> None:
    """Take them."""
    folder, wanted = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        sample, system, answer = application(Path(data) / "sample")
        house, pages, people = hostile(Path(data) / "house")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for app, known, told in ((sample, addresses(system, answer), answer), (house, pages, people)):
            chosen = {name: at for name, at in known.items() if not wanted or name in wanted}
            if chosen:
                with served(app) as base:
                    take(browser, base, told, chosen, folder)
        browser.close()


if __name__ == "__main__":
    main()
