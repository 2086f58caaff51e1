"""A person at a browser, watched: console, refusals of the policy, bytes of script, what axe finds."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.ui.stories.demonstration import Demonstration
from tests.ui.test_browser import TOO_WIDE, faults

SCRIPT_MOST, TRAIL_SCRIPT_MOST = 60_000, 160_000
"""Bytes of script after gzip on an ordinary page and on that of a trail."""
_VIOLATIONS = "addEventListener('securitypolicyviolation', (e) => refused(e.effectiveDirective + ' ' + e.blockedURI))"
_SCRIPTS = """() => performance.getEntriesByType('resource').map((one) => one.name)
  .concat([...document.scripts].map((one) => one.src)).filter((one) => new URL(one).pathname.endsWith('.js'))"""


@dataclass
class Person:
    """Someone signed in; `clicks` counts what was pressed since it was last set to 0."""

    page: Page
    url: str
    told: list[str] = field(default_factory=list)
    clicks: int = 0
    _scripts: dict[str, int] = field(default_factory=dict)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def click(self, what: Locator) -> None:
        """Press something, counted."""
        self.clicks += 1
        what.click()

    def look(self) -> None:
        """The page is quiet, fits, is accessible and light."""
        self.page.wait_for_load_state("networkidle")
        where = self.page.url
        assert self.told == [], where
        assert self.page.evaluate(TOO_WIDE) <= 0, where
        assert faults(self.page) == [], where
        most = TRAIL_SCRIPT_MOST if "/clauses/" in where else SCRIPT_MOST
        assert sum(self._weight(one) for one in set(self.page.evaluate(_SCRIPTS))) <= most, where

    def _weight(self, address: str) -> int:
        if address not in self._scripts:
            body = self.page.request.get(address).body()
            assert body, address
            self._scripts[address] = len(gzip.compress(body))
        return self._scripts[address]


@contextmanager
def arrived(browser: Browser, demo: Demonstration, language: str, **options: Any) -> Iterator[Person]:
    """A browser at the door, in a language: nobody has signed in yet."""
    context: BrowserContext = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    page = context.new_page()
    person = Person(page, demo.url)
    page.on("console", lambda message: person.told.append(message.text))
    page.on("pageerror", lambda error: person.told.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: person.told.append(f"failed {request.url}") if request.failure != "net::ERR_ABORTED" else None,
    )
    context.expose_function("refused", lambda what: person.told.append(what))  # noqa: PLW0108  a builtin takes no attributes
    context.add_init_script(_VIOLATIONS)
    try:
        person.go(f"/language/{language}")
        yield person
    finally:
        context.close()


def sign_in(person: Person, demo: Demonstration, name: str) -> None:
    """Through the page, as anyone would."""
    person.go("/sign-in")
    person.page.fill("#name", name)
    person.page.fill("#password", demo.passwords[name])
    person.page.locator("main button[type=submit]").click()
    person.page.wait_for_url(f"{demo.url}/")
