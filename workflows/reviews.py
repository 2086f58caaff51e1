"""Reviews: a revision put before management, from its submission until it is decided, withdrawn or adopted."""

from __future__ import annotations

from graph_schema.errors import Conflict
from graph_schema.ports import Reader
from graph_schema.unit_of_work import UnitOfWork
from graph_schema.values import Node

WAITING = "waiting\n"
"""What the business keys of reviews that wait begin with: they are listed without reading those that are done."""


def waiting(reader: Reader) -> list[Node]:
    """The reviews that wait for a decision, oldest first."""
    return sorted(reader.find("review", key_prefix=WAITING), key=lambda one: (one.text("submitted_at"), one.id))


def begin(unit: UnitOfWork, revision: Node, reason: str | None) -> Node:
    """The review of a revision submitted now, over the content it has."""
    return unit.create(
        "review",
        {
            "revision": revision.id,
            "state": "waiting",
            "content": revision.text("content"),
            "author": revision.text("author"),
            "submitted_by": unit.act.actor,
            "submitted_at": unit.time,
            "reason": reason,
        },
    )


def of_submitted(unit: UnitOfWork, revision: Node) -> Node:
    """The review a submitted revision waits in, or Conflict `revision_not_submitted`."""
    if revision.text("state") != "submitted" or revision.get("review") is None:
        raise Conflict("revision_not_submitted", revision=revision.text("label"))
    return unit.need(revision.text("review"), "review")


def close(unit: UnitOfWork, revision: Node) -> Node | None:
    """End the review of a revision that is withdrawn or adopted without a decision; None where it had none."""
    if revision.text("state") != "submitted":
        return None
    return unit.put(of_submitted(unit, revision).changed(state="closed"))
