"""A page as an answer, under the policy that every page keeps."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from api.pages.notices import forget
from ui.render import Page, render

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing evaluated, nothing from elsewhere (CSP level 3)."""
SEE_OTHER = 303


def shown(page: Page, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page as an answer."""
    told = {
        "Content-Security-Policy": POLICY,
        "Content-Language": page.frame.language,
        "Vary": "Cookie, Accept-Language",
        **(headers or {}),
    }
    response = Response(render(page), status, told, media_type="text/html; charset=utf-8")
    if page.frame.reader.notice is not None:
        forget(response)
    return response


def led(address: str) -> RedirectResponse:
    """On to another page, to be asked for by GET (RFC 9110, 15.4.4)."""
    return RedirectResponse(address, SEE_OTHER)
