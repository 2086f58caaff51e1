"""`clausetrail ledger`: every change, provable to someone who does not trust this machine."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from api.cli.desk import desk_of, print_json
from api.cli.failures import FAILED
from api.cli.options import AsJson
from api.cli.progress import told
from api.cli.screen import Screen
from workflows import ledgers, verifying
from workflows.answers import Json

app = typer.Typer(
    no_args_is_help=True, help="The ledger: verify it, sign its head, prove entries, export it for an auditor."
)


@app.command("verify", epilog="Exit status 1 when anything is not as the ledger says; the first bad entry is named.")
def verify(
    ctx: typer.Context,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help="A signed checkpoint held elsewhere; may be repeated."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Recompute tree, digests and stored versions, and hold checkpoints against them."""
    desk = desk_of(ctx)
    notes = [path.read_text(encoding="utf-8") for path in checkpoints or ()]
    with told("p_entries", desk.screen) as show:
        answer = verifying.verify(desk.system, desk.person, notes, lambda done, whole: show("p_entries", done, whole))
    desk.tell(answer, _verified, json)
    if not answer["ok"]:
        raise typer.Exit(FAILED)


def _verified(screen: Screen, answer: Json) -> None:
    if answer["ok"]:
        screen.say("ledger_ok", size=answer["size"], root=answer["root"], checkpoints=answer["checkpoints"])
        return
    screen.say("ledger_bad", seq=answer["first_bad_seq"])
    rows = [
        (one["seq"], screen.words.term("fault", one["code"]), one["code"], one.get("id")) for one in answer["faults"]
    ]
    screen.table(("seq", "fault", "code", "id"), rows, frozenset({0}))


@app.command("checkpoint", epilog="Example: clausetrail ledger checkpoint > checkpoint.note")
def checkpoint(ctx: typer.Context, json: AsJson = False) -> None:
    """Sign and publish the ledger's head if it is not yet; print the signed note."""
    desk = desk_of(ctx)
    note = ledgers.checkpoint(desk.system, desk.person)
    if json:
        print_json({"checkpoint": note})
    else:
        print(note, end="")


@app.command("key", epilog="Example: clausetrail ledger key > ledger.vkey")
def key(ctx: typer.Context, json: AsJson = False) -> None:
    """Print the verifier key, one line that anyone may have."""
    desk = desk_of(ctx)
    line = ledgers.key(desk.system, desk.person)
    if json:
        print_json({"key": line})
    else:
        print(line)


@app.command(
    "prove", epilog="Examples: clausetrail ledger prove 41 --json\n\nclausetrail ledger prove --from 40 --to 120 --json"
)
def prove(
    ctx: typer.Context,
    seq: Annotated[
        int | None, typer.Argument(metavar="[SEQ]", help="The entry whose place in the ledger is proved.")
    ] = None,
    start: Annotated[int | None, typer.Option("--from", metavar="M", help="Or: size of the older tree.")] = None,
    end: Annotated[
        int | None, typer.Option("--to", metavar="N", help="Size of the newer tree; default the present one.")
    ] = None,
    size: Annotated[
        int | None, typer.Option("--size", metavar="N", help="Tree size for SEQ; default the present one.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Prove that an entry is in the ledger, or that nothing was changed between two sizes."""
    if (seq is None) == (start is None) or (seq is not None and end is not None):
        raise typer.BadParameter("SEQ / --from M [--to N]")
    desk = desk_of(ctx)
    if seq is not None:
        answer = ledgers.prove_inclusion(desk.system, desk.person, seq, size)
    else:
        answer = ledgers.prove_consistency(desk.system, desk.person, start or 0, end)
    desk.tell(answer, _proof, json)


def _proof(screen: Screen, answer: Json) -> None:
    for name, value in answer.items():
        if name != "path":
            screen.line(f"{name}: {value}")
    for one in answer["path"]:
        screen.line(f"path: {one}")


@app.command("export", epilog="Example: clausetrail ledger export --out ledger.jsonl")
def export(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write there; default the standard output.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Export every entry as JSON Lines {seq, leaf}: the exact bytes that were hashed."""
    desk = desk_of(ctx)
    lines = ledgers.export(desk.system, desk.person)
    if json:
        print_json({"items": [json_text.loads(line) for line in lines]})
        return
    if out is None:
        for line in lines:
            print(line.rstrip("\n"))
        return
    draft = out.with_name(out.name + ".part")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        count = sum(1 for line in lines if file.write(line.rstrip("\n") + "\n"))
    draft.replace(out)
    desk.note("exported", count=count, name=out)


@app.command("list", epilog="Example: clausetrail ledger list --start 100 --limit 20")
def list_(
    ctx: typer.Context,
    start: Annotated[int, typer.Option("--start", metavar="SEQ", help="The first entry shown.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="How many at most.", min=1)] = 100,
    json: AsJson = False,
) -> None:
    """List entries: who did what, when, why."""
    desk = desk_of(ctx)
    desk.tell_items(ledgers.entries(desk.system, desk.person, start, limit), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (
            one["seq"],
            one["time"],
            one["actor"],
            one["via"],
            screen.words.term("ledger_action", one["action"]),
            len(one["subjects"]),
            one.get("reason"),
        )
        for one in answer["items"]
    ]
    screen.table(("seq", "at", "by", "via", "action", "subjects", "reason"), rows, frozenset({0, 5}))
