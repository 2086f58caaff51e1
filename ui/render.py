"""Pages from contexts: one template for each type of context; unknown names raise, every value is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ui.clause_page import ClausePage
from ui.plain_pages import ProblemPage, SignInPage
from ui.say import Say, say_in
from ui.standard_page import StandardPage, StandardsPage
from ui.static import address_of
from ui.things import ThingPage

Page = ClausePage | StandardPage | StandardsPage | ThingPage | SignInPage | ProblemPage
TEMPLATES: dict[type[Page], str] = {
    ClausePage: "clause.html",
    StandardPage: "standard.html",
    StandardsPage: "standards.html",
    ThingPage: "thing.html",
    SignInPage: "sign_in.html",
    ProblemPage: "problem.html",
}
_INVISIBLE = (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF)
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_REPLACED = dict.fromkeys((*_INVISIBLE, *_TURNING), "\N{REPLACEMENT CHARACTER}")
"""Controls that no reader sees and that can turn a name round (`U+202E`): shown as what they are, unreadable."""


def visible(value: Any) -> Any:
    """A text without invisible controls; other values as they are."""
    if type(value) is str:
        return value.translate(_REPLACED)
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ui", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["asset"] = address_of
    return environment


def render(page: Page) -> str:
    """The page as HTML, in the language of its frame."""
    say: Say = say_in(page.frame.language)
    return _environment().get_template(TEMPLATES[type(page)]).render(page=page, frame=page.frame, say=say)
