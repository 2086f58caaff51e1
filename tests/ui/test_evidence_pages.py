"""Pages of evidence over hostile names, many rows and nothing: shown as they are, never obeyed, always a next step."""

from __future__ import annotations

import html
import re

import pytest

from tests.ui.conftest import Site
from tests.ui.house import LONG_HAN, LONG_WORD, SCRIPT
from ui.say import LANGUAGES, say_in
from ui.upload_page import OUTCOMES, Outcome, outcome_mark

NAMES = re.compile(r'<a href="/evidence/[0-9a-f-]{36}[^"]*"><bdi>(.*?)</bdi>')


@pytest.mark.parametrize("language", LANGUAGES)
def test_r45_hostile_names_are_shown_and_not_obeyed(site: Site, language: str) -> None:
    with site.signed_in(language=language) as client:
        page = client.get("/evidence", params={"q": "onerror"}).text
        kept = f"{SCRIPT[:150]}.pdf".rpartition("/")[2]
        assert kept.startswith("script><img")
        assert html.escape(kept) in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        for word in (LONG_HAN[:30], LONG_WORD[:60]):
            assert word in client.get("/evidence", params={"q": word[:30]}).text
        turned = client.get("/evidence", params={"q": "gpj"}).text
        assert "\u202e" not in turned
        assert "回访单\ufffdgpj.exe" in turned


def test_pages_of_the_list_follow_on_without_a_gap_and_keep_their_filters(site: Site) -> None:
    with site.signed_in() as client:
        seen: list[str] = []
        address = "/evidence?q=%E5%9B%9E%E8%AE%BF&unlinked="
        while address:
            page = client.get(address).text
            seen += NAMES.findall(page)
            found = re.search(r'rel="next" href="([^"]+)"', page)
            address = html.unescape(found[1]) if found else ""
            assert not address or "q=%E5%9B%9E%E8%AE%BF" in address
        with site.house.office.system.reader() as reader:
            names = [one.text("file_name") for one in reader.find("evidence")]
        wanted = [name for name in reversed(names) if "回访" in name]
        assert [html.unescape(one) for one in seen] == [name.replace("\u202e", "\ufffd") for name in wanted]


def test_a_page_far_behind_the_end_is_empty_and_leads_back(site: Site) -> None:
    with site.signed_in() as client:
        answer = client.get("/evidence?page=999999")
        assert answer.status_code == 200
        assert NAMES.findall(answer.text) == []
        for wrong in ("page=0", "page=x", "reading=x", "fixity=x", "from=2026-02-30", "to=yesterday"):
            assert client.get(f"/evidence?{wrong}").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_house_says_what_would_be_here_and_the_next_step(empty_site: Site, language: str) -> None:
    say = say_in(language)
    with empty_site.signed_in(language=language) as client:
        page = client.get("/evidence").text
        assert say("evidence_none") in page
        assert 'href="/upload"' in page
        assert client.get("/upload").status_code == 200
        assert say("evidence_none_ticked") in client.get("/evidence/link").text
    with empty_site.signed_in("shenhe", language) as client:
        page = client.get("/evidence").text
        assert "clausetrail evidence add" in page
        assert 'href="/upload"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_shape_and_word(language: str) -> None:
    say = say_in(language)
    words = [outcome_mark(say, state).word for state in OUTCOMES]
    assert len(set(words)) == len(OUTCOMES)
    assert Outcome("a", 1, OUTCOMES[0]).id == ""


def test_a_lost_file_is_told_before_all_else_and_not_offered(site: Site) -> None:
    system = site.house.office.system
    with system.reader() as reader:
        lost = next(one for one in reader.find("evidence") if one.get("fixity") == "unreadable")
    with site.signed_in(language="en") as client:
        page = client.get(f"/evidence/{lost.id}").text
        assert "missing or cannot be read" in page
        assert "/content" not in page
        assert client.get(f"/evidence/{lost.id}/pages/1.webp").status_code in (404, 409)
