"""People and roles, for administrators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from api.pages.desk import At, PageDesk
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.accounts import ROLES
from graph_schema.errors import InvalidInput, NotFound
from ui import addresses
from ui.account_pages import SecretPage, secret_page
from ui.forms import ConfirmPage, Field, FormPage
from ui.frame import Place, frame
from ui.people_acts import access_page, reset_page
from ui.people_pages import ROLE_FIELD, PersonPage, new_account_fields, people_page, person_page, role_fields
from ui.say import LANGUAGES
from ui.things import Cell, Fact
from ui.typed import Typed
from workflows import accounts, first_accounts
from workflows.accounts import NewAccount
from workflows.permissions import require

DISPLAY_MOST = 100
"""Characters of a person's name."""
ENABLE = "enable"
_BESIDE_ACCOUNT = {
    "account_taken": "name",
    "account_name_invalid": "name",
    "display_invalid": "display",
    "language_unknown": "language",
    "roles_missing": ROLE_FIELD + ROLES[0],
    "account_last_administrator": ROLE_FIELD + "administrator",
}
router = new_router()


@page(router, addresses.PEOPLE)
def people(desk: At) -> Response:
    """All accounts."""
    found = accounts.listed(desk.system, desk.person)
    tokens = [one["account"] for one in accounts.tokens(desk.system, desk.person)]
    return shown(people_page(desk.reader, desk.say, found, tokens))


def _account(desk: PageDesk, name: str) -> dict[str, Any]:
    """An account as an administrator sees it, or `account_unknown`."""
    for one in accounts.listed(desk.system, desk.person):
        if one["name"] == name:
            return one
    raise NotFound("account_unknown", name=name[:60])


def _ticked(sheet: Sheet) -> tuple[str, ...]:
    roles = tuple(role for role in ROLES if sheet.typed.get(ROLE_FIELD + role) == "on")
    if not roles:
        raise InvalidInput("roles_missing")
    return roles


def _new(sheet: Sheet) -> FormPage:
    desk, say = sheet.desk, sheet.desk.say
    require(desk.person.roles, "account.manage")
    back = Place(say("people_cancel"), addresses.PEOPLE)
    form = sheet.form(addresses.PEOPLE_NEW, say("people_add"), new_account_fields(say, desk.reader.language), back=back)
    top = Place(say("people_heading"), addresses.PEOPLE)
    heading = say("people_add")
    around = frame(desk.reader, say, heading, "people", (top, Place(heading)))
    return FormPage(around, heading, say("people_add_lead"), form)


def _add(sheet: Sheet) -> SecretPage:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "account.manage")
    display = typed.get("display")
    if not 0 < len(display) <= DISPLAY_MOST:
        raise InvalidInput("display_invalid", most=DISPLAY_MOST)
    language = typed.get("language")
    if language not in LANGUAGES:
        raise InvalidInput("language_unknown", value=language[:40])
    made = accounts.add(desk.system, desk.person, NewAccount(typed.get("name"), display, _ticked(sheet), language))
    return _first_password(desk, made, "people_added", desk.say("people_added_lead"))


def _first_password(desk: PageDesk, made: dict[str, Any], key: str, lead: str) -> SecretPage:
    say = desk.say
    told = (Fact(say("people_account"), Cell(made["name"], kind="mono")),)
    back = Place(say("people_back"), addresses.PEOPLE)
    heading = say(key, name=made["display"])
    return secret_page(desk.reader, say, heading, lead, say("people_first_password"), made["password"], told, back)


add(router, PageForm(addresses.PEOPLE_NEW, _new, _add, _BESIDE_ACCOUNT))


def _person(sheet: Sheet) -> PersonPage:
    desk, say, name = sheet.desk, sheet.desk.say, sheet.at["name"]
    account = _account(desk, name)
    fields = role_fields(say, account["roles"])
    form = sheet.form(addresses.person(name, "roles"), say("people_roles_save"), _as_typed(sheet, fields))
    tokens = accounts.tokens(desk.system, desk.person, name)
    return person_page(desk.reader, say, account, tokens, form)


def _as_typed(sheet: Sheet, fields: Iterable[Field]) -> tuple[Field, ...]:
    """Ticks as they were sent, also where none was."""
    if sheet.refusal is None:
        return tuple(fields)
    return tuple(replace(one, value=sheet.typed.raw(one.name)) for one in fields)


def _set_roles(sheet: Sheet) -> Done:
    desk, name = sheet.desk, sheet.at["name"]
    require(desk.person.roles, "account.manage")
    accounts.set_roles(desk.system, desk.person, name, _ticked(sheet))
    return Done(addresses.person(name), "people_roles_saved", {"name": name})


@page(router, addresses.PEOPLE + "/{name}/account")
def person(desk: At, name: str) -> Response:
    """One account."""
    return shown(_person(Sheet(desk, {"name": name}, Typed())))


add(router, PageForm(addresses.PEOPLE + "/{name}/roles", _person, _set_roles, _BESIDE_ACCOUNT))


def _reset(sheet: Sheet) -> ConfirmPage:
    desk, name = sheet.desk, sheet.at["name"]
    account = _account(desk, name)
    back = Place(desk.say("people_cancel"), addresses.person(name))
    now = Field("current", desk.say("people_password_now"), "password", required=True, fill="current-password")
    own = (now,) if name == desk.person.name else ()
    form = sheet.form(addresses.person(name, "password"), desk.say("people_reset"), own, stop=True, back=back)
    return reset_page(desk.reader, desk.say, account, form)


def _reset_password(sheet: Sheet) -> SecretPage:
    """Everybody has the right to their own password, so the administrator's is asked for here; and for their own the
    current one too, as everywhere."""
    desk, name = sheet.desk, sheet.at["name"]
    require(desk.person.roles, "account.manage")
    if name == desk.person.name:
        accounts.check_password(desk.system, desk.person, sheet.typed.raw("current"))
    made = accounts.set_password(desk.system, desk.person, name)
    first_accounts.forget(desk.data, lambda one: one == name)
    return _first_password(desk, made, "people_reset_done", desk.say("people_added_lead"))


add(router, PageForm(addresses.PEOPLE + "/{name}/password", _reset, _reset_password, {"password_wrong": "current"}))


def _access(sheet: Sheet) -> ConfirmPage:
    desk, say, name = sheet.desk, sheet.desk.say, sheet.at["name"]
    account = _account(desk, name)
    back = Place(say("people_cancel"), addresses.person(name))
    disabled = account["disabled"]
    verb = say("people_enable") if disabled else say("people_disable")
    do = Field("do", kind="hidden", value=ENABLE if disabled else "disable")
    form = sheet.form(addresses.person(name, "access"), verb, (do,), stop=not disabled, back=back)
    return access_page(desk.reader, say, account, form)


def _set_access(sheet: Sheet) -> Done:
    desk, name = sheet.desk, sheet.at["name"]
    enabled = sheet.typed.get("do") == ENABLE
    accounts.set_enabled(desk.system, desk.person, name, enabled)
    key = "people_enabled" if enabled else "people_disabled"
    return Done(addresses.person(name), key, {"name": name})


add(router, PageForm(addresses.PEOPLE + "/{name}/access", _access, _set_access))
