"""What holds for every request and every answer, pages and API alike: host, origin, size, headers, no loose errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.incoming.unreadable import Unreadable
from api.rest.problems import HeadTooLarge, MediaTypeRefused, problem_of, problem_response
from graph_schema.errors import Forbidden, TooLarge

BODY_LIMIT = 1 << 20
"""Bytes of a body that is not a form with files."""
HEAD_LIMIT = 32 << 10
"""Of all headers of a request together."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise."""
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}


class Guard:
    """The outermost layer of ours. Errors that reach it become problems, so the server's own page is never seen."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **(_SECURE if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            check(scope)
            await self.app(scope, limited(scope, receive), guarded)
        except ClientDisconnect:
            return  # nobody is there to be told
        except Exception as error:  # the last resort: a problem without details, and a line in the log
            problem = problem_of(error)
            if started:
                raise  # the server breaks the connection off: a cut answer is not taken for a whole one
            await problem_response(Request(scope), problem)(scope, receive, guarded)


def check(scope: Scope) -> None:
    """Refuse a head or body over its limit, a Host that is none, a change another site asks for, a packed body."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD_LIMIT:
        raise HeadTooLarge("head_too_large", limit=HEAD_LIMIT)
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise Unreadable("host_invalid")
    if scope["method"] in SAFE:
        return
    check_origin(headers, host)
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise MediaTypeRefused("media_type_refused", expected="Content-Encoding: identity")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Unreadable("body_unreadable")
    if not is_upload(headers) and int(length[:20]) > BODY_LIMIT:
        raise TooLarge("request_too_large", limit=BODY_LIMIT)


def check_origin(headers: Headers, host: str) -> None:
    """A browser names the site that asks (RFC 6454, Fetch Metadata); another one than ours may change nothing."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise Forbidden("origin_foreign")
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("origin_foreign")


def is_upload(headers: Headers) -> bool:
    """Whether the body is a form with files, which has limits of its own."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"


def limited(scope: Scope, receive: Receive) -> Receive:
    """The same body, refused as soon as more than the limit has come (chunked bodies name no length)."""
    if is_upload(Headers(scope=scope)):
        return receive
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_LIMIT:
            raise TooLarge("request_too_large", limit=BODY_LIMIT)
        return message

    return counted
