"""`clausetrail document`: controlled documents and their revisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli import decisions
from api.cli.desk import Desk, desk_of
from api.cli.options import AsJson, File, Label, Reason, Revision, revision_reference
from api.cli.screen import Screen
from workflows import documents
from workflows.answers import Json
from workflows.documents import Adoption
from workflows.files import StoredFile, chunks, store
from workflows.permissions import require

app = typer.Typer(no_args_is_help=True, help="Controlled documents: procedures, manuals, forms and their revisions.")
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The document's number, e.g. QP-05.")]
NewLabel = Annotated[str, typer.Argument(metavar="LABEL", help="The revision's label, e.g. A/0.")]


def kept(desk: Desk, path: Path, right: str) -> StoredFile:
    """The file's bytes, durable in the blob store before anything refers to them; nothing is kept for who may not."""
    require(desk.person.roles, right)
    with path.open("rb") as file:
        return store(desk.system.blobs, chunks(file), path.name)


@app.command("add", epilog='Example: clausetrail document add QP-05 A/0 回访程序.pdf --title "回访管理程序"')
def add(
    ctx: typer.Context,
    number: Number,
    label: NewLabel,
    file: File,
    title: Annotated[str | None, typer.Option("--title", help="Its title; default the file's name.")] = None,
    type_: Annotated[
        str,
        typer.Option(
            "--type",
            help="manual, policy, procedure, work_instruction, service_specification, delivery_specification, "
            "control_specification, form or external.",
        ),
    ] = "procedure",
    json: AsJson = False,
) -> None:
    """Add a document with its first revision as a draft."""
    desk = desk_of(ctx)
    content = kept(desk, file, "document.write")
    answer = documents.add(desk.system, desk.person, number, label, title or file.stem, type_, content)
    desk.tell(answer, _drafted, json)


@app.command("revise", epilog="Example: clausetrail document revise QP-05 B/0 回访程序-B0.pdf")
def revise(ctx: typer.Context, number: Number, label: NewLabel, file: File, json: AsJson = False) -> None:
    """Add a new revision as a draft; the links of the one before are carried over as proposals."""
    desk = desk_of(ctx)
    content = kept(desk, file, "document.write")
    desk.tell(documents.revise(desk.system, desk.person, number, label, content), _drafted, json)


def _drafted(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("drafted", number=revision["number"], label=revision["label"], digest=revision["content"][:16])
    if answer["carried"]:
        screen.say("carried", count=len(answer["carried"]))


for _name, _command, _epilog in (
    ("submit", decisions.submit, decisions.SUBMIT),
    ("approve", decisions.approve, decisions.APPROVE),
    ("refuse", decisions.refuse, decisions.REFUSE),
    ("waiting", decisions.waiting, None),
):
    app.command(_name, epilog=_epilog)(_command)


@app.command(
    "adopt",
    epilog='Example: clausetrail document adopt QP-05 A/0 --effective-from 2024-03-01 --decision "总经理令 3 号" '
    '--decider 王建国 --reason "建立系统前已执行" --proof "档案柜 3-2" --confirm all',
)
def adopt(
    ctx: typer.Context,
    number: Revision,
    label: Label = None,
    *,
    effective_from: Annotated[
        str,
        typer.Option("--effective-from", metavar="DATE", help="In force from 00:00 of that day, today at the latest."),
    ],
    decision: Annotated[str, typer.Option("--decision", help="The decision that brought it into force.")],
    decider: Annotated[str, typer.Option("--decider", help="Who decided.")],
    reason: Reason,
    proof: Annotated[str, typer.Option("--proof", help="Where the decision can be seen.")],
    decided_on: Annotated[str | None, typer.Option("--decided-on", metavar="DATE", help="When it was decided.")] = None,
    effective_to: Annotated[
        str | None,
        typer.Option("--effective-to", metavar="DATE", help="The first day on which it is no longer in force."),
    ] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm", metavar="CLAUSE", help="Carried proposals confirmed with it: clauses, links, or all."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Enter a revision that was in force before this system knew it; it is marked as adopted for ever."""
    desk = desk_of(ctx)
    told = Adoption(effective_from, decision, decider, reason, proof, decided_on, effective_to)
    answer = documents.adopt(desk.system, desk.person, revision_reference(number, label), told, confirm or ())
    desk.tell(answer, _adopted, json)


def _adopted(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("adopted", number=revision["number"], label=revision["label"], date=revision["effective_from"])
    screen.say("adopted_links", confirmed=len(answer["confirmed"]), waiting=len(answer["waiting"]))


@app.command("withdraw", epilog='Example: clausetrail document withdraw QP-05 B/0 --reason "流程取消" --on 2026-12-31')
def withdraw(
    ctx: typer.Context,
    number: Revision,
    label: Label = None,
    *,
    reason: Reason,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="For an approved one: its first day out of force.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Withdraw a draft, or an approved revision on a day, today or later."""
    desk = desk_of(ctx)
    answer = documents.withdraw(desk.system, desk.person, revision_reference(number, label), reason, on)
    desk.tell(answer, _withdrawn, json)


def _withdrawn(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("withdrawn", number=revision["number"], label=revision["label"], date=revision.get("withdrawn_on"))


@app.command("list")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    """List all documents by number, with the revision in force today."""
    desk = desk_of(ctx)
    desk.tell_items(documents.listed(desk.system, desk.person), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    rows = [
        (one["number"], one["title"], screen.term("type", one["type"]), one.get("in_force"), _labels(one))
        for one in answer["items"]
    ]
    screen.table(("number", "title", "type", "in_force", "revisions"), rows)


def _labels(document: Json) -> str:
    return ", ".join(row["label"] for row in document["revisions"])


@app.command("show", epilog="Example: clausetrail document show QP-05")
def show(ctx: typer.Context, number: Number, json: AsJson = False) -> None:
    """Show a document with its revisions, when each was in force, and who decided."""
    desk = desk_of(ctx)
    desk.tell(documents.show(desk.system, desk.person, number), _shown, json)


def _shown(screen: Screen, answer: Json) -> None:
    screen.line(f"{answer['number']}  {answer['title']}", "bold")
    screen.say("document_type", type=screen.words.term("type", answer["type"]), id=answer["id"])
    rows = [
        (
            row["label"],
            screen.term("phase", row["phase"]),
            row.get("from"),
            row.get("to"),
            row.get("decision", {}).get("by"),
            row["file_name"],
            len(row["links"]),
        )
        for row in answer["revisions"]
    ]
    screen.table(("label", "state", "from", "to", "decided_by", "file", "links"), rows, frozenset({6}))
