"""Pages of the house: where one starts, help, and the parts that pages are made of."""

from __future__ import annotations

from starlette.responses import Response

from api.pages.desk import At, PageDesk
from api.pages.routing import new_router, page
from api.pages.showing import shown
from ui import addresses
from ui.components_page import components_page
from ui.frame import frame
from ui.home_page import FiguresPage, Start, edition_of, home_page
from ui.section_pages import help_page
from workflows import accounts, decisions, document_list, standards
from workflows.answers import Json
from workflows.document_list import Wanted
from workflows.surroundings import coverage_with_head
from workflows.views import Asked

router = new_router()


@page(router, addresses.HOME)
def home(desk: At) -> Response:
    """What this person does first."""
    system, person = desk.system, desk.person
    rights = desk.reader.may
    start = Start(
        waiting=decisions.waiting(system, person) if "document.decide" in rights else None,
        drafts=_drafts(desk) if "document.write" in rights else None,
        editions=standards.listed(system, person),
        head=_head(desk) if {"auditor", "administrator"} & set(desk.reader.roles) else None,
        people=len(accounts.listed(system, person)) if "account.manage" in rights else None,
    )
    return shown(home_page(desk.reader, desk.say, start))


def _drafts(desk: PageDesk) -> list[Json]:
    """Revisions of all documents that are neither in force nor past."""
    today = desk.system.today()
    return [
        {
            "label": version.label,
            "phase": version.phase(today),
            "number": row.line.number,
            "title": row.line.title,
            "document": row.line.id,
        }
        for row in document_list.listed(desk.system, desk.person, Wanted()).rows
        for version in row.coming
    ]


def _head(desk: PageDesk) -> Json:
    """The last entry of the ledger."""
    with desk.system.reader() as reader:
        head = reader.head()
    return {"seq": head.size - 1, "time": head.time} if head.size else {"seq": 0}


@page(router, "/figures/{ref}")
def figures(desk: At, ref: str) -> Response:
    """The clauses of an edition by state, for the home page to fetch: counting takes up to a second."""
    coverage, _, _ = coverage_with_head(desk.system, desk.person, ref, Asked())
    fields = {
        "id": coverage.standard.id,
        "code": coverage.standard.text("code"),
        "edition": coverage.standard.text("edition"),
    }
    return shown(FiguresPage(frame(desk.reader, desk.say, "", "home"), edition_of(fields, desk.say, coverage.totals)))


@page(router, addresses.HELP)
def helping(desk: At) -> Response:
    """Keys and the way through."""
    return shown(help_page(desk.reader, desk.say))


@page(router, addresses.COMPONENTS)
def components(desk: At) -> Response:
    """Every part in every state."""
    return shown(components_page(desk.reader, desk.say))
