"""Bringing a standard in by pages: looked at first, confirmed without the file, never twice, never by who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.api.pages.house_desk import HouseDesk, house_desk, send, token
from tests.rig.source import ROOT
from tests.ui.test_page_forms import Inputs
from ui.say import LANGUAGES

TEXT = (ROOT / "tests" / "ingestion" / "texts" / "gb_pages.txt").read_bytes()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("standards"), 1) as made:
        yield made


def bring(client: httpx.Client, data: bytes = TEXT, name: str = "标准.txt", **typed: str) -> httpx.Response:
    sent = {"csrf": token(client), "code": "GB/T 9", "edition": "2020", **typed}
    return client.post("/standards/import", data=sent, files={"file": (name, data)})


def known(desk: HouseDesk) -> tuple[int, int]:
    """Entries, and files kept."""
    return desk.entries(), len(list(desk.system.blobs.digests()))


def test_a_standard_is_looked_at_then_entered_without_sending_the_file_again(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        before = known(desk)
        led = bring(client, title="评价体系")
        assert led.status_code == 303
        place = led.headers["location"]
        page = client.get(place).text
        assert "5.1.2.1 -2 -1" in page
        assert "Import 47 clauses" in page
        aside = client.get(place, params={"part": "aside"}).text
        issues = client.get(place, params={"part": "issues"}).text
        assert "table of contents" in aside
        assert "Notice" in html.unescape(issues) or "notice" in issues
        assert known(desk) == before
        with desk.signed_in("shenhe") as other:
            assert other.get(place).status_code == 403
        late = send(client, place, code="GB/T 9", edition="2020", in_force_from="2020-02-01", in_force_to="2020-01-01")
        assert (late.status_code, 'id="f-in_force_to-e"' in late.text) == (422, True)
        assert Inputs(late.text).values["in_force_from"] == "2020-02-01"
        done = send(client, place, code="GB/T 9", edition="2021", in_force_from="2020-02-01")
        assert done.status_code == 303
        assert "GB/T 9-2021 is imported: 47 clauses." in client.get(done.headers["location"]).text
        assert known(desk) == (before[0] + 1, before[1] + 1)
        assert client.get(place).status_code == 404


def test_the_same_edition_again_says_it_is_there(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        first = bring(client, edition="2030").headers["location"]
        assert send(client, first, code="GB/T 9", edition="2030").status_code == 303
        again = bring(client, edition="2030").headers["location"]
        assert "This edition is there already" in client.get(again).text
        before = desk.entries()
        done = send(client, again, code="GB/T 9", edition="2030")
        assert "is there already with the same content" in client.get(done.headers["location"]).text
        other = bring(client, TEXT + "\n6 新的一章\n6.1 应保存记录。\n".encode(), edition="2030").headers["location"]
        told = send(client, other, code="GB/T 9", edition="2030")
        assert "with other content" in client.get(told.headers["location"]).text
        assert desk.entries() == before


def test_the_shipped_edition_comes_in_by_one_button_and_once(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        (action,) = re.findall(r'action="(/standards/import/template/[^"]+)"', client.get("/standards/import").text)
        done = send(client, action)
        page = client.get(done.headers["location"]).text
        assert "GB/T 27922-2011 is imported" in page
        assert "18 clauses, 40 points" in page
        assert page.count('<ul class="cells">') == 3
        assert "It is there already" in client.get("/standards/import").text
        before = desk.entries()
        assert "is there already" in client.get(send(client, action).headers["location"]).text
        assert desk.entries() == before


UNREADABLE = [
    (b"", "leer.txt", "is empty"),
    (b"%PDF-1.7 nothing", "kaputt.pdf", ""),
    (b"PK\x03\x04 no zip", "x.docx", ""),
    (b"\x00\x01\x02" * 50, "x.bin", ""),
]


@pytest.mark.parametrize(("data", "name", "says"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_said_beside_the_field_and_the_rest_is_kept(
    desk: HouseDesk, data: bytes, name: str, says: str
) -> None:
    with desk.signed_in("wenkong") as client:
        answer = bring(client, data, name, title="名称")
        assert answer.status_code == 422
        assert 'id="f-file-e"' in answer.text
        assert says in answer.text
        assert Inputs(answer.text).values["title"] == "名称"
        assert not [one for one in (desk.folder / "drafts").rglob("*") if one.name.endswith(".part")]


@pytest.mark.parametrize("field", ["code", "edition"])
def test_what_names_the_edition_is_asked_for(desk: HouseDesk, field: str) -> None:
    with desk.signed_in("wenkong") as client:
        answer = bring(client, TEXT, "x.txt", **{field: " "})
        assert (answer.status_code, f'id="f-{field}-e"' in answer.text) == (422, True)
        none = client.post("/standards/import", data={"csrf": token(client), "code": "X", "edition": "1"})
        assert (none.status_code, 'id="f-file-e"' in none.text) == (422, True)


def test_a_text_without_numbers_shows_all_its_lines_and_no_button(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        place = bring(client, "没有编号的一段话。\n另一段话。\n".encode(), "x.txt").headers["location"]
        page = client.get(place).text
        assert "No clauses were read" in page
        assert 'id="confirm"' not in page
        assert "另一段话。" in client.get(place, params={"part": "aside"}).text


@pytest.mark.parametrize("name", ["shenhe", "guanli", "admin"])
def test_who_may_not_import_sees_no_button_and_can_send_nothing(desk: HouseDesk, name: str) -> None:
    with desk.signed_in(name) as client:
        before = known(desk)
        assert "/standards/import" not in client.get("/standards").text
        assert client.get("/standards/import").status_code == 403
        assert bring(client).status_code == 403
        assert send(client, "/standards/import/template/gbt27922").status_code == 403
        assert known(desk) == before


def test_a_session_that_ended_loses_the_file_and_nothing_else(desk: HouseDesk) -> None:
    with desk.signed_in("wenkong") as client:
        client.cookies.clear()
        answer = client.post(
            "/standards/import",
            data={"csrf": "old", "code": "GB/T 77", "edition": "2020"},
            files={"file": ("x.txt", TEXT)},
        )
        assert answer.status_code == 401
        assert "GB/T 77" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_speaks_every_language(desk: HouseDesk, language: str) -> None:
    with desk.signed_in("wenkong", language) as client:
        place = bring(client).headers["location"]
        for part in ("clauses", "issues", "aside", "nonsense"):
            answer = client.get(place, params={"part": part, "from": "1"})
            assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True)
