"""The form that links a revision to many clauses at once."""

from __future__ import annotations

from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.routing import new_router
from graph_schema.errors import Conflict, NotFound
from ui import addresses
from ui.document_clauses import PAGE, Narrowed, chosen_revision, clauses_page
from ui.forms import refusal_words
from ui.render import Page
from workflows import claims, documents, linking
from workflows.permissions import require

router = new_router()


def _show(sheet: Sheet) -> Page:
    desk, asked = sheet.desk, sheet.query
    require(desk.person.roles, "link.propose")
    document = documents.show(desk.system, desk.person, sheet.at["ref"])
    revision = chosen_revision(document["revisions"], asked.get("revision"))
    if revision is None:
        raise NotFound("reference_unknown", value=sheet.at["ref"][:80], kind="revision")
    page = max(1, asked.number("page") or 1)
    found = claims.choices(
        desk.system, desk.person, revision["id"], asked.get("standard"), asked.get("q")[:200], (page - 1) * PAGE, PAGE
    )
    narrowed = Narrowed(revision["id"], found.get("standard", ""), asked.get("q")[:200], page)
    ticked, reason = sheet.typed.all("id"), sheet.typed.get("reason")
    problem = refusal_words(sheet.refusal, desk.say)
    return clauses_page(desk.reader, desk.say, document, found, narrowed, reason, ticked, problem)


def _act(sheet: Sheet) -> Done:
    desk, typed = sheet.desk, sheet.typed
    require(desk.person.roles, "link.propose")
    document = documents.show(desk.system, desk.person, sheet.at["ref"])
    revision = chosen_revision(document["revisions"], sheet.query.get("revision"))
    if revision is None:
        raise NotFound("reference_unknown", value=sheet.at["ref"][:80], kind="revision")
    confirm = typed.get("do") == "confirm"
    answer = linking.link_many(
        desk.system, sheet.once, [revision["id"]], typed.all("id"), confirm=confirm, reason=typed.get("reason")
    )
    done, left_out = len(answer["links"]), answer["left_out"]
    if not done and left_out:
        raise Conflict(left_out[0]["code"], **left_out[0]["params"])
    address = f"{addresses.of_kind('document', document['id'])}#h-claims"
    values = {"label": revision["label"], "count": done} | ({"left": len(left_out)} if left_out else {})
    return Done(address, "clauses_confirmed" if confirm else "clauses_proposed", values)


add(router, PageForm("/documents/{ref:path}/clauses", _show, _act))
