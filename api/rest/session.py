"""Signing in and out, and who one is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.cookies import drop_session, keep_session, session_secret
from api.rest.asked import SignIn
from api.rest.desk import At
from api.rest.json_text import json_bytes
from api.rest.presenting import read
from api.rest.routes import new_router, told
from api.rim import rim_of
from graph_schema.accounts import Account, Session
from workflows import accounts
from workflows.answers import Json

router = new_router("session", "/session")


@router.post("", status_code=201, responses=told("Session", 201))
def sign_in(request: Request, given: SignIn) -> Response:
    """Sign in: the answer sets the cookie; `csrf` goes into `X-CSRF-Token` of every change."""
    rim = rim_of(request)
    secret, session, account = accounts.sign_in(rim.system, given.name, given.password)
    response = Response(json_bytes(_me(account, session)), 201, media_type="application/json")
    keep_session(response, secret, rim.settings.secure_cookies)
    return response


@router.delete("", status_code=204, responses={204: {"description": "Signed out."}})
def sign_out(desk: At) -> Response:
    """End the session and take the cookie."""
    secure = desk.rim.settings.secure_cookies
    if (secret := session_secret(desk.request, secure)) is not None:
        accounts.sign_out(desk.system, secret)
    response = Response(status_code=204)
    drop_session(response, secure)
    return response


@router.get("", responses=told("Session"))
def who_am_i(desk: At) -> Response:
    """The account that asks and, for a session, its token against forged changes and its end."""
    return read(desk.request, _me(desk.account, desk.session))


def _me(account: Account, session: Session | None) -> Json:
    answer: Json = {"account": accounts.account_answer(account)}
    if session is not None:
        answer |= {"csrf": session.csrf, "expires_at": session.expires_at}
    return answer
