"""Forms of records: a new one with its files and clauses, a correction, more files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.desk import PageDesk
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.errors import ClausetrailError, InvalidInput, NotFound
from ui import addresses
from ui.forms import Field, FormPage
from ui.frame import Place, frame
from ui.record_forms import (
    Known,
    RecordFormPage,
    brought_fields,
    file_fields,
    reason_fields,
    says_fields,
    under_fields,
)
from ui.render import Page
from ui.typed import Typed
from workflows import evidence, record_entry, record_list, records, standards
from workflows.permissions import require
from workflows.record_entry import Brought, Choice
from workflows.record_list import Wanted
from workflows.records import RecordFields

Thing = Mapping[str, Any]
router = new_router()
LOOK = "look"
"""The button that looks up the revision in force on the day, and writes nothing."""
_EVIDENCE = "evidence."
_PARTS = re.compile(r"[,，、;；\n]+")


def _known(desk: PageDesk) -> Known:
    listed = record_list.listed(desk.system, desk.person, Wanted(), 0, 0)
    editions = [(one["id"], f"{one['code']}-{one['edition']}") for one in standards.listed(desk.system, desk.person)]
    return Known(
        list(listed.types)[:200], list(listed.sites)[:200], record_entry.documents(desk.system, desk.person), editions
    )


def _choice(desk: PageDesk, typed: Typed, otherwise: str = "") -> Choice | None:
    """The document named in the form, or None where none is or nobody knows it."""
    document = typed.get("document") if "document" in typed else otherwise
    if not document:
        return None
    day = typed.get("date") or desk.reader.today
    try:
        return record_entry.under(desk.system, desk.person, document, day)
    except (NotFound, InvalidInput):
        return None


def _given(typed: Typed) -> RecordFields:
    """What the record says, as typed; a first day makes it a period."""
    first, last = typed.get("period_from"), typed.get("date")
    texts = {name: typed.get(name) for name in ("type", "number", "title", "site")}
    if not last:
        raise InvalidInput("field_missing", kind="record", field="date")
    return RecordFields(**texts, **({"period": f"{first}..{last}"} if first else {"date": last}))


def _revision(desk: PageDesk, typed: Typed) -> str | None:
    """The revision chosen, else that in force on the day in the document named; None where none is named."""
    document, on = typed.get("document"), typed.get("date")
    if not document:
        return None
    try:
        choice = record_entry.under(desk.system, desk.person, document, on)
    except NotFound:
        raise InvalidInput("document_unknown", value=document[:80]) from None
    return record_entry.revision_for(choice, typed.get("revision"), on)


def _clauses(desk: PageDesk, typed: Typed) -> tuple[str, ...]:
    """Ids of the clauses whose numbers are typed. InvalidInput `clause_number_unknown`."""
    editions = standards.listed(desk.system, desk.person)
    if not typed.get("clauses") or not editions:
        return ()
    wanted = typed.get("standard") or editions[0]["id"]
    numbers = [part.strip() for part in _PARTS.split(typed.get("clauses")) if part.strip()]
    return record_entry.clauses(desk.system, desk.person, wanted, numbers)


def _form_page(
    sheet: Sheet,
    heading: str,
    lead: str,
    action: str,
    verb: str,
    groups: Sequence[tuple[str, Sequence[Field]]],
    back: Place,
) -> RecordFormPage:
    desk, say = sheet.desk, sheet.desk.say
    form = sheet.form(action, verb, [one for _, fields in groups for one in fields], back=back)
    places = iter(form.fields)
    parts = tuple((title, tuple(next(places) for _ in fields)) for title, fields in groups)
    crumbs = (Place(say("nav_records"), addresses.RECORDS), Place(heading))
    shell = frame(desk.reader, say, heading, "records", crumbs)
    return RecordFormPage(shell, heading, lead, form, parts, say("records_look"))


def _show_new(sheet: Sheet) -> Page:
    desk, say, typed = sheet.desk, sheet.desk.say, sheet.typed
    require(desk.person.roles, "record.write")
    known = _known(desk)
    day = typed.get("date") or desk.reader.today
    choice = _choice(desk, typed, sheet.query.get("document"))
    names = [name.removeprefix(_EVIDENCE) for name, _ in typed.pairs if name.startswith(_EVIDENCE)]
    files = [evidence.show(desk.system, desk.person, one) for one in names or sheet.query.all("evidence")[:50]]
    groups = (
        (say("records_part_says"), says_fields(say, known)),
        (say("records_part_under"), under_fields(say, known, choice, typed.get("revision"), day)),
        (say("records_part_brings"), brought_fields(say, known, desk.reader.may, files)),
    )
    if choice is not None and not sheet.typed.get("revision"):
        sheet = _with(sheet, "revision", choice.proposed)
    back = Place(say("form_back"), addresses.RECORDS)
    action = addresses.RECORD_NEW
    return _form_page(sheet, say("records_new"), say("records_new_lead"), action, say("records_create"), groups, back)


def _with(sheet: Sheet, name: str, value: str) -> Sheet:
    """The sheet with one field set where anything was typed at all."""
    if not sheet.typed:
        return sheet
    return Sheet(sheet.desk, sheet.at, sheet.typed.put(name, value), sheet.query, sheet.files, sheet.refusal)


def _act_new(sheet: Sheet) -> Done | Page:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "record.write")
    if typed.get("do") == LOOK:
        return _show_new(_with(sheet, "revision", ""))
    given, revision = _given(typed), _revision(desk, typed)
    brought = Brought(
        evidence=tuple(name.removeprefix(_EVIDENCE) for name, on in typed.pairs if name.startswith(_EVIDENCE) and on),
        clauses=_clauses(desk, typed),
        confirm=typed.get("confirm") == "on",
    )
    brought = Brought(sheet.stored(), brought.evidence, brought.clauses, brought.confirm)
    made = record_entry.enter(desk.system, sheet.once, given, revision, brought)
    return Done(addresses.of_kind("record", made["record"]["id"]), "records_added", {"count": len(made["evidence"])})


def _show_edit(sheet: Sheet) -> Page:
    desk, say, typed = sheet.desk, sheet.desk.say, sheet.typed
    require(desk.person.roles, "record.write")
    record = records.show(desk.system, desk.person, sheet.at["ref"])
    known = _known(desk)
    document, current = _made_under(record)
    day = typed.get("date") or record["date"]
    choice = _choice(desk, typed.put("date", day) if typed else Typed((("document", document), ("date", day))))
    under = under_fields(say, known, choice, typed.get("revision") or current, day)
    if not typed:
        under = tuple(_valued(one, document) if one.name == "document" else one for one in under)
    groups = (
        (say("records_part_says"), says_fields(say, known, record)),
        (say("records_part_under"), under),
        (say("records_part_why"), reason_fields(say, record["version"])),
    )
    here = addresses.of_kind("record", record["id"])
    back = Place(say("form_back"), here)
    heading, verb = say("records_correct_heading"), say("records_correct")
    return _form_page(sheet, heading, say("records_correct_lead"), f"{here}/edit", verb, groups, back)


def _valued(field: Field, value: str) -> Field:
    return Field(field.name, field.label, field.kind, value, field.hint, options=field.options, offers=field.offers)


def _made_under(record: Thing) -> tuple[str, str]:
    """Number of the document and id of the revision it is registered under, or ""."""
    live = [one["to"] for one in record["links"]
            if one["to"]["kind"] == "revision" and one["link"]["state"] in ("proposed", "confirmed")]  # fmt: skip
    return (live[0]["number"], live[0]["id"]) if live else ("", "")


def _act_edit(sheet: Sheet) -> Done | Page:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "record.write")
    if typed.get("do") == LOOK:
        return _show_edit(_with(sheet, "revision", ""))
    record = records.show(desk.system, desk.person, sheet.at["ref"])
    wanted = _revision(desk, typed)
    _, current = _made_under(record)
    revision = wanted if wanted != current else None
    answer = records.correct(
        desk.system, sheet.once, record["id"], _given(typed), typed.get("reason"), revision, sheet.version
    )
    return Done(addresses.of_kind("record", answer["record"]["id"]), "records_corrected_done")


def _show_files(sheet: Sheet) -> Page:
    desk, say = sheet.desk, sheet.desk.say
    require(desk.person.roles, "evidence.add")
    record = records.show(desk.system, desk.person, sheet.at["ref"])
    here = addresses.of_kind("record", record["id"])
    title = record.get("title") or record["type"]
    heading = say("records_add_files")
    form = sheet.form(
        f"{here}/files", say("records_add_files"), file_fields(say, desk.reader.may), back=Place(say("form_back"), here)
    )
    crumbs = (
        Place(say("nav_records"), addresses.RECORDS),
        Place(title, here, record.get("number", "")),
        Place(heading),
    )
    return FormPage(frame(desk.reader, say, heading, "records", crumbs), heading, say("records_files_lead"), form)


def _act_files(sheet: Sheet) -> Done:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "evidence.add")
    record = records.show(desk.system, desk.person, sheet.at["ref"])
    known: tuple[str, ...] = ()
    if typed.get("evidence"):
        try:
            known = (evidence.show(desk.system, desk.person, typed.get("evidence"))["id"],)
        except ClausetrailError as error:
            raise InvalidInput("file_unknown", value=typed.get("evidence")[:80]) from error
    brought = Brought(sheet.stored(), known, (), typed.get("confirm") == "on")
    answer = record_entry.bring(desk.system, sheet.once, record["id"], brought)
    return Done(addresses.of_kind("record", record["id"]), "records_files_added", {"count": len(answer["links"])})


_SAYS = {
    "document_unknown": "document",
    "no_revision_on": "revision",
    "record_in_future": "date",
    "date_invalid": "date",
    "period_reversed": "period_from",
    "period_invalid": "period_from",
    "key_taken": "number",
    "clause_number_unknown": "clauses",
    "file_empty": "file",
    "file_name_invalid": "file",
    "file_name_long": "file",
    "files_missing": "file",
    "file_unknown": "evidence",
    "reason_needed": "reason",
}
add(router, PageForm(addresses.RECORD_NEW, _show_new, _act_new, _SAYS))
add(router, PageForm("/records/{ref:path}/edit", _show_edit, _act_edit, _SAYS))
add(router, PageForm("/records/{ref:path}/files", _show_files, _act_files, _SAYS))
