"""The search page: words marked, filters in the address, hints worded, a calm word while the index is built anew."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from tests.api.pages.house_desk import HouseDesk, house_desk
from tests.ui.house import SCRIPT
from ui.say import LANGUAGES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("search"), 30) as made:
        yield made


def found(text: str) -> list[tuple[str, str]]:
    """The kind and address of every hit."""
    return [(one[1], one[2]) for one in re.finditer(r'<span class="tag">([^<]+)</span> <a href="([^"]+)"', text)]


def test_hits_are_marked_counted_and_lead_to_their_pages(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        text = client.get("/search", params={"q": "回访单"}).text
        assert "<mark>回访单</mark>" in text
        assert int(re.search(r"(\d+) found", text)[1]) > 20  # type: ignore[index]
        assert '<input id="q" name="q" type="search" value="回访单"' in text
        for _, href in found(text)[:5]:
            assert client.get(html.unescape(href)).status_code in (200, 303), href


def test_pages_are_turned_in_the_address_and_hold_every_hit_once(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        address, seen = "/search?q=%E5%9B%9E%E8%AE%BF&kind=record", []
        while address:
            text = client.get(address).text
            seen += [href for kind, href in found(text) if kind == "record"]
            after = re.search(r'rel="next" href="([^"]+)"', text)
            address = html.unescape(after[1]) if after else ""
        assert len(seen) == len(set(seen)) == int(re.search(r"of (\d+)", text)[1])  # type: ignore[index]
        assert len(seen) > 20


def test_filters_by_kind_and_date_narrow_what_is_found(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        kinds = {kind for kind, _ in found(client.get("/search", params={"q": "回访", "kind": "evidence"}).text)}
        assert kinds == {"evidence"}
        dated = client.get("/search", params={"q": "回访", "kind": "record", "date": "2025-01"}).text
        assert found(dated)
        assert set(re.findall(r"\d{4}-\d\d-\d\d", dated.partition('class="found"')[2])) <= {
            f"2025-01-{day:02}" for day in range(1, 32)
        }
        none = client.get("/search", params={"q": "回访", "date": "1999"}).text
        assert "Search without filters" in none


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"q": "kind:foo 回访"}, "There is no such kind"),
        ({"q": '"回访'}, "quotation mark is not closed"),
        ({"q": "回访", "date": "soon"}, "That is no date"),
        ({"q": "回访" * 400}, "too long"),
        ({"q": SCRIPT}, "found"),
        ({"q": '""'}, "nothing between"),
    ],
)
def test_a_bad_query_gets_a_hint_and_never_an_error(desk: HouseDesk, asked: dict[str, str], says: str) -> None:
    with desk.signed_in("shenhe") as client:
        answer = client.get("/search", params=asked)
        assert (answer.status_code, says in html.unescape(answer.text)) == (200, True), answer.text
        assert SCRIPT not in answer.text


def test_nothing_asked_shows_ways_to_ask_that_work(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        text = client.get("/search").text
        tries = re.findall(r'class="chip" href="(/search[^"]+)"', text)
        assert len(tries) == 4
        assert {client.get(html.unescape(one)).status_code for one in tries} == {200}


def test_r17_while_the_index_is_built_anew_the_page_says_so_and_the_rest_works(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with house_desk(tmp_path_factory.mktemp("anew"), 1) as desk, desk.signed_in("shenhe") as client:
        assert desk.system.index is not None
        with desk.system.index.writing() as mine:
            assert mine
            desk.system.index.start_anew()
            for language, says in (("zh-Hans", "正在重建"), ("zh-Hant", "正在重建"), ("en", "being rebuilt")):
                client.get(f"/language/{language}")
                answer = client.get("/search", params={"q": "回访"})
                assert (answer.status_code, says in answer.text) == (200, True)
            assert {client.get(one).status_code for one in ("/standards", "/ledger", "/records")} == {200}


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_speak_every_language(desk: HouseDesk, language: str) -> None:
    with desk.signed_in("shenhe", language) as client:
        for query in ("回访", "GB/T 1", "alert", ""):
            answer = client.get("/search", params={"q": query})
            assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True)
