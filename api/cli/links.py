"""`clausetrail link`: claims between things, proposed and decided by people."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of
from api.cli.options import AsJson, OptionalReason, Reason, implied
from api.cli.records import named
from api.cli.screen import Screen
from graph_schema.errors import InvalidInput
from graph_schema.ports import LinkFilter
from workflows import links
from workflows.answers import Json

app = typer.Typer(
    no_args_is_help=True, help="Links: which revision or record satisfies a clause, which file proves a record."
)
Links = Annotated[list[str], typer.Argument(metavar="LINK...", help="One or more links by id.")]


@app.command(
    "propose",
    epilog='Examples: clausetrail link propose QP-05@B/0 "GB/T 27922-2011#5.1.4.1"\n\n'
    "clausetrail link propose records evidence:5a6da66a1f1a record:HF-2026-031",
)
def propose(
    ctx: typer.Context,
    ends: Annotated[
        list[str], typer.Argument(metavar="[KIND] FROM TO", help="The kind (it follows from the ends), both ends.")
    ],
    reason: OptionalReason = None,
    valid_from: Annotated[str | None, typer.Option("--valid-from", metavar="DATE", help="First day it counts.")] = None,
    valid_to: Annotated[
        str | None, typer.Option("--valid-to", metavar="DATE", help="First day it no longer counts.")
    ] = None,
    page: Annotated[int | None, typer.Option("--page", help="The page of the source that shows it.")] = None,
    quote: Annotated[str | None, typer.Option("--quote", help="The words of the source that show it.")] = None,
    json: AsJson = False,
) -> None:
    """Propose a link; a person confirms it before it counts."""
    kind, start, end = _ends(ends)
    anchor = {name: value for name, value in (("page", page), ("quote", quote)) if value is not None}
    desk = desk_of(ctx)
    answer = links.propose(
        desk.system,
        desk.person,
        start,
        end,
        kind=kind,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
        fields=anchor,
    )
    desk.tell(answer, _proposed, json)


def _ends(given: list[str]) -> tuple[str | None, str, str]:
    if len(given) not in (2, 3):
        raise typer.BadParameter("[KIND] FROM TO")
    kind = given[0] if len(given) == 3 else None
    return kind, implied(given[-2], kind, towards=False), implied(given[-1], kind, towards=True)


def _proposed(screen: Screen, answer: Json) -> None:
    screen.say("proposed", kind=screen.words.kind(answer["kind"]), id=answer["id"])


@app.command("confirm", epilog="Example: clausetrail link confirm 0197a5c0-0000-7000-8000-000000000000")
def confirm(ctx: typer.Context, chosen: Links, reason: OptionalReason = None, json: AsJson = False) -> None:
    """Confirm proposals, with the stamps of both ends as they are now."""
    desk = desk_of(ctx)
    desk.tell(links.confirm(desk.system, desk.person, chosen, reason), _decided, json)


@app.command("reject")
def reject(ctx: typer.Context, chosen: Links, reason: Reason, json: AsJson = False) -> None:
    """Reject proposals; they stay with their author and time."""
    desk = desk_of(ctx)
    desk.tell(links.reject(desk.system, desk.person, chosen, reason), _decided, json)


@app.command("withdraw")
def withdraw(ctx: typer.Context, chosen: Links, reason: Reason, json: AsJson = False) -> None:
    """Withdraw your own proposals, or confirmed links."""
    desk = desk_of(ctx)
    desk.tell(links.withdraw(desk.system, desk.person, chosen, reason), _decided, json)


@app.command("reaffirm", epilog="Example: clausetrail link reaffirm --around record:HF-2026-031")
def reaffirm(
    ctx: typer.Context,
    chosen: Annotated[list[str] | None, typer.Argument(metavar="[LINK...]", help="Confirmed links by id.")] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="REF", help="All suspect links of this record or clause.")
    ] = None,
    reason: OptionalReason = None,
    json: AsJson = False,
) -> None:
    """Take new stamps of confirmed links after someone looked again: they are suspect no longer."""
    if not chosen and around is None:
        raise typer.BadParameter("LINK... / --around")
    desk = desk_of(ctx)
    where = implied(around, None, towards=True) if around is not None else None
    answer = links.reaffirm(desk.system, desk.person, chosen or (), reason, around=where)
    desk.tell(answer, _decided, json)


def _decided(screen: Screen, answer: Json) -> None:
    for link in answer["links"]:
        screen.say(
            "decided",
            id=link["id"],
            kind=screen.words.kind(link["kind"]),
            state=screen.words.term("link_state", link["state"]),
        )
        for one in link.get("drops_out", ()):
            screen.say("drops_out", clause=named(one))
        if link.get("proposed"):
            screen.say("carried", count=len(link["proposed"]))
    for one in answer.get("left_out", ()):
        screen.say("left_out", id=one["id"], code=screen.words.error(one["code"], {}))


@app.command("list", epilog="Example: clausetrail link list --state proposed")
def list_(
    ctx: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", help="satisfies, records or supersedes.")] = None,
    state: Annotated[
        list[str] | None, typer.Option("--state", help="proposed, confirmed, rejected or withdrawn; may be repeated.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="REF", help="Only links from this thing.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="REF", help="Only links to this thing.")] = None,
    only_suspect: Annotated[
        bool, typer.Option("--suspect", help="Only confirmed links whose ends have changed.")
    ] = False,
    json: AsJson = False,
) -> None:
    """List links with both ends, their state, and whether they are suspect."""
    desk = desk_of(ctx)
    if kind is not None:
        desk.system.vocabulary.link_kind(kind)
    where = LinkFilter(kind, _states(state), _id(desk, start, kind, False), _id(desk, end, kind, True), only_suspect)
    desk.tell_items(links.listed(desk.system, desk.person, where), _listed, json)


def _states(given: list[str] | None) -> frozenset[str] | None:
    for state in given or ():
        if state not in ("proposed", "confirmed", "rejected", "withdrawn"):
            raise InvalidInput("link_state_unknown", state=state[:40])
    return frozenset(given) if given else None


def _id(desk: Desk, reference: str | None, kind: str | None, towards: bool) -> str | None:
    return None if reference is None else desk.id_of(implied(reference, kind, towards))


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (
            screen.words.kind(one["kind"]),
            named(one["from"]),
            named(one["to"]),
            screen.term("link_state", one["state"]),
            screen.term("state", "suspect") if one["suspect"] else "",
            one["id"],
        )
        for one in answer["items"]
    ]
    screen.table(("link", "from_end", "to_end", "state", "suspect", "id"), rows)


@app.command("show")
def show(
    ctx: typer.Context,
    link: Annotated[str, typer.Argument(metavar="LINK", help="The link's id.")],
    json: AsJson = False,
) -> None:
    """Show a link with both ends and every version it had."""
    desk = desk_of(ctx)
    desk.tell(links.show(desk.system, desk.person, link), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    screen.line(f"{named(answer['from'])}  --{screen.words.kind(answer['kind'])}->  {named(answer['to'])}", "bold")
    rows = [
        (one["seq"], screen.term("link_state", one["state"]), one["by"], one["at"], one.get("reason"))
        for one in answer["versions"]
    ]
    screen.table(("seq", "state", "by", "at", "reason"), rows, frozenset({0}))
    if answer["suspect"]:
        screen.line(screen.words.issue("suspect_link"), "yellow")
