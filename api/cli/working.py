"""`clausetrail worker` and `jobs`: reading files beside the server, and what waits to be read."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import Annotated

import typer

from api.cli.desk import Desk, desk_of
from api.cli.options import AsJson
from api.cli.screen import Screen, reason_not_read
from api.cli.serving import chores_beside, one_round
from workflows import queue
from workflows.answers import Json
from workflows.working import until_empty, working


def worker(
    ctx: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do one round of chores, read what waits, update the index, and end.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Read files that wait beside the server; do the chores: index, checkpoints, sweeping, the regular scan."""
    desk = desk_of(ctx)
    if once:
        _once(desk, json)
        return
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    desk.note("worker_begun")
    beside = chores_beside(desk.system, desk.settings, scan=True)
    with beside, working([desk.system]), contextlib.suppress(KeyboardInterrupt):
        over.wait()


def _once(desk: Desk, json: bool) -> None:
    """Files that could not be read are told, not an error; chores not done are one."""
    answer = one_round(desk.system, desk.settings, scan=True)
    answer |= {"read": dict(until_empty(desk.system)), "counts": queue.counts(desk.system)}
    desk.tell(answer, _worked, json)
    if not answer["done"]:
        raise typer.Exit(1)


def _worked(screen: Screen, answer: Json) -> None:
    screen.say("worker_done" if answer["done"] else "worker_failed")
    _counted(screen, answer["counts"])


def _counted(screen: Screen, counts: Json) -> None:
    shown = [f"{screen.words.term('job_state', state)} {count}" for state, count in counts.items() if count]
    screen.say("jobs_counted", counts="; ".join(shown) or "0")


def jobs(
    ctx: typer.Context,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="Only files in this state; default all that were not read."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Files at most.", min=1)] = 200,
    json: AsJson = False,
) -> None:
    """List how reading files went: how many in each state, and which."""
    desk = desk_of(ctx)
    desk.tell(queue.listed(desk.system, desk.person, state, limit=limit), _listed, json)


def _listed(screen: Screen, answer: Json) -> None:
    _counted(screen, answer["counts"])
    rows = [
        (
            one.get("file_name", ""),
            one["sha256"][:16],
            screen.term("job_state", one["state"]),
            one["tries"],
            reason_not_read(screen, one),
        )
        for one in answer["items"]
    ]
    screen.table(("file", "sha256", "state", "tries", "reason"), rows, frozenset({3}))
