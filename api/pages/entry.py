"""Coming in and going out: sign in, sign out, the language, the files a browser needs."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Form, Query
from starlette.requests import Request
from starlette.responses import Response

from api.cookies import drop_session, keep_session, session_secret
from api.pages.desk import LANGUAGE_COOKIE, reader_of, signed_in
from api.pages.routing import new_router, page
from api.pages.showing import led, shown
from api.rim import rim_of
from graph_schema.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from ui import addresses
from ui.plain_pages import sign_in_page
from ui.say import LANGUAGES, say_in
from ui.static import PREFIX, assets
from workflows import accounts

YEAR = 365 * 24 * 3600
router = new_router()


@page(router, addresses.SIGN_IN)
def sign_in_form(request: Request, next: Annotated[str | None, Query()] = None) -> Response:  # noqa: A002  its name in the address
    """The form; who is signed in already goes on."""
    back = addresses.local_path(next)
    if signed_in(request) is not None:
        return led(back)
    reader = reader_of(request)
    return shown(sign_in_page(reader, say_in(reader.language), back))


@router.post(addresses.SIGN_IN)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2_000)] = "",
    next: Annotated[str | None, Form()] = None,  # noqa: A002  its name in the form
) -> Response:
    """Sign in and go on; a failure shows the form again and does not say what was wrong."""
    back = addresses.local_path(next)
    rim = rim_of(request)
    try:
        secret, _, _ = accounts.sign_in(rim.system, name.strip(), password)
    except Unauthenticated as error:
        reader = reader_of(request)
        say = say_in(reader.language)
        return shown(sign_in_page(reader, say, back, name, say.error(error.code, dict(error.params))), 401)
    response = led(back)
    keep_session(response, secret, rim.settings.secure_cookies)
    return response


@router.post(addresses.SIGN_OUT)
def sign_out(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    rim, found = rim_of(request), signed_in(request)
    secure = rim.settings.secure_cookies
    if found is not None:
        if not hmac.compare_digest(csrf.encode(), found[0].csrf.encode()):
            raise Forbidden("csrf_failed")
        accounts.sign_out(rim.system, session_secret(request, secure) or "")
    response = led(addresses.SIGN_IN)
    drop_session(response, secure)
    return response


@page(router, "/language/{tag}")
def language(request: Request, tag: str, next: Annotated[str | None, Query()] = None) -> Response:  # noqa: A002  its name in the address
    """Keep a language in this browser and go back."""
    if tag not in LANGUAGES:
        raise InvalidInput("language_unknown", value=tag[:40])
    response = led(addresses.local_path(next))
    secure = rim_of(request).settings.secure_cookies
    response.set_cookie(LANGUAGE_COOKIE, tag, YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return response


@page(router, PREFIX + "/{name:path}")
def static(name: str) -> Response:
    """A style sheet, a script or the icon; its address changes with its content."""
    asset = assets().get(name)
    if asset is None:
        raise NotFound("route_unknown")
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return Response(asset.content, 200, headers, media_type=asset.media_type)
