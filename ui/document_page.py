"""One controlled document: its revisions with what can be done with each, who spoke, what it satisfies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.dates import day_before
from ui import addresses
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.lists import EmptyState, Head, Listing, ListRow
from ui.marks import Mark, mark
from ui.parts import Step
from ui.say import Say
from ui.things import Cell, heads, link_cell, named
from ui.times import shown_instant, shown_size
from workflows.documents_seen import Act, Seen

Thing = Mapping[str, Any]
_STRUCK = frozenset({"superseded", "obsolete", "withdrawn", "refused", "never_in_force"})


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision: `anchor` its place on the page, `label` struck where it no longer counts, its mark, when it is in
    force, how it was decided with the reason (or ""), its file, how many records were made under it, what can be done
    with it."""

    anchor: str
    label: str
    struck: bool
    current: bool
    mark: Mark
    interval: str
    adopted: bool
    decision: str
    reason: str
    file: Place
    size: str
    records: str
    acts: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """The form that compares two revisions: where it leads, the revisions as (id, label), the two chosen first."""

    action: str
    revisions: tuple[tuple[str, str], ...]
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The context of `document.html`. `main` is the one thing to do next, `others` what else can be done; `mark` says
    what is in force on the day; `steps` who spoke, the newest first; `compare` is None for a single revision."""

    template: ClassVar[str] = "document.html"

    frame: Frame
    number: str
    title: str
    kind: str
    mark: Mark
    main: Place | None
    others: tuple[Place, ...]
    revisions: tuple[RevisionRow, ...]
    compare: Compare | None
    steps: tuple[Step, ...]
    clauses: Listing
