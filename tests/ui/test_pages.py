"""The pages over HTTP: signed-in only, in every language, under the policy, whatever the names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from tests.ui.conftest import Site
from tests.ui.house import LONG_HAN, PASSWORD, SCRIPT
from ui.addresses import local_path
from ui.say import LANGUAGES, say_in

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


INLINE = re.compile(r"<script(?![^>]*\ssrc=\"/static/)|<script[^>]*>[^<]")


class Seen(HTMLParser):
    """What a page holds: elements, ids, addresses, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "action") and value:
                self.hrefs.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_renders_in_every_language_with_nothing_inline(site: Site, language: str) -> None:
    with site.signed_in(language=language) as client:
        for name, address in site.pages().items():
            answer = client.get(address)
            assert answer.status_code == {"problem": 422, "sign-in": 303}.get(name, 200), (name, answer.text[:300])
            if name == "sign-in":
                continue
            seen = Seen(answer.text)
            assert answer.headers["content-security-policy"] == POLICY
            assert answer.headers["content-language"] == language
            assert f'<html lang="{language}">' in answer.text
            assert not {"style", "iframe", "object"} & set(seen.tags), name
            assert INLINE.search(answer.text) is None, name
            assert not [one for one in seen.attributes if one.startswith("on") or one == "style"], name
            assert len(seen.ids) == len(set(seen.ids)), name
            assert {one[1:] for one in seen.hrefs if one.startswith("#")} <= set(seen.ids), name


def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    with site.signed_in() as client:
        found: set[str] = set()
        for name, address in site.pages().items():
            if name != "problem":
                hrefs = Seen(client.get(address).text).hrefs
                found |= {one.partition("#")[0] for one in hrefs if one.startswith("/") and "language" not in one}
        by_kind: dict[str, list[str]] = {}
        for href in sorted(found - {"/sign-out", "/records/link", ""}):  # where rows ticked are sent: not without any
            by_kind.setdefault(re.sub(r"[0-9a-f-]{36}", "ID", href), []).append(href)
        for href in (href for same in by_kind.values() for href in same[:6]):
            status = client.get(href).status_code
            assert status in (200, 303) or (status in (409, 410) and href.endswith("/content")), (status, href)


@pytest.mark.parametrize("name", ["clause 4.2", "standard", "documents", "record 0", "evidence 0", "link 0", "past"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(site: Site, name: str) -> None:
    address = site.pages()[name]
    with site.anyone() as client:
        led = client.get(address)
        assert led.status_code == 303
        form = client.get(led.headers["location"])
        assert form.status_code == 200
        back = re.search(r'name="next" value="([^"]*)"', form.text)
        assert back is not None
        given = {"name": "wenkong", "password": PASSWORD, "next": back[1].replace("&amp;", "&")}
        after = client.post("/sign-in", data=given)
        assert (after.status_code, after.headers["location"]) == (303, address)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.invalid/", "//evil.invalid", "/\\evil.invalid", "\\\\evil.invalid", "javascript:alert(1)",
        "/\t/evil.invalid", "/\n/evil.invalid", " //evil.invalid", "", "evil",
    ],
)  # fmt: skip
def test_next_never_leaves_this_site(site: Site, target: str) -> None:
    assert local_path(target) == "/"
    with site.anyone() as client:
        given = {"name": "wenkong", "password": PASSWORD, "next": target}
        assert client.post("/sign-in", data=given).headers["location"] == "/"


def test_a_wrong_password_shows_the_form_again_and_sets_no_cookie(site: Site) -> None:
    with site.anyone() as client:
        for name in ("wenkong", "nobody", ""):
            answer = client.post("/sign-in", data={"name": name, "password": "wrong", "next": "/documents"})
            assert answer.status_code == 401
            assert 'role="alert"' in answer.text
            assert 'name="next" value="/documents"' in answer.text
            assert "set-cookie" not in answer.headers


def test_the_session_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(site: Site) -> None:
    with site.anyone() as client:
        cookie = client.post("/sign-in", data={"name": "wenkong", "password": PASSWORD}).headers["set-cookie"].lower()
    assert cookie.startswith("clausetrail_session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_signing_out_needs_the_token_of_the_form_and_ends_the_session(site: Site) -> None:
    with site.signed_in() as client:
        assert client.post("/sign-out", data={"csrf": "guess"}).status_code == 403
        page = client.get("/standards").text
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token is not None
        kept = dict(client.cookies)
        assert client.post("/sign-out", data={"csrf": token[1]}).headers["location"] == "/sign-in"
        with site.anyone() as thief:
            thief.cookies.update(kept)
            assert thief.get("/standards").status_code == 303


def test_a_form_sent_by_another_site_is_refused(site: Site) -> None:
    with site.anyone() as client:
        given = {"name": "wenkong", "password": PASSWORD}
        answer = client.post("/sign-in", data=given, headers={"Origin": "https://evil.invalid"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_names_are_shown_as_text_and_cannot_turn_the_line_round(site: Site) -> None:
    with site.signed_in() as client:
        page = client.get(site.pages()["clause 4.2"]).text
        assert SCRIPT not in page
        assert SCRIPT in "".join(Seen(page).words)
        assert LONG_HAN in "".join(Seen(page).words)
        assert "\u202e" not in page
        assert "回访单\ufffdgpj.exe" in page


def test_gaps_suspects_and_reasons_are_said_in_words(site: Site) -> None:
    with site.signed_in(language="en") as client:
        page = client.get(site.pages()["clause 4.2"]).text
        for word in ("link suspect", "no file", "outside its revision", "outside period", "unreadable"):
            assert word in page, word
        assert say_in("en").term("issue", "record_without_revision") in page
        empty = client.get(site.pages()["clause 4.3"]).text
        assert say_in("en").term("gap", "nothing") in empty


def test_another_day_is_said_aloud_and_today_is_not(site: Site) -> None:
    clause = site.pages()["clause 4.2"]
    with site.signed_in() as client:
        assert 'class="asof"' not in client.get(clause).text
        assert 'class="asof"' not in client.get(f"{clause}?as_of=2026-06-30").text
        past = client.get(f"{clause}?as_of=2026-01-15").text
        assert 'class="asof"' in past
        assert "2026-01-15" in past
        assert "A/0</a>" in past
        assert 'class="asof"' in client.get(f"{clause}?known_at=seq:60").text
        entries = client.get(f"{clause}?as_of=2026-01-15&known_at=seq:60").text
        assert "/records/" not in entries or "seq%3A60" in entries


def test_the_form_sends_a_period_as_two_dates_and_links_carry_it_on(site: Site) -> None:
    clause = site.pages()["clause 4.1"]
    with site.signed_in() as client:
        page = client.get(f"{clause}?as_of=2026-06-30&period_from=2025-02-01&period_to=2025-03-31&site=&known_at=").text
        assert 'name="period_from" value="2025-02-01"' in page
        assert 'name="period_to" value="2025-03-31"' in page
        assert "period=2025-02-01..2025-03-31" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("as_of=2026-02-30", 422), ("as_of=yesterday", 422), ("known_at=seq:999999", 422), ("period=2026", 422),
        ("period_from=2026-02-01&period_to=2026-01-01", 422), ("show=graph", 422), (f"as_of={'9' * 50}", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_keeps_the_code(site: Site, query: str, status: int) -> None:
    with site.signed_in() as client:
        answer = client.get(f"{site.pages()['clause 4.1']}?{query}")
        assert answer.status_code == status
        assert "<code>" in answer.text
        assert answer.headers["content-security-policy"] == POLICY


def test_gaps_only_keeps_gaps_and_the_rows_above_them(site: Site) -> None:
    with site.signed_in() as client:
        page = client.get(site.pages()["standard"] + "?state=gaps").text
        rows = re.findall(r'<th scope="row" class="in\d"[^>]*><a class="id" href="[^"]*">([^<]+)</a>', page)
        assert rows == ["4", "4.2", "4.2 a)", "4.3"]
        assert page.count("is-context") == 2


def test_many_records_fold_by_month_with_counts(site: Site) -> None:
    with site.signed_in(language="en") as client:
        page = client.get(site.pages()["clause 4.1"]).text
        assert page.count('<details class="fold" id="m-1-2025-') == 12
        assert page.count("7 records") >= 3


def test_a_revision_leads_to_its_place_in_its_document(site: Site) -> None:
    revision = site.house.id_of("revision")
    with site.signed_in() as client:
        led = client.get(f"/revisions/{revision}")
        assert led.status_code == 303
        address, _, anchor = led.headers["location"].partition("#")
        assert anchor in Seen(client.get(address).text).ids


def test_evidence_that_failed_is_not_offered_for_download(site: Site) -> None:
    with site.signed_in(language="en") as client:
        pages = [client.get(address).text for name, address in site.pages().items() if name.startswith("evidence")]
        failed = [page for page in pages if "cannot be read" in page]
        assert failed
        assert not [page for page in failed if "Download the original" in page]
        assert [page for page in pages if "Download the original" in page]


def test_a_reference_leads_to_the_same_page_as_an_id(site: Site) -> None:
    with site.signed_in() as client:
        by_name = client.get(f"/clauses/{quote('clause:GB/T 1-2011#4.1', safe='')}")
        assert by_name.status_code == 200
        assert "QP-05" in by_name.text


def test_the_language_is_the_accounts_until_another_is_chosen(site: Site) -> None:
    with site.signed_in("shenhe") as client:
        assert '<html lang="en">' in client.get("/standards").text
        chosen = client.get("/language/zh-Hant", params={"next": "/documents"})
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/documents")
        assert '<html lang="zh-Hant">' in client.get("/standards").text
        assert client.get("/language/fr").status_code == 422
        away = client.get("/language/en", params={"next": "//evil.invalid"})
        assert away.headers["location"] == "/"


def test_an_empty_house_says_what_would_be_here_and_the_next_step(empty_site: Site) -> None:
    with empty_site.signed_in(language="en") as client:
        assert 'href="/standards/import"' in client.get("/standards").text
        assert 'href="/documents/new"' in client.get("/documents").text


def test_style_sheets_may_be_kept_for_ever_and_nothing_else_may(site: Site) -> None:
    with site.signed_in() as client:
        page = client.get("/standards")
        assert page.headers["cache-control"] == "no-store"
        for href in re.findall(r'<link rel="[a-z]+" href="([^"]+)"', page.text):
            asset = client.get(href)
            assert asset.status_code == 200
            assert "immutable" in asset.headers["cache-control"]
        assert client.get("/static/../settings.py").status_code == 404
        assert client.get("/static/nothing.css").status_code == 404


def test_reading_a_page_writes_nothing(site: Site) -> None:
    with site.house.office.system.reader() as reader:
        before = reader.head().size
    with site.signed_in() as client:
        for address in site.pages().values():
            client.get(address)
    with site.house.office.system.reader() as reader:
        assert reader.head().size == before


def test_no_page_takes_a_change_by_get(site: Site) -> None:
    with site.signed_in() as client:
        assert client.get("/sign-out").status_code in (404, 405)
