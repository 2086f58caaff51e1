"""Decisions over HTTP: as shown or not at all, one outcome, each refusal with its status and code (R21)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.rest.conftest import Api
from workflows import decisions

V1 = "/api/v1/revisions/QP-1%40B%2F0"
APPROVAL = {"effective_from": "2026-07-10", "reason": "适宜且充分"}


@pytest.fixture
def manager(api: Api) -> httpx.Client:
    """Someone of management, and a revision submitted that carries two links over."""
    office = api.office
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    for clause in ("4.1", "4.2"):
        office.confirm("revision:QP-1@A/0", f"clause:GB/T 1-2011#{clause}")
    office.revise("QP-1", "B/0")
    decisions.submit(office.system, office.controller, "revision:QP-1@B/0")
    return api.person("guanli")


def shown(manager: httpx.Client) -> tuple[dict[str, Any], dict[str, str]]:
    """The parts of an approval that say what was shown: of the body, and the header."""
    brief = manager.get(f"{V1}/decision-brief", params={"effective_from": "2026-07-10"}).json()["shown"]
    body = {"shown_links": brief["links"], "shown_against": brief["against"]}
    return body, {"If-Match": f'"{brief["version"]}"'}


def test_what_was_shown_is_decided_and_the_decision_can_be_read(api: Api, manager: httpx.Client) -> None:
    body, tag = shown(manager)
    answer = manager.post(f"{V1}/approve", json={**APPROVAL, **body}, headers=tag)
    assert answer.status_code == 200
    assert (len(answer.json()["confirmed"]), answer.json()["decision"]["by"]) == (2, "guanli")
    read = manager.get(V1)
    assert read.json()["decision"]["id"] == answer.json()["decision"]["id"]
    assert read.headers["etag"].startswith(answer.headers["etag"].rstrip('"'))
    with api.system.reader() as reader:
        assert next(iter(reader.entries(api.last_seq()))).via == "api"


@pytest.mark.parametrize(
    ("change", "tag", "status", "code"),
    [
        ({"shown_links": []}, {}, 409, "proposals_changed"),
        ({"shown_against": ""}, {}, 409, "basis_changed"),
        ({}, {"If-Match": '"1"'}, 412, "version_stale"),
        ({"effective_from": "2026-06-29", "shown_against": None}, {}, 422, "effective_in_past"),
        ({"reason": " "}, {}, 422, "reason_needed"),
    ],
)
def test_r21_what_was_not_shown_is_not_decided(
    api: Api, manager: httpx.Client, change: dict[str, Any], tag: dict[str, str], status: int, code: str
) -> None:
    body, held = shown(manager)
    before = api.last_seq()
    answer = manager.post(f"{V1}/approve", json={**APPROVAL, **body, **change}, headers={**held, **tag})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.last_seq() == before


def test_the_second_to_decide_is_told_who_decided(manager: httpx.Client) -> None:
    _, tag = shown(manager)
    assert manager.post(f"{V1}/refuse", json={"reason": "不完整"}, headers=tag).status_code == 200
    answer = manager.post(f"{V1}/approve", json=APPROVAL, headers=tag)
    assert (answer.status_code, answer.json()["code"]) == (409, "revision_decided")
    assert answer.json()["params"]["by"] == "guanli"


def test_who_may_not_is_told_so(api: Api, manager: httpx.Client) -> None:
    del manager
    for name in ("wenkong", "shenhe", "admin"):
        answer = api.person(name).post(f"{V1}/approve", json=APPROVAL)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert api.person("shenhe").get(f"{V1}/decision-brief").json()["may_decide"] is False
    assert api.person("shenhe").get("/api/v1/decisions/waiting").json() == {"items": []}


def test_a_key_gives_the_first_decision_again(api: Api, manager: httpx.Client) -> None:
    headers = {"Idempotency-Key": "one"}
    first = manager.post(f"{V1}/approve", json=APPROVAL, headers=headers)
    before = api.last_seq()
    assert manager.post(f"{V1}/approve", json=APPROVAL, headers=headers).json() == first.json()
    assert api.last_seq() == before
