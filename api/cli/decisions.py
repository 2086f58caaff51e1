"""`clausetrail submit`, `approve`, `refuse` (and the same below `document`): how a revision comes into force."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import desk_of
from api.cli.options import AsJson, Label, OptionalReason, Reason, Revision, revision_reference
from api.cli.screen import Screen
from workflows import decisions
from workflows.answers import Json

SUBMIT = 'Example: clausetrail submit QP-05 B/1 --reason "按 2026 年内审意见修订"'
APPROVE = 'Example: clausetrail approve QP-05 B/1 --effective-from 2026-08-01 --reason "适宜且充分" --untick 5.1.4.2'
REFUSE = 'Example: clausetrail --as 王敏 refuse QP-05 B/1 --reason "第 3 章未写明时限"'
From = Annotated[
    str,
    typer.Option("--effective-from", metavar="DATE", help="In force from 00:00 of that day, today at the earliest."),
]
Untick = Annotated[
    list[str] | None,
    typer.Option("--untick", metavar="CLAUSE", help="Carried proposals not confirmed: clauses, links, or all."),
]


def submit(
    ctx: typer.Context, number: Revision, label: Label = None, reason: OptionalReason = None, json: AsJson = False
) -> None:
    """Submit a draft for a decision by management; what it carries over is brought up to date."""
    desk = desk_of(ctx)
    answer = decisions.submit(desk.system, desk.person, revision_reference(number, label), reason)
    desk.tell(answer, _submitted, json)


def _submitted(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("submitted", number=revision["number"], label=revision["label"], digest=revision["content"][:16])
    if answer["carried"]:
        screen.say("carried", count=len(answer["carried"]))


def approve(
    ctx: typer.Context,
    number: Revision,
    label: Label = None,
    *,
    effective_from: From,
    reason: Reason,
    untick: Untick = None,
    json: AsJson = False,
) -> None:
    """Approve a submitted revision from a day on; the links it carries over are confirmed with it."""
    desk = desk_of(ctx)
    reference = revision_reference(number, label)
    answer = decisions.approve(desk.system, desk.person, reference, effective_from, reason, untick or ())
    desk.tell(answer, _approved, json)


def _approved(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("approved", number=revision["number"], label=revision["label"], date=revision["effective_from"])
    counts = {name: len(answer[name]) for name in ("confirmed", "rejected", "waiting")}
    if any(counts.values()):
        screen.say("approved_links", **counts)


def refuse(ctx: typer.Context, number: Revision, label: Label = None, *, reason: Reason, json: AsJson = False) -> None:
    """Refuse a submitted revision for good; a new one can be made."""
    desk = desk_of(ctx)
    answer = decisions.refuse(desk.system, desk.person, revision_reference(number, label), reason)
    desk.tell(answer, _refused, json)


def _refused(screen: Screen, answer: Json) -> None:
    revision = answer["revision"]
    screen.say("refused", number=revision["number"], label=revision["label"])


def waiting(ctx: typer.Context, json: AsJson = False) -> None:
    """List the revisions that wait for your decision, the longest waiting first."""
    desk = desk_of(ctx)
    desk.tell_items(decisions.waiting(desk.system, desk.person), _waiting, json)


def _waiting(screen: Screen, answer: Json) -> None:
    rows = [
        (
            one["revision"]["number"],
            one["revision"]["label"],
            one["document"]["title"],
            one["author"],
            one["submitted_by"],
            one["submitted_at"],
            one["days"],
            screen.term("why_not", one.get("why_not", "")),
        )
        for one in answer["items"]
    ]
    names = ("number", "label", "title", "author", "submitted_by", "submitted_at", "days", "")
    screen.table(names, rows, frozenset({6}))
