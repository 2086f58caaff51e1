"""Bringing a standard in: upload, look at what would be read, confirm; or the edition that ships with the product."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from api.incoming.scratch import scratch
from api.incoming.uploads import Sink
from api.pages.desk import PageDesk
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.errors import InvalidInput
from ui import addresses
from ui.forms import Field, form_view
from ui.frame import Place
from ui.standard_import_pages import (
    ACCEPTED,
    PARTS,
    ImportPage,
    PreviewPage,
    edition_fields,
    import_page,
    preview_page,
)
from workflows import standard_drafts, standards
from workflows.permissions import require
from workflows.system import System

TEMPLATE = "gbt27922"
TEMPLATE_AT = f"{addresses.STANDARD_IMPORT}/template/{TEMPLATE}"
DRAFTS = "drafts"
"""Folder below the data folder for files that wait to be confirmed."""
_OF_THE_FILE = (
    "bytes_unreadable", "charset_unknown", "file_damaged", "file_empty", "file_is_binary", "file_name_empty",
    "file_name_invalid", "file_name_long", "file_needs_password", "file_reader_crashed", "file_takes_too_long",
    "file_too_demanding", "file_too_large", "file_type_not_read", "file_unreadable", "file_without_text",
    "files_missing", "format_unsupported", "no_numbering", "pages_unreadable", "pages_without_text",
    "pdf_needs_password", "pdf_without_text", "picture_without_text", "text_not_read",
)  # fmt: skip
"""What the readers of files refuse, and names that cannot be kept."""
_BESIDE = dict.fromkeys(_OF_THE_FILE, "file") | {
    "date_invalid": "in_force_from",
    "interval_empty": "in_force_to",
    "standard_unknown": "supersedes",
    "edition_ambiguous": "supersedes",
}
router = new_router()


def _folder(desk: PageDesk) -> Path:
    return desk.data / DRAFTS


def _scratch(_: System) -> Any:
    def opening() -> AbstractContextManager[Sink]:
        return scratch()

    return opening


def _known(desk: PageDesk) -> list[dict[str, Any]]:
    return standards.listed(desk.system, desk.person)


def _name(edition: dict[str, Any]) -> str:
    return f"{edition['code']}-{edition['edition']}"


def _there(answer: dict[str, Any]) -> Place | None:
    """Where an edition is that is known already."""
    known = answer.get("already")
    return Place(_name(known), addresses.of_kind("standard", known["id"])) if known else None


def _form(sheet: Sheet) -> ImportPage:
    desk, say = sheet.desk, sheet.desk.say
    require(desk.person.roles, "standard.import")
    file = Field("file", say("import_file"), "file", required=True, accept=ACCEPTED, hint=say("import_file_hint"))
    fields = (file, *edition_fields(say, None, (_name(one) for one in _known(desk))))
    back = Place(say("nav_standards"), addresses.STANDARDS)
    form = sheet.form(addresses.STANDARD_IMPORT, say("import_read"), fields, back=back)
    shipped, content = standards.template(TEMPLATE)
    there = _there(standards.preview(desk.system, desk.person, content, shipped))
    name = f"{shipped.code}-{shipped.edition}"
    verb = say("import_template_enter", name=name)
    enter = None if there else form_view(desk.reader, TEMPLATE_AT, verb, (), key="g")
    return import_page(desk.reader, say, form, name, there, enter)


def _read(sheet: Sheet) -> Done:
    desk = sheet.desk
    require(desk.person.roles, "standard.import")
    if len(sheet.files) != 1:
        raise InvalidInput("files_missing")
    edition = standard_drafts.edition_of(dict(sheet.typed.pairs))
    (file,) = sheet.files
    path = file.sink.whole(file.name)
    draft = standard_drafts.keep(_folder(desk), desk.person, path, file.name, file.size, edition)
    return Done(addresses.standard_draft(draft.key))


add(router, PageForm(addresses.STANDARD_IMPORT, _form, _read, _BESIDE, _scratch))


def _enter_template(sheet: Sheet) -> Done:
    desk = sheet.desk
    edition, content = standards.template(TEMPLATE)
    return _done(standards.import_edition(desk.system, sheet.once, edition, content))


def _done(answer: dict[str, Any]) -> Done:
    """Where the edition is, and what was done."""
    standard = answer["standard"]
    key = "import_done"
    if answer.get("unchanged"):
        key = "import_unchanged" if answer["same_content"] else "import_differs"
    values = {"name": _name(standard), "count": answer["clauses"]}
    return Done(addresses.of_kind("standard", standard["id"]), key, values)


add(router, PageForm(TEMPLATE_AT, _form, _enter_template))


def _preview(sheet: Sheet) -> PreviewPage:
    desk, say = sheet.desk, sheet.desk.say
    draft = standard_drafts.find(_folder(desk), desk.person, sheet.at["key"])
    content = standard_drafts.read(draft)
    there = _there(standards.preview(desk.system, desk.person, content, draft.edition))
    address = addresses.standard_draft(draft.key)
    count = len(content.parsed.clauses)
    form = None
    if count:
        fields = edition_fields(say, draft.edition, (_name(one) for one in _known(desk)))
        form = sheet.form(address, say.counted("import_confirm", count), fields)
    part = sheet.query.get("part")
    start = sheet.query.number("from") or 0
    return preview_page(
        desk.reader, say, address, draft.name, content.parsed, there, form, part if part in PARTS else PARTS[0], start
    )


def _confirm(sheet: Sheet) -> Done:
    desk = sheet.desk
    draft = standard_drafts.find(_folder(desk), desk.person, sheet.at["key"])
    edition = standard_drafts.edition_of(dict(sheet.typed.pairs))
    return _done(standard_drafts.confirm(desk.system, desk.person, draft, edition))


add(router, PageForm(addresses.STANDARD_IMPORT + "/{key}", _preview, _confirm, _BESIDE))
