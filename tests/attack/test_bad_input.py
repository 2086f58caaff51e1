"""Bad input at the pages: a clear message in the reader's language, and nothing lost."""

from __future__ import annotations

import http.client
import io
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import openpyxl
import pytest
from pypdf import PdfWriter

from tests.api.rest.conftest import PASSWORD
from tests.attack.payloads import faults
from tests.attack.stronghold import Stronghold, existing, read, standing
from tests.ingestion.make_pdf import Put, make_pdf
from tests.ui.test_page_forms import Inputs

MIB = 1 << 20
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
RECORD = {
    "type": "回访 <b>",
    "number": "R-900",
    "title": '顾客说："不满意" & 要求退款',
    "date": "2026-03-02",
    "site": "广州",
}
TURNED = "扫描/夹\\" + "\u202e" + "长" * 300 + "\u2066.pdf"
"""300 characters and more, with marks that turn the direction and both slashes."""


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stronghold]:
    with standing(tmp_path_factory.mktemp("bad"), limit=24 * MIB) as made:
        yield made


def numbers(made: Stronghold) -> set[str]:
    """Numbers of the records there are."""
    with made.system.reader() as reader:
        return {one.text("number") for one in reader.find("record")}


def part(name: str, body: bytes) -> bytes:
    head = f'--bound\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + body + b"\r\n"


def fields(**given: str) -> bytes:
    return b"".join(
        f'--bound\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in given.items()
    )


MULTIPART = {"Content-Type": "multipart/form-data; boundary=bound"}


def upload(made: Stronghold, client: httpx.Client, **files: bytes) -> httpx.Response:
    """Files through the page's form."""
    body = fields(csrf=made.token(client)) + b"".join(part(name, data) for name, data in files.items())
    return client.post("/upload", content=body + b"--bound--\r\n", headers=MULTIPART)


def names(made: Stronghold) -> set[str]:
    """Names of the evidence there is."""
    with made.system.reader() as reader:
        return {one.text("file_name") for one in reader.find("evidence")}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-Hans", "名称或密码不对，或账户已停用。"),
        ("zh-Hant", "名稱或密碼不對，或帳戶已停用。"),
        ("en", "The name or password is wrong, or the account is disabled."),
    ],
)
def test_a_wrong_password_is_said_and_the_name_and_the_way_back_are_kept(
    strong: Stronghold, language: str, sentence: str
) -> None:
    with strong.browser(language=language) as client:
        for password in ("wrong", "", "x" * 5_000, "密" * 100):
            given = {"name": "wenkong", "password": password, "next": "/records"}
            answer = client.post("/sign-in", data=given)
            assert answer.status_code == 401
            assert sentence in answer.text
            assert answer.headers["content-language"] == language
            kept = Inputs(answer.text).values
            assert (kept["name"], kept["next"], kept["password"]) == ("wenkong", "/records", "")
        right = client.post("/sign-in", data={**kept, "password": PASSWORD})
        assert (right.status_code, right.headers["location"]) == (303, "/records")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_that_ended_while_a_record_was_typed_loses_nothing(strong: Stronghold, language: str) -> None:
    typed = {**RECORD, "number": f"R-{language}"}
    with strong.browser("wenkong", language) as client:
        given = {**typed, "csrf": strong.token(client)}
        client.cookies.delete("clausetrail_session")
        led = client.post("/records/new", data=given)
        assert (led.status_code, led.headers["content-language"]) == (401, language)
        back = client.post("/sign-in", data=Inputs(led.text).values | {"name": "wenkong", "password": PASSWORD})
        assert back.status_code == 200, back.text
        filled = Inputs(back.text).values
        assert {name: filled[name] for name in typed} == typed
        assert not faults(back.text)
        assert typed["number"] not in numbers(strong), "nothing is done before the person presses"
        pressed = client.post("/records/new", data=filled)
        assert pressed.status_code == 303, pressed.text
        assert typed["number"] in numbers(strong)


@pytest.mark.parametrize(
    ("language", "empty", "long"),
    [
        ("zh-Hans", "是空的，未保留", "最多 255 字"),
        ("zh-Hant", "是空的，未保留", "最多 255 字"),
        ("en", "is empty; it was not kept", "255 are allowed"),
    ],
)
def test_an_empty_file_and_a_name_without_end_are_refused_alone(
    strong: Stronghold, language: str, empty: str, long: str
) -> None:
    assert len(TURNED) > 300
    with strong.browser("wenkong", language) as client:
        good = {f"good-{language}.txt": b"one" + language.encode(), "leer.pdf": b"", TURNED: b"x"}
        answer = upload(strong, client, **good, **{f"last-{language}.txt": language.encode()})
    assert answer.status_code == 200
    assert empty in answer.text
    assert long in answer.text
    assert not faults(answer.text)
    assert {f"good-{language}.txt", f"last-{language}.txt"} <= names(strong), "the others were taken"
    assert "leer.pdf" not in names(strong)


def test_a_long_name_with_slashes_and_turning_marks_keeps_its_last_part(strong: Stronghold) -> None:
    name = "上级/" * 100 + "a\u202egpj.pdf"
    assert len(name) > 280
    with strong.browser("wenkong") as client:
        answer = upload(strong, client, **{name: b"turned"})
        assert answer.status_code == 200
        assert not faults(answer.text)
    assert "a\u202egpj.pdf" in names(strong)


def encrypted() -> bytes:
    writer = PdfWriter(io.BytesIO(make_pdf([[Put(72, 700, "secret")]])))
    writer.encrypt(user_password="secret", owner_password="owner", algorithm="AES-256")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def packed(**members: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return kept.getvalue()


def far_cell() -> bytes:
    """A workbook with two cells: the first there can be, and the last."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 42
    sheet["XFD1048576"] = 7
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_files_that_cannot_be_read_are_kept_told_in_every_language_and_delay_nobody(strong: Stronghold) -> None:
    bodies = {
        "locked.pdf": encrypted(),
        "zip.pdf": packed(readme_dot_txt="not a PDF"),
        "far.xlsx": far_cell(),
        "after.txt": "读得到 readable".encode(),
    }
    with strong.browser("wenkong") as client:
        assert upload(strong, client, **bodies).status_code == 200
        began = time.monotonic()
        read(strong, 40)
        assert time.monotonic() - began < 90
        with strong.system.reader() as reader:
            found = {one.text("file_name"): one for one in reader.find("evidence")}
        states: dict[str, Any] = {}
        for name, body in bodies.items():
            id_ = found[name].id
            assert client.get(f"/api/v1/evidence/{id_}/content").content == body, "the original is always there"
            told = client.get(f"/api/v1/evidence/{id_}").json()
            states[name] = told["reading"]["state"] if "reading" in told else told
            words = set()
            for language in LANGUAGES:
                client.get(f"/language/{language}")
                page = client.get(f"/evidence/{id_}")
                assert (page.status_code, page.headers["content-language"]) == (200, language)
                words.add(page.text)
            assert len(words) == 3
    assert states["locked.pdf"] == "needs_password"
    assert states["zip.pdf"] in ("failed", "partial")
    assert states["far.xlsx"] in ("failed", "partial", "done")
    assert states["after.txt"] == "done"


def sparse(csrf: str, size: int) -> Iterator[bytes]:
    """A form with a file of that many zeros, and a small one after it."""
    yield fields(csrf=csrf)
    yield b'--bound\r\nContent-Disposition: form-data; name="file"; filename="huge.pdf"\r\n\r\n'
    block = bytes(MIB)
    for _ in range(size // MIB):
        yield block
    yield b"\r\n" + part("behind.txt", b"behind the huge one") + b"--bound--\r\n"


def test_a_file_over_the_limit_is_refused_alone_and_the_one_behind_it_is_taken(strong: Stronghold) -> None:
    with strong.browser("wenkong", "zh-Hant") as client:
        answer = client.post("/upload", content=sparse(strong.token(client), 40 * MIB), headers=MULTIPART)
    assert answer.status_code == 200
    assert "超過上限" in answer.text
    assert "behind.txt" in names(strong)
    assert "huge.pdf" not in names(strong)


@pytest.mark.long
def test_a_file_of_two_gigabytes_comes_through_the_page(tmp_path: Path) -> None:
    with standing(tmp_path) as made, made.browser("wenkong") as client:
        client.timeout = 600
        answer = client.post("/upload", content=sparse(made.token(client), 2048 * MIB), headers=MULTIPART)
        assert answer.status_code == 200
        assert {"huge.pdf", "behind.txt"} <= names(made)


def test_an_upload_cut_off_half_way_leaves_nothing_and_the_server_goes_on(strong: Stronghold) -> None:
    with strong.browser("wenkong") as client:
        before = strong.state()
        cookie = f"clausetrail_session={client.cookies['clausetrail_session']}"
        body = fields(csrf=strong.token(client)) + part("whole.txt", b"whole") + part("half.pdf", b"x" * 3_000_000)[:-9]
        host, port = strong.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as wire:
            head = f"POST /upload HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nContent-Length: 9000000\r\n"
            wire.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=bound\r\n\r\n" + body)
        assert client.get("/evidence").status_code == 200
        deadline = time.monotonic() + 20
        unfinished = strong.folder / "blobs"
        while [one for one in unfinished.rglob("*") if one.is_file() and len(one.name) != 64]:
            assert time.monotonic() < deadline, "unfinished bytes stay"
            client.get("/healthz")
        assert strong.state() == before
        assert upload(strong, client, **{"again.txt": b"again"}).status_code == 200
    assert "again.txt" in names(strong)


@pytest.mark.parametrize(("language", "said"), [("zh-Hans", "更正"), ("zh-Hant", "更正"), ("en", "changed it")])
def test_two_people_editing_one_record_lose_nothing(strong: Stronghold, language: str, said: str) -> None:
    path = f"/records/{existing(strong)['records']}/edit"
    with strong.browser("wenkong", "en") as first, strong.browser("wenkong", language) as second:
        shown = [Inputs(one.get(path).text).values for one in (first, second)]
        given = {**shown[0], "title": f"first {language}", "reason": "typo"}
        assert first.post(path, data=given).status_code == 303
        before = strong.state()
        typed = {**shown[1], "title": f"second {language} & more", "reason": "another typo"}
        answer = second.post(path, data=typed)
        assert answer.status_code == 412
        assert (said in answer.text, answer.headers["content-language"]) == (True, language)
        kept = Inputs(answer.text).values
        assert (kept["title"], kept["reason"]) == (typed["title"], typed["reason"])
        assert strong.state() == before
        assert second.post(path, data=kept).status_code == 303, "a second press overwrites knowingly"


def raw(made: Stronghold, client: httpx.Client, target: str) -> tuple[int, str, str]:
    """A GET that clients refuse to send: status, headers and body of the answer."""
    host = made.url.removeprefix("http://")
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        connection.request("GET", target, headers={"Cookie": cookies})
        answer = connection.getresponse()
        return answer.status, str(answer.headers), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_query_of_100_kb_is_no_error_of_ours_and_nothing_comes_to_a_stop(strong: Stronghold, language: str) -> None:
    with strong.browser("wenkong", language) as client:
        for query in (
            "回访 " * 16_000,
            "x" * 100_000,
            '"' * 100_000,
            "a OR " * 20_000,
            "(" * 100_000,
            "kind:" * 20_000,
        ):
            for path in ("/search", "/evidence", "/documents", "/api/v1/search"):
                status, _, body = raw(strong, client, f"{path}?q={quote(query)}")
                assert status in (200, 414, 422, 431), (path, query[:9], status)
                assert "Traceback" not in body
                assert len(body) < 1_000_000
                if status == 200 and not path.startswith("/api"):
                    assert f'<html lang="{language}">' in body
                    assert not faults(body)
        assert client.get("/search", params={"q": "visited"}).status_code == 200


def test_numbers_without_end_in_an_address_are_no_error_of_ours(strong: Stronghold) -> None:
    endless = "9" * 5_000
    with strong.browser("wenkong") as client:
        for path in (f"/evidence/x/pages/{endless}.webp", f"/revisions/x/pages/{endless}.webp", f"/ledger/{endless}"):
            assert client.get(path).status_code in (404, 422), path[:30]
        for path in ("/inbox", "/evidence", "/documents", "/records", "/decisions", "/ledger"):
            for name in ("n", "page", "before"):
                assert client.get(path, params={name: endless}).status_code in (200, 422), (path, name)
