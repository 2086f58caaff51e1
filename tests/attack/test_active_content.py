"""Files that would run in a browser, under names that would lie: what every download and picture answers (R46)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

import httpx
import pytest

from tests.attack.stronghold import Stronghold, addresses, ids_of, read, standing

HEAD, TAIL = "回访", ".pdf"
HOSTILE_NAMES = [
    'a"b.pdf', "a'b.pdf", "a;b.pdf", "a%22b.pdf", "a%0d%0aX-Injected: 1.pdf", "a\\b.pdf", "../../etc/passwd",
    "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\x.pdf", "file:///etc/passwd", "a\u202egpj.exe", "\u2066a\u2069.pdf",
    "\u200fa\u200e.pdf", "回访单.pdf", "客户 回访.html", "société.pdf", "𠀀𪜶.pdf", "👩🏽‍🔧.svg", "é.pdf", "é.pdf",
    "a<script>.html", '"><img src=x onerror=alert(1)>.png', "a&amp;b.xml", "CON", "NUL.txt", "aux.pdf", ".htaccess",
    "a.pdf.exe", "a.tar.gz.html", "-rf", "$(id).pdf", "`id`.pdf", "{{7*7}}.pdf", "%s%n.pdf", "a" * 240 + ".pdf",
    "a..pdf.", "filename*=UTF-8''x.html",
]  # fmt: skip
"""38 names as browsers may send them."""
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
CONTENT = {
    "run.html": b"<!doctype html><title>x</title><script>document.title='XSS-FIRED'</script>",
    "run.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "run.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "run.xml": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?><x:script xmlns:x='
    b'"http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "entity.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "run.js": b"alert(1)",
    "run.css": b"body{background:url(//evil.invalid)}",
    "run.pdf": PDF + b"trailer<</Root 1 0 R>>\n%%EOF",
    "both.pdf": b"<script>alert(1)</script>\n%PDF-1.4\n%%EOF",
    "both.gif": b"GIF89a/*<svg/onload=alert(1)>*/=alert(1)//;",
    "both.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "both.jpg": b"\xff\xd8\xff\xe0<html><script>alert(1)</script>",
    "run.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "run.htc": b"<public:attach event=onload onevent=alert(1)>",
    "utf7.txt": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "utf16.html": "<script>alert(1)</script>".encode("utf-16"),
    "run.wasm": b"\x00asm\x01\x00\x00\x00",
    "run.manifest": b"CACHE MANIFEST\n/",
}
RUNS = re.compile(r"html|xml|svg|script|css|wasm|text/", re.IGNORECASE)


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stronghold]:
    with standing(tmp_path_factory.mktemp("active"), fast=True) as made:
        yield made


def form(name: str, body: bytes) -> dict[str, object]:
    """A form with one file, its name escaped as browsers do (WHATWG, multipart/form-data) and no further."""
    told = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'--bound\r\nContent-Disposition: form-data; name="file"; filename="{told}"\r\n\r\n'
    return {
        "content": head.encode() + body + b"\r\n--bound--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=bound"},
    }


def told_name(disposition: str) -> str:
    """The name a browser saves under: `filename*` before `filename` (RFC 6266, 4.3; RFC 8187, 3.2.3)."""
    found = re.fullmatch(
        r"attachment; filename=\"([A-Za-z0-9 ._()+-]*)\"; filename\*=UTF-8''([A-Za-z0-9%._~-]+)", disposition
    )
    assert found is not None, disposition
    return unquote_to_bytes(found[2]).decode("utf-8")


def check_download(answer: httpx.Response, body: bytes) -> str:
    """All that keeps a browser from running a file; the name it is saved under."""
    assert answer.status_code == 200
    assert answer.content == body
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert "allow-" not in answer.headers["content-security-policy"]
    assert not RUNS.search(answer.headers["content-type"]), answer.headers["content-type"]
    assert "x-injected" not in answer.headers
    return told_name(answer.headers["content-disposition"])


def test_r46_a_file_of_any_name_is_saved_under_that_name_and_nothing_else(strong: Stronghold) -> None:
    assert len(HOSTILE_NAMES) == 38
    refused = 0
    with strong.browser("wenkong") as client:
        for place, name in enumerate(HOSTILE_NAMES):
            body = b"%d" % place
            made = client.post("/api/v1/evidence", **form(name, body))  # type: ignore[arg-type]  # content, headers
            if made.status_code == 422:
                refused += 1
                assert made.json()["code"] in ("file_name_invalid", "file_name_empty")
                continue
            assert made.status_code == 201, (name, made.text)
            told = made.json()["evidence"][0]
            saved = check_download(client.get(f"/api/v1/evidence/{told['id']}/content"), body)
            assert saved == told["file_name"]
            assert "/" not in saved
            assert "\\" not in saved
            page = client.get(f"/evidence/{told['id']}")
            assert page.status_code == 200
            assert "<img src=x" not in page.text
            assert "<script>." not in page.text
    assert refused <= 2


def test_r46_content_that_would_run_is_downloaded_and_never_shown(strong: Stronghold) -> None:
    with strong.browser("wenkong") as client:
        for name, body in CONTENT.items():
            made = client.post("/api/v1/evidence", **form(name, body))  # type: ignore[arg-type]
            assert made.status_code == 201, (name, made.text)
            check_download(client.get(f"/api/v1/evidence/{made.json()['evidence'][0]['id']}/content"), body)
            given = {"number": f"D-{name}", "label": "A", "title": name, "type": "procedure"}
            document = client.post("/api/v1/documents", data=given, files={"file": (name, body + b" ")})
            assert document.status_code == 201, document.text
            revision = document.json()["revision"]["id"]
            check_download(client.get(f"/api/v1/revisions/{revision}/content"), body + b" ")


def test_r46_pictures_of_pages_are_webp_or_nothing(strong: Stronghold) -> None:
    read(strong, 30)
    places = [one.path for one in addresses(strong.app) if one.path.endswith(".webp") and one.method == "GET"]
    assert len(places) >= 2
    with strong.browser("wenkong") as client:
        for path in places:
            kind = "revision" if path.startswith("/revisions/") else "evidence"
            for id_ in ids_of(strong, kind)[-len(CONTENT) :]:
                answer = client.get(path.replace("{ref:path}", id_).replace("{number}", "1"))
                assert answer.status_code in (200, 404, 409, 410, 422), (path, answer.status_code)
                assert answer.headers["x-content-type-options"] == "nosniff"
                policy = answer.headers["content-security-policy"]
                if answer.status_code == 200:
                    assert answer.headers["content-type"] == "image/webp"
                    assert answer.content[:4] + answer.content[8:12] == b"RIFFWEBP"
                    assert policy.startswith("sandbox")
                else:
                    assert "default-src 'none'" in policy
