"""Forms of evidence: bringing files in, and linking many of them to a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from api.incoming.uploads import stored
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.dates import day
from graph_schema.errors import ClausetrailError, InvalidInput, NotFound, TooLarge
from ui import addresses
from ui.evidence_link_page import evidence_link_page, evidence_linked_page
from ui.evidence_parts import CONFIRM, PROPOSE, record_name
from ui.forms import FormView
from ui.render import Page
from ui.upload_page import DUPLICATE, HEALED, REFUSED, STORED, Outcome, upload_fields, upload_page
from workflows import evidence, evidence_links, evidence_list, evidence_records, links, resolve
from workflows.answers import Json
from workflows.evidence import Use
from workflows.files import StoredFile
from workflows.permissions import require
from workflows.system import System

router = new_router()


def _upload_form(sheet: Sheet) -> FormView:
    desk = sheet.desk
    recent = evidence_records.recent(desk.system, desk.person)
    sites = evidence_list.sites(desk.system, desk.person)
    fields = upload_fields(desk.reader, desk.say, recent, sites)
    return sheet.form(addresses.UPLOAD, desk.say("upload_send"), fields, key="u")


def show_upload(sheet: Sheet) -> Page:
    """The form; an address that names a record (`?record=NO`) has it filled in."""
    desk = sheet.desk
    require(desk.person.roles, "evidence.add")
    sheet = sheet if sheet.typed else replace(sheet, typed=sheet.query)
    return upload_page(desk.reader, desk.say, _upload_form(sheet), desk.upload_limit)


def act_upload(sheet: Sheet) -> Page:
    """Take what can be taken, in one entry, and tell of each file what became of it."""
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "evidence.add")
    record, confirm, date = typed.get("record"), typed.get("confirm") == "on", typed.get("date")
    if confirm:
        require(desk.person.roles, "link.decide")
    if date:
        day(date, "date")
    if record:  # refused before any file is finished
        _known_record(desk.system, record)
    if not sheet.files:
        raise InvalidInput("files_missing")
    taken: list[StoredFile] = []
    outcomes: list[Outcome | None] = []
    for file in sheet.files:
        try:
            taken.append(stored(file))
            outcomes.append(None)
        except ClausetrailError as error:
            if error.status >= 500:
                raise
            reason = desk.say.error(error.code, dict(error.params))
            outcomes.append(Outcome(file.name, file.size, REFUSED, reason=reason))
    rows: list[Json] = []
    if taken:
        use = Use(date or None, typed.get("site") or None)
        rows = evidence.add(desk.system, sheet.once, taken, use, record or None, confirm and bool(record))["evidence"]
    came = iter(zip(rows, taken, strict=True))
    told = tuple(one or _outcome(*next(came)) for one in outcomes)
    sheet = replace(sheet, typed=typed.without("file", "once"))
    return upload_page(desk.reader, desk.say, _upload_form(sheet), desk.upload_limit, told, record)


def _known_record(system: System, record: str) -> None:
    """InvalidInput `record_unknown`: what was typed into a field is no address that is not there."""
    try:
        with system.reader() as reader:
            resolve.node(reader, system.vocabulary, record, system.today(), "record")
    except NotFound as error:
        raise InvalidInput("record_unknown", value=record[:80]) from error


def _outcome(row: Json, file: StoredFile) -> Outcome:
    state = HEALED if row.get("healed") else DUPLICATE if row.get("duplicate_of") else STORED
    link = row["link"]["state"] if "link" in row else ""
    return Outcome(file.name, file.size, state, row["id"], row["file_name"], link=link)


BESIDE = {
    "files_missing": "file",
    "files_too_many": "file",
    "record_unknown": "record",
    "reference_ambiguous": "record",
    "reference_invalid": "record",
    "reference_kind": "record",
    "record_needed": "record",
    "date_invalid": "date",
}
add(router, PageForm(addresses.UPLOAD, show_upload, act_upload, BESIDE, each=True))


def show_link(sheet: Sheet) -> Page:
    """The files ticked (in the form, or in the address as `?id=`), and the record they are to be linked to."""
    desk, typed = sheet.desk, sheet.typed or sheet.query
    require(desk.person.roles, "link.propose")
    files = evidence_list.named(desk.system, desk.person, _ids(typed.all("id")))
    return evidence_link_page(
        desk.reader,
        desk.say,
        files,
        evidence_records.recent(desk.system, desk.person),
        typed.get("record"),
        addresses.local_path(typed.get("back")) if typed.get("back") else "",
        typed.get("reason"),
        sheet.refusal,
    )


def _ids(ids: Sequence[str]) -> Sequence[str]:
    if len(ids) > evidence_links.MOST:
        raise TooLarge("files_too_many", limit=evidence_links.MOST)
    return ids


def act_link(sheet: Sheet) -> Done | Page:
    """Link the files, in one entry; what could not be linked is told with its reason, and the rest is done."""
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "link.propose")
    if typed.get("do") not in (PROPOSE, CONFIRM):
        raise InvalidInput("action_unknown", value=typed.get("do")[:40])
    record, confirm = typed.get("record"), typed.get("do") == CONFIRM
    if not typed.all("id"):
        raise InvalidInput("files_missing")
    if not record:
        raise InvalidInput("record_needed")
    _known_record(desk.system, record)
    answer = evidence_links.attach(
        desk.system, sheet.once, typed.all("id"), record, confirm=confirm, reason=typed.get("reason")
    )
    back = addresses.local_path(typed.get("back")) if typed.get("back") else ""
    if answer["left_out"]:
        return evidence_linked_page(desk.reader, desk.say, answer, back)
    name, count = record_name(answer["record"]), len(answer["links"])
    said = "evidence_confirmed" if confirm else "evidence_proposed"
    here, values = back or addresses.of_thing(answer["record"]), {"count": count, "record": name}
    if len(answer["made"]) < count:  # a proposal of somebody else's was confirmed: its page takes that back
        return Done(here, said, values)
    return Done(here, said, values, addresses.EVIDENCE_UNLINK, {"links": " ".join(answer["made"]), "back": here})


def act_unlink(sheet: Sheet) -> Done:
    """Take back what was linked just now: the links are withdrawn, and that is in the ledger too."""
    desk, typed = sheet.desk, sheet.typed
    chosen = typed.get("links").split()
    if not chosen:
        raise InvalidInput("files_missing")
    done = links.withdraw(desk.system, sheet.once, chosen, desk.say("evidence_undone_reason"))
    return Done(addresses.local_path(typed.get("back")), "evidence_undone", {"count": len(done["links"])})


add(router, PageForm(addresses.EVIDENCE_UNLINK, show_link, act_unlink))
add(router, PageForm(addresses.EVIDENCE_LINK, show_link, act_link, BESIDE))
