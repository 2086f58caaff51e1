"""`clausetrail evidence`: the files that prove records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.desk import desk_of
from api.cli.documents import kept
from api.cli.failures import FAILED
from api.cli.options import AsJson
from api.cli.progress import counted
from api.cli.records import named, suspect
from api.cli.screen import Screen, reason_not_read
from workflows import evidence, queue
from workflows.answers import Json
from workflows.evidence import Use

app = typer.Typer(
    no_args_is_help=True, help="Evidence: files kept byte for byte, known by their SHA-256, behind records."
)
Evidence = Annotated[str, typer.Argument(metavar="EVIDENCE", help="Its SHA-256 (six characters at least), or its id.")]


@app.command("add", epilog="Example: clausetrail evidence add 回访单.pdf 现场照片.jpg --record HF-2026-031 --confirm")
def add(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="One or more files.")],
    record: Annotated[
        str | None, typer.Option("--record", metavar="RECORD", help="Propose each as a file behind this record.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm these links at once.")] = False,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The evidence date in this use.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="The site in this use.")] = None,
    json: AsJson = False,
) -> None:
    """Add files in one entry; the same bytes again are told and kept once."""
    desk = desk_of(ctx)
    if confirm and record is None:
        raise typer.BadParameter("--confirm: --record")
    with counted("p_files", desk.screen, len(files)) as step:
        taken = []
        for path in files:
            taken.append(kept(desk, path, "evidence.add"))
            step(1)
    answer = evidence.add(desk.system, desk.person, taken, Use(date, site), record, confirm)
    desk.tell(answer, _added, json)


def _added(screen: Screen, answer: Json) -> None:
    rows = [
        (
            one["file_name"],
            one["sha256"][:16],
            one["size"],
            screen.phrase("seen_before") if "duplicate_of" in one else "",
            screen.term("link_state", one["link"]["state"]) if "link" in one else "",
            one["id"],
        )
        for one in answer["evidence"]
    ]
    screen.table(("file", "sha256", "bytes", "", "link", "id"), rows, frozenset({2}))


@app.command("list")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    """List evidence in the order it came."""
    desk = desk_of(ctx)
    desk.tell_items(evidence.listed(desk.system, desk.person), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (
            one["file_name"],
            one["sha256"][:16],
            one["size"],
            screen.term("fixity", one["fixity"]),
            screen.term("job_state", one["reading"]["state"]),
            one["id"],
        )
        for one in answer["items"]
    ]
    screen.table(("file", "sha256", "bytes", "fixity", "reading", "id"), rows, frozenset({2}))


@app.command("show", epilog="Example: clausetrail evidence show 5a6da66a1f1a")
def show(ctx: typer.Context, reference: Evidence, json: AsJson = False) -> None:
    """Show a file with the records it stands behind and the name it has there."""
    desk = desk_of(ctx)
    desk.tell(evidence.show(desk.system, desk.person, reference), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    field = screen.words.field
    names = ("file_name", "sha256", "size", "media_type", "evidence_date", "site", "checked_at")
    screen.pairs(
        [
            *((field("evidence", name), answer.get(name)) for name in names),
            (field("evidence", "fixity"), screen.term("fixity", answer["fixity"])),
            (screen.phrase("h_reading"), screen.term("job_state", answer["reading"]["state"])),
            (screen.phrase("h_reason"), reason_not_read(screen, answer["reading"])),
            (screen.phrase("h_pages"), answer["reading"].get("pages")),
            ("id", answer["id"]),
        ]
    )
    rows = [
        (
            named(use["to"]),
            use.get("name"),
            screen.term("link_state", use["link"]["state"]),
            suspect(screen, use["link"]),
            use["link"]["id"],
        )
        for use in answer["uses"]
    ]
    screen.table(("record", "name_there", "state", "suspect", "id"), rows)


@app.command("reread", epilog="Example: clausetrail evidence reread --failed")
def reread(
    ctx: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[EVIDENCE...]", help="The evidence to be read again.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every file, those of revisions too.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Files that were not read or that need a password.")] = False,
    json: AsJson = False,
) -> None:
    """Queue files to be read again: their text and page pictures are made anew."""
    desk = desk_of(ctx)
    answer = queue.reread(desk.system, desk.person, references or (), every=every, failed=failed)
    desk.tell(answer, lambda screen, told: screen.say("reread", **told), json)


@app.command("verify", epilog="Exit status 1 when bytes have changed or are missing.")
def verify(
    ctx: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[EVIDENCE...]", help="Only these; default all.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Check the bytes of files against their digests: changed, missing, untracked."""
    desk = desk_of(ctx)
    with counted("p_fixity", desk.screen, None):
        answer = evidence.verify(desk.system, desk.person, references or ())
    desk.tell(answer, _verified, json)
    if answer["changed"] or answer["missing"]:
        raise typer.Exit(FAILED)


def _verified(screen: Screen, answer: Json) -> None:
    screen.say("fixity", **{name: answer[name] for name in ("checked", "held", "changed", "missing", "untracked")})
    if answer["failed"]:
        rows = [(screen.term("fixity", one["fixity"]), one["file_name"], one["sha256"]) for one in answer["failed"]]
        screen.table(("fixity", "file", "sha256"), rows)
    for name in answer["untracked_names"]:
        screen.say("untracked", name=name)
