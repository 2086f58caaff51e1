"""`clausetrail account`: who may sign in, and what they may do."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of
from api.cli.options import AsJson
from api.cli.screen import Screen
from workflows import accounts, first_accounts
from workflows.accounts import NewAccount
from workflows.answers import Json

app = typer.Typer(no_args_is_help=True, help="Accounts: people with roles, passwords, tokens for the API.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
FromInput = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from the standard input, one line; else one is made."),
]


def _given_password(from_input: bool) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if from_input else None


@app.command("add", epilog='Example: clausetrail account add liwei --role auditor --display "李伟"')
def add(
    ctx: typer.Context,
    name: Name,
    roles: Annotated[
        list[str],
        typer.Option("--role", help="controller, auditor, management or administrator; may be repeated."),
    ],
    display: Annotated[str, typer.Option("--display", help="How the person is shown; default the name.")] = "",
    language: Annotated[
        str, typer.Option("--language", help="Language of their pages: zh-Hans, zh-Hant or en.")
    ] = "zh-Hans",
    from_input: FromInput = False,
    json: AsJson = False,
) -> None:
    """Add an account; a generated password is printed once."""
    desk = desk_of(ctx)
    new = NewAccount(name, display, tuple(roles), language)
    desk.tell(accounts.add(desk.system, desk.person, new, _given_password(from_input)), _with_password, json)


def _with_password(screen: Screen, answer: Json) -> None:
    screen.say("account", name=answer["name"], roles=_roles(screen, answer))
    if "password" in answer:
        screen.say("password", password=answer["password"])


def _roles(screen: Screen, answer: Json) -> str:
    return ", ".join(screen.words.term("role", role) for role in answer["roles"])


@app.command("list")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    """List accounts with their roles."""
    desk = desk_of(ctx)
    desk.tell_items(accounts.listed(desk.system, desk.person), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (one["name"], one["display"], _roles(screen, one), _remarks(screen, one), one["created_at"])
        for one in answer["items"]
    ]
    screen.table(("name", "display", "roles", "state", "at"), rows)


def _remarks(screen: Screen, one: Json) -> str:
    remarks = [name for name in ("disabled", "initial_password") if one[name]]
    return ", ".join(screen.words.term("account", name) for name in remarks)


@app.command("password", epilog="Example: clausetrail account password liwei")
def password(ctx: typer.Context, name: Name, from_input: FromInput = False, json: AsJson = False) -> None:
    """Set a new password; all sessions of the account end. A generated one is printed once."""
    desk = desk_of(ctx)
    answer = accounts.set_password(desk.system, desk.person, name, _given_password(from_input))
    first_accounts.forget(desk.settings.data, lambda one: one == name)
    desk.tell(answer, _with_password, json)


@app.command("token", epilog="Example: clausetrail account token liwei --label backup-job --days 90")
def token(
    ctx: typer.Context,
    name: Name,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "cli",
    days: Annotated[
        int | None,
        typer.Option("--days", help="Days it is good for; default for ever.", min=1, max=accounts.TOKEN_DAYS_MOST),
    ] = None,
    json: AsJson = False,
) -> None:
    """Give a bearer token for the API; it is printed once."""
    desk = desk_of(ctx)
    desk.tell(accounts.give_token(desk.system, desk.person, name, label, days), _token, json)


def _token(screen: Screen, answer: Json) -> None:
    screen.say("token", account=answer["account"], label=answer["label"], until=answer.get("expires_at"))
    screen.line(answer["token"])


@app.command("disable")
def disable(ctx: typer.Context, name: Name, json: AsJson = False) -> None:
    """Disable an account: its sessions and tokens no longer work."""
    _enabled(desk_of(ctx), name, False, json)


@app.command("enable")
def enable(ctx: typer.Context, name: Name, json: AsJson = False) -> None:
    """Enable a disabled account again."""
    _enabled(desk_of(ctx), name, True, json)


def _enabled(desk: Desk, name: str, enabled: bool, json: bool) -> None:
    desk.tell(accounts.set_enabled(desk.system, desk.person, name, enabled), _with_password, json)
