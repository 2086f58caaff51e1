"""One error shape for every source; `check_problem` holds each answer against it, here the sources are met."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from api.rest.language import best_language
from api.rest.problems import problem_of
from graph_schema import errors
from graph_schema.errors import ClausetrailError, StoreUnavailable
from tests.api.rest.conftest import Api

STATUS = {
    "InvalidInput": 422,
    "NotFound": 404,
    "Conflict": 409,
    "StaleVersion": 412,
    "Unauthenticated": 401,
    "Forbidden": 403,
    "TooLarge": 413,
    "StoreUnavailable": 503,
    "StoreRefused": 503,
    "StorageFull": 507,
}


def test_every_class_of_error_yields_the_status_it_promises() -> None:
    classes = {name: one for name, one in vars(errors).items() if isinstance(one, type) and name != "ClausetrailError"}
    assert {
        name: problem_of(one("some_code")).status for name, one in classes.items() if issubclass(one, Exception)
    } == STATUS


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/v1/nothing", None, 404, "route_unknown"),
        ("GET", "/nothing", None, 404, "route_unknown"),
        ("PUT", "/api/v1/records", None, 405, "method_not_allowed"),
        ("GET", "/api/v1/records/R-0", None, 404, "reference_unknown"),
        ("GET", "/api/v1/records?limit=0", None, 422, "request_invalid"),
        ("GET", "/api/v1/records?lmit=5", None, 422, "query_unknown"),
        ("GET", "/api/v1/clauses/x/trail?as_of=2026-02-30", None, 422, "date_invalid"),
        ("GET", "/api/v1/ledger/entries?after=x", None, 422, "cursor_unknown"),
        ("GET", "/api/v1/documents?after=x", None, 422, "cursor_unknown"),
        ("POST", "/api/v1/records", {"type": "回访", "date": "2027-01-01"}, 422, "record_in_future"),
        ("POST", "/api/v1/records", {"type": "回访", "date": "2026-01-01", "colour": "red"}, 422, "request_invalid"),
        ("POST", "/api/v1/records", {"type": 5, "date": "2026-01-01"}, 422, "request_invalid"),
        ("POST", "/api/v1/records", [], 422, "request_invalid"),
        ("POST", "/api/v1/records", {"type": "x", "date": "2026-01-01", "title": "\ud800"}, 422, "request_invalid"),
        ("POST", "/api/v1/accounts", {"name": "x", "roles": ["auditor"]}, 403, "not_allowed"),
        ("POST", "/api/v1/links/nolink/confirm", {}, 404, "link_unknown"),
        ("POST", "/api/v1/standards/templates/none", {}, 404, "unknown_template"),
    ],
)
def test_errors_of_the_domain_the_framework_and_validation_have_one_shape(
    controller: httpx.Client, method: str, path: str, body: Any, status: int, code: str
) -> None:
    content = None if body is None else json.dumps(body).encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    answer = controller.request(method, path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_an_invalid_request_names_its_places_and_repeats_no_value(controller: httpx.Client) -> None:
    answer = controller.post("/api/v1/records", json={"date": 5, "secret": "hunter2"})
    places = {(one["in"], *one["at"], one["problem"]) for one in answer.json()["places"]}
    assert places == {
        ("body", "type", "missing"),
        ("body", "date", "string_type"),
        ("body", "secret", "extra_forbidden"),
    }
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "body_unreadable"),
        (b"\xff\xfe", "application/json", 400, "body_unreadable"),
        (b"[" * 100_000, "application/json", 400, "body_unreadable"),
        (b'{"type":' * 10_000 + b"1" + b"}" * 10_000, "application/json", 400, "body_unreadable"),
        (b'{"type":"' + b"x" * (1 << 20) + b'"}', "application/json", 413, "request_too_large"),
        (b'{"type": "x", "date": "2026-01-01"}', "text/plain", 415, "media_type_refused"),
        (b"type=x&date=2026-01-01", "application/x-www-form-urlencoded", 415, "media_type_refused"),
        (b'{"type": "x", "date": "2026-01-01"}', "multipart/form-data; boundary=x", 415, "media_type_refused"),
    ],
)
def test_r50_bodies_that_are_broken_deep_large_or_of_another_type_are_refused(
    api: Api, controller: httpx.Client, body: bytes, content_type: str, status: int, code: str
) -> None:
    before = api.last_seq()
    answer = controller.post("/api/v1/records", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.last_seq() == before


def test_r50_a_body_in_chunks_is_cut_at_the_limit_too(controller: httpx.Client) -> None:
    pieces = (b"x" * 65_536 for _ in range(40))
    answer = controller.post("/api/v1/records", content=pieces, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example/path"}, "host_invalid"),
        ({"Host": "a b"}, "host_invalid"),
        ({"X-Long": "x" * 33_000}, "head_too_large"),
        ({"Content-Encoding": "gzip"}, "media_type_refused"),
        ({"Origin": "https://evil.example"}, "origin_foreign"),
        ({"Origin": "null"}, "origin_foreign"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_foreign"),
    ],
)
def test_r50_hostile_headers_are_refused(controller: httpx.Client, headers: Mapping[str, str], code: str) -> None:
    answer = controller.post("/api/v1/records", json={"type": "x", "date": "2026-01-01"}, headers=headers)
    assert answer.json()["code"] == code


def test_what_nobody_expected_is_told_without_details(
    api: Api, controller: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret /path/of/the/server")

    monkeypatch.setattr("workflows.records.listed", broken)
    answer = controller.get("/api/v1/records")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert answer.json()["instance"].startswith("urn:uuid:")


def test_a_store_that_is_away_is_a_503_to_be_tried_again(
    controller: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("store_busy")

    monkeypatch.setattr("workflows.records.listed", away)
    answer = controller.get("/api/v1/records")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("header", "language", "words"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "没有这个地址。"),
        ("zh-TW", "zh-Hant", "沒有這個位址。"),
        ("fr, en-GB;q=0.5", "en", "There is nothing at this address."),
        ("", "en", "There is nothing at this address."),
    ],
)
def test_problems_are_in_the_readers_language(api: Api, header: str, language: str, words: str) -> None:
    answer = api.anyone().get("/api/v1/nothing", headers={"Accept-Language": header})
    assert (answer.headers["content-language"], answer.json()["detail"]) == (language, words)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en;q=0.1, zh;q=0.2", "zh-Hans"),
        ("zh;q=0, en", "en"),
        ("en;q=x, zh-HK", "zh-Hant"),
        ("*", "en"),
        (";,;q=", "en"),
    ],
)
def test_languages_are_weighed(header: str, language: str) -> None:
    assert best_language(header) == language


def test_problems_may_be_raised_by_any_class_of_ours() -> None:
    assert problem_of(ClausetrailError("internal_error")).status == 500
