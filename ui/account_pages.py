"""One's own account, and secrets that are shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field, FormView
from ui.frame import Frame, Place, Reader, frame
from ui.lists import Listing
from ui.people_pages import RoleTold, account_facts, role_told, token_listing
from ui.say import Say
from ui.things import Fact
from workflows.accounts import TOKEN_DAYS_MOST


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The context of `account.html`: one's own account, its roles and rights, the forms for password and token."""

    template: ClassVar[str] = "account.html"

    frame: Frame
    title: str
    facts: tuple[Fact, ...]
    roles: tuple[RoleTold, ...]
    password: FormView
    token: FormView
    tokens: Listing
    warning: str


@dataclass(frozen=True, slots=True)
class SecretPage:
    """The context of `secret.html`: a password or token that is shown this once, what it is for, where to go on."""

    template: ClassVar[str] = "secret.html"

    frame: Frame
    heading: str
    lead: str
    label: str
    secret: str
    facts: tuple[Fact, ...]
    next: Place


@dataclass(frozen=True, slots=True)
class SignedOutPage:
    """The context of `signed_out.html`: what was done, and that one has to sign in again."""

    template: ClassVar[str] = "signed_out.html"

    frame: Frame
    heading: str
    text: str
    next: Place


def account_page(
    reader: Reader,
    say: Say,
    account: Mapping[str, Any],
    tokens: Sequence[Mapping[str, Any]],
    password: FormView,
    token: FormView,
) -> AccountPage:
    """One's own account."""
    heading = say("people_own")
    return AccountPage(
        frame=frame(reader, say, heading, "", (Place(heading),)),
        title=account["display"],
        facts=account_facts(account, say, reader),
        roles=tuple(role_told(role, say) for role in account["roles"]),
        password=password,
        token=token,
        tokens=token_listing(tokens, say, reader),
        warning=say("people_initial_own") if account["initial_password"] else "",
    )


def password_fields(say: Say, name: str, least: int) -> tuple[Field, ...]:
    """What is asked to change one's own password."""
    return (
        Field("account", say("people_account"), value=name, fill="username", fixed=True),
        Field("current", say("people_password_now"), "password", required=True, fill="current-password"),
        Field(
            "password",
            say("people_password_new"),
            "password",
            required=True,
            fill="new-password",
            hint=say("people_password_hint", least=least),
        ),
        Field("again", say("people_password_again"), "password", required=True, fill="new-password"),
    )


def token_fields(say: Say) -> tuple[Field, ...]:
    """What is asked for a token."""
    return (
        Field("label", say("people_token_label"), required=True, hint=say("people_token_hint")),
        Field(
            "days",
            say("people_token_days"),
            "number",
            "90",
            hint=say("people_token_days_hint", most=f"{TOKEN_DAYS_MOST:,}"),
        ),
    )


def secret_page(
    reader: Reader,
    say: Say,
    heading: str,
    lead: str,
    label: str,
    secret: str,
    told: Sequence[Fact],
    back: Place,
) -> SecretPage:
    """A secret, this once."""
    return SecretPage(
        frame(reader, say, heading, "", (Place(heading),)), heading, lead, label, secret, tuple(told), back
    )


def signed_out_page(reader: Reader, say: Say) -> SignedOutPage:
    """The password was changed; nobody is signed in any more."""
    nobody = replace(reader, name="", roles=(), csrf="", may=frozenset())
    heading = say("people_password_done")
    again = Place(say("people_sign_in_again"), addresses.SIGN_IN)
    return SignedOutPage(frame(nobody, say, heading, ""), heading, say("people_password_done_text"), again)
