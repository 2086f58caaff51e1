"""Sections that have no page of their own yet: a family that brings one takes its line out of `SECTIONS`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.pages.desk import At
from api.pages.routing import new_router
from api.pages.showing import shown
from ui import addresses
from ui.section_pages import soon_page

SECTIONS = {
}
router = new_router()


def section(request: Request, desk: At) -> Response:
    """The plain page of a section."""
    return shown(soon_page(desk.reader, desk.say, SECTIONS[request.url.path]))


for address in SECTIONS:
    router.add_api_route(address, section, methods=["GET", "HEAD"])
