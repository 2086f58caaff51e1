"""Who may: sessions, tokens, forged requests (R37 in short, R38, R40)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.rest.openapi import OPEN, operations
from tests.api.rest.conftest import FILE, PASSWORD, Api

SESSION = "/api/v1/session"
RECORD = {"type": "回访", "number": "R-1", "date": "2026-03-01"}


def routes(api: Api) -> list[tuple[str, str]]:
    """(method, address) of every described operation, with some value for each part of it."""
    found = [(method, re.sub(r"\{\w+\}", "x", path)) for path, method, _ in operations(api.promises.document)]
    return [one for one in found if one[1] not in OPEN and one != ("post", SESSION)]


def body_for(api: Api, method: str, address: str) -> dict[str, Any]:
    """A body of the kind the route takes, so that nothing but the person stands in the way."""
    found = api.promises.operation(method, address)
    assert found is not None
    content = found[1].get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"files": FILE}
    return {"json": {}} if content else {}


def test_r37_nobody_unknown_gets_past_the_door(api: Api) -> None:
    assert len(routes(api)) > 40
    for headers in (
        {},
        {"Authorization": "Bearer nothing"},
        {"Authorization": "Basic eDp5"},
        {"Cookie": "clausetrail_session=x"},
    ):
        client = api.anyone(**headers)
        for method, address in routes(api):
            answer = client.request(method, address, **body_for(api, method, address))
            invalid_first = answer.status_code == 422 and answer.json()["code"] == "request_invalid"
            assert answer.status_code == 401 or invalid_first, (method, address, answer.text)


def test_r40_a_change_by_cookie_needs_the_sessions_token(api: Api) -> None:
    client = api.signed_in("wenkong")
    token = client.headers.pop("X-CSRF-Token")
    before = api.last_seq()
    for given in (None, "", "wrong", token[:-1], token + "x"):
        headers = {} if given is None else {"X-CSRF-Token": given}
        answer = client.post("/api/v1/records", json=RECORD, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    for method, address in routes(api):
        if method != "get":
            answer = client.request(method, address, **body_for(api, method, address))
            assert answer.json()["code"] in ("csrf_failed", "request_invalid"), (method, address, answer.text)
    assert api.last_seq() == before
    assert client.post("/api/v1/records", json=RECORD, headers={"X-CSRF-Token": token}).status_code == 201
    assert client.get("/api/v1/records").status_code == 200  # reading needs no token


def test_r38_a_session_begins_and_ends(api: Api) -> None:
    client = api.signed_in("shenhe")
    me = client.get(SESSION).json()
    assert (me["account"]["name"], me["account"]["roles"]) == ("shenhe", ["auditor"])
    assert "password_hash" not in client.get(SESSION).text
    cookie = client.cookies["clausetrail_session"]
    assert client.delete(SESSION).status_code == 204
    assert "clausetrail_session" not in client.cookies
    assert api.anyone(Cookie=f"clausetrail_session={cookie}").get(SESSION).status_code == 401


def test_r38_the_cookie_is_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    answer = api.anyone().post(SESSION, json={"name": "shenhe", "password": PASSWORD})
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert "secure" not in attributes  # served without TLS


def test_r38_behind_tls_the_cookie_is_bound_to_the_host(serve: Callable[..., Api]) -> None:
    api = serve(secure_cookies=True)
    answer = api.anyone().post(SESSION, json={"name": "shenhe", "password": PASSWORD})
    name, *attributes = (part.strip() for part in answer.headers["set-cookie"].split(";"))
    assert name.startswith("__Host-clausetrail_session=")
    assert "Secure" in attributes
    assert not any(one.lower().startswith("domain") for one in attributes)
    assert answer.headers["strict-transport-security"]
    cookie = name.partition("=")[2]
    assert api.anyone(Cookie=f"__Host-clausetrail_session={cookie}").get(SESSION).status_code == 200
    assert api.anyone(Cookie=f"clausetrail_session={cookie}").get(SESSION).status_code == 401


def test_signing_in_says_the_same_whatever_was_wrong(api: Api) -> None:
    wrong = api.anyone().post(SESSION, json={"name": "shenhe", "password": "not the password"})
    unknown = api.anyone().post(SESSION, json={"name": "nobody", "password": "not the password"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()


def test_r38_sessions_end_with_time_and_with_the_password(api: Api) -> None:
    client = api.signed_in("shenhe")
    api.office.clock.now = "2026-06-30T12:30:00.000000Z"  # 8 h 30 min later, and nothing done meanwhile
    assert client.get(SESSION).status_code == 401
    client = api.signed_in("shenhe")
    wrong = client.put("/api/v1/accounts/shenhe/password", json={"current": "x", "password": "ein langes Passwort"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "password_wrong")
    given = {"current": PASSWORD, "password": "ein langes Passwort"}
    assert client.put("/api/v1/accounts/shenhe/password", json=given).status_code == 200
    assert client.get(SESSION).status_code == 401


def test_the_administrator_manages_accounts_and_nobody_else_does(api: Api) -> None:
    admin = api.person("admin")
    added = admin.post("/api/v1/accounts", json={"name": "liwei", "display": "李伟", "roles": ["auditor"]})
    assert added.status_code == 201
    secret = added.json()["password"]
    assert api.anyone().post(SESSION, json={"name": "liwei", "password": secret}).status_code == 201
    assert secret not in admin.get("/api/v1/accounts").text
    assert [one["name"] for one in admin.get("/api/v1/accounts").json()["items"]] == sorted(
        ["admin", "guanli", "liwei", "shenhe", "wenkong"]
    )
    token = admin.post("/api/v1/accounts/liwei/tokens", json={"label": "audit", "days": 1}).json()["token"]
    bearer = api.anyone(Authorization=f"Bearer {token}")
    assert bearer.get(SESSION).json()["account"]["name"] == "liwei"
    assert admin.patch("/api/v1/accounts/liwei", json={"enabled": False}).json()["disabled"] is True
    assert bearer.get(SESSION).status_code == 401
    assert admin.patch("/api/v1/accounts/liwei", json={"enabled": True}).json()["disabled"] is False
    api.office.clock.now = "2026-07-01T04:00:00.000001Z"
    assert bearer.get(SESSION).status_code == 401  # the token's day is over
    for name in ("wenkong", "shenhe", "guanli"):
        person = api.person(name)
        assert person.get("/api/v1/accounts").status_code == 403
        assert person.post("/api/v1/accounts/admin/tokens", json={"label": "mine"}).status_code == 403
        assert person.put("/api/v1/accounts/admin/password", json={}).status_code == 403


def test_a_secret_is_not_given_again_under_a_key(api: Api) -> None:
    admin = api.person("admin")
    headers = {"Idempotency-Key": "k1"}
    for address, body in (
        ("/api/v1/accounts", {"name": "liwei", "roles": ["auditor"]}),
        ("/api/v1/accounts/admin/tokens", {"label": "x"}),
    ):
        assert admin.post(address, json=body, headers=headers).json()["code"] == "idempotency_key_refused"


@pytest.mark.parametrize(
    ("name", "may"),
    [("wenkong", {"propose", "confirm", "record"}), ("shenhe", {"propose"}), ("guanli", set()), ("admin", set())],
)
def test_roles_decide_what_a_person_may_change(api: Api, name: str, may: set[str]) -> None:
    api.office.document("QP-1")
    api.office.adopt("revision:QP-1@A/0", "2026-01-01")
    person = api.person(name)
    ends = {"from": "revision:QP-1@A/0", "to": "clause:GB/T 1-2011#4.2"}
    waiting = api.person("wenkong").post("/api/v1/links", json={**ends, "to": "clause:GB/T 1-2011#4.1"}).json()["id"]
    answers: dict[str, httpx.Response] = {
        "propose": person.post("/api/v1/links", json=ends),
        "confirm": person.post("/api/v1/links/confirm", json={"links": [waiting]}),
        "record": person.post("/api/v1/records", json=RECORD),
    }
    assert {what for what, answer in answers.items() if answer.is_success} == may
    assert all(answer.status_code == 403 for what, answer in answers.items() if what not in may)
