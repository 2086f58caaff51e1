"""`clausetrail record`: proof that something was done."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import desk_of
from api.cli.options import AsJson, Reason
from api.cli.screen import Screen
from workflows import records
from workflows.answers import Json
from workflows.records import RecordFields

app = typer.Typer(
    no_args_is_help=True, help="Records: proof that something was done on a date, at a site, under a revision."
)
Record = Annotated[str, typer.Argument(metavar="RECORD", help="The record's number, or its id.")]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it was done.")]
Span = Annotated[
    str | None, typer.Option("--period", metavar="A..B", help="Or the days it covers; the last one counts.")
]
Where = Annotated[str | None, typer.Option("--site", help="The site it was done at.")]
Title = Annotated[str | None, typer.Option("--title", help="What people call it.")]
Under = Annotated[str | None, typer.Option("--revision", metavar="DOC@LABEL", help="The revision it was made under.")]
NumberOption = Annotated[str | None, typer.Option("--number", help="Its number.")]


@app.command(
    "add", epilog="Example: clausetrail record add HF-2026-031 --type 回访记录 --date 2026-03-12 --revision QP-05@B/0"
)
def add(
    ctx: typer.Context,
    no: Annotated[str | None, typer.Argument(metavar="[NO]", help="Its number, where it has one.")] = None,
    *,
    type_: Annotated[str, typer.Option("--type", help="The type of record, in your own words.")],
    number: NumberOption = None,
    date: Date = None,
    period: Span = None,
    site: Where = None,
    title: Title = None,
    revision: Under = None,
    json: AsJson = False,
) -> None:
    """Add a record, with a confirmed link to the revision it was made under."""
    if no is not None and number is not None and no != number:
        raise typer.BadParameter("NO / --number")
    desk = desk_of(ctx)
    given = RecordFields(type_, number or no, title, date, period, site)
    desk.tell(records.add(desk.system, desk.person, given, revision), _added, json)


def _added(screen: Screen, answer: Json) -> None:
    record = answer["record"]
    screen.say("record_added", number=record.get("number"), type=record["type"], date=record["date"], id=record["id"])


@app.command("correct", epilog='Example: clausetrail record correct HF-2026-031 --date 2026-03-13 --reason "日期抄错"')
def correct(
    ctx: typer.Context,
    record: Record,
    reason: Reason,
    type_: Annotated[str | None, typer.Option("--type", help="The type of record.")] = None,
    number: NumberOption = None,
    date: Date = None,
    period: Span = None,
    site: Where = None,
    title: Title = None,
    revision: Under = None,
    json: AsJson = False,
) -> None:
    """Correct a record: a new version; links confirmed on the old content turn suspect."""
    desk = desk_of(ctx)
    given = RecordFields(type_, number, title, date, period, site)
    desk.tell(records.correct(desk.system, desk.person, record, given, reason, revision), _corrected, json)


def _corrected(screen: Screen, answer: Json) -> None:
    record = answer["record"]
    screen.say("record_corrected", number=record.get("number") or record["id"], seq=record["version"])


@app.command("list")
def list_(
    ctx: typer.Context,
    document: Annotated[
        str | None, typer.Option("--document", metavar="NUMBER", help="Only those of a document.")
    ] = None,
    json: AsJson = False,
) -> None:
    """List records in the order they were entered."""
    desk = desk_of(ctx)
    desk.tell_items(records.listed(desk.system, desk.person, document), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (one.get("number"), one["type"], one.get("title"), when(one), one.get("site"), one["id"])
        for one in answer["items"]
    ]
    screen.table(("number", "type", "title", "date", "site", "id"), rows)


def when(record: Json) -> str:
    """The date, or the period as people type it."""
    start = record.get("period_from")
    return f"{start}..{record['date']}" if start else str(record["date"])


@app.command("show", epilog="Example: clausetrail record show HF-2026-031")
def show(ctx: typer.Context, record: Record, json: AsJson = False) -> None:
    """Show a record with its files, its links and its versions."""
    desk = desk_of(ctx)
    desk.tell(records.show(desk.system, desk.person, record), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    field = screen.words.field
    names = ("number", "type", "title", "site")
    screen.pairs(
        [
            *((field("record", name), answer.get(name)) for name in names),
            (field("record", "date"), when(answer)),
            ("id", answer["id"]),
            (screen.phrase("h_versions"), len(answer["versions"])),
        ]
    )
    ends = [(one["file_name"], one["link"]) for one in answer["evidence"] if "file_name" in one]
    ends += [(named(one["to"]), one["link"]) for one in answer["links"]]
    rows = [
        (
            screen.words.kind(link["kind"]),
            name,
            screen.term("link_state", link["state"]),
            suspect(screen, link),
            link["id"],
        )
        for name, link in ends
    ]
    screen.table(("link", "with", "state", "suspect", "id"), rows)


def suspect(screen: Screen, link: Json) -> object:
    """The word for a suspect link, nothing for another."""
    return screen.term("state", "suspect") if link.get("suspect") else ""


def named(end: Json) -> str:
    """A node in short, as people know it."""
    kind = end["kind"]
    if kind == "clause":
        return " ".join(part for part in (end["number"], end.get("title")) if part)
    if kind == "revision":
        return f"{end['number']}@{end['label']}"
    if kind == "standard":
        return f"{end['code']}-{end['edition']}"
    if kind == "evidence":
        return str(end.get("name") or end["file_name"])
    if kind == "record":
        return str(end.get("number") or f"{end['type']} {end['date']}")
    return str(end.get("number") or end["id"])
