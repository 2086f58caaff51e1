"""Pictures of the pages for people who look at them.

`python scripts/screenshots.py FOLDER [NAME...]` takes key pages (clause, coverage, inbox, decision) in three languages,
narrow and wide, light and dark, and all others once; `--readme` makes exactly the pictures that the README shows.
Serves the sample organisation, its files read, and the test suite's house of hostile names from memory on this machine
and drives Chromium (`scripts/browser.sh` finds it).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.bootstrap import assemble, open_place
from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.ports import LinkFilter
from tests.api.rest.conftest import served
from tests.ui.house import PASSWORD, full_house
from workflows.answers import Json
from workflows.sample.load import load_sample
from workflows.system import System
from workflows.working import until_empty

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CLAUSETRAIL_BROWSER") or "/usr/bin/chromium"
KEY_PAGES = ("clause", "coverage", "inbox", "decision")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
NARROW, WIDE = 375, 1600
README_WIDTH = 1440
README = {
    "clause.en": 1000,
    "decision.zh-Hans": 1180,
    "coverage.zh-Hans": 1000,
    "inbox.zh-Hant": 1000,
    "viewer.zh-Hans": 1000,
}
"""What the README shows, page and language, with the height it is cropped to."""
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to take: its address, who looks at it, what is pressed first (a selector, or "")."""

    address: str
    who: str
    press: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A served organisation: passwords by account, pages by name."""

    app: FastAPI
    passwords: dict[str, str]
    shots: dict[str, Shot]


def sample(folder: Path) -> tuple[Scene, System]:
    """The product on the sample, in memory, its files read and its index made."""
    settings = Settings(data=folder, store="memory:", clock="2026-06-30T18:00:00+08:00")
    system = assemble(settings, open_place(settings), founding_clock="manual", founding_zone="Asia/Shanghai")
    answer = load_sample(system)
    until_empty(system)
    app = create_app(system, settings, Pages(all_pages(), failure))
    return Scene(
        app, {one["name"]: one["password"] for one in answer["accounts"]}, _sample_shots(system, answer)
    ), system


def _sample_shots(system: System, answer: Json) -> dict[str, Shot]:
    """Every page once, on the thing of the sample that shows it best, as the person who works with it."""
    clause = f"/clauses/{answer['trail']['id']}"
    with system.reader() as reader:
        document = {one.text("number"): f"/documents/{one.id}" for one in reader.find("document")}
        standard = f"/standards/{reader.find('standard')[0].id}"
        record = {one.text("number"): f"/records/{one.id}" for one in reader.find("record")}
        evidence = {one.text("file_name"): f"/evidence/{one.id}" for one in reader.find("evidence")}
        waiting = next(one for one in reader.find("revision") if one.text("state") == "submitted")
        link = reader.links(LinkFilter(states=frozenset({"proposed"})))[0].id
        owner = f"/documents/{waiting.text('document')}"
    viewed = next(at for name, at in evidence.items() if name.endswith(".pdf") and "投诉" in name)
    controller, auditor, manager, administrator = "linyue", "shenzhi", "zhouqi", "heming"
    return {
        "clause": Shot(clause, auditor),
        "coverage": Shot(standard, auditor),
        "inbox": Shot("/inbox", controller),
        "decision": Shot(f"/decisions/{waiting.id}", manager),
        "viewer": Shot(f"{viewed}?q=%E6%8A%95%E8%AF%89", auditor),
        "sign-in": Shot("/sign-in", ""),
        "home-controller": Shot("/", controller),
        "home-auditor": Shot("/", auditor),
        "home-manager": Shot("/", manager),
        "home-administrator": Shot("/", administrator),
        "clause-past": Shot(f"{clause}?as_of=2025-12-31", auditor),
        "clause-tree": Shot(f"{clause}?show=tree", auditor),
        "standards": Shot("/standards", controller),
        "standard-import": Shot("/standards/import", controller),
        "gaps": Shot(f"{standard}?state=gaps", auditor),
        "documents": Shot("/documents", controller),
        "document": Shot(document["FW-SC-01"], controller),
        "document-new": Shot("/documents/new", controller),
        "difference": Shot(f"{owner}/difference", controller),
        "decisions": Shot("/decisions", manager),
        "records": Shot("/records", controller),
        "record": Shot(record["SB-2026-006"], controller),
        "record-new": Shot("/records/new", controller),
        "evidence": Shot("/evidence", controller),
        "upload": Shot("/upload", controller),
        "link": Shot(f"/links/{link}", controller),
        "search": Shot("/search?q=%E6%BB%B4%E6%B0%B4", auditor),
        "ledger": Shot("/ledger", auditor),
        "ledger-verify": Shot("/ledger/verify", auditor, "main form button[type=submit]"),
        "people": Shot("/people", administrator),
        "account": Shot("/account", controller),
        "help": Shot("/help", controller),
        "components": Shot("/components", controller),
        "problem": Shot("/clauses/none", auditor),
    }


def hostile(folder: Path) -> Scene:
    """The house of long and hostile names, of many records, and of nothing."""
    house = full_house(folder)
    numbers = {"hostile": "4.2", "crowded": "4.1", "empty": "4.3", "unlinked": "4.2 a)"}
    pages = {name: f"/clauses/{house.clauses[number]}" for name, number in numbers.items()}
    pages |= {
        "crowded-tree": f"{pages['crowded']}?show=tree",
        "hostile-document": f"/documents/{house.id_of('document')}",
    }
    pages |= {"lost": f"/evidence/{house.id_of('evidence', 2)}", "hostile-coverage": f"/standards/{house.standard}"}
    return Scene(house.app, {"wenkong": PASSWORD}, {name: Shot(at, "wenkong") for name, at in pages.items()})


class Camera:
    """A browser on a scene; one window for each person, width and scheme, opened when wanted."""

    def __init__(self, browser: Browser, scene: Scene, base: str) -> None:
        self._browser, self._scene, self._base = browser, scene, base
        self._open: dict[tuple[str, int, str], tuple[BrowserContext, Page]] = {}

    def take(self, name: str, language: str, width: int, scheme: Scheme, path: Path, height: int = 0) -> None:
        """A picture of a page: all of it, or (with `height`) its upper part."""
        shot = self._scene.shots[name]
        page = self._page(shot.who, width, scheme)
        page.goto(f"{self._base}/language/{language}")
        page.goto(self._base + shot.address)
        if shot.press:
            page.click(shot.press)
        page.wait_for_load_state("networkidle")
        if height:
            whole = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(height, whole)})
        page.screenshot(path=path, full_page=not height)

    def _page(self, who: str, width: int, scheme: Scheme) -> Page:
        known = (who, width, scheme)
        if known not in self._open:
            size: dict[str, int] = {"width": width, "height": 900}
            context = self._browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")  # type: ignore[arg-type]
            self._open[known] = (context, context.new_page())
            if who:
                self._sign_in(self._open[known][1], who)
        return self._open[known][1]

    def _sign_in(self, page: Page, who: str) -> None:
        page.goto(f"{self._base}/sign-in")
        page.fill("#name", who)
        page.fill("#password", self._scene.passwords[who])
        page.click("button[type=submit]")
        page.wait_for_url(f"{self._base}/")

    def close(self) -> None:
        """Close all windows."""
        for context, _ in self._open.values():
            context.close()


def every(camera: Camera, names: Sequence[str], folder: Path) -> None:
    """Key pages in all ways, the rest once each."""
    for name in names:
        if name not in KEY_PAGES:
            camera.take(name, "zh-Hans", README_WIDTH, "light", folder / f"{name}.png")
            continue
        for language in LANGUAGES:
            for width in (NARROW, WIDE):
                for scheme in ("light", "dark"):
                    path = folder / f"{name}.{language}.{width}.{scheme}.png"
                    camera.take(name, language, width, scheme, path)


def readme(camera: Camera, folder: Path) -> None:
    """The pictures of the README."""
    for name, height in README.items():
        page, _, language = name.partition(".")
        camera.take(page, language, README_WIDTH, "light", folder / f"{name}.png", height)


def main() -> None:
    """Take them."""
    given = [one for one in sys.argv[1:] if one != "--readme"]
    for_readme = "--readme" in sys.argv
    folder = Path(given[0]) if given else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        scene, system = sample(data / "sample")
        stack.callback(system.close)
        for one in (scene,) if for_readme else (scene, hostile(data / "house")):
            with served(one.app) as base:
                camera = Camera(browser, one, base)
                if for_readme:
                    readme(camera, folder)
                else:
                    every(camera, [name for name in one.shots if not given[1:] or name in given[1:]], folder)
                camera.close()


if __name__ == "__main__":
    main()
