"""Versions and keys: an edit of a stale version is refused, a change asked for twice is made once, lists have pages."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.rest.conftest import FILE, Api

RECORDS = "/api/v1/records"
RECORD = {"type": "回访", "number": "R-1", "date": "2026-03-01"}


def new_record(client: httpx.Client) -> tuple[str, dict[str, Any]]:
    answer = client.post(RECORDS, json=RECORD)
    return answer.headers["location"], answer.json()["record"]


def test_an_edit_names_the_version_it_builds_on(controller: httpx.Client) -> None:
    address, record = new_record(controller)
    tag = controller.get(address).headers["etag"]
    assert tag.startswith(f'"{record["version"]}-')
    first = controller.patch(address, json={"date": "2026-03-02", "reason": "x"}, headers={"If-Match": tag})
    assert first.status_code == 200
    for stale in (tag, f'"{record["version"]}"', '"not ours"', f"W/{tag}"):
        answer = controller.patch(address, json={"date": "2026-03-03", "reason": "x"}, headers={"If-Match": stale})
        assert (answer.status_code, answer.json()["code"]) == (412, "version_stale")
    for fresh in (first.headers["etag"], "*"):
        answer = controller.patch(address, json={"date": "2026-03-04", "reason": "x"}, headers={"If-Match": fresh})
        assert answer.status_code == 200
    two = controller.patch(address, json={"date": "2026-03-05", "reason": "x"}, headers={"If-Match": '"1", "2"'})
    assert (two.status_code, two.json()["code"]) == (400, "if_match_invalid")
    assert controller.get(address).json()["date"] == "2026-03-04"


def test_an_answer_a_reader_has_is_not_sent_again_until_it_changes(api: Api, controller: httpx.Client) -> None:
    address, _ = new_record(controller)
    tag = controller.get(address).headers["etag"]
    assert controller.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert controller.get(address, headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    sent = controller.post("/api/v1/evidence", data={"record": "record:R-1"}, files=FILE)
    assert sent.status_code == 201
    answer = controller.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200  # the record has no new version, but a file behind it
    assert answer.headers["etag"].partition("-")[0] == tag.partition("-")[0]


def test_a_creation_under_a_key_is_made_once(api: Api, controller: httpx.Client) -> None:
    headers = {"Idempotency-Key": "0197c6a8-2f00-7000-8000-000000000009"}
    first = controller.post(RECORDS, json=RECORD, headers=headers)
    before = api.last_seq()
    again = controller.post(RECORDS, json=RECORD, headers={"Idempotency-Key": f'"{headers["Idempotency-Key"]}"'})
    assert (again.status_code, again.json()) == (201, first.json())
    other = controller.post(RECORDS, json={**RECORD, "date": "2026-03-02"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "request_id_reused")
    assert api.last_seq() == before
    someone = api.person("shenhe").post("/api/v1/links", json={"from": "a", "to": "b"}, headers=headers)
    assert someone.json()["code"] != "request_id_reused"  # keys are each person's own


def test_an_upload_under_a_key_is_entered_once(api: Api, controller: httpx.Client) -> None:
    headers = {"Idempotency-Key": "upload-1"}
    first = controller.post("/api/v1/evidence", files=FILE, headers=headers)
    before = api.last_seq()
    again = controller.post("/api/v1/evidence", files=FILE, headers=headers)
    assert again.json() == first.json()
    assert "duplicate_of" not in again.json()["evidence"][0]
    assert (api.last_seq(), len(api.blob_files())) == (before, 1)


@pytest.mark.parametrize("key", ["x" * 201, "a b", ""])
def test_keys_that_are_none_are_refused(controller: httpx.Client, key: str) -> None:
    answer = controller.post(RECORDS, json=RECORD, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")


def pages(client: httpx.Client, address: str, limit: int) -> list[list[dict[str, Any]]]:
    """All pages of a list, each reached by the link of the one before."""
    found = []
    following: str | None = f"{address}{'&' if '?' in address else '?'}limit={limit}"
    while following is not None:
        answer = client.get(following)
        found.append(answer.json()["items"])
        assert ("next" in answer.json()) == ("link" in answer.headers)
        following = answer.links.get("next", {}).get("url")
    return found


def test_lists_come_in_pages_without_gap_or_double(api: Api, controller: httpx.Client) -> None:
    for number in range(7):
        api.office.document(f"QP-{number}")
        api.office.adopt(f"revision:QP-{number}@A/0", "2026-01-01")
        api.office.record(f"R-{number}", "2026-03-01", f"revision:QP-{number}@A/0")
        controller.post("/api/v1/evidence", files={"file": (f"{number}.txt", b"%d" % number)})
    for address, key, wanted in (
        ("/api/v1/documents", "number", [f"QP-{number}" for number in range(7)]),
        (RECORDS, "number", [f"R-{number}" for number in range(7)]),
        ("/api/v1/evidence", "file_name", [f"{number}.txt" for number in range(7)]),
        ("/api/v1/records?document=document%3AQP-3", "number", ["R-3"]),
    ):
        for limit in (1, 3, 7, 8):
            got = pages(controller, address, limit)
            assert [one[key] for page in got for one in page] == wanted
            assert all(len(page) == limit for page in got[:-1])
    entries = [one["seq"] for page in pages(controller, "/api/v1/ledger/entries", 4) for one in page]
    assert entries == list(range(api.last_seq() + 1))


def test_links_are_filtered_by_kind_state_ends_and_suspicion(api: Api, controller: httpx.Client) -> None:
    api.office.document("QP-1")
    api.office.adopt("revision:QP-1@A/0", "2026-01-01")
    api.office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    ends = {"from": "revision:QP-1@A/0", "to": "clause:GB/T 1-2011#4.1"}
    controller.post("/api/v1/links", json=ends)
    api.office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    controller.patch("/api/v1/records/R-1", json={"date": "2026-03-02", "reason": "抄错"})

    def found(**filters: Any) -> list[tuple[str, str, bool]]:
        items = controller.get("/api/v1/links", params=filters).json()["items"]
        return sorted((one["kind"], one["state"], one["suspect"]) for one in items)

    claims = [("satisfies", "confirmed", False), ("satisfies", "proposed", False)]
    made_under = ("records", "confirmed", True)
    assert found() == sorted([*claims, made_under])
    assert found(kind="satisfies") == claims
    assert found(state="proposed") == claims[1:]
    assert found(state=["proposed", "confirmed"], kind="records") == [made_under]
    assert found(suspect="true") == [made_under]
    assert found(**{"from": "record:R-1"}) == [made_under]
    assert found(to="clause:GB/T 1-2011#4.1") == claims[1:]
    assert controller.get("/api/v1/links", params={"kind": "loves"}).json()["code"] == "kind_unknown"
    assert controller.get("/api/v1/links", params={"state": "new"}).json()["code"] == "request_invalid"
