"""The ledger: its entries newest first, one of them, and its verification."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages.desk import At, PageDesk
from api.pages.forms import PageForm, Sheet, add
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import ClausetrailError, NotFound, StoreRefused
from ui import addresses
from ui.ledger_pages import VerifyPage, entry_page, ledger_page, verify_page
from workflows import ledger_reading, ledgers, verifying
from workflows.ledger_reading import Wanted
from workflows.permissions import require

Part = Annotated[str, Query(max_length=400)]
router = new_router()


@page(router, addresses.LEDGER)
def entries(
    desk: At,
    actor: Part = "",
    action: Part = "",
    about: Part = "",
    before: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Who did what when. A thing that nobody knows is told beside its field."""
    wanted = Wanted(actor.strip(), action.strip(), about.strip())
    problem = ""
    try:
        part = ledger_reading.page(desk.system, desk.person, wanted, before)
    except ClausetrailError as error:
        if not about or error.status not in (404, 409, 422):
            raise
        problem = desk.say.error(error.code, dict(error.params))
        part = ledger_reading.page(desk.system, desk.person, Wanted(), 0)
    found = ledger_page(desk.reader, desk.say, part, wanted, _key(desk), before, problem)
    return shown(found, 422 if problem else 200)


def _key(desk: PageDesk) -> str:
    """The verifier key, or "" where nothing is signed."""
    try:
        return ledgers.key(desk.system, desk.person)
    except (NotFound, StoreRefused):
        return ""


def _verification(sheet: Sheet) -> VerifyPage:
    desk = sheet.desk
    require(desk.person.roles, "ledger.verify")
    with desk.system.reader() as reader:
        size = reader.head().size
    form = sheet.form(addresses.LEDGER_VERIFY, desk.say("ledger_verify"), ())
    return verify_page(desk.reader, desk.say, size, _key(desk), None, form)


def _verify(sheet: Sheet) -> VerifyPage:
    """The answer is the page: how the verification came out."""
    desk = sheet.desk
    answer = verifying.verify(desk.system, desk.person)
    form = sheet.form(addresses.LEDGER_VERIFY, desk.say("ledger_verify"), ())
    return verify_page(desk.reader, desk.say, answer["size"], _key(desk), answer, form)


add(router, PageForm(addresses.LEDGER_VERIFY, _verification, _verify))


@page(router, addresses.LEDGER + "/{seq}")
def entry(desk: At, seq: str, start: Annotated[int, Query(alias="from", ge=0)] = 0) -> Response:
    """One entry with before and after."""
    if not (seq.isascii() and seq.isdigit() and len(seq) < 16):
        raise NotFound("route_unknown")
    return shown(entry_page(desk.reader, desk.say, ledger_reading.entry(desk.system, desk.person, int(seq), start)))
