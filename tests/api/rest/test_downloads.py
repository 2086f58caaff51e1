"""Downloads: what is handed out is what was taken in, and no browser runs it (R11, R46)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from api.rest.downloads import disposition
from tests.api.rest.conftest import Api

EVIDENCE = "/api/v1/evidence"
LARGE = bytes(range(256)) * 20_000


def upload(client: httpx.Client, name: str, content: bytes) -> tuple[str, str]:
    row = client.post(EVIDENCE, files={"file": (name, content)}).json()["evidence"][0]
    return f"{EVIDENCE}/{row['id']}/content", row["sha256"]


def blob(api: Api, digest: str) -> Path:
    return api.settings.data / "blobs" / digest[:2] / digest


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("单.pdf", "application/pdf"),
        ("page.html", "application/octet-stream"),
        ("picture.svg", "application/octet-stream"),
        ("script.js", "application/octet-stream"),
        ("noending", "application/octet-stream"),
    ],
)
def test_r46_a_download_is_never_run_by_a_browser(controller: httpx.Client, name: str, shown: str) -> None:
    answer = controller.get(upload(controller, name, b"<script>alert(1)</script>")[0])
    assert answer.headers["content-type"] == shown
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ['a"b.txt', "a;b=c.txt", "回访 单.pdf", "😀.png", "a%22b.txt", "RTL\u202etxt.exe", "a\\b"]
)
def test_r46_names_are_told_in_full_and_break_no_header(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    plain, _, extended = header.partition("; filename*=UTF-8''")
    assert unquote(extended) == name
    assert plain.count('"') == 2
    assert set("\\;%").isdisjoint(plain.split('"')[1])


@pytest.mark.parametrize(("damage", "status"), [("changed", 409), ("cut", 409), ("missing", 410)])
def test_r11_a_file_that_no_longer_holds_is_refused_and_written_down(
    api: Api, controller: httpx.Client, damage: str, status: int
) -> None:
    address, digest = upload(controller, "a.bin", LARGE)
    place = blob(api, digest)
    if damage == "missing":
        place.unlink()
    else:
        place.write_bytes(LARGE[:-1] if damage == "cut" else LARGE[:-1] + b"?")
    before = api.last_seq()
    answer = controller.get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, "fixity_failed")
    assert api.last_seq() == before + 1
    assert controller.get(address).status_code == status
    assert api.last_seq() == before + 1  # what is known already is not written again
    shown = controller.get(address.removesuffix("/content")).json()
    assert shown["fixity"] == ("unreadable" if damage == "missing" else "changed")


def test_r11_bytes_that_change_while_they_are_sent_never_end_as_a_complete_answer(
    api: Api, controller: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, digest = upload(controller, "a.bin", LARGE)
    blob(api, digest).write_bytes(LARGE[:-1] + b"?")
    monkeypatch.setattr(api.system.blobs, "observe", lambda sha256: sha256)  # the check before saw them whole
    with pytest.raises(httpx.RemoteProtocolError):
        controller.get(address)


def test_a_revision_is_handed_out_checked_like_evidence(api: Api, controller: httpx.Client) -> None:
    new = {"number": "QP-1", "label": "A/0", "title": "程序", "type": "procedure"}
    added = controller.post("/api/v1/documents", data=new, files={"file": ("程序.pdf", LARGE)}).json()["revision"]
    answer = controller.get(f"/api/v1/revisions/{added['id']}/content")
    assert (answer.content, answer.headers["content-type"]) == (LARGE, "application/pdf")
    blob(api, added["content"]).write_bytes(b"other")
    refused = controller.get("/api/v1/revisions/QP-1%40A%2F0/content")
    assert (refused.status_code, refused.json()["code"]) == (409, "fixity_failed")


def test_a_reader_that_has_the_bytes_gets_them_no_second_time(controller: httpx.Client) -> None:
    address, digest = upload(controller, "a.bin", LARGE)
    first = controller.get(address)
    assert (first.headers["etag"], first.headers["content-length"]) == (f'"{digest}"', str(len(LARGE)))
    again = controller.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
