"""One controlled document: its revisions with what can be done with each, who spoke, what it satisfies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.dates import day_before
from ui import addresses
from ui.document_acts import acts_of, next_step
from ui.document_steps import steps_of
from ui.frame import Frame, Place, Reader, bar_of_day, frame
from ui.lists import EmptyState
from ui.marks import Mark, mark
from ui.parts import Step
from ui.reasons import reason_words
from ui.say import Say
from ui.things import Cell, Row, heads, link_cell
from ui.times import shown_instant, shown_size
from workflows.document_view import COUNTED

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
class ClaimTable:
    """The clauses a revision satisfies; `past`: it is not in force and not to come, so the table is folded."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    past: bool


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
    claims: tuple[ClaimTable, ...]
    no_claims: EmptyState


def document_page(reader: Reader, say: Say, who: str, document: Thing, as_of: str, view: str) -> DocumentPage:
    """One document as `document_view` answers it; `who` reads: their account's name."""
    day = as_of or reader.today
    newest_first = list(reversed(document["revisions"]))
    here = addresses.of_kind("document", document["id"])
    top = Place(say("nav_documents"), addresses.with_query(addresses.DOCUMENTS, view))
    main, others = next_step(reader, say, who, document, newest_first)
    tables = tuple(table for one in newest_first if (table := _claims(reader, say, one, day, view)).rows)
    link = next((one for one in (main, *others) if one is not None and one.href.endswith("/clauses")), None)
    return DocumentPage(
        frame=frame(
            reader,
            say,
            f"{document['number']} {document['title']}",
            "documents",
            (top, Place(document["title"], "", document["number"])),
            bar_of_day(reader, as_of, here),
        ),
        number=document["number"],
        title=document["title"],
        kind=say.term("type", document["type"]),
        mark=_standing(say, document["revisions"], day),
        main=main,
        others=others,
        revisions=tuple(_revision(reader, say, who, document, one, day) for one in newest_first),
        compare=_compare(document, newest_first),
        steps=steps_of(reader, say, document),
        claims=tables,
        no_claims=EmptyState(say("claims_none"), say("claims_none_text"), link),
    )


def phase_on(revision: Thing, day: str) -> str:
    """The phase on the day: derived from the interval where there is one, else what is stored."""
    if "from" not in revision:
        return str(revision["phase"])
    if day < revision["from"]:
        return "approved"
    if "to" in revision and revision["to"] <= day:
        return str(revision["phase"]) if revision["phase"] in ("obsolete", "superseded") else "superseded"
    return "in_force"


def _standing(say: Say, revisions: Sequence[Thing], day: str) -> Mark:
    current = next((one for one in revisions if phase_on(one, day) == "in_force"), None)
    if current is None:
        return mark("phase", "superseded", say("none_in_force"))
    return mark("phase", "in_force", f"{current['label']} {say.term('phase', 'in_force')}")


def interval_words(revision: Thing, say: Say) -> str:
    """When a revision is in force, or ""."""
    if "to" in revision:
        return say("from_to", start=revision["from"], end=day_before(revision["to"]))
    return say("in_force_since", date=revision["from"]) if "from" in revision else ""


def _revision(reader: Reader, say: Say, who: str, document: Thing, revision: Thing, day: str) -> RevisionRow:
    phase = phase_on(revision, day)
    decided = revision.get("decision")
    decision: Thing = decided if isinstance(decided, Mapping) else {}
    adopted = decision.get("outcome") == "adopted"  # said by its tag
    outcome = say.term("outcome", decision["outcome"]) if decision and not adopted else ""
    parts = [part for part in (outcome, decision.get("decision"), decision.get("by"), decision.get("on")) if part]
    count = f"{COUNTED}+" if revision["records"] > COUNTED else str(revision["records"])
    return RevisionRow(
        anchor=f"r-{revision['id']}",
        label=revision["label"],
        struck=phase in _STRUCK,
        current=phase == "in_force",
        mark=mark("phase", phase, say.term("phase", phase)),
        interval=interval_words(revision, say),
        adopted=adopted,
        decision=say("list_separator").join(parts),
        reason=revision.get("withdrawn_reason") or decision.get("reason") or "",
        file=Place(revision["file_name"], addresses.of_revision(revision["id"], "file")),
        size=shown_size(revision["size"]),
        records=count,
        acts=acts_of(reader, say, who, document, revision),
    )


def _compare(document: Thing, newest_first: Sequence[Thing]) -> Compare | None:
    if len(newest_first) < 2:
        return None
    known = tuple((one["id"], one["label"]) for one in newest_first)
    return Compare(addresses.of_document(document["id"], "difference"), known, known[1][0], known[0][0])


def _claims(reader: Reader, say: Say, revision: Thing, day: str, view: str) -> ClaimTable:
    rows = tuple(
        Row((
            Cell(one["to"]["number"], addresses.of_kind("clause", one["to"]["id"], view), kind="mono"),
            Cell(one["to"].get("title", "")),
            Cell(one["standard"]),
            link_cell(one, addresses.of_kind("link", one["id"], view), say),
            Cell(one["by"]),
            Cell(shown_instant(one["at"], reader.zone), kind="date"),
            Cell(reason_words(one.get("reason", ""), say)),
        ))
        for one in revision["claims"]
    )  # fmt: skip
    phase = say.term("phase", phase_on(revision, day))
    return ClaimTable(
        label=say("claims_of", label=revision["label"], phase=phase),
        heads=(say.kind("clause"), *heads(say, "title", "standard", "link", "by", "at", "reason")),
        rows=rows,
        past=phase_on(revision, day) in _STRUCK,
    )
