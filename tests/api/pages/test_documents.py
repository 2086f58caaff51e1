"""Documents at the pages: the list, a new document, each step of a revision, the difference, linking to clauses."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from graph_schema.ports import LinkFilter
from tests.api.pages.test_decisions import claims, state, words
from tests.ui.cabinet import HOSTILE, Cabinet, cabinet, revise
from tests.ui.house import LONG_LABEL, PASSWORD
from tests.ui.test_page_forms import Inputs
from workflows import documents, links
from workflows.answers import Json


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Cabinet]:
    with cabinet(tmp_path, read=False) as made:
        yield made


@contextmanager
def at(office: Cabinet, name: str = "wenkong") -> Iterator[httpx.Client]:
    with office.site.signed_in(name, "en") as client:
        yield client


def filled(client: httpx.Client, address: str, **typed: str) -> dict[str, str]:
    """The form at an address with what is typed into it, the search box left out."""
    values = {
        name: value for name, value in Inputs(client.get(address).text).values.items() if name not in ("q", "file", "")
    }
    return {**values, **typed}


def shown(office: Cabinet, number: str) -> Json:
    return documents.show(office.office.system, office.office.auditor, f"document:{number}")


NEW = {"number": "QP-9", "title": "备件管理 <b>程序</b>", "type": "procedure", "label": "A/0"}
FILE = {"file": ("备件管理程序.pdf", b"%PDF-1.7 parts")}


def test_a_new_document_is_made_with_its_first_revision_and_told_once(office: Cabinet) -> None:
    with at(office) as client:
        before = office.entries()
        answer = client.post("/documents/new", data=filled(client, "/documents/new", **NEW), files=FILE)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/documents/{office.id_of('QP-9')}"
        assert office.entries() == before + 1
        after = words(client.get(answer.headers["location"]).text)
        assert "Document QP-9 is created; its revision A/0 is a draft." in after
        assert "备件管理 <b>程序</b>" in after
        assert shown(office, "QP-9")["revisions"][0]["file_name"] == "备件管理程序.pdf"


@pytest.mark.parametrize(
    ("typed", "file", "field", "status"),
    [
        ({"number": "QP-1"}, FILE, "number", 409),
        ({"number": "  "}, FILE, "number", 422),
        ({"title": ""}, FILE, "title", 422),
        ({"type": ""}, FILE, "type", 422),
        ({"label": "A" * 201}, FILE, "label", 422),
        ({}, {"file": ("", b"")}, "file", 422),
        ({}, {"file": ("leer.pdf", b"")}, "file", 422),
    ],
)
def test_what_is_wrong_with_a_new_document_stands_beside_its_field(
    office: Cabinet, typed: dict[str, str], file: dict[str, tuple[str, bytes]], field: str, status: int
) -> None:
    with at(office) as client:
        before = office.entries()
        answer = client.post("/documents/new", data=filled(client, "/documents/new", **{**NEW, **typed}), files=file)
        assert answer.status_code == status
        assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', answer.text), words(answer.text)
        seen = Inputs(answer.text).values
        assert {name: seen[name] for name in ("number", "title", "label")} == {
            name: {**NEW, **typed}[name] for name in ("number", "title", "label")
        }
        assert re.search(r'<option value="procedure" selected', answer.text) or typed.get("type") == ""
        assert office.entries() == before


def test_a_new_revision_carries_links_over_and_offers_the_next_label(office: Cabinet) -> None:
    address = f"/documents/{office.id_of('QP-1')}/revise"
    with at(office) as client:
        given = filled(client, address)
        assert given["label"] == "B/1"
        taken = client.post(address, data=given | {"label": "B/0"}, files=FILE)
        assert taken.status_code == 409
        assert re.search(r'id="f-label"[^>]*aria-invalid="true"', taken.text)
        answer = client.post(address, data=filled(client, address), files=FILE)
        assert answer.status_code == 303
        told = words(client.get(answer.headers["location"]).text)
        assert "Revision B/1 is created as a draft; links to clauses carried over: 3." in told
        assert claims(office, "QP-1@B/1") == {"4.1": "proposed", "4.2": "proposed", "4.3": "proposed"}


def test_a_draft_is_submitted_with_its_reason(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('WI-1@A/0')}/submit"
    with at(office) as client:
        answer = client.post(address, data=filled(client, address, reason="新编\n回访要求"))
        assert (answer.status_code, state(office, "WI-1@A/0")) == (303, "submitted")
        assert "waits for a decision" in words(client.get(answer.headers["location"]).text)
        assert shown(office, "WI-1")["reviews"][0]["reason"] == "新编\n回访要求"
        again = client.post(address, data=filled(client, address, reason="再来一次"))
        assert again.status_code == 409
        assert Inputs(again.text).values["reason"] == "再来一次"


def test_a_submitted_revision_is_withdrawn_only_with_a_reason(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('QP-1@B/0')}/withdraw"
    with at(office) as client:
        page = words(client.get(address).text)
        assert "links carried over to it are withdrawn" in page
        empty = client.post(address, data=filled(client, address))
        assert (empty.status_code, state(office)) == (422, "submitted")
        assert re.search(r'id="f-reason"[^>]*aria-invalid="true"', empty.text)
        assert client.post(address, data=filled(client, address, reason="还要改")).status_code == 303
        assert state(office) == "withdrawn"


def test_what_is_in_force_ends_on_a_day_that_is_not_past(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('QP-1@A/0')}/withdraw"
    with at(office) as client:
        text = client.get(address).text
        assert "clauses it satisfies may become gaps" in words(text)
        assert "1 record was made under it" in words(text)
        given = filled(client, address, reason="流程取消", on="2026-06-01")
        past = client.post(address, data=given)
        assert past.status_code == 422
        assert re.search(r'id="f-on"[^>]*aria-invalid="true"', past.text)
        assert client.post(address, data=filled(client, address, reason="流程取消", on="2026-09-01")).status_code == 303
        assert shown(office, "QP-1")["revisions"][0]["to"] == "2026-09-01"


TOLD = {
    "effective_from": "2025-03-01",
    "decision": "办公会 2025-3 号",
    "decider": "王经理",
    "reason": "体系建立前已执行",
    "proof": "档案柜 3",
}


def test_what_was_in_force_before_is_adopted_with_what_is_told(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('WI-1@A/0')}/adopt"
    with at(office) as client:
        future = client.post(address, data=filled(client, address, **{**TOLD, "effective_from": "2027-01-01"}))
        assert future.status_code == 422
        assert re.search(r'id="f-effective_from"[^>]*aria-invalid="true"', future.text)
        assert Inputs(future.text).values["proof"] == "档案柜 3"
        missing = client.post(address, data=filled(client, address, **{**TOLD, "proof": ""}))
        assert re.search(r'id="f-proof"[^>]*aria-invalid="true"', missing.text)
        answer = client.post(address, data=filled(client, address, **TOLD))
        assert answer.status_code == 303
        told = words(client.get(answer.headers["location"]).text)
        assert "Revision A/0 is adopted, in force since 2025-03-01" in told
        assert "王经理" in told
        assert "adopted" in told


def test_adoption_confirms_the_carried_links_left_ticked(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('QP-1@B/0')}/adopt"
    with at(office) as client:
        given = filled(client, address, **{**TOLD, "effective_from": "2026-02-01"})
        ticks = sorted(name for name in given if name.startswith("tick."))
        assert len(ticks) == 3
        kept = {name: value for name, value in given.items() if name != ticks[0]}
        refused = client.post(address, data=kept | {"proof": ""})
        assert ticks[0] not in Inputs(refused.text).values, "a tick taken away stays away"
        assert client.post(address, data=kept).status_code == 303
        assert sorted(claims(office).values()) == ["confirmed", "confirmed", "proposed"]


def test_an_old_form_says_who_changed_it_and_keeps_what_was_typed(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('WI-1@A/0')}/submit"
    with at(office) as client:
        given = filled(client, address, reason="新编")
        given["version"] = str(int(given["version"]) - 1)
        answer = client.post(address, data=given)
        assert answer.status_code == 412
        assert Inputs(answer.text).values["reason"] == "新编"
        assert "wenkong changed it" in words(answer.text)


@pytest.mark.parametrize("name", ["shenhe", "guanli"])
def test_who_may_not_write_sees_no_button_and_is_refused(office: Cabinet, name: str) -> None:
    document, draft = office.id_of("QP-1"), office.id_of("WI-1@A/0")
    forms = ["/documents/new", f"/documents/{document}/revise", f"/revisions/{draft}/submit"]
    forms.append(f"/revisions/{draft}/withdraw")
    with at(office) as client:
        given = {one: filled(client, one, reason="x", **NEW) for one in forms}
    with at(office, name) as client:
        page = client.get(f"/documents/{document}").text
        assert "/revise" not in page
        assert "/withdraw" not in page
        assert "/documents/new" not in client.get("/documents").text
        csrf = Inputs(page).values["csrf"]
        before = office.entries()
        for one in forms:
            assert client.get(one).status_code == 403, one
            assert client.post(one, data=given[one] | {"csrf": csrf}).status_code == 403, one
        assert office.entries() == before


def test_r40_no_form_acts_without_the_token(office: Cabinet) -> None:
    document, draft = office.id_of("QP-1"), office.id_of("WI-1@A/0")
    with at(office) as client:
        before = office.entries()
        for one in (
            f"/documents/{document}/revise",
            f"/documents/{document}/clauses",
            f"/revisions/{draft}/submit",
            f"/revisions/{draft}/adopt",
            f"/revisions/{draft}/withdraw",
        ):
            answer = client.post(one, data=filled(client, one, reason="x", csrf="guess"))
            assert answer.status_code == 403, one
        assert office.entries() == before


def test_a_session_that_ended_gives_the_form_back_filled(office: Cabinet) -> None:
    address = f"/revisions/{office.id_of('WI-1@A/0')}/submit"
    with at(office) as client:
        given = filled(client, address, reason="新编，写了很久")
        client.cookies.delete("clausetrail_session")
        led = client.post(address, data=given)
        assert led.status_code == 401
        again = client.post("/sign-in", data=Inputs(led.text).values | {"name": "wenkong", "password": PASSWORD})
        assert Inputs(again.text).values["reason"] == "新编，写了很久"
        assert state(office, "WI-1@A/0") == "draft"


def ticked(office: Cabinet, client: httpx.Client, name: str, *numbers: str, **typed: str) -> tuple[str, httpx.Response]:
    """Clauses ticked by number on the page of a document, and sent."""
    address = f"/documents/{office.id_of(name)}/clauses"
    text = client.get(address).text
    rows = re.findall(r'name="id" value="([^"]+)"[^>]*aria-label="Select ([^"]+)"', text)
    ids = [id_ for id_, number in rows if html.unescape(number) in numbers]
    assert len(ids) == len(numbers)
    return address, client.post(address, data={"csrf": Inputs(text).values["csrf"], "id": ids, **typed})


def test_many_clauses_are_linked_in_one_entry(office: Cabinet) -> None:
    with at(office) as client:
        before = office.entries()
        _, answer = ticked(office, client, "WI-1", "4.1", "4.2", "4.2 a)", do="confirm")
        assert answer.status_code == 303
        assert office.entries() == before + 1
        assert claims(office, "WI-1@A/0") == {"4.1": "confirmed", "4.2": "confirmed", "4.2 a)": "confirmed"}
        assert "Links of A/0 confirmed: 3." in words(client.get(answer.headers["location"]).text)
        page = client.get(f"/documents/{office.id_of('WI-1')}/clauses").text
        assert 'aria-label="Select 4.2"' not in page, "what is confirmed cannot be ticked again"


def test_an_auditor_proposes_and_a_controller_confirms(office: Cabinet) -> None:
    with at(office, "shenhe") as client:
        address, answer = ticked(office, client, "WI-1", "4.1", do="propose")
        assert answer.status_code == 303
        assert claims(office, "WI-1@A/0") == {"4.1": "proposed"}
        assert 'value="confirm"' not in client.get(address).text
        text = client.get(address).text
        row = re.search(r'name="id" value="([^"]+)"', text)
        assert row is not None
        given = {"csrf": Inputs(text).values["csrf"], "id": row[1], "do": "confirm"}
        assert client.post(address, data=given).status_code == 403
    with at(office) as client:
        assert ticked(office, client, "WI-1", "4.1", do="confirm")[1].status_code == 303
    assert claims(office, "WI-1@A/0") == {"4.1": "confirmed"}
    with at(office, "guanli") as client:
        assert client.get(address).status_code == 403


def test_nothing_ticked_is_said_and_what_was_rejected_needs_a_reason_with_the_ticks_kept(office: Cabinet) -> None:
    with at(office) as client:
        _, nothing = ticked(office, client, "WI-1", do="confirm", reason="因为")
        assert nothing.status_code == 422
        assert 'value="因为"' in nothing.text
        ticked(office, client, "WI-1", "4.3", do="propose")
        with office.office.system.reader() as reader:
            from_id = office.id_of("WI-1@A/0")
            (link,) = (one for one in reader.links(LinkFilter(kind="satisfies", from_id=from_id)))
        links.reject(office.office.system, office.office.controller, [link.id], "不涉及")
        _, again = ticked(office, client, "WI-1", "4.3", do="propose")
        assert again.status_code == 409
        assert re.search(r'name="id" value="[^"]+" checked', again.text)
        assert "Please give a reason" in words(again.text)
        assert ticked(office, client, "WI-1", "4.3", do="propose", reason="范围扩大")[1].status_code == 303


def test_clauses_are_narrowed_by_number_or_title(office: Cabinet) -> None:
    with at(office) as client:
        address = f"/documents/{office.id_of('WI-1')}/clauses"
        found = client.get(address, params={"q": "4.2"}).text
        assert re.findall(r'aria-label="Select ([^"]+)"', found) == ["4.2", "4.2 a)"]
        nothing = client.get(address, params={"q": "９９"}).text
        assert "No clause matches" in words(nothing)
        assert 'value="９９"' in nothing


def test_the_list_is_narrowed_in_the_address_and_says_when_nothing_is_found(office: Cabinet) -> None:
    with at(office) as client:
        told = words(client.get("/documents").text)
        assert "4 documents" in told
        submitted = client.get("/documents", params={"state": "submitted", "q": "qp-1"}).text
        rows = words("<main" + submitted.partition("<tbody>")[2].partition("</tbody>")[0])
        assert rows.split()[0] == "QP-1"
        assert "WI-1" not in rows
        assert "B/0 submitted" in rows
        assert 'name="state" value="submitted"' in submitted
        nothing = words(client.get("/documents", params={"q": "<b>不存在"}).text)
        assert "No document matches these filters" in nothing
        for bad in ({"state": "lost"}, {"type": "novel"}, {"page": "0"}, {"q": "x" * 201}):
            assert client.get("/documents", params=bad).status_code == 422
        assert client.get("/documents", params={"page": "99"}).status_code == 200


def test_the_difference_of_two_revisions_is_shown_and_only_of_this_document(tmp_path: Path) -> None:
    with cabinet(tmp_path) as office, at(office) as client:
        address = f"/documents/{office.id_of('QP-1')}/difference"
        first, second = office.id_of("QP-1@A/0"), office.id_of("QP-1@B/0")
        text = client.get(address, params={"from": first, "to": second}).text
        assert "From A/0 to B/0" in words(text)
        assert "<del>2</del>" in text
        turned = client.get(address, params={"from": second, "to": first}).text
        assert "<ins>2</ins>" in turned
        assert "From A/0 to B/0" in words(client.get(address).text)
        other = client.get(address, params={"from": office.id_of("WI-1@A/0"), "to": second})
        assert other.status_code == 404
        only = client.get(f"/documents/{office.id_of('WI-1')}/difference")
        assert "This is the first revision" in words(only.text)
        revise(office.office, "QP-1", "B/1", ["noch nicht gelesen"])
        unread = client.get(address, params={"from": second, "to": office.id_of("QP-1@B/1")})
        assert "The text of B/1 is being read" in words(unread.text)


def test_hostile_names_are_shown_escaped_everywhere(office: Cabinet) -> None:
    document, revision = office.id_of(HOSTILE), office.id_of(f"{HOSTILE}@{LONG_LABEL}")
    with at(office) as client:
        for one in (
            "/documents",
            f"/documents/{document}",
            f"/documents/{document}/clauses",
            f"/documents/{document}/revise",
            f"/documents/{document}/difference",
            f"/revisions/{revision}/withdraw",
            f"/revisions/{revision}/adopt",
            "/decisions",
        ):
            answer = client.get(one)
            assert answer.status_code == 200, one
            assert "<script>alert" not in answer.text, one
            assert "\u202e" not in answer.text, one
