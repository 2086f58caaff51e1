"""Answers of use cases as responses: one thing, a page of a list, a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.rest.conditions import entity_tag, not_modified
from api.rest.json_text import json_bytes
from graph_schema.errors import InvalidInput
from workflows.answers import Json

PAGE = 50
PAGE_MOST = 500
KEPT = "private, no-cache"
"""A reader may keep the answer and must ask before using it again."""


def read(request: Request, answer: Any, version: int | None = None, headers: dict[str, str] | None = None) -> Response:
    """An answer to a GET, with its tag; 304 without body where the reader has it."""
    body = json_bytes(answer)
    tag = entity_tag(body, version)
    shown = {"ETag": tag, "Cache-Control": KEPT, "Vary": "Authorization, Cookie", **(headers or {})}
    if not_modified(request.headers, tag):
        return Response(status_code=304, headers=shown)
    return Response(body, 200, shown, media_type="application/json")


def one(request: Request, thing: Json) -> Response:
    """One thing in full, tagged with its version."""
    return read(request, thing, thing.get("version"))


def changed(answer: Any, thing: Json | None = None) -> Response:
    """The answer to a change; `thing` is the one whose new version the next edit builds on."""
    headers = {"ETag": f'"{thing["version"]}"'} if thing else {}
    return Response(json_bytes(answer), 200, headers, media_type="application/json")


def created(answer: Any, path: str, thing: Json | None = None) -> Response:
    """The answer to a creation: where the new thing is (names may be Chinese: RFC 3986, 2.5), its version."""
    headers = {"Location": f"/api/v1/{quote(path)}"} | ({"ETag": f'"{thing["version"]}"'} if thing else {})
    return Response(json_bytes(answer), 201, headers, media_type="application/json")


def text(content: str) -> Response:
    """A plain text, such as a signed note."""
    return Response(content, 200, media_type="text/plain; charset=utf-8")


class Page:
    """Which part of a list: at most `limit` items after the cursor `after`."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=PAGE_MOST, description="Items at most.")] = PAGE,
        after: Annotated[str | None, Query(max_length=200, description="The cursor `next` of the page before.")] = None,
    ) -> None:
        self.limit = limit
        self.after = after


Part = Annotated[Page, Depends(Page)]


def paged(
    request: Request, page: Page, fetch: Callable[[str | None, int], Sequence[Json]], key: str = "id"
) -> Response:
    """A page of a list that the store cuts: one more than asked for tells whether there is a next."""
    found = list(fetch(page.after, page.limit + 1))
    return _page(request, page, found[: page.limit], len(found) > page.limit, key)


def sliced(request: Request, page: Page, items: Sequence[Json], key: str = "id") -> Response:
    """A page of a list that is short by nature, in its own order."""
    start = 0
    if page.after is not None:
        places = [place for place, item in enumerate(items) if str(item[key]) == page.after]
        if not places:
            raise InvalidInput("cursor_unknown", value=page.after[:80])
        start = places[0] + 1
    shown = items[start : start + page.limit]
    return _page(request, page, shown, len(items) > start + page.limit, key)


def _page(request: Request, page: Page, items: Sequence[Json], more: bool, key: str) -> Response:
    """{"items", "next"}, and the next page as a link too (RFC 8288)."""
    if not more:
        return read(request, {"items": items})
    cursor = str(items[-1][key])
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("after", "limit")]
    target = f"{request.url.path}?{urlencode([*kept, ('limit', page.limit), ('after', cursor)])}"
    return read(request, {"items": items, "next": cursor}, headers={"Link": f'<{target}>; rel="next"'})
