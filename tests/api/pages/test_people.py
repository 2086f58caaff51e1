"""People by pages: accounts made, changed and closed by administrators alone; secrets shown once and kept nowhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from tests.api.pages.house_desk import HouseDesk, house_desk, send, token
from tests.ui.house import ADMIN, PASSWORD, SCRIPT
from ui.say import LANGUAGES
from workflows import accounts
from workflows.accounts import NewAccount

SECRET = re.compile(r'<code class="secret"[^>]*>([^<]+)</code>')
NEW = {"display": "Li <b>Ka</b>", "name": "likai", "language": "zh-Hant", "role_auditor": "on"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseDesk]:
    with house_desk(tmp_path_factory.mktemp("people"), 1) as made:
        yield made


def fresh(desk: HouseDesk, name: str, role: str = "auditor") -> str:
    """An account of this test alone."""
    accounts.add(desk.system, ADMIN, NewAccount(name, name, (role,)), PASSWORD)
    return name


def secret(text: str) -> str:
    found = SECRET.search(text)
    assert found is not None
    return html.unescape(found[1])


def test_an_account_is_added_and_its_first_password_is_shown_this_once(desk: HouseDesk) -> None:
    with desk.signed_in() as client:
        answer = send(client, "/people/new", **NEW)
        password = secret(answer.text)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "Li &lt;b&gt;Ka&lt;/b&gt;" in answer.text
        assert password not in client.get("/people").text
        assert not [value for value in client.cookies.values() if password in value]
        assert "first password unchanged" in client.get("/people/likai/account").text
        assert password not in str(desk.last().document())
    with desk.signed_in("likai", password=password) as client:
        assert client.get("/people").status_code == 403
        assert 'href="/people"' not in client.get("/account").text


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": "admin"}, "name", "is taken"),
        ({"name": "a b"}, "name", "cannot be used"),
        ({"name": "x" * 61}, "name", "cannot be used"),
        ({"display": ""}, "display", "Give the name"),
        ({"display": "x" * 101}, "display", "Give the name"),
        ({"role_auditor": ""}, "role_controller", "Tick one role"),
        ({"language": "tlh"}, "language", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: HouseDesk, given: dict[str, str], field: str, says: str
) -> None:
    with desk.signed_in() as client:
        before = desk.entries()
        answer = send(client, "/people/new", **{**NEW, "name": "zhaoliu", **given})
        assert answer.status_code in (409, 422)
        problem = re.search(rf'id="f-{field}-e">.*?<span>(.*?)</span>', answer.text)
        assert problem is not None, answer.text
        assert says in html.unescape(problem[1])
        assert f'value="{html.escape({**NEW, "name": "zhaoliu", **given}["name"])}"' in answer.text
        assert desk.entries() == before


def test_roles_change_and_are_told_and_the_last_administrator_stays(desk: HouseDesk) -> None:
    fresh(desk, "rolls")
    with desk.signed_in() as client:
        answer = send(client, "/people/rolls/roles", role_controller="on", role_management="on")
        assert (answer.status_code, answer.headers["location"]) == (303, "/people/rolls/account")
        assert "The roles of rolls are saved" in client.get("/people/rolls/account").text
        assert desk.last().facts["accounts"][0]["roles"] == ["controller", "management"]
        refused = send(client, "/people/admin/roles", role_auditor="on")
        assert (refused.status_code, "only active administrator" in refused.text) == (409, True)
        assert 'id="f-role_auditor" name="role_auditor" value="on" checked' in refused.text
        none = send(client, "/people/rolls/roles")
        assert (none.status_code, "Tick one role" in none.text) == (422, True)


def test_a_disabled_account_is_out_at_once_and_comes_back_with_its_password(desk: HouseDesk) -> None:
    fresh(desk, "leaving")
    with desk.signed_in() as client, desk.signed_in("leaving") as theirs:
        assert theirs.get("/account").status_code == 200
        page = client.get("/people/leaving/access")
        assert "stay as they are" in page.text
        assert send(client, "/people/leaving/access", do="disable").status_code == 303
        assert theirs.get("/account").status_code == 303
        assert "disabled" in client.get("/people/leaving/account").text
        assert desk.last().action == "account:disabled"
        assert send(client, "/people/leaving/access", do="enable").status_code == 303
        refused = send(client, "/people/admin/access", do="disable")
        assert (refused.status_code, "only active administrator" in refused.text) == (409, True)
    with desk.signed_in("leaving") as theirs:
        assert theirs.get("/account").status_code == 200


def test_a_reset_password_replaces_the_old_one(desk: HouseDesk) -> None:
    fresh(desk, "forgetful")
    with desk.signed_in() as client:
        made = secret(send(client, "/people/forgetful/password").text)
    with desk.anyone() as client:
        assert client.post("/sign-in", data={"name": "forgetful", "password": PASSWORD}).status_code == 401
    with desk.signed_in("forgetful", password=made) as client:
        assert "still using the first password" in client.get("/account").text


def test_one_changes_the_own_password_and_signs_in_again(desk: HouseDesk) -> None:
    fresh(desk, "careful")
    with desk.signed_in("careful") as client:
        for given, says in (
            ({"current": "wrong", "password": "x" * 12, "again": "x" * 12}, "current password is not right"),
            ({"current": PASSWORD, "password": "x" * 12, "again": "y" * 12}, "passwords differ"),
            ({"current": PASSWORD, "password": "short", "again": "short"}, "10 to"),
        ):
            answer = send(client, "/account/password", **given)
            assert answer.status_code in (403, 422)
            assert says in html.unescape(answer.text)
            assert PASSWORD not in answer.text
        done = send(client, "/account/password", current=PASSWORD, password="a new sentence", again="a new sentence")
        assert (done.status_code, "The password is changed" in done.text) == (200, True)
        assert client.get("/account").status_code == 303
    with desk.signed_in("careful", password="a new sentence") as client:
        assert client.get("/account").status_code == 200


def test_a_token_is_shown_once_and_works(desk: HouseDesk) -> None:
    with desk.signed_in("shenhe") as client:
        for given in ({"label": "", "days": "3"}, {"label": "x", "days": "0"}, {"label": "x", "days": "4000"}):
            assert send(client, "/account/token", **given).status_code == 422
        made = secret(send(client, "/account/token", label=SCRIPT, days="30").text)
        page = client.get("/account").text
        assert "&lt;script&gt;alert(" in page
        assert made not in page
    with desk.anyone() as client:
        answer = client.get("/api/v1/standards", headers={"Authorization": f"Bearer {made}"})
        assert (answer.status_code, "GB/T 1" in answer.text) == (200, True)


ADDRESSES = ("/people", "/people/new", "/people/shenhe/account", "/people/shenhe/password", "/people/shenhe/access")


@pytest.mark.parametrize("name", ["wenkong", "shenhe", "guanli"])
def test_only_administrators_see_people_and_act(desk: HouseDesk, name: str) -> None:
    with desk.signed_in(name) as client:
        for address in ADDRESSES:
            assert client.get(address).status_code == 403, address
        before = desk.entries()
        for address in ("/people/new", "/people/wenkong/roles", "/people/wenkong/password", "/people/wenkong/access"):
            assert send(client, address, **NEW, do="disable").status_code == 403, address
        assert desk.entries() == before


def test_r40_a_form_without_its_token_does_nothing(desk: HouseDesk) -> None:
    with desk.signed_in() as client:
        token(client)
        before = desk.entries()
        for address in ("/people/new", "/people/shenhe/password", "/account/password", "/account/token"):
            answer = client.post(address, data={**NEW, "current": PASSWORD, "password": "x" * 12, "again": "x" * 12})
            assert answer.status_code == 403, address
        assert desk.entries() == before


def test_an_account_nobody_has_is_told(desk: HouseDesk) -> None:
    with desk.signed_in() as client:
        for address in ("/people/nobody/account", "/people/nobody/roles", "/people/nobody/access"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_every_language(desk: HouseDesk, language: str) -> None:
    with desk.signed_in(language=language) as client:
        for address in (*ADDRESSES, "/account"):
            answer = client.get(address)
            assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True), address
