"""What a page handler has before it: who is signed in, in which language, on which day they look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request

from api.cookies import session_secret
from api.pages.notices import told
from api.rim import rim_of
from graph_schema.accounts import Account, Session
from graph_schema.errors import Unauthenticated
from ui.addresses import view_query
from ui.frame import Reader
from ui.say import LANGUAGES, Say, say_in
from ui.times import shown_instant
from workflows import accounts
from workflows.permissions import may, table
from workflows.system import Person, System
from workflows.views import Asked
from workflows.waiting import Waiting, waiting
from workflows.wording import language_of

LANGUAGE_COOKIE = "clausetrail_language"
_DEFAULT_LANGUAGE = "zh-Hans"


@dataclass(frozen=True, slots=True)
class PageDesk:
    """One request for a page by someone signed in; `data` is the data folder, `upload_limit` the bytes of one file."""

    system: System
    reader: Reader
    person: Person
    say: Say
    data: Path
    upload_limit: int


class AskedView:
    """The view in the query of a page. A form sends the period as two dates, a link as `A..B`."""

    def __init__(
        self,
        as_of: Annotated[str | None, Query(max_length=40)] = None,
        known_at: Annotated[str | None, Query(max_length=60)] = None,
        period: Annotated[str | None, Query(max_length=60)] = None,
        period_from: Annotated[str | None, Query(max_length=40)] = None,
        period_to: Annotated[str | None, Query(max_length=40)] = None,
        site: Annotated[str | None, Query(max_length=200)] = None,
    ) -> None:
        if not period and period_from and period_to:
            period = f"{period_from}..{period_to}"
        self.asked = Asked(as_of or None, known_at or None, period or None, (site or "").strip() or None)

    @property
    def query(self) -> str:
        """The same as a query for links."""
        asked = self.asked
        return view_query(as_of=asked.as_of, known_at=asked.known_at, period=asked.period, site=asked.site)


View = Annotated[AskedView, Depends(AskedView)]
"""A handler's argument: the view that the query asks for."""


def signed_in(request: Request) -> tuple[Session, Account] | None:
    """Who the session cookie belongs to."""
    rim = rim_of(request)
    secret = session_secret(request, rim.settings.secure_cookies)
    return accounts.by_session(rim.system, secret) if secret else None


def desk_of(request: Request, found: tuple[Session, Account] | None = None) -> PageDesk:
    """The desk of someone signed in (`found` where known already), else Unauthenticated `sign_in_needed`."""
    found = found or signed_in(request)
    if found is None:
        raise Unauthenticated("sign_in_needed")
    session, account = found
    reader = reader_of(request, session, account)
    rim = rim_of(request)
    person = accounts.person_of(account, "page")
    return PageDesk(rim.system, reader, person, say_in(reader.language), rim.settings.data, rim.settings.upload_limit)


def desk(request: Request) -> PageDesk:
    """The desk of the one who asks for a page."""
    return desk_of(request)


At = Annotated[PageDesk, Depends(desk)]
"""A handler's argument: the request's desk, somebody signed in at it."""


def reader_of(request: Request, session: Session | None = None, account: Account | None = None) -> Reader:
    """The reader of a page, signed in or not; the house is named only to those who are."""
    system = rim_of(request).system
    language = language_for(request, account)
    organisation = demonstration = ""
    rights: frozenset[str] = frozenset()
    counts = Waiting()
    if account is not None:
        rights = frozenset(right for right in table() if may(account.roles, right))
        counts = waiting(system, accounts.person_of(account, "page"))
        with system.reader() as reader:
            organisation = reader.setting("organisation") or ""
            if reader.setting("clock") == "manual":
                demonstration = shown_instant(system.clock(), system.zone)
    return Reader(
        language=language,
        address=address_of(request),
        today=system.today(),
        zone=system.zone,
        organisation=organisation,
        name=account.display if account else "",
        roles=account.roles if account else (),
        csrf=session.csrf if session else "",
        demonstration=demonstration,
        notice=told(request, session.csrf, say_in(language)) if session else None,
        links_waiting=counts.links,
        decisions_waiting=counts.decisions,
        may=rights,
    )


def language_for(request: Request, account: Account | None) -> str:
    """The language chosen in this browser, else the account's, else what the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if account is not None and account.language in LANGUAGES:
        return account.language
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        if known := language_of(part.partition(";")[0].strip()):
            return known
    return _DEFAULT_LANGUAGE


def address_of(request: Request) -> str:
    """Path and query of a request that can be asked again; `/` for any other."""
    return path_of(request) if request.method == "GET" else "/"


def path_of(request: Request) -> str:
    """Path and query of a request, as they are written in an address."""
    query = urlencode(request.query_params.multi_items())
    path = request.scope.get("raw_path", b"/").partition(b"?")[0].decode("ascii", "replace")
    return f"{path}?{query}" if query else path
