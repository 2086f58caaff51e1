"""Links to review: looked at one by one, decided one by one or many at once."""

from __future__ import annotations

from dataclasses import replace

from api.pages.desk import PageDesk
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from ui import addresses
from ui.forms import VERSION, Field, form_view, refusal_words
from ui.issue_list import thing_name
from ui.link_inbox import (
    PAGE,
    Asked,
    InboxPage,
    Item,
    Outcome,
    bulk_buttons,
    buttons_for,
    inbox_page,
    item_of,
    reason_field,
)
from ui.lists import Bulk, bulk
from ui.render import Page
from ui.typed import Typed
from workflows import link_look, link_review, links
from workflows.link_review import Listed

router = new_router()
LINK = "link"
"""The hidden field of the form about one link; the form about many has none."""


def _asked(query: Typed) -> Asked:
    side = query.get("side")
    return Asked(side or "proposed", query.get("at"), query.get("after"), query.number("n") or 0)


def _listed(desk: PageDesk, query: Typed) -> tuple[Asked, Listed]:
    """What waits: where nobody chose a side, the one with something on it."""
    asked = _asked(query)
    found = link_review.listed(desk.system, desk.person, asked.side, asked.after or None, PAGE)
    if not query.get("side") and not asked.at and not found.rows and found.counts["suspect"]:
        asked = Asked("suspect")
        found = link_review.listed(desk.system, desk.person, asked.side, None, PAGE)
    if not asked.at and found.rows:
        asked = replace(asked, at=found.rows[0]["id"])
    return asked, found


def _show(sheet: Sheet) -> Page:
    return _page(sheet, Outcome())


def _page(sheet: Sheet, outcome: Outcome) -> InboxPage:
    desk, single = sheet.desk, bool(sheet.typed.get(LINK))
    asked, found = _listed(desk, sheet.query)
    item = _item(sheet, asked, single) if asked.at else None
    problem = "" if single else refusal_words(sheet.refusal, desk.say)
    ticked = () if outcome.done else sheet.typed.all("id")
    bar = _bulk(sheet, asked, found)
    return inbox_page(desk.reader, desk.say, asked, found, item, bar, ticked, problem, outcome)


def _bulk(sheet: Sheet, asked: Asked, found: Listed) -> Bulk | None:
    desk, typed = sheet.desk, sheet.typed
    buttons = bulk_buttons(desk.reader, desk.say, asked.side)
    reason = "" if typed.get(LINK) else typed.raw("reason")
    fields = (
        Field("reason", desk.say("links_reason_many"), value=reason),
        Field(VERSION, kind="hidden", value=str(found.seen)),
    )
    return bulk(desk.reader, asked.here(), buttons, fields) if buttons else None


def _item(sheet: Sheet, asked: Asked, single: bool) -> Item:
    desk, say = sheet.desk, sheet.desk.say
    link = link_look.look(desk.system, desk.person, asked.at)
    fields = (
        reason_field(say),
        Field(LINK, kind="hidden", value=link["id"]),
        Field(VERSION, kind="hidden", value=str(link["seen"])),
    )
    action = asked.here()
    own = single and sheet.typed.get(LINK) == link["id"]
    form = sheet.form(action, "", fields, key="d") if own else form_view(desk.reader, action, "", fields, key="d")
    buttons = buttons_for(desk.reader, say, desk.person.name, link)
    return item_of(desk.reader, say, link, form, buttons)


def _act(sheet: Sheet) -> Done | Page:
    desk, typed, asked = sheet.desk, sheet.typed, _asked(sheet.query)
    act, one = typed.get("do"), typed.get(LINK)
    chosen = (one,) if one else typed.all("id")
    answer = link_review.decide(
        desk.system, sheet.once, act, chosen, typed.get("reason"), seen=sheet.version, each=not one
    )
    done, left = answer["done"], answer["left_out"]
    if left:
        return _page(sheet, Outcome(desk.say.counted(f"links_many_{act}", len(done)), left))
    side = asked.side if asked.side in link_review.SIDES else "proposed"
    after = link_review.following(desk.system, desk.person, side, done[-1]["id"])
    address = replace(asked, side=side, at=after, after=asked.after if after else "").here()
    if not one:
        return Done(address, f"links_many_{act}{'_one' if len(done) == 1 else ''}", {"count": len(done)})
    drops = done[0].get("drops_out")
    if drops:
        return Done(address, "links_done_drops", {"link": _name(desk, one), "count": len(drops)})
    return Done(address, f"links_done_{act}", {"link": _name(desk, one)})


def _name(desk: PageDesk, link: str) -> str:
    found = links.show(desk.system, desk.person, link)
    return f"{thing_name(found['from'], desk.say)} → {thing_name(found['to'], desk.say)}"


add(router, PageForm(addresses.INBOX, _show, _act, {"reason_needed": "reason"}))
