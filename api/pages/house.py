"""Pages of the house: help, and the parts that pages are made of."""

from __future__ import annotations

from starlette.responses import Response

from api.pages.desk import At
from api.pages.routing import new_router, page
from api.pages.showing import shown
from ui import addresses
from ui.section_pages import help_page

router = new_router()


@page(router, addresses.HELP)
def helping(desk: At) -> Response:
    """Keys and the way through."""
    return shown(help_page(desk.reader, desk.say))
