"""Forms of pages: what every family gets by declaring one. A form of our own over real use cases, served for real."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from api.pages import entry, house
from api.pages.forms import PageForm, Sheet, add
from api.pages.notices import Done
from api.pages.rooms import failure
from api.pages.routing import new_router
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.errors import StaleVersion, StoreUnavailable
from tests.api.rest.conftest import served
from tests.ui.house import PASSWORD, empty_house
from tests.workflows.conftest import Office
from ui.forms import Field, FormPage
from ui.frame import frame
from ui.render import Page
from workflows import evidence, records
from workflows.evidence import Use
from workflows.records import RecordFields

LONG = "顾客 <b>说</b> 要\n第二行 & 更多"
FORM = "/trial/of-forms"


def show(sheet: Sheet) -> Page:
    """A record's number and note, with a version and a password that must never come back."""
    fields = (
        Field("number", "编号", required=True),
        Field("note", "备注", kind="textarea"),
        Field("day", "日期", kind="date"),
        Field("sure", "确认", kind="checkbox"),
        Field("password", "密码", kind="password"),
        Field("file", "文件", kind="file"),
        Field("version", kind="hidden", value="7"),
    )
    form = sheet.form(FORM, "登记", fields)
    return FormPage(frame(sheet.desk.reader, sheet.desk.say, "登记记录", "records"), "登记记录", "", form)


def act(sheet: Sheet) -> Done:
    """Register it; three numbers stand for what cannot be done."""
    number = sheet.typed.get("number")
    if number == "STALE":
        raise StaleVersion("version_stale", id="x", expected=7, current=0)
    if number == "DOWN":
        raise StoreUnavailable("store_unavailable", url="none")
    given = RecordFields(type="回访", number=number, date=sheet.typed.get("day"), title=sheet.typed.get("note"))
    made = records.add(sheet.desk.system, sheet.once, given, None)
    if files := sheet.stored():
        evidence.add(sheet.desk.system, sheet.desk.person, list(files), Use(None, None))
    return Done("/help", "error_csrf_failed", {"number": number}, "/sign-out", {"id": made["record"]["id"]})


class Inputs(HTMLParser):
    """Names and values of a page's fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.values[name] = given.get("value") or ""
        if tag == "textarea":
            self._open, self.values[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.values[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._open] = self.values[self._open].removeprefix("\n")
            self._open = ""


class Desk:
    """A served house with the form, and browsers for it."""

    def __init__(self, office: Office, url: str) -> None:
        self.office, self.url = office, url

    def anyone(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)

    @contextmanager
    def signed_in(self, name: str = "wenkong") -> Iterator[httpx.Client]:
        with self.anyone() as client:
            assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
            client.get("/language/en")
            yield client

    def entries(self) -> int:
        with self.office.system.reader() as reader:
            return reader.head().size


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = empty_house(tmp_path)
    router = new_router()
    router.include_router(entry.router)
    router.include_router(house.router)
    add(router, PageForm(FORM, show, act, beside={"date_invalid": "day"}))
    app = create_app(made.office.system, Settings(data=tmp_path), Pages(router, failure))
    with served(app) as url:
        yield Desk(made.office, url)


def token(client: httpx.Client) -> str:
    return Inputs(client.get(FORM).text).values["csrf"]


def filled(client: httpx.Client, **given: str) -> dict[str, str]:
    return {"csrf": token(client), "number": "R-1", "note": LONG, "day": "2026-06-01", "sure": "on", **given}


def test_a_form_acts_once_and_tells_once_what_was_done(desk: Desk) -> None:
    with desk.signed_in() as client:
        given = filled(client, once="01a20f07-7002-7000-954a-5db04fef9ac3")
        before = desk.entries()
        first = client.post(FORM, data=given)
        again = client.post(FORM, data=given)
        assert (first.status_code, first.headers["location"], again.status_code) == (303, "/help", 303)
        assert desk.entries() == before + 1
        assert "httponly" in first.headers["set-cookie"].lower()
        shown = client.get("/help")
        assert 'class="toast" role="status"' in shown.text
        assert 'action="/sign-out"' in shown.text.partition('class="toast"')[2][:600]
        assert 'class="toast"' not in client.get("/help").text


def test_a_notice_of_another_session_or_a_forged_one_is_not_shown(desk: Desk) -> None:
    with desk.signed_in() as client, desk.signed_in("shenhe") as other:
        client.post(FORM, data=filled(client))
        stolen = client.cookies["clausetrail_notice"]
        for cookie in (stolen, stolen[:-1] + ("0" if stolen[-1] != "0" else "1"), "x.y", "", ".", "é"):
            other.cookies.set("clausetrail_notice", cookie.encode("ascii", "ignore").decode())
            answer = other.get("/help")
            assert answer.status_code == 200
            assert 'class="toast"' not in answer.text


def test_what_is_refused_is_shown_again_with_everything_typed_and_the_problem_beside_its_field(desk: Desk) -> None:
    with desk.signed_in() as client:
        before = desk.entries()
        answer = client.post(FORM, data=filled(client, day="2026-02-30", password="geheim-wort"))
        assert answer.status_code == 422
        seen = Inputs(answer.text).values
        assert (seen["number"], seen["note"], seen["day"], seen["sure"]) == ("R-1", LONG, "2026-02-30", "on")
        assert "geheim-wort" not in answer.text
        assert re.search(r'id="f-day"[^>]*aria-invalid="true"', answer.text)
        assert 'id="f-day-e"' in answer.text
        assert "<b>说</b>" not in answer.text
        assert desk.entries() == before


def test_r40_a_form_without_the_sessions_token_changes_nothing_and_loses_nothing(desk: Desk) -> None:
    with desk.signed_in() as client:
        before = desk.entries()
        for csrf in ("", "guess", token(client)[:-1], "ü"):
            answer = client.post(FORM, data=filled(client) | {"csrf": csrf})
            assert answer.status_code == 403
            assert Inputs(answer.text).values["note"] == LONG
        with desk.signed_in("shenhe") as other:
            assert client.post(FORM, data=filled(client) | {"csrf": token(other)}).status_code == 403
        assert desk.entries() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.invalid"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_r40_a_form_sent_by_another_site_changes_nothing_even_with_the_token(
    desk: Desk, headers: dict[str, str]
) -> None:
    with desk.signed_in() as client:
        before = desk.entries()
        assert client.post(FORM, data=filled(client), headers=headers).status_code == 403
        assert desk.entries() == before


def test_r40_asking_for_a_form_never_does_what_it_does(desk: Desk) -> None:
    with desk.signed_in() as client:
        before = desk.entries()
        assert client.get(FORM, params=filled(client)).status_code == 200
        assert client.head(FORM).status_code == 200
        assert desk.entries() == before


def test_an_edit_of_an_old_version_says_who_changed_it_and_keeps_what_was_typed(desk: Desk) -> None:
    with desk.signed_in() as client:
        answer = client.post(FORM, data=filled(client, number="STALE", version="7"))
        seen = Inputs(answer.text).values
        assert answer.status_code == 412
        assert (seen["note"], seen["version"]) == (LONG, "0")
        with desk.office.system.reader() as reader:
            actor = next(iter(reader.entries(0, 1))).actor
        assert f"{html.escape(actor)} changed it at 20" in answer.text


def test_a_session_that_ended_while_a_form_was_filled_loses_nothing_typed(desk: Desk) -> None:
    with desk.signed_in() as client:
        given = filled(client, password="geheim-wort")
        client.cookies.delete("clausetrail_session")
        before = desk.entries()
        led = client.post(FORM, data=given)
        assert led.status_code == 401
        assert "geheim-wort" not in led.text
        carried = Inputs(led.text).values
        wrong = client.post("/sign-in", data=carried | {"name": "wenkong", "password": "wrong"})
        assert wrong.status_code == 401
        right = client.post("/sign-in", data=Inputs(wrong.text).values | {"name": "wenkong", "password": PASSWORD})
        assert right.status_code == 200
        seen = Inputs(right.text).values
        assert (seen["number"], seen["note"], seen["day"], seen["sure"]) == ("R-1", LONG, "2026-06-01", "on")
        assert seen["csrf"] not in ("", given["csrf"])
        assert desk.entries() == before, "nothing is done before the person presses"
        assert client.post(FORM, data=seen).status_code == 303
        assert desk.entries() == before + 1


def test_files_of_a_form_without_a_session_are_not_written_and_that_is_said(desk: Desk) -> None:
    with desk.anyone() as client:
        client.get("/language/en")
        files = {"file": ("scan.pdf", b"%PDF-1.7 " + b"x" * 3_000_000)}
        led = client.post(FORM, data={"number": "R-1", "note": LONG}, files=files)
        assert led.status_code == 401
        assert "Chosen files cannot be kept" in led.text
        assert list(desk.office.system.blobs.digests()) == []
        given = Inputs(led.text).values | {"name": "wenkong", "password": PASSWORD}
        assert "choose them again" in client.post("/sign-in", data=given).text


def test_a_form_with_a_file_keeps_it_and_one_without_is_no_error(desk: Desk) -> None:
    with desk.signed_in() as client:
        with_file = client.post(FORM, data=filled(client), files={"file": ("回访单.pdf", b"%PDF-1.7 one")})
        assert with_file.status_code == 303, with_file.text
        assert len(list(desk.office.system.blobs.digests())) == 1
        without = client.post(FORM, data=filled(client, number="R-2"), files={"file": ("", b"")})
        assert without.status_code == 303, without.text
        empty = client.post(FORM, data=filled(client, number="R-3"), files={"file": ("leer.pdf", b"")})
        assert (empty.status_code, Inputs(empty.text).values["note"]) == (422, LONG)


def test_too_much_typed_to_carry_is_said_and_the_form_is_still_in_the_browser(desk: Desk) -> None:
    with desk.anyone() as client:
        client.get("/language/en")
        led = client.post(FORM, data={"note": "a" * 400_000})
        assert led.status_code == 401
        assert "too long for this page to carry" in led.text
        assert len(led.text) < 20_000


def test_a_store_that_is_down_gives_everything_back_for_another_press(desk: Desk) -> None:
    with desk.signed_in() as client:
        given = filled(client, number="DOWN")
        answer = client.post(FORM, data=given)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        kept = {name: value for name, value in Inputs(answer.text).values.items() if name != "q"}
        assert (kept["note"], kept["csrf"]) == (LONG, given["csrf"])
        assert client.post(FORM, data=kept | {"number": "R-9"}).status_code == 303


@pytest.mark.parametrize("target", ["https://evil.invalid/", "//evil.invalid/trial/of-forms", "/sign-out", "/nowhere"])
def test_a_carried_form_is_sent_to_a_form_of_this_site_only(desk: Desk, target: str) -> None:
    with desk.anyone() as client:
        given = {"kept.": target, "kept.number": "R-1", "name": "wenkong", "password": PASSWORD}
        answer = client.post("/sign-in", data=given)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"


def test_a_body_that_is_no_form_is_refused(desk: Desk) -> None:
    with desk.signed_in() as client:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert client.post(FORM, content=b"\xff\xfe=1", headers=kind).status_code == 400
        assert client.post(FORM, content=b"note=%FF", headers=kind).status_code == 400
        assert client.post(FORM, content=b"a=1&" * 6_000, headers=kind).status_code == 400


def test_a_form_cut_off_half_way_writes_nothing(desk: Desk) -> None:
    with desk.signed_in() as client:
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        before, host = desk.entries(), desk.url.removeprefix("http://")
        with socket.create_connection(("127.0.0.1", int(host.partition(":")[2]))) as wire:
            head = f"POST {FORM} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nnumber=R-1&note=half"
            wire.sendall(head.encode())
        assert client.get(FORM).status_code == 200
        assert desk.entries() == before
