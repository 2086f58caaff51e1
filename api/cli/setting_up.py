"""`clausetrail setup`, `demo` and `migrate`: a store made, filled for a look, brought to the present form."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of, operating_user
from api.cli.options import AsJson
from api.cli.progress import counted
from api.cli.screen import Screen
from graph_schema.accounts import ROLES
from graph_schema.errors import ClausetrailError, Conflict, InvalidInput
from graph_schema.ports import SCHEMA_VERSION
from workflows import first_accounts, setup
from workflows.accounts import NewAccount, check_new
from workflows.answers import Json
from workflows.setup import Founding

OPERATOR = "operator"
"""The operator's account where the operating-system user has no name that an account may have."""
OPERATOR_ROLES = ("controller", "administrator")
"""What whoever sets up can do from the command line: the daily work, and accounts. Deciding stays with management."""


def set_up(
    ctx: typer.Context,
    organisation: Annotated[str | None, typer.Option("--organisation", help="Whose store this is.")] = None,
    zone: Annotated[str, typer.Option("--zone", help="The time zone of all calendar dates.")] = "Asia/Shanghai",
    clock: Annotated[
        str, typer.Option("--clock", help="system, or manual for tests and demonstrations; entry 0 says so for ever.")
    ] = "system",
    operator: Annotated[
        str | None,
        typer.Option("--operator", metavar="NAME", help="Who the command line acts as; default your user name."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Set up an empty store: organisation, time zone, signing key, first accounts."""
    if clock not in ("system", "manual"):
        raise InvalidInput("clock_unknown", value=clock[:40])
    desk = desk_of(ctx)
    name = operator or _own_name()
    chief = NewAccount(name, "", tuple(role for role in ROLES if role in OPERATOR_ROLES or role == name))
    others = [NewAccount(role, desk.words.term("role", role), (role,)) for role in ROLES if role != name]
    check_new(chief)
    make_store(desk, clock, zone)
    founding = Founding(organisation or desk.screen.phrase("organisation"), zone, clock)
    answer = setup.set_up(desk.system, founding, chief, others, operating_user())
    first_accounts.write(desk.settings.data, answer["accounts"])
    desk.tell(answer, _founded, json)
    _about_checkpoints(desk)


def _own_name() -> str:
    """The operating-system user's name where an account may have it."""
    name = operating_user()
    try:
        check_new(NewAccount(name, "", OPERATOR_ROLES))
    except ClausetrailError:
        return OPERATOR
    return name


def make_store(desk: Desk, clock: str, zone: str) -> None:
    """Make the store's structures and the key; refused before anything is made where there is a store already."""
    if desk.opened is not None:
        return
    from api.bootstrap import assemble, open_place  # noqa: PLC0415  the engines take 0.4 s, see desk.py
    from api.bootstrap import zone as known_zone  # noqa: PLC0415  as above

    known_zone(zone)
    place = open_place(desk.settings)
    try:
        if not place.store.is_empty():
            raise Conflict("store_not_empty")
        desk.take(assemble(desk.settings, place, founding_clock=clock, founding_zone=zone))
    except BaseException:
        place.store.close()
        raise


def _about_checkpoints(desk: Desk) -> None:
    if desk.settings.checkpoints is None:
        desk.note("no_second_place")


def _founded(screen: Screen, answer: Json) -> None:
    screen.say("founded", organisation=answer["organisation"], zone=answer["zone"])
    if answer["clock"] == "manual":
        screen.say("manual_clock")
    show_accounts(screen, answer)
    screen.say("accounts_kept", name=first_accounts.NAME)


def show_accounts(screen: Screen, answer: Json) -> None:
    """Names, roles and first passwords, shown once."""
    rows = [
        (one["name"], ", ".join(screen.words.term("role", role) for role in one["roles"]), one["password"])
        for one in answer["accounts"]
    ]
    screen.table(("name", "roles", "password"), rows)


def migrate(ctx: typer.Context, json: AsJson = False) -> None:
    """Bring the store to the form this version writes; does nothing where it has it already."""
    from api.bootstrap import open_place  # noqa: PLC0415  the engines take 0.4 s, see desk.py

    desk = desk_of(ctx)
    place = open_place(desk.settings)
    try:
        if place.store.is_empty():
            raise Conflict("store_empty", url=place.url)
        with counted("p_migrate", desk.screen, None):
            place.store.prepare()
        answer = {"schema": SCHEMA_VERSION, "store": dict(place.store.checks())}
    finally:
        place.store.close()
    desk.tell(answer, lambda screen, told: screen.say("migrated", schema=told["schema"]), json)
