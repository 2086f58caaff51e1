"""Records chosen in a list linked to clauses chosen in a tree, in one entry."""

from __future__ import annotations

from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.errors import InvalidInput
from ui import addresses
from ui.forms import refusal_words
from ui.link_pick import LinkPage, Ticks, link_page
from ui.render import Page
from workflows import linking
from workflows.answers import Json
from workflows.permissions import require

router = new_router()


def _show(sheet: Sheet) -> Page:
    return _page(sheet)


def _page(sheet: Sheet, done: str = "", left: list[Json] | None = None) -> LinkPage:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "link.propose")
    given = typed or sheet.query
    ids = _records(sheet)
    text = given.get("q")[:200]
    found = linking.choices(desk.system, desk.person, ids, given.get("standard"), text)
    ticked = () if done else given.all("clause")
    ticks = Ticks(ticked, found.get("standard", ""), text, "" if done else typed.raw("reason"))
    return link_page(desk.reader, desk.say, found, ticks, refusal_words(sheet.refusal, desk.say), done, left or ())


def _records(sheet: Sheet) -> tuple[str, ...]:
    ids = (sheet.typed or sheet.query).all("id")
    if not ids:
        raise InvalidInput("records_needed")
    return ids


def _act(sheet: Sheet) -> Done | Page:
    """Choosing and narrowing show the clauses; confirming and proposing link."""
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "link.propose")
    act, ids = typed.get("do"), _records(sheet)
    if act not in ("confirm", "propose"):
        return _page(sheet)
    answer = linking.link_many(
        desk.system, sheet.once, ids, typed.all("clause"), confirm=act == "confirm", reason=typed.get("reason")
    )
    count = len(answer["links"])
    if answer["left_out"]:
        return _page(sheet, desk.say.counted(f"link_done_{act}", count), answer["left_out"])
    address = addresses.of_kind("record", ids[0]) if len(ids) == 1 else addresses.RECORDS
    return Done(address, f"link_done_{act}{'_one' if count == 1 else ''}", {"count": count})


add(router, PageForm(addresses.RECORDS_LINK, _show, _act))
