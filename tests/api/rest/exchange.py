"""A working day over HTTP that asks for everything the API offers, each once at least. Its answers become the examples
in the API's description: `python -m tests.api.rest.examples`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from tests.api.rest.conftest import PASSWORD, Api
from workflows import indexing

V1 = "/api/v1"
STANDARD = "1 范围\n本标准规定了服务要求。\n2 要求\n2.1 组织应建立文件化的程序。\n2.2 组织应保持回访的记录。\n"
ADOPTION = {
    "effective_from": "2026-01-01",
    "decision": "总经理令 2026-01",
    "decider": "王敏",
    "reason": "体系建立前已执行",
    "proof": "档案柜 3，卷 12",
    "confirm": ["all"],
}


def ref(text: str) -> str:
    """A reference as part of an address."""
    return quote(text, safe="")


class Day:
    """The controller's requests; each must succeed."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.client = api.signed_in("wenkong")

    def ask(self, method: str, path: str, client: httpx.Client | None = None, **more: Any) -> Any:
        """The answer's document, or its text."""
        answer = (client or self.client).request(method, path if path[1:5] in ("heal", "read") else V1 + path, **more)
        assert answer.is_success, (method, path, answer.text)
        return answer.json() if answer.headers.get("content-type", "").endswith("/json") else answer.text


def whole_day(api: Api) -> Day:
    """Everything once."""
    day = Day(api)
    for step in (_standards, _documents, _records, _questions, _search, _decisions, _ledger, _people):
        step(day)
    return day


def _standards(day: Day) -> None:
    day.ask("GET", "/healthz")
    day.ask("GET", "/readyz")
    day.ask("GET", "/session")
    source = {"file": ("SB-T-1-2020.txt", STANDARD.encode())}
    edition = {"code": "SB/T 1", "edition": "2020", "title": "服务规范"}
    day.ask("POST", "/standards/preview", files=source, data=edition)
    day.ask("POST", "/standards", files=source, data=edition)
    day.ask("POST", "/standards/templates/gbt27922", json={})
    day.ask("PATCH", f"/standards/{ref('SB/T 1-2020')}/dates", json={"in_force_from": "2020-06-01"})
    day.ask("GET", "/standards")
    day.ask("GET", f"/standards/{ref('SB/T 1-2020')}")


def _documents(day: Day) -> None:
    new = {"number": "QP-05", "label": "B/0", "title": "客户回访程序", "type": "procedure"}
    file = {"file": ("QP-05 客户回访程序 B0.pdf", b"%PDF-1.7 B/0")}
    day.ask("POST", "/documents", data=new, files=file)
    revision = f"/revisions/{ref('QP-05@B/0')}"
    day.ask("POST", f"{revision}/adopt", json=ADOPTION)
    for clause in ("2.1", "2.2"):
        ends = {"from": "revision:QP-05@B/0", "to": f"clause:SB/T 1-2020#{clause}"}
        link = day.ask("POST", "/links", json=ends)
        day.ask("POST", f"/links/{link['id']}/confirm", json={"reason": "已核对原件"})
    later = {"file": ("QP-05 客户回访程序 B1.pdf", b"%PDF-1.7 B/1")}
    day.ask("POST", "/documents/QP-05/revisions", data={"label": "B/1"}, files=later)
    told = {**ADOPTION, "effective_from": "2026-05-01", "decision": "总经理令 2026-04"}
    day.ask("POST", f"/revisions/{ref('QP-05@B/1')}/adopt", json=told)
    day.ask("POST", "/documents/QP-05/revisions", data={"label": "C/0"}, files={"file": ("C0.pdf", b"%PDF-1.7 C/0")})
    day.ask("POST", f"/revisions/{ref('QP-05@C/0')}/withdraw", json={"reason": "草稿作废"})
    _into_force(day)
    day.ask("GET", "/documents")
    day.ask("GET", "/documents/QP-05")
    day.ask("GET", f"/revisions/{ref('QP-05@B/1')}")
    day.ask("GET", f"/revisions/{ref('QP-05@B/1')}/content")


def _into_force(day: Day) -> None:
    """One revision refused, the next approved as it was shown."""
    manager = day.api.person("guanli")
    for label in ("C/1", "C/2"):
        day.ask("POST", "/documents/QP-05/revisions", data={"label": label}, files={"file": ("C.pdf", label.encode())})
        revision = f"/revisions/{ref(f'QP-05@{label}')}"
        day.ask("POST", f"{revision}/submit", json={"reason": "按 2026 年内审意见修订"})
        day.ask("GET", "/decisions/waiting", manager)
        if label == "C/1":
            day.ask("POST", f"{revision}/refuse", manager, json={"reason": "第 3 章未写明时限"})
            continue
        since = {"effective_from": "2026-08-01"}
        brief = day.ask("GET", f"{revision}/decision-brief", manager, params=since)
        given = {**since, "reason": "适宜且充分", "untick": ["2.2"]}
        given |= {"shown_links": brief["shown"]["links"], "shown_against": brief["shown"]["against"]}
        tag = {"If-Match": f'"{brief["shown"]["version"]}"'}
        day.ask("POST", f"{revision}/approve", manager, json=given, headers=tag)


def _records(day: Day) -> None:
    record = {"type": "回访记录", "number": "HF-2026-018", "date": "2026-06-12", "revision": "revision:QP-05@B/1"}
    day.ask("POST", "/records", json=record)
    files = [("file", ("回访单 018.pdf", b"%PDF-1.7 018")), ("file", ("回访现场.png", b"\x89PNG 018"))]
    use = {"record": "record:HF-2026-018", "confirm": "true", "date": "2026-06-12", "site": "北京"}
    rows = day.ask("POST", "/evidence", data=use, files=files)["evidence"]
    day.ask("PATCH", "/records/HF-2026-018", json={"date": "2026-06-13", "reason": "日期写错"})
    day.ask("GET", "/records")
    day.ask("GET", "/records/HF-2026-018")
    day.ask("GET", "/evidence")
    day.ask("GET", f"/evidence/{rows[0]['sha256'][:12]}")
    day.ask("GET", f"/evidence/{rows[0]['id']}/content")
    day.ask("POST", "/evidence/verify", json={})
    assert day.ask("GET", "/jobs", params={"state": "queued", "limit": "500"})["counts"]["queued"] > 1
    assert day.ask("POST", f"/evidence/{rows[0]['id']}/reread") == {"queued": 0, "waiting": 1}


def _questions(day: Day) -> None:
    clause = ref("clause:SB/T 1-2020#2.2")
    frame = {"as_of": "2026-06-30", "period": "2025-07-01..2026-06-30"}
    day.ask("GET", f"/clauses/{clause}/trail", params=frame)
    day.ask("GET", f"/clauses/{clause}")
    day.ask("GET", f"/standards/{ref('SB/T 1-2020')}/coverage", params=frame)
    day.ask("PATCH", f"/clauses/{clause}", json={"text": "组织应保持客户回访的记录。", "reason": "漏录两字"})
    given = {"reason": "本公司不提供上门安装", "from": "2026-01-01"}
    day.ask("POST", f"/clauses/{ref('SB/T 1-2020#2')}/applicability", json=given)
    day.ask("POST", f"/clauses/{ref('SB/T 1-2020#2')}/applicability/lift", json={"reason": "业务已恢复"})


def _search(day: Day) -> None:
    indexing.catch_up(day.api.system)
    day.ask("GET", "/search", params={"q": "回访 date:五月"})


def _decisions(day: Day) -> None:
    day.ask("POST", "/links/reaffirm", json={"around": "record:HF-2026-018", "reason": "更正只涉及日期"})
    suspects = day.ask("GET", "/links", params={"suspect": "true"})["items"]
    day.ask("POST", f"/links/{suspects[0]['id']}/reaffirm", json={"reason": "措辞未改义务"})
    day.ask("GET", f"/links/{suspects[0]['id']}")
    made = [
        day.ask("POST", "/links", json={"from": "record:HF-2026-018", "to": f"clause:GB/T 1-2011#{number}"})["id"]
        for number in ("4", "4.1", "4.2", "4.2 a)", "4.3")
    ]
    day.ask("POST", "/links/confirm", json={"links": made[:1]})
    day.ask("POST", "/links/reject", json={"links": made[1:2], "reason": "不相关"})
    day.ask("POST", "/links/withdraw", json={"links": made[2:3], "reason": "提错条款"})
    day.ask("POST", f"/links/{made[3]}/reject", json={"reason": "不相关"})
    day.ask("POST", f"/links/{made[4]}/withdraw", json={"reason": "提错条款"})


def _ledger(day: Day) -> None:
    day.ask("GET", "/ledger/entries", params={"limit": "2", "after": "3"})
    note = day.ask("GET", "/ledger/checkpoint")
    day.ask("GET", "/ledger/key")
    day.ask("GET", "/ledger/proofs/inclusion", params={"seq": "3"})
    day.ask("GET", "/ledger/proofs/consistency", params={"from": "4", "to": "9"})
    day.ask("GET", "/ledger/export")
    assert day.ask("POST", "/ledger/verify", json={"notes": [note]})["ok"] is True


def _people(day: Day) -> None:
    admin = day.api.person("admin")
    day.ask("POST", "/accounts", admin, json={"name": "liwei", "display": "李伟", "roles": ["auditor"]})
    day.ask("GET", "/accounts", admin)
    day.ask("PUT", "/accounts/liwei/password", admin, json={"password": "ein langes Passwort"})
    day.ask("POST", "/accounts/liwei/tokens", admin, json={"label": "nightly backup", "days": 90})
    day.ask("PATCH", "/accounts/liwei", admin, json={"enabled": False})
    day.ask("POST", "/session", day.api.anyone(), json={"name": "wenkong", "password": PASSWORD})
    day.ask("DELETE", "/session")
