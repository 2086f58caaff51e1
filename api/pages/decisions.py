"""What waits to be decided, and the page of one decision: agree or refuse, exactly what was shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.pages.desk import At
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import InvalidInput
from ui import addresses
from ui.decision_list import PAGE, decisions_page
from ui.decision_page import Filled, decision_page
from ui.forms import Refusal
from ui.render import Page
from workflows import decision_queue, decisions, documents, previews
from workflows.answers import Json
from workflows.decisions import Shown
from workflows.permissions import require

MOST = 100_000
router = new_router()


@page(router, addresses.DECISIONS)
def waiting(desk: At, page: Annotated[int, Query(ge=1, le=MOST)] = 1) -> Response:
    """What waits for this person."""
    require(desk.person.roles, "read")
    found = decision_queue.queue(desk.system, desk.person, (page - 1) * PAGE, PAGE)
    return shown(decisions_page(desk.reader, desk.say, found, page))


def _brief(sheet: Sheet, day: str) -> tuple[Json, Refusal | None]:
    """The decision as if it took effect on a day; a day nobody can read is said, and today taken instead."""
    system, person, ref = sheet.desk.system, sheet.desk.person, sheet.at["ref"]
    try:
        return previews.brief(system, person, ref, day or None), None
    except InvalidInput as error:
        if error.code != "date_invalid":
            raise
        return previews.brief(system, person, ref), Refusal(error.code, error.params, "effective_from")


def _show(sheet: Sheet) -> Page:
    return _page(sheet)


def _page(sheet: Sheet, note: str = "") -> Page:
    desk, typed = sheet.desk, sheet.typed
    refused = sheet.refusal is not None and sheet.refusal.field == "effective_from"
    day = typed.get("seen" if refused else "effective_from") or sheet.query.get("effective_from")
    brief, unread = _brief(sheet, day)
    document = documents.show(desk.system, desk.person, brief["document"]["id"])
    where = decision_queue.neighbours(desk.system, desk.person, brief["revision"]["id"])
    filled = Filled(typed, sheet.refusal or unread, note)
    return decision_page(desk.reader, desk.say, desk.person.name, brief, document, where, filled)


def _act(sheet: Sheet) -> Done | Page:
    do = sheet.typed.get("do")
    if do == "approve":
        return _approve(sheet)
    if do == "refuse":
        return _refuse(sheet)
    raise InvalidInput("action_unknown", value=do[:40])


def _approve(sheet: Sheet) -> Done | Page:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "document.decide")
    day, reason = typed.get("effective_from"), typed.get("reason")
    if not reason:
        raise InvalidInput("reason_needed", action="approve", field="reason")
    seen = typed.get("seen")
    if seen and day != seen and _does_other(sheet, seen, day):
        return _page(sheet, desk.say("decision_looked_again", date=day))
    links = tuple(one for one in typed.get("links").split(",") if one)
    off = [one for one in links if one not in typed.all("tick")]
    what = Shown(sheet.version, links, typed.get("against"))
    answer = decisions.approve(desk.system, sheet.once, sheet.at["ref"], day, reason, off, what)
    revision = answer["revision"]
    return Done(
        addresses.decision(revision["id"]),
        "revision_approved",
        {"number": revision["number"], "label": revision["label"], "date": day, "count": len(answer["confirmed"])},
    )


def _does_other(sheet: Sheet, seen: str, day: str) -> bool:
    """Whether the decision can be made for the day typed, and does something else than on the day it was shown for."""
    system, person, ref = sheet.desk.system, sheet.desk.person, sheet.at["ref"]
    before, after = (previews.brief(system, person, ref, one) for one in (seen, day))
    return "obstacle" not in after and _does(before) != _does(after)


def _does(brief: Json) -> object:
    states = [(one["clause"]["id"], one["role"], one.get("after")) for one in brief["clauses"]]
    return states, brief["records"]["outside"], brief.get("against")


def _refuse(sheet: Sheet) -> Done:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "document.decide")
    reason = typed.get("objection")
    if not reason:
        raise InvalidInput("reason_needed", action="refuse", field="objection")
    answer = decisions.refuse(desk.system, sheet.once, sheet.at["ref"], reason, sheet.version)
    revision = answer["revision"]
    values = {"number": revision["number"], "label": revision["label"], "by": revision["author"]}
    return Done(addresses.decision(revision["id"]), "revision_refused", values)


_BESIDE = {
    "effective_in_past": "effective_from",
    "effective_not_later": "effective_from",
    "date_invalid": "effective_from",
}
add(router, PageForm(addresses.DECISIONS + "/{ref:path}", _show, _act, _BESIDE))
