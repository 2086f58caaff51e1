"""Text that would run: every line of `payloads.py` in every field, on every page (R45)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Dialog, sync_playwright

from tests.api.rest.conftest import PASSWORD
from tests.attack.hostile import Filled, fill, ids
from tests.attack.payloads import faults, lines
from tests.attack.stronghold import Stronghold, addresses, existing, standing

CHROMIUM = os.environ.get("CLAUSETRAIL_BROWSER") or "/usr/bin/chromium"
PICTURE = "/pages/{number}.webp"
FREE = (
    "q",
    "site",
    "record",
    "back",
    "next",
    "actor",
    "action",
    "text",
    "reason",
    "revision",
    "standard",
    "type",
    "id",
)
"""Names in a query that take any text, as far as any page has them."""
STRICT = (
    "as_of",
    "known_at",
    "period",
    "page",
    "show",
    "state",
    "side",
    "at",
    "after",
    "about",
    "from",
    "to",
    "kind",
    "n",
)
"""Names in a query that take some values only."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stronghold, Filled]]:
    with standing(tmp_path_factory.mktemp("hostile"), fast=True) as made:
        yield made, fill(made, lines())


@pytest.fixture(scope="module")
def hostile(entered: tuple[Stronghold, Filled]) -> Stronghold:
    return entered[0]


def safe_headers(answer: httpx.Response) -> list[str]:
    """Security headers that an answer lacks."""
    policy = answer.headers.get("content-security-policy", "")
    lacking = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    if "default-src 'none'" not in policy or "unsafe" in policy:
        lacking.append(f"policy {policy}")
    return lacking + [name for name in ("server", "x-powered-by") if name in answer.headers]


def looked_at(client: httpx.Client, method: str, address: str, **more: object) -> list[str]:
    """What is wrong with an answer: outbreaks, lacking headers, errors of ours, traces of the program."""
    answer = client.request(method, address, **more)  # type: ignore[arg-type]  # data and params
    found = safe_headers(answer)
    if answer.status_code >= 500 or "Traceback" in answer.text or "site-packages" in answer.text:
        found.append(f"status {answer.status_code}")
    if answer.headers.get("content-type", "").startswith("text/html"):
        found += faults(answer.text)
    location = answer.headers.get("location", "/")
    if not location.startswith("/") or location.startswith(("//", "/\\")):
        found.append(f"leads to {location}")
    return [f"{method} {address[:90]}: {one}" for one in found]


def report(found: Iterable[str]) -> str:
    return "\n".join(list(found)[:40])


def test_r45_the_reader_of_pages_sees_an_outbreak() -> None:
    seen = [one for one in lines() if faults(f'<p title="{one}">{one}</p>') or faults(f"<p>{one}</p>")]
    assert len(lines()) > 300
    assert len(seen) > 180
    assert faults('<a href="javascript:xq()">xq</a>')
    assert not faults('<p title="&lt;xq&gt;">&lt;img xq src=x onerror=alert(1)&gt;</p>')


def test_r45_nearly_every_line_is_taken_by_every_field(entered: tuple[Stronghold, Filled]) -> None:
    filled = entered[1]
    assert filled.done["record"] > 330, "any text is a title; what is refused is said"
    assert filled.done["document"] > 300
    assert filled.done["evidence"] > 300
    assert set(filled.refused) <= {"file name file_name_invalid", "document name_invalid", "record name_invalid",
                                   "record key_taken", "document key_taken"}  # fmt: skip


def places(made: Stronghold) -> Iterator[str]:
    """Pages of single things: one of three of each kind by its main address, one of forty by all others."""
    by_kind = ids(made)
    there = [one.path for one in addresses(made.app) if one.method == "GET" and not one.of_api]
    for path in there:
        kind = path.split("/")[1]
        if "{ref:path}" not in path or kind not in by_kind or path.endswith(PICTURE):
            continue
        step = 25 if path == f"/{kind}/{{ref:path}}" else 200
        for id_ in by_kind[kind][::step]:
            yield path.replace("{ref:path}", id_)
    clause = next(one for one in by_kind["clauses"] if one)
    yield f"/clauses/{clause}?show=tree"
    yield from (f"/ledger/{seq}" for seq in range(0, made.entries(), 200))
    yield from (f"/people/person-{place}/account" for place in range(0, 300, 100))


def test_r45_no_line_breaks_out_on_the_page_of_any_thing(hostile: Stronghold) -> None:
    with hostile.browser("wenkong") as client, hostile.browser("admin") as admin:
        found = [
            one
            for address in places(hostile)
            for one in looked_at(admin if address.startswith("/people") else client, "GET", address)
        ]
    assert not found, report(found)


def lists(made: Stronghold) -> Iterator[str]:
    """Every list, page by page."""
    for path in ("/records", "/evidence", "/documents", "/decisions", "/standards"):
        yield from (f"{path}?page={page}" for page in range(1, 8))
    yield from (f"/inbox?side={side}&n={n}" for side in ("proposed", "suspect") for n in range(1))
    yield from (f"/ledger?before={seq}" for seq in range(50, made.entries() + 50, 150))
    yield from ("/", "/people", "/account", "/help", "/components", "/upload", "/records/new", "/documents/new")
    yield from (f"/search?q=xq&offset={offset}" for offset in range(0, 300, 100))
    yield from (f"/search?q=xq&kind={kind}" for kind in ("document", "record", "evidence", "clause"))


def test_r45_no_line_breaks_out_on_any_list_or_snippet(hostile: Stronghold) -> None:
    with hostile.browser("wenkong") as client, hostile.browser("admin") as admin:
        found = [
            one
            for address in lists(hostile)
            for one in looked_at(admin if address == "/people" else client, "GET", address)
        ]
        assert not found, report(found)
        assert client.get("/search?q=xq").text.count("<mark>") > 10, "snippets were shown"


def test_r45_no_line_breaks_out_of_a_page_that_repeats_what_was_asked(hostile: Stronghold) -> None:
    there = [one.path for one in addresses(hostile.app) if one.method == "GET" and not one.of_api]
    found: list[str] = []
    with hostile.browser("wenkong") as client:
        for line in lines()[::10]:
            text = quote(line, safe="", errors="replace")
            found += looked_at(client, "GET", f"/search?q={text}&kind={text}&date={text}")
            found += looked_at(client, "GET", f"/records/{text}")
        for place, path in enumerate(there):
            if path.endswith(PICTURE):
                continue
            address = hostile.filled(path, existing(hostile))
            for line in lines()[place::300]:
                for names in (FREE, STRICT):
                    query = "&".join(f"{name}={quote(line, safe='', errors='replace')}" for name in names)
                    found += looked_at(client, "GET", f"{address}?{query}")
    with hostile.browser() as client:
        for line in lines()[::30]:
            found += looked_at(client, "GET", f"/sign-in?next={quote(line, safe='', errors='replace')}")
            given = {"name": line, "password": line, "next": line, "kept.": "/records/new", f"kept.{line}": line}
            found += looked_at(client, "POST", "/sign-in", data=given)
    assert not found, report(found)


def test_r45_no_line_breaks_out_of_a_form_that_comes_back_or_of_what_is_told_of_it(hostile: Stronghold) -> None:
    posts = [one for one in addresses(hostile.app) if one.method == "POST" and not one.of_api]
    found: list[str] = []
    for name in ("wenkong", "guanli", "admin"):
        with hostile.browser(name) as client:
            for place, one in enumerate(posts):
                if one.path in ("/sign-in", "/sign-out", "/account/password"):
                    continue
                address = hostile.filled(one.path, existing(hostile))
                shown = client.get(address)
                if shown.status_code != 200:
                    continue
                fields = set(re.findall(r'name="([^"]+)"', shown.text)) - {"csrf", "once"}
                for line in lines()[place::300]:
                    given = {**dict.fromkeys(fields, line), "csrf": hostile.token(client)}
                    answer = client.post(address, data=given)
                    found += looked_at(client, "POST", address, data=given)
                    if answer.status_code == 303:
                        found += looked_at(client, "GET", answer.headers["location"])
    assert not found, report(found)


def test_r45_every_answer_has_the_security_headers_errors_and_static_files_too(hostile: Stronghold) -> None:
    with hostile.browser("wenkong") as client, hostile.browser() as nobody:
        page = client.get("/components").text
        static = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
        assert len(static) > 5
        asked = [
            *static,
            "/static/none.js",
            "/nowhere",
            "/healthz",
            "/readyz",
            "/api/v1/nowhere",
            "/sign-in",
            "/favicon.ico",
        ]
        found = [one for who in (client, nobody) for path in asked for one in looked_at(who, "GET", path)]
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            found += looked_at(client, method, "/records")
        found += looked_at(client, "GET", "/help", headers={"Host": 'evil"><xq>'})
        found += looked_at(client, "GET", "/help", headers={"X-Filler": "x" * 40_000})
        found += looked_at(client, "POST", "/records/new", content=b"x" * 2_000_000)
        found += looked_at(client, "POST", "/upload", headers={"Content-Type": "multipart/form-data"}, content=b"x")
        found += looked_at(client, "GET", "/help", headers={"Cookie": "clausetrail_language=<xq>"})
    assert not found, report(found)


@pytest.mark.browser
def test_r45_in_a_real_browser_nothing_runs_and_the_policy_has_nothing_to_report(hostile: Stronghold) -> None:
    by_kind = ids(hostile)
    heard: list[str] = []
    asked_for: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        heard.append(f"dialog {dialog.message}")
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("dialog", dismissed)
        page.on("console", lambda one: heard.append(f"{one.type} {one.text}") if one.type == "error" else None)
        page.on("pageerror", lambda one: heard.append(f"error {one}"))
        page.on("request", lambda one: asked_for.append(one.url))
        page.goto(f"{hostile.url}/sign-in")
        page.fill("[name=name]", "wenkong")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{hostile.url}/")
        texts = [quote(line, safe="", errors="replace") for line in lines()[3::60]]
        asked = [
            f"/{kind}/{id_}" for kind in ("records", "documents", "evidence", "links") for id_ in by_kind[kind][2::110]
        ]
        asked += [f"/search?q={text}" for text in texts]
        asked += ["/records", "/evidence", "/documents", "/inbox", "/ledger", "/search?q=xq"]
        assert len(asked) >= 20
        for address in asked:
            page.goto(hostile.url + address)
            assert "XSS" not in page.title()
            assert page.locator("[xq]").count() == 0, address
        browser.close()
    assert heard == []
    assert [one for one in asked_for if not one.startswith(hostile.url)] == []
