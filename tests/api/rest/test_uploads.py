"""Uploads: streamed, hashed, several a request; what breaks off, is too large or makes no sense leaves nothing."""

from __future__ import annotations

import hashlib
import random
import socket
import time
from collections.abc import Callable

import httpx
import pytest

from tests.api.rest.conftest import FILE, Api

EVIDENCE = "/api/v1/evidence"
BOUNDARY = "----boundary"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    """One part of a form."""
    ending = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{ending}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline, "did not come about"
        time.sleep(0.01)


def test_bytes_arrive_as_sent_whatever_they_look_like(api: Api, controller: httpx.Client) -> None:
    seeded = random.Random(7)
    contents = [
        b"--" + BOUNDARY.encode(),
        b"\r\n--" + BOUNDARY.encode()[:-1],
        b"\r\n" * 70_000,
        b"\r\n--\r\n-" * 50_000 + b"\r",
        seeded.randbytes(3 * (1 << 20) + 17),
    ]
    files = [("file", (f"{number}.bin", content)) for number, content in enumerate(contents)]
    rows = controller.post(EVIDENCE, files=files).json()["evidence"]
    assert [row["sha256"] for row in rows] == [hashlib.sha256(one).hexdigest() for one in contents]
    assert [row["size"] for row in rows] == [len(one) for one in contents]
    for row, content in zip(rows, contents, strict=True):
        assert controller.get(f"{EVIDENCE}/{row['id']}/content").content == content


def test_a_form_arrives_whole_however_it_is_cut_into_pieces(api: Api, controller: httpx.Client) -> None:
    content = b"\r\n--" + BOUNDARY.encode() + b"x\r\n--" + BOUNDARY.encode()[:5]
    body = part("site", "北京".encode()) + part("file", content, "名.txt") + END
    for size in (1, 2, 3, 7, len(BOUNDARY)):
        pieces = (body[start : start + size] for start in range(0, len(body), size))
        answer = controller.post(EVIDENCE, content=pieces, headers=FORM)
        assert answer.status_code == 201, answer.text
        assert answer.json()["evidence"][0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_same_bytes_again_are_told_and_kept_once(api: Api, controller: httpx.Client) -> None:
    first = controller.post(EVIDENCE, files=FILE).json()["evidence"][0]
    again = controller.post(EVIDENCE, files={"file": ("另一个名字.pdf", FILE["file"][1])}).json()["evidence"][0]
    assert "duplicate_of" not in first
    assert (again["duplicate_of"], again["name"]) == (first["id"], "另一个名字.pdf")
    assert len(api.blob_files()) == 1


def test_r50_a_file_over_the_limit_is_refused_and_nothing_of_the_upload_kept(serve: Callable[..., Api]) -> None:
    api = serve(upload_limit=100_000)
    files = [("file", ("small.txt", b"small")), ("file", ("large.bin", b"x" * 100_001))]
    before = api.last_seq() + 1  # the token
    answer = api.person("wenkong").post(EVIDENCE, files=files)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert answer.json()["params"] == {"name": "large.bin", "limit": "100000"}
    assert (api.blob_files(), api.last_seq()) == ([], before)
    exact = api.person("wenkong").post(EVIDENCE, files={"file": ("exact.bin", b"x" * 100_000)})
    assert exact.status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (part("file", b"cut", "a.txt"), 400, "form_invalid"),
        (part("file", b"cut", "a.txt")[:-4], 400, "form_invalid"),
        (b"nonsense", 400, "form_invalid"),
        (b"", 400, "form_invalid"),
        (END, 422, "files_missing"),
        (part("file", b"", "empty.txt") + END, 422, "file_empty"),
        (part("file", b"x", "") + END, 422, "file_name_empty"),
        (part("file", b"x", "a" * 256) + END, 422, "file_name_long"),
        (part("file", b"x", "a\x01b") + END, 422, "file_name_invalid"),
        (part("file", b"no name") + END, 422, "form_field_unknown"),
        (part("other", b"x", "a.txt") + END, 422, "form_field_unknown"),
        (part("colour", b"red") + part("file", b"x", "a.txt") + END, 422, "form_field_unknown"),
        (part("site", b"1") + part("site", b"2") + part("file", b"x", "a.txt") + END, 422, "form_field_twice"),
        (part("site", b"\xff\xfe") + part("file", b"x", "a.txt") + END, 400, "form_invalid"),
        (part("site", b"x" * 70_000) + part("file", b"x", "a.txt") + END, 413, "request_too_large"),
        (part("file", b"x", "a.txt") + part("record", b"record:R-0") + END, 404, "reference_unknown"),
        (part("file", b"x", "a.txt") + part("date", b"2026-02-30") + END, 422, "date_invalid"),
        (part("file", b"x", "a.txt") + part("confirm", b"perhaps") + END, 422, "request_invalid"),
        (b"".join(part("file", b"%d" % n, "a.txt") for n in range(101)) + END, 413, "files_too_many"),
        (f"--{BOUNDARY}\r\nX: {'y' * 70_000}\r\n\r\n".encode() + END, 400, "form_invalid"),
        (f"--{BOUNDARY}\r\nX: y\r\n\r\nno disposition\r\n".encode() + END, 400, "form_invalid"),
    ],
)
def test_r50_forms_that_make_no_sense_leave_nothing(
    api: Api, controller: httpx.Client, body: bytes, status: int, code: str
) -> None:
    before = api.last_seq()
    answer = controller.post(EVIDENCE, content=body, headers=FORM)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert (api.blob_files(), api.last_seq()) == ([], before)


@pytest.mark.parametrize("boundary", ["", "x" * 71, None])
def test_a_form_without_a_fit_boundary_is_refused(controller: httpx.Client, boundary: str | None) -> None:
    kind = "multipart/form-data" + (f"; boundary={boundary}" if boundary is not None else "")
    answer = controller.post(EVIDENCE, content=b"x", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (400, "form_invalid")


@pytest.mark.parametrize(
    ("ending", "kept"),
    [
        ("filename*=UTF-8''%E5%9B%9E%E8%AE%BF.pdf", "回访.pdf"),
        ('filename="C:\\\\扫描\\\\回访单.pdf"', "回访单.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        ("filename=\"a.txt\"; filename*=UTF-8''b.txt", "a.txt"),
    ],
)
def test_names_travel_in_full_and_without_folders(controller: httpx.Client, ending: str, kept: str) -> None:
    body = f'--b\r\nContent-Disposition: form-data; name="file"; {ending}\r\n\r\nx\r\n--b--\r\n'.encode()
    answer = controller.post(EVIDENCE, content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.json()["evidence"][0]["file_name"] == kept


def test_r09_an_upload_broken_off_leaves_nothing(api: Api, controller: httpx.Client) -> None:
    before = api.last_seq()
    host, _, port = api.url.removeprefix("http://").partition(":")
    token = controller.headers["authorization"]
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST {EVIDENCE} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Length: 9000000\r\n"
        head += f"Content-Type: {FORM['Content-Type']}\r\n\r\n"
        connection.sendall(head.encode() + part("file", b"x" * 3_000_000, "a.bin"))
        wait_for(lambda: bool(api.blob_files()))  # it is on its way in
    wait_for(lambda: not api.blob_files())
    assert api.last_seq() == before


def test_who_may_not_is_refused_before_anything_is_taken(api: Api) -> None:
    answer = api.person("shenhe").post(EVIDENCE, files=FILE)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert api.anyone().post(EVIDENCE, files=FILE).status_code == 401
    assert api.blob_files() == []


def test_a_document_takes_one_file_and_all_its_fields(api: Api, controller: httpx.Client) -> None:
    new = {"number": "QP-1", "label": "A/0", "title": "程序", "type": "procedure"}
    two = [("file", ("a.pdf", b"a")), ("file", ("b.pdf", b"b"))]
    assert controller.post("/api/v1/documents", data=new, files=two).json()["code"] == "file_missing"
    for name in new:
        lacking = {key: value for key, value in new.items() if key != name}
        answer = controller.post("/api/v1/documents", data=lacking, files=FILE)
        assert (answer.status_code, answer.json()["params"]) == (422, {"name": name})
    assert api.blob_files() == []
    assert controller.post("/api/v1/documents", data=new, files=FILE).status_code == 201
    revised = controller.post("/api/v1/documents/QP-1/revisions", data={"label": "B/0"}, files=FILE)
    assert (revised.status_code, revised.json()["revision"]["label"]) == (201, "B/0")
    taken = controller.post("/api/v1/documents", data=new, files=FILE)
    assert (taken.status_code, taken.json()["code"]) == (409, "key_taken")
    absent = controller.post("/api/v1/documents/QP-9/revisions", data={"label": "B/0"}, files=FILE)
    assert absent.status_code == 404


STANDARD = "1 范围\n本标准规定了服务要求。\n2 要求\n2.1 组织应建立文件化的程序。\n2.2 组织应保持回访的记录。\n"


def test_a_standard_is_previewed_and_imported_from_its_text(api: Api, controller: httpx.Client) -> None:
    file = {"file": ("标准.txt", STANDARD.encode())}
    before = api.last_seq()
    preview = controller.post("/api/v1/standards/preview", files=file).json()
    assert [row["number"] for row in preview["clauses"]] == ["1", "2", "2.1", "2.2"]
    assert (api.blob_files(), api.last_seq()) == ([], before)
    edition = {"code": "SB/T 1", "edition": "2020", "in_force_from": "2020-06-01"}
    made = controller.post("/api/v1/standards", data=edition, files=file)
    assert (made.status_code, made.json()["clauses"]) == (201, 4)
    assert made.json()["standard"]["source"] == hashlib.sha256(STANDARD.encode()).hexdigest()
    again = controller.post("/api/v1/standards", data=edition, files=file)
    assert (again.status_code, again.json()["unchanged"]) == (200, True)
    shown = controller.get(made.headers["location"]).json()
    assert [row["number"] for row in shown["clauses"]] == ["1", "2", "2.1", "2.2"]
    known = controller.post("/api/v1/standards/preview", data=edition, files=file).json()
    assert known["already"]["code"] == "SB/T 1"
    dated = controller.patch(f"{made.headers['location']}/dates", json={"in_force_to": "2027-01-01"})
    assert dated.json()["in_force_to"] == "2027-01-01"


@pytest.mark.parametrize(
    ("content", "code"), [(b"\x00\x01\x02\x03" * 50, None), (b"no numbers here\n", "no_numbering")]
)
def test_a_file_that_is_no_standard_is_refused_and_not_kept(
    api: Api, controller: httpx.Client, content: bytes, code: str | None
) -> None:
    edition = {"code": "SB/T 1", "edition": "2020"}
    answer = controller.post("/api/v1/standards", data=edition, files={"file": ("a.txt", content)})
    assert answer.status_code == 422, answer.text
    assert code in (None, answer.json()["code"])
    assert api.blob_files() == []


def test_the_shipped_template_is_imported_by_name(controller: httpx.Client) -> None:
    made = controller.post("/api/v1/standards/templates/gbt27922", json={})
    assert (made.status_code, made.json()["standard"]["scheme"]) == (201, "points")
    assert controller.get(made.headers["location"]).status_code == 200
