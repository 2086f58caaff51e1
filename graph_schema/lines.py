"""The line of a document's revisions: when each was in force. Derived from dates at every read, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_schema.values import Day, Node


@dataclass(frozen=True, slots=True)
class Interval:
    """`start <= D < end`; an unset end is open."""

    start: Day
    end: Day | None = None

    def holds(self, day: Day) -> bool:
        """Whether the day lies in it."""
        return self.start <= day and (self.end is None or day < self.end)


def own_end(revision: Node) -> Day | None:
    """Where a revision ends by itself: its withdrawal date or `effective_to`, whichever is first."""
    ends = [end for end in (revision.get("withdrawn_on"), revision.get("effective_to")) if end is not None]
    return min(ends) if ends else None


def line(revisions: Iterable[Node]) -> list[Node]:
    """Those of one document that were in force at some time, by `effective_from`.

    Approved at some time means `effective_from` is set; one whose own end is not after its beginning was never in
    force: it ends nothing and is nobody's predecessor. The start of the next one ends the one before, for good.
    """
    approved = [one for one in revisions if one.get("effective_from") is not None]
    lived = [one for one in approved if (end := own_end(one)) is None or end > one.text("effective_from")]
    return sorted(lived, key=lambda one: (one.text("effective_from"), one.id))


def intervals(revisions: Iterable[Node]) -> dict[str, Interval]:
    """In-force interval by revision id, for the revisions of one document that were in force at some time."""
    ordered = line(revisions)
    result: dict[str, Interval] = {}
    for place, one in enumerate(ordered):
        ends = [own_end(one)]
        if place + 1 < len(ordered):
            ends.append(ordered[place + 1].text("effective_from"))
        known = [end for end in ends if end is not None]
        result[one.id] = Interval(one.text("effective_from"), min(known) if known else None)
    return result


def in_force(revisions: Iterable[Node], day: Day) -> Node | None:
    """The one revision of the document in force on that day, if any."""
    known = list(revisions)
    by_id = intervals(known)
    return next((one for one in known if one.id in by_id and by_id[one.id].holds(day)), None)
