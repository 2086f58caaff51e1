"""Coming in and going out: sign in, sign out, the language, the files a browser needs."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from api.cookies import drop_session, keep_session, session_secret
from api.pages.bodies import plain
from api.pages.desk import LANGUAGE_COOKIE, desk_of, reader_of, signed_in
from api.pages.forms import Sheet, form_at
from api.pages.routing import new_router, page
from api.pages.showing import led, shown
from api.rim import rim_of
from graph_schema.accounts import Account, Session
from graph_schema.errors import ClausetrailError, Forbidden, InvalidInput, NotFound, Unauthenticated
from ui import addresses
from ui.frame import Notice
from ui.plain_pages import Kept, carried, kept_page, sign_in_page
from ui.say import LANGUAGES, say_in
from ui.static import PREFIX, assets
from ui.typed import Typed
from workflows import accounts

YEAR = 365 * 24 * 3600
NAME_MOST, PASSWORD_MOST = 200, 2_000
"""Characters that are looked at; longer ones fail like wrong ones."""
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
def sign_in(request: Request, typed: Annotated[Typed, Depends(plain)]) -> Response:
    """Sign in and go on, or on with the form that was being filled. A failure shows the page again and does not say
    what was wrong."""
    back, form = addresses.local_path(typed.get("next")), carried(typed)
    name, password = typed.get("name"), typed.raw("password")
    rim = rim_of(request)
    try:
        if len(name) > NAME_MOST or len(password) > PASSWORD_MOST:
            raise Unauthenticated("sign_in_failed")
        secret, session, account = accounts.sign_in(rim.system, name, password)
    except Unauthenticated as error:
        reader = reader_of(request)
        say = say_in(reader.language)
        page = sign_in_page(reader, say, back, name[:NAME_MOST], say.error(error.code, dict(error.params)), form)
        return shown(page, 401)
    response = _resumed(request, session, account, form) if form else led(back)
    keep_session(response, secret, rim.settings.secure_cookies)
    return response


def _resumed(request: Request, session: Session, account: Account, form: Kept) -> Response:
    """The form that was being filled before signing in, filled, for one press."""
    desk = desk_of(request, (session, account))
    found = form_at(form.action)
    if found is None or form.too_long:
        return led(form.action if found else "/")
    told = desk.say("form_kept_files") if form.files else desk.say("form_kept")
    desk = replace(desk, reader=replace(desk.reader, notice=Notice(told)))
    page_form, at, query = found
    try:
        return shown(page_form.show(Sheet(desk, at, Typed(form.pairs), query)))
    except ClausetrailError as error:  # another person signed in, or the thing is gone: say so, keep what was typed
        return shown(kept_page(desk.reader, desk.say, desk.say.error(error.code, dict(error.params)), form))


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
