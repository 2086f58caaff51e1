"""Records by pages: found by what they lack, entered whole, corrected by two people, linked to clauses in bulk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from graph_schema.ports import LinkFilter
from tests.api.pages.house_desk import HouseDesk, house_desk, send, token
from tests.ui.house import PASSWORD
from tests.ui.test_page_forms import Inputs
from workflows import records
from workflows.records import RecordFields
from workflows.system import Person

CONTROLLER = Person("wenkong", frozenset({"controller"}), "page")
NEW = {"type": "回访", "number": "N-1", "date": "2026-03-05", "title": "<b>新</b>", "document": "QP-05", "do": "save"}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("records"), 4) as made:
        yield made


def shown(desk: HouseDesk, number: str) -> dict[str, object]:
    found: dict[str, object] = records.show(desk.system, CONTROLLER, f"record:{number}")
    return found


def id_of(desk: HouseDesk, number: str) -> str:
    return str(shown(desk, number)["id"])


def form(text: str) -> dict[str, str]:
    return Inputs(text.partition("<main")[2]).values


def test_the_list_is_narrowed_in_the_address_and_an_unknown_document_is_told(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        page = client.get("/records?lacks=file").text
        assert ("H-NOFILE" in page, "H-OLD" in page) == (True, False)
        assert "H-EARLY" in client.get("/records?lacks=fit").text
        assert "R-001" in client.get("/records?document=QP-05&q=r-001").text
        refused = client.get("/records?document=NONE")
        assert (refused.status_code, "NONE" in refused.text) == (422, True)
        assert client.get("/records?lacks=money").status_code == 422
        assert "No such record" in client.get("/records?q=zzz").text
        assert client.get("/records?page=400").status_code == 200


def test_a_record_is_entered_with_its_files_and_clauses_under_the_revision_of_its_day(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        before = desk.entries()
        files = [("file", ("扫描 1.pdf", b"one")), ("file", ("扫描 2.pdf", b"two"))]
        data = NEW | {"csrf": token(client), "clauses": "4.1、4.2 a)", "confirm": "on"}
        answer = client.post("/records/new", data=data, files=files)
        assert answer.status_code == 303, answer.text
        assert desk.entries() == before + 1
        page = client.get(answer.headers["location"]).text
        assert "The record is entered; files with it: 2." in page
        assert "&lt;b&gt;新&lt;/b&gt;" in page
        found = shown(desk, "N-1")
        links = found["links"]
        assert isinstance(links, list)
        assert sorted(one["to"].get("label") or one["to"]["number"] for one in links) == ["4.1", "4.2 a)", "C/0"]
        assert {one["link"]["state"] for one in links} == {"confirmed"}


def test_looking_up_the_revision_writes_nothing_and_keeps_what_was_typed(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        before = desk.entries()
        answer = send(client, "/records/new", **(NEW | {"do": "look", "date": "2024-03-05"}))
        assert (answer.status_code, desk.entries()) == (200, before)
        assert re.search(r"<option value=\"[^\"]+\" selected>B/1 \(in force then\)", answer.text)
        assert form(answer.text)["number"] == "N-1"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"date": ""}, "date"),
        ({"date": "2031-01-01"}, "date"),
        ({"type": ""}, "type"),
        ({"document": "NONE"}, "document"),
        ({"date": "2019-01-01"}, "revision"),
        ({"clauses": "4.1, 99"}, "clauses"),
        ({"period_from": "2026-04-01"}, "period_from"),
        ({"number": "R-001", "document": "QP-05", "date": "2025-03-05"}, "number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_half_written(
    desk: HouseDesk, given: dict[str, str], field: str
) -> None:
    with desk.signed_in("wenkong") as client:
        before = desk.entries()
        refused = send(client, "/records/new", **(NEW | given))
        assert refused.status_code in (409, 422), refused.text
        assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', refused.text), field
        assert desk.entries() == before
        assert form(refused.text)["title"] == NEW["title"]


def test_of_two_people_editing_the_second_sees_who_was_first_and_keeps_what_was_typed(desk: HouseDesk) -> None:
    address = f"/records/{id_of(desk, 'R-001')}/edit"
    with desk.signed_in("wenkong") as client:
        given = form(client.get(address).text) | {"document": "QP-05", "reason": "我的理由", "site": "我的站点"}
        records.correct(desk.system, CONTROLLER, "record:R-001", RecordFields(site="别人的站点"), "先改的")
        stale = client.post(address, data=given)
        assert stale.status_code == 412
        assert "wenkong changed it at" in stale.text
        again = form(stale.text)
        assert (again["site"], again["reason"]) == ("我的站点", "我的理由")
        assert shown(desk, "R-001")["site"] == "别人的站点"
        done = client.post(address, data=again | {"document": "QP-05", "revision": "", "do": "save"})
        assert done.status_code == 303, done.text
        assert shown(desk, "R-001")["site"] == "我的站点"


def test_a_correction_needs_a_reason_and_leaves_the_revision_where_it_stays(desk: HouseDesk) -> None:
    address = f"/records/{id_of(desk, 'R-001')}/edit"
    with desk.signed_in("wenkong") as client:
        page = client.get(address).text
        given = form(page) | {"document": "QP-05", "title": "更正后的名称", "do": "save"}
        refused = client.post(address, data=given)
        assert refused.status_code == 422
        assert re.search(r'id="f-reason"[^>]*aria-invalid="true"', refused.text)
        assert client.post(address, data=given | {"reason": "名称写错"}).status_code == 303
        links = shown(desk, "R-001")["links"]
        assert isinstance(links, list)
        assert [one["link"]["state"] for one in links if one["to"]["kind"] == "revision"] == ["confirmed"]
        assert "名称写错" in client.get(f"/records/{id_of(desk, 'R-001')}").text


def test_files_are_added_to_a_record_and_an_empty_form_is_refused(desk: HouseDesk) -> None:
    address = f"/records/{id_of(desk, 'H-NOFILE')}/files"
    with desk.signed_in("wenkong") as client:
        refused = send(client, address, confirm="on")
        assert refused.status_code == 422
        empty = client.post(address, data={"csrf": token(client)}, files={"file": ("空.pdf", b"")})
        assert empty.status_code == 422
        assert 'id="f-file-e"' in empty.text
        files = {"file": ("补扫.pdf", b"scan")}
        done = client.post(address, data={"csrf": token(client), "confirm": "on"}, files=files)
        assert done.status_code == 303
        assert "补扫.pdf" in client.get(done.headers["location"]).text
        digest = str(shown(desk, "R-001")["evidence"][0]["sha256"])  # type: ignore[index]  # a list of files
        assert send(client, address, evidence=digest[:12], confirm="on").status_code == 303
        assert send(client, address, evidence="zzzzzz").status_code == 422


def test_many_records_are_linked_to_clauses_chosen_in_a_tree_in_one_entry(desk: HouseDesk) -> None:
    ids = [id_of(desk, number) for number in ("R-001", "R-002", "H-DIRECT")]
    with desk.signed_in("wenkong") as client:
        chosen = client.post("/records/link", data={"csrf": token(client), "do": "choose", "id": ids})
        assert chosen.status_code == 200
        assert all(f'name="id" value="{one}"' in chosen.text for one in ids)
        found = dict(re.findall(r'name="clause" value="([^"]+)".*?<span class="id">([^<]+)', chosen.text))
        numbers = {number: id_ for id_, number in found.items()}
        ticked = {"csrf": token(client), "id": ids, "clause": [numbers["4.2"]]}
        narrowed = client.post("/records/link", data=ticked | {"do": "narrow", "q": "4.1"})
        assert f'<input type="hidden" name="clause" value="{numbers["4.2"]}">' in narrowed.text, "a tick is never lost"
        before = desk.entries()
        answer = client.post("/records/link", data=ticked | {"do": "confirm"})
        assert (answer.status_code, desk.entries()) == (200, before + 1)
        assert "2 links confirmed." in answer.text
        assert "H-DIRECT" in answer.text
        with desk.system.reader() as reader:
            held = [reader.links(LinkFilter(kind="satisfies", from_id=one, to_id=numbers["4.2"])) for one in ids]
        assert [[link.state for link in one] for one in held] == [["confirmed"]] * 3
        assert client.post("/records/link", data={"csrf": token(client), "do": "choose"}).status_code == 422
        assert client.post("/records/link", data=ticked | {"do": "confirm", "clause": []}).status_code == 422


def test_who_may_not_sees_no_button_and_is_refused(desk: HouseDesk) -> None:
    record = id_of(desk, "R-001")
    with desk.signed_in("guanli") as client:
        page = client.get("/records").text + client.get(f"/records/{record}").text
        assert not re.search(r"/records/(new|link)|/edit\"|/files\"", page)
        before = desk.entries()
        for address in ("/records/new", f"/records/{record}/edit", f"/records/{record}/files", "/records/link"):
            assert client.get(address).status_code == 403, address
            assert send(client, address, **NEW).status_code == 403, address
        assert desk.entries() == before


def test_r40_a_record_without_the_token_or_a_session_is_not_written_and_not_lost(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        before = desk.entries()
        refused = client.post("/records/new", data=NEW | {"csrf": "guess"})
        assert (refused.status_code, form(refused.text)["title"]) == (403, NEW["title"])
        client.cookies.delete("clausetrail_session")
        led = client.post("/records/new", data=NEW)
        assert led.status_code == 401
        again = client.post("/sign-in", data=Inputs(led.text).values | {"name": "wenkong", "password": PASSWORD})
        assert (again.status_code, form(again.text)["number"]) == (200, "N-1")
        assert desk.entries() == before
