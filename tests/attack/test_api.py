"""Attacks on the served API that once went through."""

from __future__ import annotations

from urllib.parse import unquote

import httpx
import pytest

from tests.api.rest.conftest import Api

NAMES = ["李伟", "société", "𠀀𪜶"]
UNSEEN = ["a\u202eb", "\ufeffadmin", "admin\u200b", "a\x00b", "a\u007fb"]


@pytest.mark.parametrize("name", NAMES)
def test_r43_an_account_with_a_name_of_any_script_is_answered(api: Api, admin: httpx.Client, name: str) -> None:
    made = admin.post("/api/v1/accounts", json={"name": name, "roles": ["auditor"]})
    assert made.status_code == 201, made.text
    assert unquote(made.headers["location"]) == f"/api/v1/accounts/{name}"
    token = admin.post(f"/api/v1/accounts/{name}/tokens", json={"label": "x"})
    assert token.status_code == 201, token.text
    who = api.anyone(Authorization=f"Bearer {token.json()['token']}").get("/api/v1/session")
    assert who.json()["account"]["name"] == name


@pytest.mark.parametrize("name", UNSEEN)
def test_r43_names_that_only_look_like_another_are_refused(admin: httpx.Client, name: str) -> None:
    answer = admin.post("/api/v1/accounts", json={"name": name, "roles": ["auditor"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "account_name_invalid")


def test_r43_a_method_not_taken_is_answered_with_all_that_are(admin: httpx.Client) -> None:
    answer = admin.put("/api/v1/records")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_r14_a_key_used_again_with_another_reason_is_refused(api: Api) -> None:
    controller = api.person("wenkong")
    with api.system.reader() as reader:
        clause = reader.find("clause")[0].id
    address, key = f"/api/v1/clauses/{clause}/applicability", {"Idempotency-Key": "once"}
    assert controller.post(address, json={"reason": "停业"}).status_code == 201
    first = controller.post(f"{address}/lift", json={"reason": "复业"}, headers=key)
    assert first.status_code == 200, first.text
    again = controller.post(f"{address}/lift", json={"reason": "复业"}, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    other = controller.post(f"{address}/lift", json={"reason": "另一个"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "request_id_reused")
