"""Bringing a standard in: the file and its edition, what would be read of it, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ingestion.issue_words import issue_message
from ingestion.parsed import ParsedClause, ParsedStandard, place_json
from ui import addresses
from ui.forms import Field, FormView, Option
from ui.frame import Frame, Place, Reader, frame
from ui.lists import EmptyState, Head, Listing, ListRow, Pager, Tab, Tabs
from ui.marks import Mark, mark
from ui.say import Say
from ui.things import Cell
from workflows.standards import Edition

ROWS = 200
"""Rows of a preview on one page."""
EXCERPT = 120
PARTS = ("clauses", "issues", "aside")
LANGUAGE_CODES = ("zh", "zh-Hant", "en")
ACCEPTED = ".pdf,.docx,.xlsx,.csv,.txt,.md,.html,.htm"


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The context of `standard_import.html`: the form that takes a file, and the edition that ships with the product:
    its name, the form that enters it (or None), or where it is already."""

    template: ClassVar[str] = "standard_import.html"

    frame: Frame
    form: FormView
    template_name: str
    template_form: FormView | None
    template_there: Place | None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that would become a clause: its level from 0, number, kind, words (its title, or the beginning of its text
    as `said`), what it asks for, and where it stands in the file."""

    indent: int
    number: str
    kind: str
    words: str
    said: bool
    asks: str
    place: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The context of `standard_preview.html`: what was read of the file `name`, in three parts (`tabs`), the present
    one with its rows or its listing; the marks count issues by severity. `there` leads to the edition where it is
    known already, `form` confirms, and stands first where it was `refused`."""

    template: ClassVar[str] = "standard_preview.html"

    frame: Frame
    name: str
    counts: tuple[str, ...]
    marks: tuple[Mark, ...]
    tabs: Tabs
    rows: tuple[ReadRow, ...]
    listing: Listing | None
    pager: Pager | None
    there: Place | None
    form: FormView | None
    refused: bool
    other: Place


def edition_fields(say: Say, edition: Edition | None, known: Iterable[str]) -> tuple[Field, ...]:
    """What is asked of an edition; `known` are the editions one of which it may replace."""
    at = edition or Edition("", "")
    languages = (Option("", say("import_language_auto")), *(Option(one, _language(say, one)) for one in LANGUAGE_CODES))
    return (
        Field("code", say.field("standard", "code"), value=at.code, required=True, hint=say("import_code_hint")),
        Field(
            "edition",
            say.field("standard", "edition"),
            value=at.edition,
            required=True,
            hint=say("import_edition_hint"),
        ),
        Field("title", say.field("standard", "title"), value=at.title or ""),
        Field("language", say.field("standard", "language"), "select", at.language or "", options=languages),
        Field("in_force_from", say.field("standard", "in_force_from"), "date", at.in_force_from or ""),
        Field(
            "in_force_to",
            say.field("standard", "in_force_to"),
            "date",
            at.in_force_to or "",
            hint=say("import_to_hint"),
        ),
        Field("supersedes", say("import_supersedes"), value=at.supersedes or "", offers=tuple(known)),
    )


def _language(say: Say, code: str) -> str:
    return say(f"tongue_{'zh-Hans' if code == 'zh' else code}")


def import_page(
    reader: Reader, say: Say, form: FormView, name: str, there: Place | None, enter: FormView | None
) -> ImportPage:
    """Where a standard comes in."""
    top = Place(say("nav_standards"), addresses.STANDARDS)
    heading = say("import_heading")
    return ImportPage(frame(reader, say, heading, "standards", (top, Place(heading))), form, name, enter, there)


def preview_page(
    reader: Reader,
    say: Say,
    address: str,
    name: str,
    parsed: ParsedStandard,
    there: Place | None,
    form: FormView | None,
    part: str,
    start: int,
) -> PreviewPage:
    """What would be read, `part` of it from row `start` on."""
    parts: Mapping[str, Sequence[Any]] = {
        "clauses": parsed.clauses,
        "issues": parsed.issues,
        "aside": parsed.set_aside,
    }
    shown = parts[part][start : start + ROWS]
    crumbs = (
        Place(say("nav_standards"), addresses.STANDARDS),
        Place(say("import_heading"), addresses.STANDARD_IMPORT),
        Place(say("import_preview")),
    )
    stated = sum(len(one.obligations) for one in parsed.clauses)
    return PreviewPage(
        frame=frame(reader, say, say("import_preview"), "standards", crumbs),
        name=name,
        counts=(
            say.counted("import_count", len(parsed.clauses)),
            say.counted("import_asks", stated),
            say.counted("count_set_aside", len(parsed.set_aside)),
        ),
        marks=_marks(parsed, say),
        tabs=Tabs(say("import_parts"), tuple(_tab(one, part, len(parts[one]), address, say) for one in PARTS)),
        rows=tuple(_row(one, say) for one in shown) if part == "clauses" else (),
        listing=_listing(part, shown, say) if part != "clauses" else None,
        pager=_pager(address, part, start, len(shown), len(parts[part])),
        there=there,
        form=form,
        refused=form is not None and (bool(form.problem) or any(one.error for one in form.fields)),
        other=Place(say("import_other"), addresses.STANDARD_IMPORT),
    )


def _tab(part: str, current: str, count: int, address: str, say: Say) -> Tab:
    href = addresses.with_query(address, "", part=part) if part != PARTS[0] else address
    return Tab(say(f"import_part_{part}"), href, part == current, count)


def _marks(parsed: ParsedStandard, say: Say) -> tuple[Mark, ...]:
    found = []
    for severity in ("error", "warning", "notice"):
        if count := sum(one.severity == severity for one in parsed.issues):
            found.append(mark("severity", severity, f"{say.term('severity', severity)} {count}"))
    return tuple(found)


def _row(clause: ParsedClause, say: Say) -> ReadRow:
    text = " ".join(clause.text.split())
    asks = dict.fromkeys(say.term("obligation", one.kind) for one in clause.obligations)
    return ReadRow(
        indent=min(6, max(0, clause.level - 1)),
        number=clause.number,
        kind=say.term("row", clause.kind),
        words=clause.title or (text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"),
        said=clause.title is None,
        asks=say("list_separator").join(asks),
        place=_place(place_json(clause.place), say),
    )


def _place(place: Mapping[str, object], say: Say) -> str:
    return " ".join(f"{say.term('place', name)} {value}" for name, value in place.items())


def _listing(part: str, shown: Sequence[Any], say: Say) -> Listing:
    if part == "issues":
        order = {"error": 0, "warning": 1, "notice": 2}
        rows = tuple(
            ListRow(
                (
                    Cell(
                        say.term("severity", one.severity),
                        mark=mark("severity", one.severity, say.term("severity", one.severity)),
                    ),
                    Cell(issue_message(one, say.language)),
                    Cell(_place(place_json(one.place), say)),
                )
            )
            for one in sorted(shown, key=lambda one: order[one.severity])
        )
        names = ("import_severity", "import_issue", "import_place")
        return _table(say("import_part_issues"), names, rows, say("import_no_issues"), say)
    rows = tuple(
        ListRow(
            (
                Cell(one.text, kind="said"),
                Cell(say.term("set_aside", one.why)),
                Cell(_place(place_json(one.place), say)),
            )
        )
        for one in shown
    )
    return _table(
        say("import_part_aside"), ("import_line", "import_why", "import_place"), rows, say("import_no_aside"), say
    )


def _table(label: str, names: Iterable[str], rows: tuple[ListRow, ...], nothing: str, say: Say) -> Listing:
    return Listing(label, tuple(Head(say(one)) for one in names), rows, EmptyState(nothing))


def _pager(address: str, part: str, start: int, shown: int, whole: int) -> Pager | None:
    if not shown or whole <= ROWS:
        return None

    def at(first: int) -> str:
        return addresses.with_query(address, "", **{"part": part, "from": str(first)})

    before = at(max(0, start - ROWS)) if start else ""
    after = at(start + shown) if start + shown < whole else ""
    return Pager(start + 1, start + shown, whole, before, after)
