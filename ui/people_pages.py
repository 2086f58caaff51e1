"""People and roles: who may sign in, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.accounts import ROLES
from ui import addresses
from ui.forms import Field, FormView, Option
from ui.frame import Frame, Place, Reader, frame
from ui.lists import EmptyState, Head, Listing, ListRow
from ui.marks import Mark
from ui.say import LANGUAGES, Say
from ui.things import Cell, Fact, facts
from ui.times import shown_instant
from workflows.permissions import table

ROLE_FIELD = "role_"
"""Before a role: the name of its tick in a form."""


@dataclass(frozen=True, slots=True)
class RoleTold:
    """A role: its name, what it is there for, and its rights in words."""

    name: str
    about: str
    rights: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The context of `people.html`: all accounts, and what each role may do."""

    template: ClassVar[str] = "people.html"

    frame: Frame
    count: str
    listing: Listing
    roles: tuple[RoleTold, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The context of `person.html`: an account as an administrator sees it, the form that changes its roles, what
    else can be done, and its tokens."""

    template: ClassVar[str] = "person.html"

    frame: Frame
    name: str
    title: str
    mark: Mark
    facts: tuple[Fact, ...]
    form: FormView
    acts: tuple[Place, ...]
    stop: Place | None
    tokens: Listing


def people_page(reader: Reader, say: Say, accounts: Sequence[Mapping[str, Any]], tokens: Iterable[str]) -> PeoplePage:
    """All accounts; `tokens` names the account of each token."""
    held = list(tokens)
    rows = tuple(
        ListRow(
            (
                Cell(one["display"], addresses.person(one["name"])),
                Cell(one["name"], kind="mono"),
                Cell(_roles(one["roles"], say)),
                _standing(one, say),
                Cell(str(held.count(one["name"]) or ""), kind="num"),
            )
        )
        for one in accounts
    )
    heads = (
        *(Head(say(name)) for name in ("people_person", "people_account", "people_roles", "head_state")),
        Head(say("people_tokens"), numeric=True),
    )
    empty = EmptyState(say("people_none"), say("people_none_next"), Place(say("people_add"), addresses.PEOPLE_NEW))
    return PeoplePage(
        frame=frame(reader, say, say("people_heading"), "people", (Place(say("people_heading")),)),
        count=say.counted("people_count", len(rows)),
        listing=Listing(say("people_heading"), heads, rows, empty),
        roles=tuple(role_told(role, say) for role in ROLES),
    )


def _roles(roles: Iterable[str], say: Say) -> str:
    return say("list_separator").join(say.term("role", one) for one in roles)


def _mark(account: Mapping[str, Any], say: Say) -> Mark:
    if account["disabled"]:
        return Mark("g-na", "s-na", say.term("account", "disabled"))
    if account["initial_password"]:
        return Mark("g-suspect", "s-suspect", say("people_initial"))
    return Mark("g-check", "s-plain", say("people_active"))


def _standing(account: Mapping[str, Any], say: Say) -> Cell:
    found = _mark(account, say)
    return Cell(found.word, mark=found)


def role_told(role: str, say: Say) -> RoleTold:
    """A role with its rights, as the permission table has them."""
    rights = [say.term("right", right) for right, roles in table().items() if role in roles]
    return RoleTold(say.term("role", role), say(f"people_about_{role}"), say("list_separator").join(rights))


def role_fields(say: Say, given: Iterable[str]) -> tuple[Field, ...]:
    """A tick for each role, explained."""
    held = frozenset(given)
    return tuple(
        Field(
            ROLE_FIELD + role,
            say.term("role", role),
            "checkbox",
            "on" if role in held else "",
            hint=say(f"people_about_{role}"),
        )
        for role in ROLES
    )


def new_account_fields(say: Say, language: str) -> tuple[Field, ...]:
    """What is asked for a new account."""
    return (
        Field("display", say("people_person"), required=True, hint=say("people_person_hint")),
        Field("name", say("people_account"), required=True, hint=say("people_account_hint")),
        Field("language", say("languages"), "select", language, options=languages(say)),
        *role_fields(say, ()),
    )


def languages(say: Say) -> tuple[Option, ...]:
    """The languages to choose."""
    return tuple(Option(tag, say(f"tongue_{tag}")) for tag in LANGUAGES)


def person_page(
    reader: Reader, say: Say, account: Mapping[str, Any], tokens: Sequence[Mapping[str, Any]], form: FormView
) -> PersonPage:
    """One account."""
    name = account["name"]
    top = Place(say("people_heading"), addresses.PEOPLE)
    access = addresses.person(name, "access")
    reset = Place(say("people_reset"), addresses.person(name, "password"))
    enable = Place(say("people_enable"), access)
    return PersonPage(
        frame=frame(reader, say, account["display"], "people", (top, Place(account["display"]))),
        name=name,
        title=account["display"],
        mark=_mark(account, say),
        facts=account_facts(account, say, reader),
        form=form,
        acts=(reset, enable) if account["disabled"] else (reset,),
        stop=None if account["disabled"] else Place(say("people_disable"), access),
        tokens=token_listing(tokens, say, reader),
    )


def account_facts(account: Mapping[str, Any], say: Say, reader: Reader) -> tuple[Fact, ...]:
    """What is known of an account."""
    return facts(
        (say("people_account"), Cell(account["name"], kind="mono")),
        (say("people_roles"), _roles(account["roles"], say)),
        (say("languages"), say(f"tongue_{account['language']}") if account["language"] in LANGUAGES else ""),
        (say("people_since"), shown_instant(account["created_at"], reader.zone)),
    )


def token_listing(tokens: Sequence[Mapping[str, Any]], say: Say, reader: Reader) -> Listing:
    """Tokens by what they are for."""
    rows = tuple(
        ListRow(
            (
                Cell(one["label"]),
                Cell(shown_instant(one["created_at"], reader.zone), kind="date"),
                Cell(shown_instant(one["expires_at"], reader.zone), kind="date")
                if "expires_at" in one
                else Cell(say("people_token_forever")),
            )
        )
        for one in tokens
    )
    names = tuple(Head(say(name)) for name in ("people_token_label", "people_token_made", "people_token_until"))
    return Listing(say("people_tokens"), names, rows, EmptyState(say("people_no_tokens"), say("people_no_tokens_next")))
