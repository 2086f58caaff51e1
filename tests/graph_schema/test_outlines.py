"""Outlines of entries: read from both ends of a long one, they say what the whole entry says."""

from __future__ import annotations

import pytest

from graph_schema.entries import Entry, Subject
from graph_schema.outlines import SHORT, outline

TRICK = '},"reason":"no","request":"r","seq":7,"subjects":[{"id":"x"}],"time":"never"'
NODE = {"id": "n", "kind": "record", "fields": {"title": TRICK, "reason": "inside"}}


def entry(facts: dict[str, object], **more: object) -> Entry:
    subjects = tuple(Subject(f"id-{number}", None, f"{number:064x}") for number in range(5))
    return Entry(41, "2026-06-30T04:00:00.000000Z", '文控"x', "page", "record:added", subjects, facts, **more)  # type: ignore[arg-type]


LONG = "长" * SHORT
FACTS: tuple[dict[str, object], ...] = (
    {},
    {"nodes": [NODE]},
    {"nodes": [NODE], "z": {"a": {}, "reason": "told in the facts", "request": "not ours"}},
    {"seen_again": [{"name": TRICK}], "zz": {"reason": TRICK}},
)


@pytest.mark.parametrize("facts", FACTS)
@pytest.mark.parametrize("more", [{}, {"reason": TRICK}, {"reason": "w", "request": "r-1"}, {"request": "r-2"}])
@pytest.mark.parametrize("filler", ["", LONG])
def test_an_outline_says_what_the_entry_says(facts: dict[str, object], more: dict[str, object], filler: str) -> None:
    whole = entry({**facts, **({"filler": filler} if filler else {})}, **more)
    told = outline(whole.leaf())
    assert (told.seq, told.time, told.actor, told.via, told.action) == (
        41, "2026-06-30T04:00:00.000000Z", '文控"x', "page", "record:added",
    )  # fmt: skip
    assert (told.subjects, told.first, told.reason) == (5, ("id-0", "id-1", "id-2"), more.get("reason"))
    assert (told.entry is None) is bool(filler)


def test_an_entry_that_wrote_nothing_has_no_subjects() -> None:
    bare = Entry(0, "2026-06-30T04:00:00.000000Z", "a", "cli", "account:token_given", (), {"filler": LONG})
    assert (outline(bare.leaf()).subjects, outline(bare.leaf()).first) == (0, ())
