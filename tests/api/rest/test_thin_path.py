"""One true path over HTTP: a document, a record, a file, links, a trail."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from tests.api.rest.conftest import FILE, Api

CLAUSE = quote("clause:GB/T 1-2011#4.2", safe="")
ADOPTION = {
    "effective_from": "2026-01-01",
    "decision": "决定 1 号",
    "decider": "王经理",
    "reason": "体系建立前已执行",
    "proof": "档案柜 3",
}


def test_from_nothing_to_a_proved_clause_over_http(api: Api, controller: httpx.Client) -> None:
    new = {"number": "QP/1", "label": "A/0", "title": "服务程序", "type": "procedure"}
    added = controller.post("/api/v1/documents", data=new, files=FILE)
    assert added.status_code == 201, added.text
    revision = quote("QP/1@A/0", safe="")
    adopted = controller.post(f"/api/v1/revisions/{revision}/adopt", json=ADOPTION)
    assert adopted.json()["revision"]["effective_from"] == "2026-01-01"
    ends = {"from": "revision:QP/1@A/0", "to": "clause:GB/T 1-2011#4.2"}
    proposed = controller.post("/api/v1/links", json=ends)
    assert (proposed.status_code, proposed.json()["state"]) == (201, "proposed")
    confirmed = controller.post(f"/api/v1/links/{proposed.json()['id']}/confirm", json={})
    assert confirmed.json()["links"][0]["state"] == "confirmed"
    record = {"type": "回访", "number": "R-1", "date": "2026-03-01", "revision": "revision:QP/1@A/0"}
    assert controller.post("/api/v1/records", json=record).status_code == 201
    files = [("file", ("回访单 1.pdf", b"first")), ("file", ("回访单 2.pdf", b"second"))]
    sent = controller.post("/api/v1/evidence", data={"record": "record:R-1", "confirm": "true"}, files=files)
    assert [row["link"]["state"] for row in sent.json()["evidence"]] == ["confirmed", "confirmed"]
    trail = controller.get(f"/api/v1/clauses/{CLAUSE}/trail").json()
    assert trail["own_state"] == "proved"
    (chain,) = trail["chains"]
    assert chain["document"]["number"] == "QP/1"
    names = [one["evidence"]["name"] for one in chain["records"][0]["evidence"]]
    assert names == ["回访单 1.pdf", "回访单 2.pdf"]
    before = controller.get(f"/api/v1/clauses/{CLAUSE}/trail", params={"as_of": "2026-02-28"}).json()
    assert (before["own_state"], before["as_of"]) == ("partial", "2026-02-28")
    coverage = controller.get(f"/api/v1/standards/{quote('GB/T 1-2011', safe='')}/coverage").json()
    assert {row["number"]: row["own_state"] for row in coverage["clauses"]}["4.2"] == "proved"
    with api.system.reader() as reader:
        assert {entry.via for entry in reader.entries(api.last_seq() - 5)} == {"api"}


def test_places_that_an_issue_names_are_addresses_of_the_api(api: Api, controller: httpx.Client) -> None:
    api.office.document("QP-1")
    api.office.adopt("revision:QP-1@A/0", "2026-01-01")
    api.office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.2")
    api.office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    issues = controller.get(f"/api/v1/clauses/{CLAUSE}/trail").json()["issues"]
    assert {one["code"] for one in issues} == {"adopted", "record_without_evidence"}
    for one in issues:
        found = controller.get(one["place"])
        assert (found.status_code, found.json()["id"]) == (200, one["subjects"][0]["id"])
