"""The pages: read the request, ask one use case, render. Signed-in only; no script, a policy that allows none."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.cookies import drop_session, keep_session, session_secret
from api.page_desk import LANGUAGE_COOKIE, AskedView, PageDesk, desk_of, reader_of, signed_in
from api.settings import Settings
from graph_schema.errors import ClausetrailError, Forbidden, InvalidInput, NotFound, Unauthenticated
from graph_schema.ports import LinkFilter
from graph_schema.results import STATES
from ui import addresses
from ui.clause_page import SHOWS, clause_page
from ui.document_pages import document_page, documents_page, revision_address
from ui.plain_pages import problem_page, sign_in_page
from ui.render import Page, render
from ui.say import LANGUAGES, say_in
from ui.standard_page import standard_page, standards_page
from ui.static import PREFIX, assets
from ui.thing_pages import evidence_page, link_page, record_page
from workflows import accounts, documents, evidence, links, records, revisions, standards
from workflows.surroundings import coverage_with_head, trail_with_surroundings
from workflows.system import System

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_YEAR = 365 * 24 * 3600
_SEE_OTHER = 303
View = Annotated[AskedView, Depends(AskedView)]


class Trouble(Protocol):
    """What went wrong, as the application's error handlers tell it."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def code(self) -> str:
        """Stable code."""

    @property
    def params(self) -> Mapping[str, str]:
        """Values for the sentence."""


class PageHandlers:
    """All page handlers over one system."""

    def __init__(self, system: System, settings: Settings) -> None:
        self.system = system
        self.settings = settings

    def router(self) -> APIRouter:
        """Their addresses."""
        router = APIRouter(include_in_schema=False, default_response_class=Response)
        for path, handler in (
            ("/", self.home),
            (addresses.SIGN_IN, self.sign_in_form),
            (addresses.STANDARDS, self.standards),
            (f"{addresses.STANDARDS}/{{ref:path}}", self.standard),
            ("/clauses/{ref:path}", self.clause),
            (addresses.DOCUMENTS, self.documents),
            (f"{addresses.DOCUMENTS}/{{ref:path}}", self.document),
            ("/revisions/{ref:path}", self.revision),
            ("/records/{ref:path}", self.record),
            ("/evidence/{ref:path}", self.evidence),
            ("/links/{ref:path}", self.link),
            ("/language/{tag}", self.language),
            (f"{PREFIX}/{{name}}", self.static),
        ):
            router.add_api_route(path, handler, methods=["GET", "HEAD"])
        router.add_api_route(addresses.SIGN_IN, self.sign_in, methods=["POST"])
        router.add_api_route(addresses.SIGN_OUT, self.sign_out, methods=["POST"])
        return router

    def failure(self, request: Request, problem: Trouble) -> Response:
        """A problem as a page; who is not signed in is led to where one can."""
        if problem.status == 401:
            return RedirectResponse(addresses.sign_in(reader_of(request, self.system).address), _SEE_OTHER)
        try:
            found = signed_in(request, self.system, self.settings)
            reader = reader_of(request, self.system, *(found or (None, None)))
        except ClausetrailError:  # the store itself is the problem: say so without it
            reader = reader_of(request, self.system)
        page = problem_page(reader, say_in(reader.language), problem.status, problem.code, dict(problem.params))
        headers = {"Retry-After": "5"} if problem.status == 503 else {}
        return shown(page, problem.status, headers)

    def _desk(self, request: Request) -> PageDesk:
        return desk_of(request, self.system, self.settings)

    def home(self, request: Request) -> Response:
        """The list of standards is where one starts."""
        self._desk(request)
        return RedirectResponse(addresses.STANDARDS, _SEE_OTHER)

    def sign_in_form(self, request: Request, next: Annotated[str | None, Query()] = None) -> Response:  # noqa: A002  its name in the address
        """The form; who is signed in already goes on."""
        back = addresses.local_path(next)
        if signed_in(request, self.system, self.settings) is not None:
            return RedirectResponse(back, _SEE_OTHER)
        reader = reader_of(request, self.system)
        return shown(sign_in_page(reader, say_in(reader.language), back))

    def sign_in(
        self,
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=2_000)] = "",
        next: Annotated[str | None, Form()] = None,  # noqa: A002  its name in the form
    ) -> Response:
        """Sign in and go on; a failure shows the form again and does not say what was wrong."""
        back = addresses.local_path(next)
        try:
            secret, _, _ = accounts.sign_in(self.system, name.strip(), password)
        except Unauthenticated as error:
            reader = reader_of(request, self.system)
            say = say_in(reader.language)
            return shown(sign_in_page(reader, say, back, name, say.error(error.code, dict(error.params))), 401)
        response = RedirectResponse(back, _SEE_OTHER)
        keep_session(response, secret, self.settings.secure_cookies)
        return response

    def sign_out(self, request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        """End the session."""
        found = signed_in(request, self.system, self.settings)
        if found is not None:
            if not hmac.compare_digest(csrf.encode(), found[0].csrf.encode()):
                raise Forbidden("csrf_failed")
            accounts.sign_out(self.system, session_secret(request, self.settings.secure_cookies) or "")
        response = RedirectResponse(addresses.SIGN_IN, _SEE_OTHER)
        drop_session(response, self.settings.secure_cookies)
        return response

    def language(self, tag: str, next: Annotated[str | None, Query()] = None) -> Response:  # noqa: A002  its name in the address
        """Keep a language in this browser and go back."""
        if tag not in LANGUAGES:
            raise InvalidInput("language_unknown", value=tag[:40])
        response = RedirectResponse(addresses.local_path(next), _SEE_OTHER)
        secure = self.settings.secure_cookies
        response.set_cookie(LANGUAGE_COOKIE, tag, _YEAR, path="/", secure=secure, httponly=True, samesite="lax")
        return response

    def static(self, name: str) -> Response:
        """A style sheet or the icon; its address changes with its content."""
        asset = assets().get(name)
        if asset is None:
            raise NotFound("route_unknown")
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
        return Response(asset.content, 200, headers, media_type=asset.media_type)

    def standards(self, request: Request, view: View) -> Response:
        """The editions."""
        desk = self._desk(request)
        found = standards.listed(self.system, desk.person)
        return shown(standards_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))

    def standard(self, request: Request, ref: str, view: View, state: Annotated[str, Query()] = "") -> Response:
        """An edition's clauses with the state of each."""
        desk = self._desk(request)
        if state not in ("", "gaps", *STATES):
            raise InvalidInput("state_unknown", value=state[:40])
        coverage, now, time = coverage_with_head(self.system, desk.person, ref, view.asked)
        return shown(standard_page(desk.reader, desk.say, coverage, view.asked, state, now, time))

    def clause(self, request: Request, ref: str, view: View, show: Annotated[str, Query()] = SHOWS[0]) -> Response:
        """The clause page."""
        desk = self._desk(request)
        if show not in SHOWS:
            raise InvalidInput("show_unknown", value=show[:40])
        trail, around = trail_with_surroundings(self.system, desk.person, ref, view.asked)
        return shown(clause_page(desk.reader, desk.say, trail, around, view.asked, show))

    def documents(self, request: Request, view: View) -> Response:
        """The controlled documents."""
        desk = self._desk(request)
        found = documents.listed(self.system, desk.person)
        return shown(documents_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))

    def document(self, request: Request, ref: str, view: View) -> Response:
        """A document with its revisions and what they satisfy."""
        desk = self._desk(request)
        found = documents.show(self.system, desk.person, ref)
        claims = [
            link
            for one in reversed(found["revisions"])
            for link in links.listed(self.system, desk.person, LinkFilter(kind="satisfies", from_id=one["id"]))
        ]
        return shown(document_page(desk.reader, desk.say, found, claims, view.asked.as_of or "", view.query))

    def revision(self, request: Request, ref: str, view: View) -> Response:
        """A revision is seen in its document."""
        desk = self._desk(request)
        found = revisions.find(self.system, desk.person, ref)
        return RedirectResponse(revision_address(found.text("document"), found.id, view.query), _SEE_OTHER)

    def record(self, request: Request, ref: str, view: View) -> Response:
        """A record with its files, links and versions."""
        desk = self._desk(request)
        found = records.show(self.system, desk.person, ref)
        return shown(record_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))

    def evidence(self, request: Request, ref: str, view: View) -> Response:
        """A file, what it stands behind, and the way to its bytes."""
        desk = self._desk(request)
        found = evidence.show(self.system, desk.person, ref)
        return shown(evidence_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))

    def link(self, request: Request, ref: str, view: View) -> Response:
        """A link with both ends and every version."""
        desk = self._desk(request)
        found = links.show(self.system, desk.person, ref)
        return shown(link_page(desk.reader, desk.say, found, view.asked.as_of or "", view.query))


def shown(page: Page, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page as an answer."""
    told = {
        "Content-Security-Policy": POLICY,
        "Content-Language": page.frame.language,
        "Vary": "Cookie, Accept-Language",
        **(headers or {}),
    }
    return Response(render(page), status, told, media_type="text/html; charset=utf-8")
