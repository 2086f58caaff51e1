"""Forms of pages: one convention for all families.

A family declares a `PageForm`: an address, `show` (the page that holds the form) and `act` (the use case). `add` makes
its two routes:

- GET shows it and changes nothing.
- POST checks the session's token (`csrf`, constant time; the guard has checked Origin and Sec-Fetch-Site; the token of
  an earlier session shows the form again under 403), asks the use case, and leads on by 303 to a page that tells once
  what was done (`Done`), so that a reload repeats nothing. What may be seen once and kept nowhere (a password that
  was made) or is the answer itself (a verification) is the page that `act` gives back, shown at once.
- What the use case refuses is shown again by `show`, with everything typed and the refusal in it, under the status of
  the error. `beside` names the field that a code concerns.
- `version_stale` says who changed the thing and when; the form keeps what was typed and takes the present version, so
  that a second press overwrites knowingly.
- Nobody signed in (an expired session): the sign-in page carries what was typed along; after signing in `show` shows it
  filled, with a new token, for one press (`api/pages/entry.py`). Files cannot be kept, and the page says so.
- A store that cannot be reached: a page gives everything typed back for another press.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from api.incoming.uploads import Arrived, Sink, stored
from api.pages.bodies import Body, is_multipart, nowhere, plain, with_files
from api.pages.desk import PageDesk, desk_of, signed_in
from api.pages.notices import Done, tell
from api.pages.routing import page
from api.pages.showing import led, shown
from api.rim import rim_of
from graph_schema.accounts import Account, Session
from graph_schema.errors import ClausetrailError, Forbidden, NotFound, StaleVersion, Unauthenticated
from ui.forms import CSRF, ONCE, VERSION, Field, FormView, Refusal, form_view, refusal_words
from ui.frame import Place
from ui.render import Page
from ui.times import shown_instant
from ui.typed import Typed
from workflows.files import StoredFile
from workflows.system import Person, System

_ID = 64


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it lies before someone: whose desk, the values of its address, what stands in its fields, the query of
    its address, the files that came, and why it was refused before."""

    desk: PageDesk
    at: Mapping[str, str]
    typed: Typed
    query: Typed = field(default_factory=Typed)
    files: tuple[Arrived[Any], ...] = ()
    refusal: Refusal | None = None

    @property
    def version(self) -> int | None:
        """The version an edit is based on."""
        return self.typed.number(VERSION)

    @property
    def once(self) -> Person:
        """Who acts, under the id of this very form: pressed twice, done once. For forms of one use case."""
        id_ = self.typed.get(ONCE)
        return replace(self.desk.person, request=id_) if 0 < len(id_) <= _ID else self.desk.person

    def form(
        self,
        action: str,
        verb: str,
        fields: Iterable[Field],
        *,
        stop: bool = False,
        back: Place | None = None,
        key: str = "f",
    ) -> FormView:
        """The form to show: filled with what was typed, and why it was refused beside the field it concerns."""
        reader, say = self.desk.reader, self.desk.say
        at = shown_instant(self.refusal.at, reader.zone) if self.refusal and self.refusal.at else ""
        return form_view(
            reader, action, verb, fields, typed=self.typed, problem=refusal_words(self.refusal, say, at),
            beside=self.refusal.field if self.refusal else "", stop=stop, back=back, key=key,
        )  # fmt: skip

    def stored(self) -> tuple[StoredFile, ...]:
        """The files that came, finished: durable when this returns."""
        return tuple(stored(file) for file in self.files)


_FORMS: list[PageForm] = []
"""All forms declared, to find again the one that somebody was filling when the session ended."""
Show = Callable[[Sheet], Page]
Act = Callable[[Sheet], Done | Page]


def into_blobs(system: System) -> Callable[[], AbstractContextManager[Sink]]:
    """Files of a form go into the blob store, hashed on the way."""
    return system.blobs.writer


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form: its address (`/records/{ref:path}/edit`), how it is shown, what it does, the field that a code concerns,
    where its files go, and whether `each` of them is taken or refused by itself (`Arrived.refused`)."""

    path: str
    show: Show
    act: Act
    beside: Mapping[str, str] = field(default_factory=dict)
    into: Callable[[System], Callable[[], AbstractContextManager[Sink]]] = into_blobs
    each: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """The handler of a form that is sent."""

    form: PageForm

    async def __call__(self, request: Request) -> Response:
        """Read the body and carry the form out."""
        found = await run_in_threadpool(signed_in, request)
        if not is_multipart(request):
            body = Body(await plain(request))
            return await run_in_threadpool(answer, self.form, request, found, body)
        rim = rim_of(request)
        opening = self.form.into(rim.system) if found else nowhere
        async with with_files(request, opening, rim.settings.upload_limit, each=self.form.each) as whole:
            return await run_in_threadpool(answer, self.form, request, found, whole)


def add(router: APIRouter, form: PageForm) -> None:
    """Give a form its two routes."""

    @page(router, form.path)
    def show(request: Request) -> Response:
        return shown(form.show(Sheet(desk_of(request), request.path_params, Typed(), _query(request))))

    router.add_api_route(form.path, Posting(form), methods=["POST"])
    _FORMS.append(form)


def form_at(address: str) -> tuple[PageForm, Mapping[str, str], Typed] | None:
    """The form that is sent to an address of this site, with the values of the address and its query."""
    path, _, query = address.partition("?")
    for form in _FORMS:
        pattern, _, _ = compile_path(form.path)
        if found := pattern.match(unquote(path)):
            return form, found.groupdict(), Typed(tuple(parse_qsl(query)))
    return None


def answer(form: PageForm, request: Request, found: tuple[Session, Account] | None, body: Body) -> Response:
    """Carry a form out, or show it again with what is wrong."""
    if found is None:
        raise Unauthenticated("sign_in_needed")
    desk = desk_of(request, found)
    sheet = Sheet(desk, request.path_params, body.typed.without(CSRF), _query(request), body.files)
    try:
        check_token(body.typed, found[0])
        done = form.act(sheet)
    except (Unauthenticated, NotFound):
        raise
    except ClausetrailError as error:
        if error.status >= 500:
            raise
        return _again(form, sheet, error)
    if not isinstance(done, Done):
        return shown(done)
    response = led(done.address)
    tell(response, done, desk.reader.csrf, rim_of(request).settings.secure_cookies)
    return response


def check_token(given: Typed, session: Session) -> None:
    """Refuse a form that does not hold the session's token: Forbidden `csrf_failed`."""
    if not hmac.compare_digest(given.raw(CSRF).encode(), session.csrf.encode()):
        raise Forbidden("csrf_failed")


def _query(request: Request) -> Typed:
    return Typed(tuple(request.query_params.multi_items()))


def _again(form: PageForm, sheet: Sheet, error: ClausetrailError) -> Response:
    """The form once more. A person who may not even see it is told what was refused."""
    place = form.beside.get(error.code, error.params.get("field", ""))
    refusal, typed = Refusal(error.code, error.params, place), sheet.typed
    if isinstance(error, StaleVersion):
        refusal, typed = _stale(sheet.desk.system, refusal), typed.put(VERSION, error.params.get("current", ""))
    try:
        return shown(form.show(replace(sheet, typed=typed, files=(), refusal=refusal)), error.status)
    except ClausetrailError:
        raise error from None


def _stale(system: System, refusal: Refusal) -> Refusal:
    """The refusal with who wrote the present version, and when."""
    current = refusal.params.get("current", "")
    if not current.isdigit():
        return refusal
    with system.reader() as reader:
        entry = next(iter(reader.entries(int(current), 1)), None)
    return replace(refusal, by=entry.actor, at=entry.time) if entry else refusal
