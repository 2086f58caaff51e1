"""Pages from contexts: one template for each type of context; unknown names raise, every value is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from ui.frame import Frame
from ui.lists import pager_words
from ui.say import Say, say_in
from ui.static import address_of, scripts, sheets, vendored


class Page(Protocol):
    """The context of a template: a frozen dataclass that names its template; one type for each template."""

    template: ClassVar[str]

    @property
    def frame(self) -> Frame:
        """What is around the page."""


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
    environment.globals["sheets"] = sheets
    environment.globals["scripts"] = scripts
    environment.globals["vendored"] = vendored
    environment.globals["pager_words"] = pager_words
    return environment


def render(page: Page) -> str:
    """The page as HTML, in the language of its frame."""
    say: Say = say_in(page.frame.language)
    return _environment().get_template(page.template).render(page=page, frame=page.frame, say=say)
