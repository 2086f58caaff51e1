"""The line of a document's revisions, against the definition day by day."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graph_schema.lines import Interval, in_force, intervals, line
from graph_schema.values import Node, freeze

DAYS = [f"2026-01-{day:02}" for day in range(1, 13)]
day = st.sampled_from(DAYS)


def revision(number: int, start: str | None, to: str | None = None, withdrawn: str | None = None) -> Node:
    """A revision with its dates."""
    fields = {"effective_from": start, "effective_to": to, "withdrawn_on": withdrawn}
    return Node(f"r{number}", "revision", freeze(fields))


revisions = st.lists(
    st.tuples(st.none() | day, st.none() | day, st.none() | day), max_size=5, unique_by=lambda one: one[0] or object()
).map(lambda rows: [revision(number, *row) for number, row in enumerate(rows)])


def lived(one: Node) -> bool:
    """Approved, and not ended on or before its first day."""
    ends = [one.get(name) for name in ("effective_to", "withdrawn_on") if one.get(name)]
    return one.get("effective_from") is not None and all(end > one.get("effective_from") for end in ends)


def by_definition(known: list[Node], on: str) -> str | None:
    """The latest begun of those that ever lived, if nothing has ended it yet."""
    begun = [one for one in known if lived(one) and one.get("effective_from") <= on]
    if not begun:
        return None
    last = max(begun, key=lambda one: str(one.get("effective_from")))
    ended = any(last.get(name) is not None and last.get(name) <= on for name in ("effective_to", "withdrawn_on"))
    return None if ended else last.id


@given(revisions, day)
def test_the_revision_in_force_on_a_day_is_the_one_of_the_definition(known: list[Node], on: str) -> None:
    found = in_force(known, on)
    assert (found.id if found else None) == by_definition(known, on)


@given(revisions)
def test_intervals_are_not_empty_and_never_overlap(known: list[Node]) -> None:
    spans = sorted(intervals(known).values(), key=lambda one: one.start)
    for span in spans:
        assert span.end is None or span.start < span.end
    for before, after in pairwise(spans):
        assert before.end is not None
        assert before.end <= after.start


@given(revisions)
def test_those_that_lived_stand_in_the_line_by_their_first_day(known: list[Node]) -> None:
    ordered = line(known)
    assert {one.id for one in ordered} == {one.id for one in known if lived(one)} == set(intervals(known))
    starts = [one.text("effective_from") for one in ordered]
    assert starts == sorted(starts)


@given(revisions, st.randoms())
def test_the_order_in_which_revisions_are_given_does_not_matter(known: list[Node], dice: Random) -> None:
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert intervals(shuffled) == intervals(known)


def test_an_interval_is_half_open() -> None:
    span = Interval("2026-01-02", "2026-01-04")
    assert [span.holds(one) for one in DAYS[:5]] == [False, True, True, False, False]
    assert Interval("2026-01-02").holds("9999-12-31")


def test_a_never_in_force_revision_ends_nothing() -> None:
    known = [
        revision(1, "2026-01-01"),
        revision(2, "2026-01-05", withdrawn="2026-01-05"),
        revision(3, "2026-01-09"),
    ]
    assert intervals(known) == {
        "r1": Interval("2026-01-01", "2026-01-09"),
        "r3": Interval("2026-01-09"),
    }
