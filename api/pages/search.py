"""The search page: the box in the head leads here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages.desk import At
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import StoreUnavailable
from search.asking import LONGEST
from ui import addresses
from ui.search_page import Asked, search_page
from workflows.findable import KINDS
from workflows.permissions import require
from workflows.searching import LIMIT, OFFSET_MOST, search

REBUILDING = "search_rebuilding"
FILTER_MOST = 60
"""Characters of a filter that are looked at."""
router = new_router()


def _words(asked: Asked) -> str:
    """The query with its filters, as one would type it; they come first, so that a long query never cuts them off."""
    filters = [f'{name}:"{value}"' for name, value in (("kind", asked.kind), ("date", asked.date)) if value]
    return " ".join([*filters, asked.words])


@page(router, addresses.SEARCH)
def results(desk: At, q: str = "", kind: str = "", date: str = "", offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """What was found. While the index is being built anew the page says so; everything else goes on."""
    require(desk.person.roles, "read")
    kept = [one.strip().replace('"', "")[:FILTER_MOST] for one in (kind, date)]
    asked = Asked(q.strip()[: LONGEST + 1], *kept)
    answer, waiting, at = None, "", min(offset, OFFSET_MOST)
    if asked.words or asked.kind or asked.date:
        try:
            answer = search(desk.system, desk.person, _words(asked), LIMIT, at)
        except StoreUnavailable as error:
            if error.code != REBUILDING:
                raise
            waiting = desk.say.error(error.code, dict(error.params))
    return shown(search_page(desk.reader, desk.say, asked, KINDS, answer, at, LIMIT, waiting))
