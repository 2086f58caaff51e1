"""The difference of two revisions as a page shows it: blocks of rows, long unchanged stretches folded, never cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ui.difference import Run
from ui.say import Say

Thing = Mapping[str, Any]
WHOLE = 30
"""Paragraphs of a first revision up to which they are shown at once; more are folded."""
FOLD = 3
"""Unchanged paragraphs worth a fold."""
_KINDS = {"same": "same", "changed": "changed", "removed": "gone", "added": "new"}


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A paragraph on both sides; None where a side has none. `old_page`, `new_page`: where a page begins, else 0."""

    kind: str
    old: tuple[Run, ...] | None
    new: tuple[Run, ...] | None
    old_page: int
    new_page: int


@dataclass(frozen=True, slots=True)
class DiffBlock:
    """Rows that stand together; `fold` in words where they are folded until opened, else ""."""

    rows: tuple[DiffRow, ...]
    fold: str = ""


@dataclass(frozen=True, slots=True)
class DiffView:
    """The difference: heads of both sides (`old` "" for a first revision), what there is in words, notes on what could
    not be read, and the blocks (none where there is nothing to show)."""

    old: str
    new: str
    summary: str
    notes: tuple[str, ...]
    blocks: tuple[DiffBlock, ...]


def difference_view(say: Say, found: Thing, old: str, new: str) -> DiffView:
    """The answer of `previews.difference` for a page; `old` and `new` are the heads of both sides."""
    labels = {"old": old, "new": new}
    notes = [
        say("diff_incomplete", side=labels[one["side"]], reason=say.error(one["code"], dict(one["params"])))
        for one in found.get("incomplete", ())
    ]
    if found["status"] == "text_not_read":
        notes = [_unread(say, one) for one in found["unread"]]
    if found["status"] == "same_content":
        notes = [say("diff_same_content")]
    if found["status"] == "first":
        notes.insert(0, say("diff_first"))
        old = ""
    blocks = _first(say, found["rows"]) if found["status"] == "first" else _blocks(say, found["rows"])
    return DiffView(old, new, _summary(say, found), tuple(notes), blocks)


def _unread(say: Say, side: Thing) -> str:
    """Why a side has no text: it waits, it is being read, or it could not be."""
    if side.get("reason"):
        return say("diff_failed", label=side["label"], reason=say.error(side["reason"], dict(side.get("params", {}))))
    if side.get("state") in ("queued", "running"):
        return say("diff_waiting", label=side["label"])
    return say("diff_unread", label=side["label"])


def _summary(say: Say, found: Thing) -> str:
    """`2 changed, 1 new, 1 removed`, or that nothing is."""
    if found["status"] != "compared":
        return ""
    counts, parts = found["counts"], []
    if changed := counts.get("changed"):
        parts.append(say.counted("diff_changed", changed))
    if added := counts.get("added"):
        parts.append(say("diff_added", count=added))
    if removed := counts.get("removed"):
        parts.append(say("diff_removed", count=removed))
    return say("clause_separator").join(parts) or say("diff_nothing")


def _first(say: Say, rows: Sequence[Thing]) -> tuple[DiffBlock, ...]:
    shown = _rows(rows)
    if not shown:
        return ()
    return (DiffBlock(shown, say.counted("diff_whole", len(shown)) if len(shown) > WHOLE else ""),)


def _blocks(say: Say, rows: Sequence[Thing]) -> tuple[DiffBlock, ...]:
    shown = _rows(rows)
    found: list[DiffBlock] = []
    for far, part in groupby(zip(rows, shown, strict=True), key=lambda one: bool(one[0]["far"])):
        block = tuple(row for _, row in part)
        if far and len(block) >= FOLD:
            found.append(DiffBlock(block, say.counted("diff_fold", len(block))))
        elif found and not found[-1].fold:
            found[-1] = DiffBlock(found[-1].rows + block)
        else:
            found.append(DiffBlock(block))
    return tuple(found)


def _rows(rows: Iterable[Thing]) -> tuple[DiffRow, ...]:
    found = []
    at = {"old": 0, "new": 0}
    for row in rows:
        begins = {}
        for side in at:
            page = row.get(f"{side}_page", at[side])
            begins[side] = page if page != at[side] else 0
            at[side] = page
        sides = {side: _runs(row[side], side) if side in row else None for side in at}
        found.append(DiffRow(_KINDS[row["kind"]], sides["old"], sides["new"], begins["old"], begins["new"]))
    return tuple(found)


def _runs(runs: Iterable[Thing], side: str) -> tuple[Run, ...]:
    fate = "gone" if side == "old" else "new"
    return tuple(Run(fate if run["marked"] else "same", run["text"]) for run in runs)
