"""Everybody's own account: its rights, its password, tokens for programs."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from api.pages.desk import At
from api.pages.forms import PageForm, Sheet, add
from api.pages.routing import new_router, page
from api.pages.showing import shown
from graph_schema.errors import InvalidInput
from ui import addresses
from ui.account_pages import (
    AccountPage,
    SecretPage,
    SignedOutPage,
    account_page,
    password_fields,
    secret_page,
    signed_out_page,
    token_fields,
)
from ui.frame import Place
from ui.things import Cell, Fact
from ui.typed import Typed
from workflows import accounts, first_accounts
from workflows.accounts import PASSWORD_LEAST, TOKEN_DAYS_MOST

LABEL_MOST = 100
"""Characters of what a token is for."""
router = new_router()


def _own(sheet: Sheet) -> AccountPage:
    """One's own account; of the two forms the one that was sent shows what was typed and why it was refused."""
    desk, say = sheet.desk, sheet.desk.say
    plain = replace(sheet, typed=Typed(), refusal=None)
    made_token = "label" in sheet.typed
    for_password, for_token = (plain, sheet) if made_token else (sheet, plain)
    password = for_password.form(
        addresses.ACCOUNT_PASSWORD,
        say("people_password_change"),
        password_fields(say, desk.person.name, PASSWORD_LEAST),
        key="p",
    )
    token = for_token.form(addresses.ACCOUNT_TOKEN, say("people_token_make"), token_fields(say), key="t")
    account = accounts.own(desk.system, desk.person)
    tokens = accounts.tokens(desk.system, desk.person, desk.person.name)
    return account_page(desk.reader, say, account, tokens, password, token)


@page(router, addresses.ACCOUNT)
def own(desk: At) -> Response:
    """One's own account."""
    return shown(_own(Sheet(desk, {}, Typed())))


def _change_password(sheet: Sheet) -> SignedOutPage:
    desk, typed = sheet.desk, sheet.typed
    accounts.check_password(desk.system, desk.person, typed.raw("current"))
    if typed.raw("password") != typed.raw("again"):
        raise InvalidInput("passwords_differ")
    accounts.set_password(desk.system, desk.person, desk.person.name, typed.raw("password"))
    first_accounts.forget(desk.data, lambda one: one == desk.person.name)
    return signed_out_page(desk.reader, desk.say)


def _make_token(sheet: Sheet) -> SecretPage:
    desk, say, typed = sheet.desk, sheet.desk.say, sheet.typed
    label, days = typed.get("label"), typed.number("days")
    if not 0 < len(label) <= LABEL_MOST:
        raise InvalidInput("token_label_missing", most=LABEL_MOST)
    if typed.get("days") and not (days and days <= TOKEN_DAYS_MOST):
        raise InvalidInput("token_days_invalid", most=f"{TOKEN_DAYS_MOST:,}")
    made = accounts.give_token(desk.system, desk.person, desk.person.name, label, days)
    told = (Fact(say("people_token_label"), Cell(label)),)
    back = Place(say("people_own_back"), addresses.ACCOUNT)
    text, name = say("people_token_ready_text"), say("people_token")
    return secret_page(desk.reader, say, say("people_token_ready"), text, name, made["token"], told, back)


_BESIDE_PASSWORD = {"password_wrong": "current", "passwords_differ": "again", "password_length": "password"}
add(router, PageForm(addresses.ACCOUNT_PASSWORD, _own, _change_password, _BESIDE_PASSWORD))
_BESIDE_TOKEN = {"token_label_missing": "label", "token_days_invalid": "days"}
add(router, PageForm(addresses.ACCOUNT_TOKEN, _own, _make_token, _BESIDE_TOKEN))
