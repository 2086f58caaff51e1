"""Where one starts: each role its own work, several roles their union, and every empty part says the next step."""

from __future__ import annotations

import re

import pytest

from tests.ui.conftest import Site
from tests.ui.house import ADMIN, PASSWORD
from ui.say import LANGUAGES
from workflows import accounts
from workflows.accounts import NewAccount

BLOCKS = {
    "controller": ["inbox", "drafts", "editions"],
    "auditor": ["editions", "ledger"],
    "management": ["waiting", "editions"],
    "administrator": ["editions", "ledger", "people"],
    "controller management": ["waiting", "inbox", "drafts", "editions"],
}
MENU = {
    "controller": ["home", "standards", "documents", "records", "evidence", "inbox", "decisions", "ledger"],
    "auditor": ["home", "standards", "documents", "records", "evidence", "inbox", "ledger"],
    "management": ["home", "standards", "documents", "records", "evidence", "decisions", "ledger"],
    "administrator": ["home", "standards", "documents", "records", "evidence", "ledger", "people"],
}


def person(site: Site, roles: str) -> str:
    """An account with these roles."""
    name = f"trial-{roles.replace(' ', '-')}"
    system = site.house.office.system
    if name not in [one["name"] for one in accounts.listed(system, ADMIN)]:
        accounts.add(system, ADMIN, NewAccount(name, f"试 {roles}", tuple(roles.split()), "en"), PASSWORD)
    return name


def blocks(page: str) -> list[str]:
    return re.findall(r'<h2 id="h-([a-z]+)">', page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("roles", BLOCKS)
def test_home_shows_what_the_roles_do_first(site: Site, empty_site: Site, roles: str, language: str) -> None:
    for place in (site, empty_site):
        with place.signed_in(person(place, roles), language) as client:
            answer = client.get("/")
            assert answer.status_code == 200
            assert blocks(answer.text) == BLOCKS[roles]


@pytest.mark.parametrize("role", MENU)
def test_the_menu_holds_what_a_role_may_do(site: Site, role: str) -> None:
    with site.signed_in(person(site, role)) as client:
        menu = client.get("/").text.partition('<nav class="nav"')[2].partition("</nav>")[0]
        hrefs = re.findall(r'href="/([a-z]*)"', menu)
        assert [href or "home" for href in hrefs] == MENU[role]


def test_an_empty_home_says_the_next_step_of_every_part(empty_site: Site) -> None:
    with empty_site.signed_in(person(empty_site, "controller")) as client:
        page = client.get("/").text
        assert page.count('class="empty"') == 3
        assert 'href="/standards/import"' in page
        assert 'href="/upload"' in page


def test_links_to_review_are_counted_in_the_menu_up_to_99(site: Site) -> None:
    with site.signed_in() as client:
        menu = client.get("/help").text.partition('<nav class="nav"')[2].partition("</nav>")[0]
        told = re.search(r'href="/inbox">[^<]*<span class="n[^"]*">([0-9+]+)</span>', menu)
        assert told is not None
        with site.house.office.system.reader() as reader:
            proposed = sum(reader.get_link(id_).state == "proposed" for id_ in site.house.links())  # type: ignore[union-attr]
        assert told[1] == (str(proposed) if proposed < 100 else "99+")


def test_the_numbers_of_an_edition_are_fetched_and_without_scripts_a_link_leads_to_its_gaps(site: Site) -> None:
    with site.signed_in() as client:
        page = client.get("/").text
        found = re.search(r'hx-get="(/figures/[^"]+)"[^>]*data-plain="([^"]+)"><a href="([^"]+)"', page)
        assert found is not None
        assert found[2] == found[3]
        assert client.get(found[3].replace("&amp;", "&")).status_code == 200
        part = client.get(found[1]).text
        assert "<html" not in part
        assert "hx-get" not in part, "fetched once"
        counted = sum(int(one) for one in re.findall(r" (\d+)</a>", part))
        assert counted == len(site.house.clauses)


def test_another_day_goes_along_the_menu(site: Site) -> None:
    with site.signed_in() as client:
        clause = site.pages()["clause 4.2"]
        menu = client.get(f"{clause}?as_of=2026-01-15").text.partition('<nav class="nav"')[2].partition("</nav>")[0]
        assert 'href="/documents?as_of=2026-01-15"' in menu
        today = client.get(clause).text.partition('<nav class="nav"')[2].partition("</nav>")[0]
        assert "as_of" not in today
