"""Bringing files in by a plain form, linking them in bulk, looking at pages: what is kept, refused, and never lost."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from graph_schema.ports import LinkFilter
from tests.ui.archive import LIMIT, NAMES, PAGES, RECORD, archive, ids
from tests.ui.conftest import Site
from tests.ui.test_page_forms import Inputs

CELL = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with archive(tmp_path_factory.mktemp("archive")) as made:
        yield made


@contextmanager
def desk(site: Site, name: str = "wenkong") -> Iterator[httpx.Client]:
    with site.signed_in(name, "en") as client:
        yield client


def token(client: httpx.Client) -> str:
    return Inputs(client.get("/evidence").text).values["csrf"]


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    sent = [("file", one) for one in files]
    return client.post("/upload", data={"csrf": token(client), **fields}, files=sent)


def rows(page: str) -> dict[str, str]:
    """The words of each row by the name in its first cell."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    told = [
        [html.unescape(CELL.sub("", cell)).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in body.split("</tr>")
    ]
    return {next(cell for cell in row if cell): " | ".join(row) for row in told if any(row)}


def field(page: str, id_: str) -> str:
    """What stands in a field."""
    found = re.search(rf'id="{id_}"[^>]* value="([^"]*)"', page)
    assert found is not None, id_
    return html.unescape(found[1])


def entries(site: Site) -> int:
    with site.house.office.system.reader() as reader:
        return reader.head().size


def test_every_file_of_a_plain_form_has_its_own_outcome_and_the_good_ones_are_kept(site: Site) -> None:
    long = "长" * 300 + ".pdf"
    turned = "回访\u202efdp.exe"
    with desk(site) as client:
        before = entries(site)
        answer = upload(
            client,
            ("新 one.pdf", b"%PDF-1.7 new one"),
            ("leer.pdf", b""),
            (long, b"x"),
            ("big.bin", b"b" * (LIMIT + 1)),
            ("again.pdf", PAGES),
            ("../../etc/passwd", b"root"),
            (turned, b"turned"),
            ("twice.pdf", b"%PDF-1.7 new one"),
        )
        assert answer.status_code == 200
        assert entries(site) == before + 1
        told = rows(answer.text)
        assert "Kept" in told["新 one.pdf"]
        assert "Refused" in told["leer.pdf"]
        assert "is empty" in told["leer.pdf"]
        assert "has 304 characters" in told["长" * 80]
        assert f"the limit of {LIMIT} bytes" in told["big.bin"]
        assert "“回访单.pdf”" in told["again.pdf"]
        assert "Kept" in told["passwd"]
        assert "Duplicate" in told["twice.pdf"]
        assert "\u202e" not in answer.text
        assert "5 taken, 3 refused" in answer.text
        assert answer.text.count('name="id"') == 5 + answer.text.count("data-arrived")
        known = ids(site)
        assert {"新 one.pdf", "passwd", turned} <= set(known)
        assert not {"leer.pdf", "big.bin", long} & set(known)


def test_the_same_form_pressed_twice_enters_once(site: Site) -> None:
    with desk(site) as client:
        fields = {"once": "01a20f07-7002-7000-954a-5db04fef9ac3"}
        first = upload(client, ("einmal.pdf", b"once only"), **fields)
        before = entries(site)
        second = upload(client, ("einmal.pdf", b"once only"), **fields)
        assert (first.status_code, second.status_code, entries(site)) == (200, 200, before)


def test_files_go_to_the_record_site_and_date_given(site: Site) -> None:
    with desk(site) as client:
        given = {"record": RECORD, "site": "肇庆", "date": "2026-06-03", "confirm": "on"}
        answer = upload(client, ("mit.pdf", b"with record"), **given)
        assert "link confirmed" in rows(answer.text)["mit.pdf"]
        system = site.house.office.system
        with system.reader() as reader:
            (link,) = reader.links(LinkFilter(from_id=ids(site)["mit.pdf"]))
        assert (link.state, link.fields["date"], link.fields["site"]) == ("confirmed", "2026-06-03", "肇庆")
        assert field(answer.text, "u-record") == RECORD, "for the next files"


@pytest.mark.parametrize(
    ("fields", "status", "beside"),
    [
        ({"record": "HF-none"}, 422, "record"),
        ({"date": "2026-02-30"}, 422, "date"),
        ({"record": "clause:GB/T 1#4"}, 422, "record"),
    ],
)
def test_a_form_that_cannot_be_right_keeps_what_was_typed_and_no_file(
    site: Site, fields: dict[str, str], status: int, beside: str
) -> None:
    with desk(site) as client:
        before, blobs = entries(site), set(site.house.office.system.blobs.digests())
        answer = upload(client, ("a.pdf", b"never kept"), site="<b>肇庆</b>", **fields)
        assert answer.status_code == status
        assert field(answer.text, "u-site") == "<b>肇庆</b>"
        assert field(answer.text, f"u-{beside}") == fields[beside]
        assert re.search(rf'id="u-{beside}"[^>]*aria-invalid="true"', answer.text)
        assert "<b>肇庆</b>" not in answer.text
        assert (entries(site), set(site.house.office.system.blobs.digests())) == (before, blobs)


def test_no_file_chosen_is_said(site: Site) -> None:
    with desk(site) as client:
        answer = client.post("/upload", data={"csrf": token(client)}, files={"file": ("", b"")})
        assert answer.status_code == 422
        assert 'id="u-file-e"' in answer.text


def test_an_upload_needs_the_right_the_token_and_a_session(site: Site) -> None:
    before = entries(site)
    with desk(site, "shenhe") as client:
        assert client.get("/upload").status_code == 403
        assert upload(client, ("a.pdf", b"auditor")).status_code == 403
        assert 'href="/upload"' not in client.get("/evidence").text
    with desk(site) as client:
        files = {"file": ("a.pdf", b"no token")}
        assert client.post("/upload", data={"csrf": "guess"}, files=files).status_code == 403
        led = {"csrf": token(client), "record": RECORD, "site": "kept"}
        client.cookies.delete("clausetrail_session")
        answer = client.post("/upload", data=led, files=files)
        assert answer.status_code == 401
        assert Inputs(answer.text).values["kept.site"] == "kept"
        assert "Chosen files cannot be kept" in answer.text
    assert entries(site) == before


def link(client: httpx.Client, *files: str, **fields: str) -> httpx.Response:
    given: dict[str, Any] = {"csrf": token(client), "do": "propose", "id": list(files), **fields}
    return client.post("/evidence/link", data=given)


def test_ticked_files_are_linked_in_one_entry_and_told_once_on_the_list(site: Site) -> None:
    with desk(site) as client:
        known = ids(site)
        before = entries(site)
        back = "/evidence?unlinked=1"
        answer = link(client, known["现场.png"], known["表.csv"], record=RECORD, do="confirm", back=back)
        assert (answer.status_code, answer.headers["location"]) == (303, back)
        assert entries(site) == before + 1
        assert f"Links of 2 file(s) to {RECORD} are confirmed" in client.get(back).text
        again = link(client, known["现场.png"], known["坏.pdf"], record=RECORD, do="confirm")
        assert again.status_code == 200
        assert "1 linked to" in again.text
        assert "live records link" in rows(again.text)["现场.png"]


def test_what_was_linked_just_now_is_taken_back_by_one_press(site: Site) -> None:
    with desk(site) as client:
        assert upload(client, ("zurück.pdf", b"taken back")).status_code == 200
        id_ = ids(site)["zurück.pdf"]
        page = client.get(link(client, id_, record=RECORD).headers["location"]).text
        toast = page.partition('class="toast"')[2].partition("</div>")[0]
        given = Inputs(toast).values
        answer = client.post("/evidence/link/undo", data=given)
        assert answer.status_code == 303
        assert "Links withdrawn: 1" in client.get(answer.headers["location"]).text
        with site.house.office.system.reader() as reader:
            (made,) = reader.links(LinkFilter(from_id=id_))
        assert (made.state, made.reason) == ("withdrawn", "Linking undone at once")
        assert client.post("/evidence/link/undo", data=given).status_code == 409
        assert client.post("/evidence/link/undo", data=given | {"csrf": "x"}).status_code == 403


def test_a_record_nobody_knows_shows_the_ticked_files_again(site: Site) -> None:
    with desk(site) as client:
        known = ids(site)
        before = entries(site)
        for record, status in (("HF-nope", 422), ("", 422)):
            answer = link(client, known["锁.pdf"], record=record, reason="weil <i>es</i> passt")
            assert answer.status_code == status
            assert f'value="{known["锁.pdf"]}" checked' in answer.text
            assert Inputs(answer.text).values["reason"] == "weil <i>es</i> passt"
            assert re.search(r'id="l-record"[^>]*aria-invalid="true"', answer.text)
        assert link(client, record=RECORD).status_code == 422
        assert link(client, known["锁.pdf"], record=RECORD, do="destroy").status_code == 422
        assert entries(site) == before


def test_r40_linking_needs_the_right_and_the_token(site: Site) -> None:
    known, before = ids(site), entries(site)
    with desk(site, "shenhe") as client:
        assert link(client, known["锁.pdf"], record=RECORD, do="confirm").status_code == 403
        assert 'value="confirm"' not in client.get("/evidence").text
    with desk(site) as client:
        given = {"csrf": "", "do": "propose", "id": known["锁.pdf"], "record": RECORD}
        assert client.post("/evidence/link", data=given).status_code == 403
        led = client.post(
            "/evidence/link", data=given | {"csrf": token(client)}, headers={"Origin": "https://evil.invalid"}
        )
        assert led.status_code == 403
    assert entries(site) == before


def test_reading_again_is_asked_for_once_and_by_who_may(site: Site) -> None:
    id_ = ids(site)["坏.pdf"]
    with desk(site) as client:
        page = client.get(f"/evidence/{id_}")
        assert "counts as evidence" in page.text
        assert "not read" in page.text
        asked = client.post(f"/evidence/{id_}/reread", data={"csrf": token(client)})
        assert (asked.status_code, asked.headers["location"]) == (303, f"/evidence/{id_}")
        page = client.get(f"/evidence/{id_}")
        assert "Queued to be read again" in page.text
        assert "/reread" not in page.text, "it waits already"


def test_a_locked_file_says_what_to_do_and_can_be_downloaded(site: Site) -> None:
    with desk(site) as client:
        page = client.get(f"/evidence/{ids(site)['锁.pdf']}").text
        assert "upload a copy without the password" in page
        assert "/content" in page


def test_a_page_has_its_picture_its_text_and_its_hits(site: Site) -> None:
    id_ = ids(site)[NAMES[0]]
    with desk(site) as client:
        page = client.get(f"/evidence/{id_}", params={"page": 3, "q": "回訪"}).text
        assert "<mark>回访</mark>" in page
        assert page.count('class="p-hit"') == 1
        assert "Page 3 of 3" in page
        assert "Hits: 2, on 2 page(s)" in page
        plain = client.get(f"/evidence/{id_}").text
        assert f"<mark>{RECORD}</mark>" in plain, "the number of the record behind it, with nobody asking"
        assert "Page 2 of 3" in plain
        for number in ("0", "x", "-1", "99999999999"):
            assert client.get(f"/evidence/{id_}", params={"page": number}).status_code in (404, 422)
        assert client.get(f"/evidence/{id_}", params={"page": 4}).status_code == 404


def test_pictures_are_private_to_the_browser_and_to_who_is_signed_in(site: Site) -> None:
    id_ = ids(site)[NAMES[0]]
    with desk(site) as client:
        page = client.get(f"/evidence/{id_}?page=1").text
        src = html.unescape(re.search(r'<img src="([^"]+)"', page)[1])  # type: ignore[index]  # there is one
        answer = client.get(src)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert answer.content[8:12] == b"WEBP"
        kept = answer.headers["cache-control"]
        assert kept.startswith("private")
        assert "immutable" in kept
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert client.get(src, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert "immutable" not in client.get(src.partition("&v=")[0]).headers["cache-control"]
        assert client.get(f"/evidence/{id_}/pages/9.webp").status_code == 404
        assert client.get(f"/evidence/{id_}/pages/1.webp?width=7").status_code == 422
        assert client.get(f"/evidence/{ids(site)['表.csv']}/pages/1.webp").status_code == 404
    with site.anyone() as nobody:
        assert nobody.get(src).status_code == 303


def test_the_file_of_a_revision_is_looked_at_page_by_page(site: Site) -> None:
    with site.house.office.system.reader() as reader:
        (revision,) = reader.find("revision")
    with desk(site) as client:
        page = client.get(f"/revisions/{revision.id}/file", params={"page": 2, "q": "回访"}).text
        assert "<mark>回访</mark>" in page
        assert "QP-05 A/0" in page
        assert client.get(f"/revisions/{revision.id}/pages/2.webp").content[8:12] == b"WEBP"


def test_records_are_proposed_while_one_types(site: Site) -> None:
    with desk(site) as client:
        assert client.get("/evidence/records", params={"q": "HF"}).json() == [
            {"value": RECORD, "label": "2026-06-01 六月回访"}
        ]
        assert client.get("/evidence/records", params={"q": "x" * 20_000}).json() == []


def test_r46_a_download_is_an_attachment_that_nobody_runs(site: Site) -> None:
    with desk(site) as client:
        page = client.get(f"/evidence/{ids(site)[NAMES[0]]}").text
        href = re.search(r'href="([^"]+/content)"', page)[1]  # type: ignore[index]  # there is one
        answer = client.get(href)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_half_an_upload_leaves_nothing_and_the_next_one_is_served(site: Site) -> None:
    with desk(site) as client:
        csrf = token(client)
        before, blobs = entries(site), set(site.house.office.system.blobs.digests())
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        host = site.url.removeprefix("http://")
        part = f'--cut\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n--cut\r\n'
        part += 'Content-Disposition: form-data; name="file"; filename="halb.pdf"\r\n\r\n%PDF-1.7 half'
        head = f"POST /upload HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nContent-Length: 100000\r\n"
        head += "Content-Type: multipart/form-data; boundary=cut\r\n\r\n"
        with socket.create_connection(("127.0.0.1", int(host.partition(":")[2]))) as wire:
            wire.sendall((head + part).encode())
        assert client.get("/upload").status_code == 200
        assert (entries(site), set(site.house.office.system.blobs.digests())) == (before, blobs)
        assert "halb.pdf" not in ids(site)


def test_a_file_far_over_the_limit_ends_the_form_and_keeps_nothing(site: Site) -> None:
    with desk(site) as client:
        before = entries(site)
        answer = upload(client, ("good.pdf", b"good"), ("huge.bin", b"b" * (3 * LIMIT)))
        assert answer.status_code == 413
        assert f"{LIMIT} bytes" in answer.text
        assert entries(site) == before
