"""Forms of documents: a new one, a new revision, submitting, adopting, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.errors import InvalidInput, NotFound
from ui import addresses
from ui.document_forms import (
    TICK,
    adopt_fields,
    new_fields,
    revise_fields,
    submit_fields,
    withdraw_consequences,
    withdraw_fields,
)
from ui.document_pages import revision_address
from ui.forms import ConfirmPage, FormPage
from ui.frame import Place, frame
from ui.render import Page
from workflows import decisions, document_view, documents, revisions
from workflows.documents import Adoption
from workflows.files import StoredFile
from workflows.permissions import require

Thing = Mapping[str, Any]
router = new_router()


def _only_file(sheet: Sheet) -> StoredFile:
    """The one file that came, or InvalidInput `file_missing`."""
    if len(sheet.files) != 1:
        raise InvalidInput("file_missing")
    return sheet.stored()[0]


def _crumbs(sheet: Sheet, document: Thing | None, here: str) -> tuple[Place, ...]:
    say = sheet.desk.say
    top = Place(say("nav_documents"), addresses.DOCUMENTS)
    if document is None:
        return top, Place(here)
    own = Place(document["title"], addresses.of_kind("document", document["id"]), document["number"])
    return top, own, Place(here)


def _page(sheet: Sheet, document: Thing, heading: str, lead: str, fields: Any, verb: str, action: str) -> FormPage:
    say, reader = sheet.desk.say, sheet.desk.reader
    back = Place(say("form_back"), addresses.of_kind("document", document["id"]))
    form = sheet.form(action, verb, fields, back=back)
    shell = frame(reader, say, f"{document['number']} {heading}", "documents", _crumbs(sheet, document, heading))
    return FormPage(shell, heading, lead, form, document["number"])


def _show_new(sheet: Sheet) -> Page:
    desk, say = sheet.desk, sheet.desk.say
    require(desk.person.roles, "document.write")
    types = desk.system.vocabulary.nodes["document"].fields["type"].values
    back = Place(say("form_back"), addresses.DOCUMENTS)
    form = sheet.form(addresses.DOCUMENT_NEW, say("document_create"), new_fields(say, types), back=back)
    heading = say("document_new")
    shell = frame(desk.reader, say, heading, "documents", _crumbs(sheet, None, heading))
    return FormPage(shell, heading, say("document_new_lead"), form)


def _act_new(sheet: Sheet) -> Done:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "document.write")
    if not typed.get("type"):
        raise InvalidInput("field_missing", kind="document", field="type")
    number, label, title = typed.get("number"), typed.get("label"), typed.get("title")
    made = documents.add(desk.system, sheet.once, number, label, title, typed.get("type"), _only_file(sheet))
    return Done(
        addresses.of_kind("document", made["document"]["id"]), "document_added", {"number": number, "label": label}
    )


def _document(sheet: Sheet) -> Thing:
    return documents.show(sheet.desk.system, sheet.desk.person, sheet.at["ref"])


def _show_revise(sheet: Sheet) -> Page:
    require(sheet.desk.person.roles, "document.write")
    say, document = sheet.desk.say, _document(sheet)
    labels = [one["label"] for one in document["revisions"]]
    action = addresses.of_document(document["id"], "revise")
    fields = revise_fields(say, labels)
    return _page(sheet, document, say("revise_heading"), say("revise_lead"), fields, say("revise_verb"), action)


def _act_revise(sheet: Sheet) -> Done:
    desk = sheet.desk
    require(desk.person.roles, "document.write")
    label = sheet.typed.get("label")
    made = documents.revise(desk.system, sheet.once, sheet.at["ref"], label, _only_file(sheet))
    address = revision_address(made["document"]["id"], made["revision"]["id"], "")
    carried = len(made["carried"])
    return Done(address, "revision_added", {"label": label, "count": carried})


def _revision(sheet: Sheet) -> tuple[Thing, Thing]:
    """The document and the revision in it that the address names."""
    desk = sheet.desk
    found = revisions.find(desk.system, desk.person, sheet.at["ref"])
    document = document_view.view(desk.system, desk.person, found.text("document"))
    for one in document["revisions"]:
        if one["id"] == found.id:
            return document, one
    raise NotFound("reference_unknown", value=sheet.at["ref"][:80], kind="revision")


def _show_submit(sheet: Sheet) -> Page:
    require(sheet.desk.person.roles, "document.submit")
    say, (document, revision) = sheet.desk.say, _revision(sheet)
    heading = say("submit_heading", label=revision["label"])
    action = addresses.of_revision(revision["id"], "submit")
    fields = submit_fields(say, revision["version"])
    return _page(sheet, document, heading, say("submit_lead"), fields, say("submit_verb"), action)


def _act_submit(sheet: Sheet) -> Done:
    reason = sheet.typed.get("reason") or None
    answer = decisions.submit(sheet.desk.system, sheet.once, sheet.at["ref"], reason, sheet.version)
    revision = answer["revision"]
    address = revision_address(revision["document"], revision["id"], "")
    return Done(address, "revision_submitted", {"label": revision["label"]})


def _show_withdraw(sheet: Sheet) -> Page:
    desk, say = sheet.desk, sheet.desk.say
    require(desk.person.roles, "document.write")
    document, revision = _revision(sheet)
    ends = revision["state"] == "approved"
    heading = say("withdraw_heading_approved" if ends else "withdraw_heading", label=revision["label"])
    form = sheet.form(
        addresses.of_revision(revision["id"], "withdraw"),
        say("act_end") if ends else say("act_withdraw"),
        withdraw_fields(say, revision, desk.reader.today),
        stop=True,
        back=Place(say("form_back"), addresses.of_kind("document", document["id"])),
    )
    shell = frame(desk.reader, say, f"{document['number']} {heading}", "documents", _crumbs(sheet, document, heading))
    return ConfirmPage(shell, heading, withdraw_consequences(say, revision), form, document["number"])


def _act_withdraw(sheet: Sheet) -> Done:
    typed = sheet.typed
    answer = documents.withdraw(
        sheet.desk.system, sheet.once, sheet.at["ref"], typed.get("reason"), typed.get("on") or None, sheet.version
    )
    revision = answer["revision"]
    address = revision_address(revision["document"], revision["id"], "")
    if on := revision.get("withdrawn_on"):
        return Done(address, "revision_ended", {"label": revision["label"], "date": on})
    return Done(address, "revision_withdrawn", {"label": revision["label"]})


def _show_adopt(sheet: Sheet) -> Page:
    require(sheet.desk.person.roles, "document.adopt")
    say, (document, revision) = sheet.desk.say, _revision(sheet)
    heading = say("adopt_heading", label=revision["label"])
    carried = [one for one in revision["claims"] if one["state"] == "proposed"]
    typed = sheet.typed
    fields = adopt_fields(say, revision, carried)
    if typed:  # a tick that was taken away is not sent; all the others were on the page
        off = {f"{TICK}{one['id']}" for one in carried} - {name for name, _ in typed.pairs}
        for name in off:
            typed = typed.put(name, "")
    sheet = type(sheet)(sheet.desk, sheet.at, typed, sheet.query, sheet.files, sheet.refusal)
    action = addresses.of_revision(revision["id"], "adopt")
    return _page(sheet, document, heading, say("adopt_lead"), fields, say("adopt_verb"), action)


def _act_adopt(sheet: Sheet) -> Done:
    typed = sheet.typed
    told = Adoption(
        effective_from=typed.get("effective_from"),
        decision=typed.get("decision"),
        decider=typed.get("decider"),
        reason=typed.get("reason"),
        proof=typed.get("proof"),
        decided_on=typed.get("decided_on") or None,
        effective_to=typed.get("effective_to") or None,
    )
    ticked = tuple(name.removeprefix(TICK) for name, value in typed.pairs if name.startswith(TICK) and value == "on")
    answer = documents.adopt(sheet.desk.system, sheet.once, sheet.at["ref"], told, ticked, sheet.version)
    revision = answer["revision"]
    address = revision_address(revision["document"], revision["id"], "")
    return Done(address, "revision_adopted", {"label": revision["label"], "date": revision["effective_from"]})


_NO_FILE = {"file_missing": "file", "file_empty": "file", "file_name_invalid": "file", "file_name_long": "file"}
_ADOPT = {
    "adoption_in_future": "effective_from",
    "effective_date_taken": "effective_from",
    "interval_empty": "effective_to",
}
add(router, PageForm(addresses.DOCUMENT_NEW, _show_new, _act_new, {**_NO_FILE, "key_taken": "number"}))
add(router, PageForm("/documents/{ref:path}/revise", _show_revise, _act_revise, {**_NO_FILE, "key_taken": "label"}))
add(router, PageForm("/revisions/{ref:path}/submit", _show_submit, _act_submit))
add(
    router,
    PageForm(
        "/revisions/{ref:path}/withdraw",
        _show_withdraw,
        _act_withdraw,
        {"reason_needed": "reason", "withdrawal_in_past": "on"},
    ),
)
add(router, PageForm("/revisions/{ref:path}/adopt", _show_adopt, _act_adopt, _ADOPT))
