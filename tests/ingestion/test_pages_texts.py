"""Texts and web pages in any charset; which reader a file gets, and what nobody reads."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from graph_schema.errors import ClausetrailError
from ingestion.page_text import PASSWORD_CODES, FileText
from ingestion.pages.registry import draw_page, place_letters, read_pages
from ingestion.readers.limits import Limits
from tests.ingestion import attacks
from tests.ingestion.make_docx import make_docx, paragraph
from tests.ingestion.make_pdf import Put, make_pdf

SIMPLIFIED = "售后服务中心应当建立回访制度，对每一位顾客的反馈进行登记、评审和改进。\n第二行：记录保存三年。"
TRADITIONAL = "售後服務中心應當建立回訪制度，對每一位顧客的反饋進行登記、評審和改進。\n第二行：記錄保存三年。"


def read(folder: Path, data: bytes, name: str = "a.txt", limits: Limits | None = None) -> FileText:
    """As the worker does: the bytes lie under their digest, the name comes with them."""
    path = folder / "0123abcd"
    path.write_bytes(data)
    return read_pages(path, name, limits or Limits())


def refused(folder: Path, data: bytes, name: str = "a.txt", limits: Limits | None = None) -> ClausetrailError:
    with pytest.raises(ClausetrailError) as caught:
        read(folder, data, name, limits)
    return caught.value


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-16-le"),
    ],
)
def test_a_text_in_any_charset_is_one_page(tmp_path: Path, text: str, charset: str) -> None:
    found = read(tmp_path, (text * 4).encode(charset))
    folded = text.replace("，", ",").replace("：", ":") * 4
    assert [(page.number, page.text) for page in found.pages] == [(1, folded)]
    assert (found.page_count, found.has_pictures, found.partial, found.media_type) == (1, False, "", "text/plain")


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("说明.md", "text/markdown", "# 标题\n\n- **要点** [链接](http://a.example)\n"),
        ("台账.csv", "text/csv", '序号,客户\n1,"李女士,北京"\n'),
        ("a.txt", "text/plain", "行一\r\n行二\r\n"),
    ],
)
def test_marked_up_texts_stay_as_they_are_written(tmp_path: Path, name: str, media_type: str, data: str) -> None:
    found = read(tmp_path, data.encode(), name)
    assert (found.media_type, found.pages[0].text) == (media_type, data.replace("\r\n", "\n"))


def test_of_a_web_page_the_printed_lines_are_read(tmp_path: Path) -> None:
    html = (
        "<!DOCTYPE html><html><head><meta charset='gb2312'><title>题</title><style>p{color:red}</style>"
        "<script>document.write('坏')</script></head><body><h1>回访记录</h1><p>客户&nbsp;满意<br>签字</p>"
        "<table><tr><td>姓名</td><td>日期</td></tr></table><ol><li>第一项</ol><!-- 注释 --></body></html>"
    )
    found = read(tmp_path, html.encode("gb18030"), "记录.html")
    assert found.pages[0].text == "回访记录\n客户 满意\n签字\n姓名\t日期\n1. 第一项"


def test_a_long_text_is_cut_and_that_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, ("字" * 50).encode(), limits=Limits(characters=40))
    assert (found.pages[0].text, found.partial, found.params["characters"]) == ("字" * 40, "text_cut", "40")


def test_bytes_that_are_no_characters_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, (SIMPLIFIED * 100).encode() + b"\xff" + SIMPLIFIED.encode())
    assert (found.partial, dict(found.params)) == ("bytes_unreadable", {"count": "1", "charset": "utf-8"})
    assert found.pages[0].text.count("\ufffd") == 1


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(500)


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in members.items():
            package.writestr(name.replace("_", "."), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("旧.doc", ole("WordDocument"), "application/msword"),
        ("表.wps", ole("WordDocument"), "application/msword"),
        ("发票.ofd", zipped(OFD_xml="<OFD/>"), "application/ofd"),
        ("归档.zip", attacks.plain_archive(), "application/zip"),
        ("其实是压缩包.pdf", attacks.plain_archive(), "application/zip"),
        ("照片.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100), "image/heic"),
        ("视频.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(100), "video/mp4"),
        ("数据.bin", bytes(range(256)) * 20, "application/octet-stream"),
        ("程序.exe", b"MZ" + bytes(500), "application/x-msdownload"),
    ],
)
def test_what_nobody_reads_is_told_with_its_type(tmp_path: Path, name: str, data: bytes, media_type: str) -> None:
    error = refused(tmp_path, data, name)
    assert (error.code, error.params["media_type"]) == ("format_unsupported", media_type)


def test_a_locked_office_file_asks_for_its_password(tmp_path: Path) -> None:
    assert refused(tmp_path, ole("EncryptedPackage"), "a.docx").code in PASSWORD_CODES


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, b"").code == "file_empty"


def test_a_file_too_large_to_read_is_kept_all_the_same(tmp_path: Path) -> None:
    """Not `file_too_large`, whose words say that nothing was kept."""
    error = refused(tmp_path, b"a" * 2000, limits=Limits(file_bytes=1000))
    assert (error.code, error.params["limit"], error.params["found"]) == ("file_too_demanding", "file_bytes", "2000")


def test_a_file_under_any_name_is_what_its_bytes_are(tmp_path: Path) -> None:
    assert read(tmp_path, make_docx(paragraph("正文")), "改名.pdf").pages[0].text == "正文"
    assert read(tmp_path, make_pdf([[Put(70, 700, "正文")]]), "改名.docx").pages[0].text == "正文"
    name = "\u202e" + "长" * 280 + "/..\\x.txt"
    assert read(tmp_path, "正文".encode(), name).pages[0].text == "正文"


def test_only_pdf_and_images_have_pictures_and_only_pdf_has_letters(tmp_path: Path) -> None:
    path = tmp_path / "0123abcd"
    path.write_bytes(make_docx(paragraph("正文")))
    for ask in (lambda: draw_page(path, 1, 240, Limits()), lambda: place_letters(path, 1, Limits())):
        with pytest.raises(ClausetrailError) as caught:
            ask()
        assert caught.value.code == "page_not_drawn"
    Image.new("L", (300, 100)).save(path, "PNG")
    assert draw_page(path, 1, 240, Limits()).width == 240
