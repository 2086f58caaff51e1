"""Who may: everybody at every address of pages and API, against a table written by hand (R37); and what another site
makes a browser send (R40)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import yaml

from tests.api.rest.conftest import PASSWORD
from tests.attack.requests import Bodies
from tests.attack.stronghold import PEOPLE, Address, Stronghold, addresses, existing, missing, standing
from workflows import accounts
from workflows.system import Person

TABLE = Path(__file__).parents[2] / "attack" / "access.yaml"
SESSION = (
    "DELETE /api/v1/session",
    "POST /sign-out",
    "POST /account/password",
    "POST /sign-in",
    "POST /api/v1/session",
)
"""These begin or end a session; those who sign in have tests of their own."""
ADMIN = Person("admin", frozenset({"administrator"}), "cli")
DISABLED, OTHER = "likai", "zeuge"
ASKING = (None, "wenkong", "shenhe", "guanli", "admin", "meiquan")
"""Nobody, one person for each role, one without any."""


@cache
def table() -> dict[str, str]:
    """What each address needs."""
    data = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {**data["api"], **data["pages"]}


@cache
def rights() -> dict[str, list[str]]:
    """Which roles have each right."""
    found: dict[str, list[str]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["roles"]
    return found


def needed(address: Address) -> str:
    """What an address needs; HEAD what GET does; "" where it has no row."""
    return table().get(address.row.replace("HEAD ", "GET "), "")


def may(name: str | None, address: Address) -> bool:
    """What the table says of a person."""
    right = needed(address)
    if right == "open" or name is None:
        return right == "open"
    return right == "session" or bool(set(PEOPLE[name]) & set(rights()[right]))


def refused(answer: httpx.Response) -> bool:
    """Whether the door stayed shut: not signed in, led to sign in, or not allowed."""
    led = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    return led or answer.status_code in (401, 403)


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stronghold]:
    with standing(tmp_path_factory.mktemp("strong")) as made:
        yield made


@pytest.fixture(scope="module")
def which(strong: Stronghold) -> list[Address]:
    """All addresses but those of sessions; HEAD is GET without a body (RFC 9110, 9.3.2), asked by nobody only."""
    return [one for one in addresses(strong.app) if one.row not in SESSION and needed(one)]


def ask_all(made: Stronghold, client: httpx.Client, which: Iterable[Address], there: bool) -> Iterator[tuple[str, int]]:
    """Ask at each address for a thing that is there, or for none; what came."""
    bodies, ids = Bodies(made), existing(made) if there else missing()
    csrf = client.headers.get("X-CSRF-Token", "none")
    for address in which:
        answer = client.request(address.method, made.filled(address.path, ids), **bodies.of(address, csrf))
        yield address.row, 403 if refused(answer) else answer.status_code


def test_r37_every_route_has_a_row_and_every_row_a_route(strong: Stronghold) -> None:
    rows = {one.row.replace("HEAD ", "GET ") for one in addresses(strong.app)}
    assert rows - set(table()) == set(), "a new route needs a row in tests/attack/access.yaml"
    assert set(table()) - rows == set(), "rows of routes that are gone"
    assert set(table().values()) <= set(rights()) | {"open", "session"}
    assert len(rows) > 120


@pytest.mark.parametrize("name", ASKING)
def test_r37_who_may_not_is_refused_everywhere_and_changes_nothing(
    strong: Stronghold, which: list[Address], name: str | None
) -> None:
    asked = [one for one in which if not may(name, one) and (name is None or one.method != "HEAD")]
    before = strong.state()
    with strong.browser(name) as client:
        let_in = [one for one in ask_all(strong, client, asked, True) if one[1] != 403]
        reads = name is not None and PEOPLE[name] != ()
        let_in += [
            one for one in ask_all(strong, client, asked, False) if one[1] not in ((403, 404) if reads else (403,))
        ]
    assert let_in == []
    assert strong.state() == before


def test_r37_a_disabled_account_is_nobody_at_once(strong: Stronghold, which: list[Address]) -> None:
    asked = [one for one in which if needed(one) != "open" and one.method != "HEAD"]
    with strong.browser(DISABLED) as client:
        assert client.get("/people").status_code == 200
        accounts.set_enabled(strong.system, ADMIN, DISABLED, False)
        before = strong.state()
        assert [one for one in ask_all(strong, client, asked, True) if one[1] != 403] == []
        given = {"name": DISABLED, "password": PASSWORD}
        assert client.post("/sign-in", data=given).status_code == 401
        assert client.post("/api/v1/session", json=given).status_code == 401
    assert strong.state() == before


@pytest.mark.parametrize("name", ASKING)
def test_r37_who_may_is_let_in_everywhere_and_no_answer_is_an_error_of_ours(
    strong: Stronghold, which: list[Address], name: str | None
) -> None:
    asked = [one for one in which if may(name, one) and (name is None or one.method != "HEAD")]
    with strong.browser(name) as client:
        for there in (False, True):
            wrong = [one for one in ask_all(strong, client, asked, there) if one[1] == 403 or one[1] >= 500]
            assert wrong == []


def test_r37_who_may_not_read_cannot_tell_what_is_there_from_what_is_not(
    strong: Stronghold, which: list[Address]
) -> None:
    asked = [one for one in which if "{ref" in one.path and one.method == "GET" and needed(one) != "open"]
    assert len(asked) > 25
    for name in (None, "meiquan"):
        with strong.browser(name) as client:
            for address in asked:
                there, none = (client.get(strong.filled(address.path, ids)) for ids in (existing(strong), missing()))
                assert there.status_code == none.status_code, address.row
                if address.of_api:
                    assert there.json()["code"] == none.json()["code"], address.row


def test_r37_nobody_takes_over_a_session_left_open_without_knowing_the_password(strong: Stronghold) -> None:
    for name in ("shenhe", "admin"):
        with strong.browser(name) as client:
            before, csrf = strong.state(), strong.token(client)
            for path, given in (
                (f"/people/{name}/password", {}),
                (f"/people/{name}/password", {"current": "guess"}),
                ("/account/password", {"current": "guess", "password": "another one 123", "again": "another one 123"}),
            ):
                assert client.post(path, data={"csrf": csrf, **given}).status_code == 403, (name, path)
            answer = client.put(f"/api/v1/accounts/{name}/password", json={"password": "another one 123"})
            assert (answer.status_code, answer.json()["code"]) == (403, "password_wrong")
            assert strong.state() == before


def forms(which: list[Address], name: str) -> list[Address]:
    """Pages that change something and that this person may ask."""
    return [one for one in which if one.method == "POST" and not one.of_api and may(name, one)]


def test_r40_every_form_of_the_pages_is_somebodys(which: list[Address]) -> None:
    posts = {one.row for one in which if one.method == "POST" and not one.of_api}
    assert posts == {one.row for name in ASKING if name for one in forms(which, name)}
    assert len(posts) > 20


@pytest.mark.parametrize("name", ["wenkong", "guanli", "admin"])
def test_r40_a_form_that_another_site_sends_with_the_cookie_changes_nothing(
    strong: Stronghold, which: list[Address], name: str
) -> None:
    bodies, ids, before = Bodies(strong), existing(strong), strong.state()
    with strong.browser(name) as client, strong.browser("shenhe") as other:
        own, foreign = client.headers.pop("X-CSRF-Token"), strong.token(other)
        for address in forms(which, name):
            path = strong.filled(address.path, ids)
            for csrf in ("", "guess", own[:-1], foreign):
                answer = client.post(path, **bodies.of(address, csrf))
                assert answer.status_code == 403, (address.row, csrf)
            for headers in (
                {"Origin": "https://evil.invalid"}, {"Origin": "null"},
                {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
            ):  # fmt: skip
                answer = client.post(path, **bodies.of(address, own), headers=headers)
                assert answer.status_code == 403, (address.row, headers)
            given = {"csrf": own, **bodies.of(address, own)["data"]}
            for kind in ("text/plain", "application/json", "text/plain; charset=application/x-www-form-urlencoded"):
                answer = client.post(path, content=urlencode(given).encode(), headers={"Content-Type": kind})
                assert answer.status_code in (400, 415), (address.row, kind)
            assert client.get(path, params=given).status_code in (200, 303, 404, 409, 422), address.row
        assert client.get("/help").status_code == 200, "the session goes on"
    assert strong.state() == before


def test_r40_signing_in_and_out_is_not_done_for_another_site(strong: Stronghold) -> None:
    given = {"name": "shenhe", "password": PASSWORD}
    with strong.browser() as client:
        for headers in ({"Origin": "https://evil.invalid"}, {"Sec-Fetch-Site": "cross-site"}):
            for answer in (
                client.post("/sign-in", data=given, headers=headers),
                client.post("/api/v1/session", json=given, headers=headers),
            ):
                assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        plain = client.post("/sign-in", content=urlencode(given).encode(), headers={"Content-Type": "text/plain"})
        assert (plain.status_code, "set-cookie" in plain.headers) == (400, False)
    with strong.browser("shenhe") as client:
        for data in ({}, {"csrf": "guess"}):
            assert client.post("/sign-out", data=data).status_code == 403
        own = {"csrf": strong.token(client)}
        assert client.post("/sign-out", data=own, headers={"Origin": "https://evil.invalid"}).status_code == 403
        assert client.get("/help").status_code == 200
        assert client.post("/sign-out", data=own).status_code == 303
        assert client.get("/help").status_code == 303
