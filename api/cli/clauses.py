"""`clausetrail clause`: the numbered parts of a standard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.desk import desk_of
from api.cli.options import AsJson, AsOf, Clause, KnownAt, Reason, clause_reference
from api.cli.records import named
from api.cli.screen import Screen
from workflows import clauses
from workflows.answers import Json
from workflows.views import Asked

app = typer.Typer(no_args_is_help=True, help="Clauses: their text and obligations, corrections, what does not apply.")
First = Annotated[
    str, typer.Argument(metavar="STANDARD", help='E.g. "GB/T 27922-2011", or a reference to the clause alone.')
]


@app.command("show", epilog='Example: clausetrail clause show "SB/T 10382-2004" 5.1')
def show(
    ctx: typer.Context,
    standard: First,
    clause: Clause = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    json: AsJson = False,
) -> None:
    """Show a clause's text, obligations, citations and versions."""
    desk = desk_of(ctx)
    reference = clause_reference(standard, clause)
    desk.tell(clauses.show(desk.system, desk.person, reference, Asked(as_of, known_at)), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    field = screen.words.field
    screen.line(f"{named(answer['edition'])}  {answer['number']}  {answer.get('title') or ''}".rstrip(), "bold")
    screen.line(answer["text"])
    for one in answer.get("obligations", ()):
        kind = screen.words.term("obligation", one["kind"])
        strength = screen.words.term("strength", one["strength"])
        screen.say("obligation_stated", kind=kind, strength=strength, words=one.get("words"))
    cites = ", ".join(one["printed"] for one in answer.get("cites", ()))
    screen.pairs(
        [
            (field("clause", "row"), screen.words.term("row", answer["row"])),
            (field("clause", "cites"), cites),
            (field("clause", "points"), answer.get("points")),
            (field("clause", "place"), answer.get("place")),
            (screen.phrase("h_versions"), ", ".join(str(seq) for seq in answer["versions"])),
            ("id", answer["id"]),
        ]
    )
    for one in answer["applicability"]:
        state = screen.words.term("applicability", one["state"])
        screen.say("applicability", state=state, start=one.get("from"), end=one.get("to"), reason=one["reason"])


@app.command(
    "correct",
    epilog='Example: clausetrail clause correct "SB/T 10382-2004" 5.1 --text-file 5.1.txt --reason "印刷本为准"',
)
def correct(
    ctx: typer.Context,
    standard: First,
    clause: Clause = None,
    *,
    reason: Reason,
    text: Annotated[str | None, typer.Option("--text", help="The text as printed.")] = None,
    text_file: Annotated[
        Path | None, typer.Option("--text-file", metavar="FILE", help="Or a UTF-8 file that holds it.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title as printed; default unchanged.")] = None,
    json: AsJson = False,
) -> None:
    """Correct a clause's text against the print; links confirmed on the old text turn suspect."""
    if (text is None) == (text_file is None):
        raise typer.BadParameter("--text / --text-file")
    if text_file is not None:
        text = text_file.read_text(encoding="utf-8-sig").strip()
    desk = desk_of(ctx)
    reference = clause_reference(standard, clause)
    answer = clauses.correct(desk.system, desk.person, reference, text or "", reason, title)
    desk.tell(answer, _corrected, json)


def _corrected(screen: Screen, answer: Json) -> None:
    screen.say("clause_corrected", number=answer["number"], seq=answer["version"])


@app.command(
    "applicability",
    epilog='Example: clausetrail clause applicability "GB/T 27922-2011" 5.2.3 --reason "无线上销售" --from 2026-01-01',
)
def applicability(
    ctx: typer.Context,
    standard: First,
    clause: Clause = None,
    *,
    reason: Reason,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="From that day; default ever.")] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Until that day, not included; default open.")
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Lift what was declared: the clause applies again.")] = False,
    json: AsJson = False,
) -> None:
    """Declare that a clause and all below it does not apply, or lift that."""
    if lift and (start or end):
        raise typer.BadParameter("--lift / --from, --to")
    desk = desk_of(ctx)
    reference = clause_reference(standard, clause)
    if lift:
        desk.tell(clauses.lift(desk.system, desk.person, reference, reason), _lifted, json)
    else:
        answer = clauses.declare_not_applicable(desk.system, desk.person, reference, reason, start, end)
        desk.tell(answer, _declared, json)


def _declared(screen: Screen, answer: Json) -> None:
    screen.say("declared", id=answer["id"], start=answer.get("from"), end=answer.get("to"))


def _lifted(screen: Screen, answer: Json) -> None:
    screen.say("lifted", count=len(answer["lifted"]))
