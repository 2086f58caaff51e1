"""Pages of links and records: worded in every language, hostile names shown as text, empty ones tell the next step."""

from __future__ import annotations

import re

import pytest

from tests.ui.conftest import Site
from tests.ui.house import LONG_WORD, SCRIPT
from ui.say import LANGUAGES

OURS = ("inbox", "suspect", "records", "records lacking", "record 0", "record new", "record edit", "record files",
        "records link")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_render_in_every_language_with_names_as_text(site: Site, language: str) -> None:
    addresses = site.pages()
    with site.signed_in(language=language) as client:
        for name in OURS:
            answer = client.get(addresses[name])
            assert answer.status_code == 200, name
            assert f'<html lang="{language}">' in answer.text, name
            assert "<script>alert" not in answer.text, name
            assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", answer.text), name
            assert answer.text.count("btn-main") - answer.text.count("btn btn-s btn-main") <= 1, name
            assert not re.search(r'\son[a-z]+="|style="', answer.text), name


def test_hostile_names_are_whole_and_escaped(site: Site) -> None:
    with site.signed_in() as client:
        text = client.get("/records?q=H-").text
        assert LONG_WORD in text
        assert SCRIPT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in text
        assert "\u202e" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_house_says_what_would_be_here_and_what_comes_next(empty_site: Site, language: str) -> None:
    with empty_site.signed_in(language=language) as client:
        for address, step in (
            ("/inbox", "/records"), ("/inbox?side=suspect", "/records"), ("/records", "/records/new"),
        ):  # fmt: skip
            text = client.get(address).text
            empty = text.partition('class="empty"')[2]
            assert f'href="{step}"' in empty, address
            assert '<form class="decide"' not in text
    with empty_site.signed_in("shenhe") as client:
        assert "/records/new" not in client.get("/records").text


def test_filters_and_pages_of_the_list_stand_in_the_address(site: Site) -> None:
    with site.signed_in(language="en") as client:
        text = client.get("/records?site=%E5%B9%BF%E5%B7%9E").text
        assert "1 to 50 of 75" in text
        after = re.search(r'rel="next" href="([^"]+)"', text)
        assert after is not None
        second = client.get(after[1].replace("&amp;", "&")).text
        assert "51 to 75 of 75" in second
        assert "肇庆" not in re.sub(r"<select.*?</select>", "", second, flags=re.DOTALL)
