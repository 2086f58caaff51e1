"""The forms of records: a new one, a correction, more files. Fields and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graph_schema.values import Day
from ui.forms import Field, FormView, Option
from ui.frame import Frame
from ui.say import Say
from workflows.record_entry import Choice
from workflows.register import Line

Thing = Mapping[str, Any]
LISTED, OFFERED = 200, 500
"""Documents that fit into a list to choose from; numbers offered where there are more of them."""


@dataclass(frozen=True, slots=True)
class RecordFormPage:
    """The context of `record_form.html`: what a record says and, for a new one, what comes with it. `look` is the verb
    of the button that looks up the revision in force (or ""); `parts` are the form's fields in groups with a title."""

    template: ClassVar[str] = "record_form.html"

    frame: Frame
    heading: str
    lead: str
    form: FormView
    parts: tuple[tuple[str, tuple[Field, ...]], ...]
    look: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the house has already: types and sites in use, documents by number, editions as (id, name)."""

    types: Sequence[str]
    sites: Sequence[str]
    documents: Sequence[Line]
    editions: Sequence[tuple[str, str]]


def says_fields(say: Say, known: Known, record: Thing | None = None) -> tuple[Field, ...]:
    """What a record says; `record` is the one to correct."""
    old = record or {}
    label = say.field
    period = "period_from" in old
    return (
        Field("type", label("record", "type"), value=old.get("type", ""), required=True, offers=tuple(known.types),
              hint=say("records_type_hint")),
        Field("number", label("record", "number"), value=old.get("number", ""), hint=say("records_number_hint")),
        Field("title", label("record", "title"), value=old.get("title", "")),
        Field("period_from", label("record", "period_from"), "date", old.get("period_from", ""),
              say("records_period_hint")),
        Field("date", say("records_last_day") if period else label("record", "date"), "date", old.get("date", ""),
              say("records_date_hint"), required=True),
        Field("site", label("record", "site"), value=old.get("site", ""), offers=tuple(known.sites)),
    )  # fmt: skip


def under_fields(say: Say, known: Known, choice: Choice | None, chosen: str, day: Day) -> tuple[Field, ...]:
    """Document and revision. The revision in force on the day is proposed once the document is known."""
    document = _document_field(say, known)
    if choice is None:
        return (document,)
    today = tuple(
        Option(one.id, _version_name(say, one.label, one.interval is not None and one.interval.holds(day)))
        for one in reversed(choice.document.versions)
    )
    ids = {one.value for one in today}
    value = chosen if chosen in ids else choice.proposed
    hint = say("records_revision_hint", date=day) if choice.proposed else say("records_revision_none", date=day)
    options = (Option("", say("choose")), *today)
    return document, Field("revision", say.kind("revision"), "select", value, hint, options=options)


def _version_name(say: Say, label: str, held: bool) -> str:
    return say("records_revision_then", label=label) if held else label


def _document_field(say: Say, known: Known) -> Field:
    name, hint = say("records_document"), say("records_document_hint")
    if len(known.documents) > LISTED:
        return Field("document", name, hint=hint, offers=tuple(one.number for one in known.documents[:OFFERED]))
    options = (
        Option("", say("records_document_none")),
        *(Option(one.number, f"{one.number} {one.title[:60]}") for one in known.documents),
    )
    return Field("document", name, "select", hint=hint, options=options)


def brought_fields(say: Say, known: Known, may: frozenset[str], evidence: Sequence[Thing]) -> tuple[Field, ...]:
    """Files to upload or entered before, clauses by number, and whether their links are confirmed at once."""
    found = []
    if "evidence.add" in may:
        found.append(Field("file", say("records_files"), "file", several=True, hint=say("records_files_hint")))
    found += [
        Field(f"evidence.{one['id']}", say("records_evidence", name=one["file_name"]), "checkbox", "on")
        for one in evidence
    ]
    if "link.propose" in may and known.editions:
        options = tuple(Option(id_, name) for id_, name in known.editions)
        if len(options) > 1:
            found.append(Field("standard", say.kind("standard"), "select", options[0].value, options=options))
        found.append(Field("clauses", say("records_clauses"), hint=say("records_clauses_hint", name=options[0].name)))
    return (*found, *confirm_field(say, may))


def confirm_field(say: Say, may: frozenset[str]) -> tuple[Field, ...]:
    """Whether links are confirmed at once, for those who may."""
    if "link.decide" not in may:
        return ()
    return (Field("confirm", say("records_confirm"), "checkbox", "on", say("records_confirm_hint")),)


def file_fields(say: Say, may: frozenset[str]) -> tuple[Field, ...]:
    """More files for a record: new ones, or one entered before by its digest."""
    return (
        Field("file", say("records_files"), "file", several=True, hint=say("records_files_hint")),
        Field("evidence", say("records_known_file"), hint=say("records_known_file_hint")),
        *confirm_field(say, may),
    )


def reason_fields(say: Say, version: int) -> tuple[Field, ...]:
    """Why a record is corrected, and what the correction is based on."""
    return (
        Field("reason", say("links_reason"), "textarea", required=True, hint=say("records_reason_hint")),
        Field("version", kind="hidden", value=str(version)),
    )
