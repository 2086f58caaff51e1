"""What a handler has before it: the system, who asks, under which session; from a bearer token or the cookie."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.cookies import session_secret
from api.rest.conditions import wanted_version
from api.rest.guard import SAFE
from api.rim import Rim, rim_of
from graph_schema.accounts import Account, Session
from graph_schema.errors import Forbidden, InvalidInput, Unauthenticated
from workflows import accounts, resolve
from workflows.system import Person, System

KEY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """One request: `person` carries its `Idempotency-Key`; `session` is there where a browser's cookie was taken."""

    rim: Rim
    request: Request
    account: Account
    person: Person
    session: Session | None

    @property
    def system(self) -> System:
        """The system to ask."""
        return self.rim.system

    @property
    def version(self) -> int | None:
        """The version an edit is based on, from `If-Match`."""
        return wanted_version(self.request.headers)

    def id_of(self, reference: str, kind: str | None = None) -> str:
        """The id of the node that an id or reference names."""
        with self.system.reader() as reader:
            return resolve.node(reader, self.system.vocabulary, reference, self.system.today(), kind).id

    def without_key(self) -> Person:
        """Who acts where an answer holds a secret: it is shown once and cannot be given again under a key."""
        if self.person.request is not None:
            raise InvalidInput("idempotency_key_refused")
        return self.person


def desk(request: Request) -> Desk:
    """Who asks, or Unauthenticated `sign_in_needed`. A change by cookie needs the session's token (CSRF)."""
    rim = rim_of(request)
    account, session = _who(request, rim)
    if account is None:
        raise Unauthenticated("sign_in_needed")
    if session is not None and request.method not in SAFE:
        _check_csrf(request, session)
    person = accounts.person_of(account, "api")
    key = request.headers.get("idempotency-key")
    if key is not None and request.method not in SAFE:
        person = replace(person, request=_key(key))
    return Desk(rim, request, account, person, session)


def _who(request: Request, rim: Rim) -> tuple[Account | None, Session | None]:
    """The account of the bearer token; only where none is given that of the cookie."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        return (accounts.by_token(rim.system, secret.strip()) if scheme.lower() == "bearer" else None), None
    secret_of_cookie = session_secret(request, rim.settings.secure_cookies)
    found = accounts.by_session(rim.system, secret_of_cookie) if secret_of_cookie else None
    return (found[1], found[0]) if found else (None, None)


def _check_csrf(request: Request, session: Session) -> None:
    given = request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise Forbidden("csrf_failed")


def _key(text: str) -> str:
    """The key, with or without the quotes a structured field has (draft-ietf-httpapi-idempotency-key-header)."""
    key = text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text
    if not 1 <= len(key) <= KEY_LIMIT or any(not "!" <= one <= "~" for one in key):
        raise InvalidInput("idempotency_key_invalid", limit=KEY_LIMIT)
    return key


At = Annotated[Desk, Depends(desk)]
"""A handler's argument: the request's desk, somebody known at it."""
