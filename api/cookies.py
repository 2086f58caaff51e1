"""The session cookie: one name and one set of attributes for pages and API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from workflows.accounts import LONGEST

NAME = "clausetrail_session"


def cookie_name(secure: bool) -> str:
    """The cookie's name; `__Host-` binds it to this host, path `/` and HTTPS (RFC 6265bis 4.1.3.2)."""
    return f"__Host-{NAME}" if secure else NAME


def session_secret(request: Request, secure: bool) -> str | None:
    """The value of the session cookie of a request."""
    return request.cookies.get(cookie_name(secure))


def keep_session(response: Response, secret: str, secure: bool) -> None:
    """Give the browser a session."""
    age = int(LONGEST.total_seconds())
    response.set_cookie(
        cookie_name(secure), secret, max_age=age, path="/", secure=secure, httponly=True, samesite="lax"
    )


def drop_session(response: Response, secure: bool) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")
