"""Reading as the product does it: limited processes, what is kept, and that one bad file is alone in its trouble."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from graph_schema.errors import ClausetrailError, InvalidInput, StorageFull
from ingestion import derived, page_wire
from ingestion.page_text import PICTURE_WIDTHS, READING_VERSION, FileText, PageLetters, PageText, Picture
from ingestion.page_wire import decode_letters, decode_picture, decode_text, encode_letters, encode_picture, encode_text
from ingestion.readers.limits import Limits
from ingestion.reading import Reading
from ingestion.sandbox import LimitedReader
from tests.ingestion import attacks
from tests.ingestion.make_docx import make_docx, paragraph
from tests.ingestion.make_pdf import Put, make_pdf

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
TWO_PAGES = make_pdf([[Put(70, 700, "5.1.4.1 售后服务手册")], [Put(70, 700, "第二页 Evidence")]])


class Shelf:
    """Files as the blob folder has them, and a reading of them."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.reading = Reading(folder / "derived", limits)

    def put(self, data: bytes) -> tuple[str, Path]:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.folder / sha256
        path.write_bytes(data)
        return sha256, path

    def read(self, data: bytes, name: str = "a") -> FileText:
        sha256, path = self.put(data)
        return self.reading.read(sha256, path, name)

    def kept(self, data: bytes) -> Path:
        sha256 = hashlib.sha256(data).hexdigest()
        return self.folder / "derived" / sha256[:2] / sha256


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.reading.close()


def code_of(error: pytest.ExceptionInfo[ClausetrailError]) -> str:
    return error.value.code


def test_a_file_read_is_kept_by_page_and_found_again(shelf: Shelf) -> None:
    found = shelf.read(TWO_PAGES, "手册.pdf")
    assert [page.text for page in found.pages] == ["5.1.4.1 售后服务手册", "第二页 Evidence"]
    sha256, _ = shelf.put(TWO_PAGES)
    assert shelf.reading.text(sha256) == found
    again = Reading(shelf.folder / "derived")
    assert again.text(sha256) == found
    assert sorted(one.name for one in shelf.kept(TWO_PAGES).iterdir()) == [
        "page-1-1100.webp",
        "page-1-240.webp",
        "text.json.gz",
    ]
    assert list(shelf.reading.digests()) == [sha256]
    shelf.reading.forget(sha256)
    assert (shelf.reading.text(sha256), list(shelf.reading.digests())) == (None, [])


def test_pictures_and_letters_are_made_once(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)
    picture = shelf.reading.picture(sha256, path, 2, 240)
    letters = shelf.reading.letters(sha256, path, 2)
    assert picture.width == 240
    assert letters.text == "第二页 Evidence"
    assert all(box for sign, box in zip(letters.text, letters.boxes, strict=True) if sign != " ")
    path.unlink()  # kept ones need no file any more
    assert shelf.reading.picture(sha256, path, 2, 240) == picture
    assert shelf.reading.picture(sha256, path, 1, 1100).width == 1100
    assert shelf.reading.letters(sha256, path, 2) == letters
    with pytest.raises(ClausetrailError) as caught:
        shelf.reading.picture(sha256, path, 2, 1100)
    assert code_of(caught) == "file_not_found"


def test_a_picture_can_be_had_before_the_file_is_read_and_letters_cannot(shelf: Shelf) -> None:
    sha256, path = shelf.put(TWO_PAGES)
    assert shelf.reading.picture(sha256, path, 1, 240).width == 240
    with pytest.raises(ClausetrailError) as caught:
        shelf.reading.letters(sha256, path, 1)
    assert code_of(caught) == "text_not_read"


def test_pages_and_widths_that_are_not_there_are_told(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)
    asked: list[tuple[Callable[[], object], str]] = [
        (lambda: shelf.reading.picture(sha256, path, 3, 240), "page_unknown"),
        (lambda: shelf.reading.picture(sha256, path, 0, 240), "page_unknown"),
        (lambda: shelf.reading.letters(sha256, path, 3), "page_unknown"),
        (lambda: shelf.reading.picture(sha256, path, 1, 5000), "picture_width_unknown"),
        (lambda: shelf.reading.picture("../../etc/passwd", path, 1, 240), "digest_invalid"),
    ]
    for ask, code in asked:
        with pytest.raises(ClausetrailError) as caught:
            ask()
        assert code_of(caught) == code


def test_files_without_pictures_say_so_and_their_letters_have_no_place(shelf: Shelf) -> None:
    data = make_docx(paragraph("正文"))
    shelf.read(data)
    sha256, path = shelf.put(data)
    with pytest.raises(ClausetrailError) as caught:
        shelf.reading.picture(sha256, path, 1, 240)
    assert code_of(caught) == "page_not_drawn"
    assert shelf.reading.letters(sha256, path, 1) == PageLetters("正文", (None, None))


def test_a_photo_has_its_picture_and_no_text(shelf: Shelf) -> None:
    image = shelf.folder / "photo.png"
    Image.new("RGB", (1500, 900), "white").save(image)
    found = shelf.read(image.read_bytes(), "现场.png")
    assert (found.partial, found.page_count) == ("picture_without_text", 1)
    sha256, path = shelf.put(image.read_bytes())
    assert [shelf.reading.picture(sha256, path, 1, width).width for width in PICTURE_WIDTHS] == [240, 1100]
    assert shelf.reading.letters(sha256, path, 1) == PageLetters("", ())


# What is kept may be damaged or old


def damages(data: bytes) -> list[bytes]:
    """Cut at ten places, and thirty bytes turned over one at a time."""
    dice = random.Random(7)
    cut = [data[: len(data) * part // 10] for part in range(10)]
    flipped = []
    for _ in range(30):
        at = dice.randrange(len(data))
        flipped.append(data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :])
    return [*cut, *flipped, bytes(len(data)), b"null", gzip.compress(b"null")]


def test_r17_a_damaged_text_counts_as_absent_or_is_right(shelf: Shelf) -> None:
    found = shelf.read(TWO_PAGES)
    sha256, _ = shelf.put(TWO_PAGES)
    file = shelf.kept(TWO_PAGES) / "text.json.gz"
    whole = file.read_bytes()
    for data in damages(whole):
        file.write_bytes(data)
        seen = Reading(shelf.folder / "derived").text(sha256)
        assert seen is None or seen == found  # bytes of the head of a gzip file that mean nothing may differ
    file.write_bytes(whole)
    assert shelf.reading.text(sha256) == found


def test_r17_a_damaged_picture_is_drawn_again(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)
    right = shelf.reading.picture(sha256, path, 1, 240)
    file = shelf.kept(TWO_PAGES) / "page-1-240.webp"
    whole = file.read_bytes()
    for data in damages(whole)[:20]:
        file.write_bytes(data)
        assert shelf.reading.picture(sha256, path, 1, 240) == right
        assert file.read_bytes() == whole


def test_r17_damaged_letters_are_found_again(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)
    right = shelf.reading.letters(sha256, path, 1)
    file = shelf.kept(TWO_PAGES) / "letters-1.json.gz"
    for value in (b"", b"{}", gzip.compress(b'{"text": "x", "boxes": [[1, 2, 3, 4]]}'), gzip.compress(b"[1]")):
        file.write_bytes(value)
        assert shelf.reading.letters(sha256, path, 1) == right


def test_the_text_of_another_file_or_of_an_older_reading_counts_as_absent(shelf: Shelf) -> None:
    found = shelf.read(TWO_PAGES)
    sha256, _ = shelf.put(TWO_PAGES)
    file = shelf.kept(TWO_PAGES) / "text.json.gz"
    for document in (
        {"sha256": "0" * 64, "text": encode_text(found)},
        {"sha256": sha256, "text": encode_text(replace(found, version=READING_VERSION - 1))},
    ):
        file.write_bytes(gzip.compress(json.dumps(document).encode()))
        assert shelf.reading.text(sha256) is None


def test_reading_again_replaces_what_was_kept(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)
    shelf.reading.letters(sha256, path, 2)
    shelf.reading.picture(sha256, path, 2, 240)
    shelf.read(TWO_PAGES)
    assert sorted(one.name for one in shelf.kept(TWO_PAGES).iterdir()) == [
        "page-1-1100.webp",
        "page-1-240.webp",
        "text.json.gz",
    ]


def test_a_text_remembered_is_not_one_replaced_meanwhile(shelf: Shelf) -> None:
    """Another process, the worker, reads the file again."""
    shelf.read(TWO_PAGES)
    sha256, _ = shelf.put(TWO_PAGES)
    assert shelf.reading.text(sha256) is not None
    other = FileText("application/pdf", (PageText(1, "anders"),), 1)
    derived.Derived(shelf.folder / "derived").keep_document(
        sha256, derived.TEXT, {"sha256": sha256, "text": encode_text(other)}
    )
    assert shelf.reading.text(sha256) == other


def test_a_full_disk_is_told_keeps_nothing_half_and_still_shows_pages(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256, path = shelf.put(TWO_PAGES)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingestion.derived.os.fsync", full)
    with pytest.raises(StorageFull):
        shelf.reading.read(sha256, path, "a.pdf")
    assert shelf.reading.text(sha256) is None
    assert list(shelf.kept(TWO_PAGES).iterdir()) == []
    assert shelf.reading.picture(sha256, path, 1, 240).width == 240


# One bad file is alone in its trouble


def test_r15_r23_a_poisonous_file_among_good_ones_delays_none_for_long_and_spoils_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, Limits(wall_seconds=2))
    good = [make_docx(paragraph(f"第{n}份记录")) for n in range(20)]
    poison = [attacks.drawing_tree(), attacks.word_bomb(), attacks.billion_laughs(), attacks.overlapping_members()]
    files = [*good[:10], *poison, *good[10:]]
    begun = time.monotonic()
    outcomes: list[str] = []
    for data in files:
        try:
            outcomes.append(shelf.read(data).pages[0].text)
        except ClausetrailError as error:
            outcomes.append(error.code)
    shelf.reading.close()
    assert [outcomes[n] for n in (*range(10), *range(14, 24))] == [f"第{n}份记录" for n in range(20)]
    assert outcomes[10:14] == ["file_takes_too_long", "file_too_demanding", "file_damaged", "file_damaged"]
    assert time.monotonic() - begun < 30
    for data in files:
        assert (tmp_path / hashlib.sha256(data).hexdigest()).read_bytes() == data, "the original is as it was"


@linux_only
def test_r15_a_process_killed_in_the_middle_of_a_file_is_replaced(shelf: Shelf) -> None:
    data = b"<html>" + b"<p>4.1 text <b>records</b></p>" * 500_000
    killer = threading.Thread(target=_kill_when_busy, args=(shelf.reading,))
    killer.start()
    with pytest.raises(ClausetrailError) as caught:
        shelf.read(data, "a.html")
    killer.join()
    assert (code_of(caught), caught.value.params["reason"]) == ("file_reader_crashed", "SIGKILL")
    assert not shelf.kept(data).exists(), "nothing half-read is kept"
    assert shelf.read(TWO_PAGES).page_count == 2


def _kill_when_busy(reading: Reading) -> None:
    """Ends the reading process once it has used half a second of processor time."""
    while reading._reader._child is None:
        time.sleep(0.01)
    pid = reading._reader._child._process.pid
    stat = Path(f"/proc/{pid}/stat")
    while int(stat.read_text().rsplit(")", 1)[1].split()[11]) < os.sysconf("SC_CLK_TCK") // 2:
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)


def test_a_long_reading_does_not_delay_a_page(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, Limits(wall_seconds=15))
    shelf.read(TWO_PAGES)
    sha256, path = shelf.put(TWO_PAGES)

    def read_slowly() -> None:
        with pytest.raises(ClausetrailError):
            shelf.read(attacks.drawing_tree())

    slow = threading.Thread(target=read_slowly)
    slow.start()
    assert shelf.reading.picture(sha256, path, 2, 240).width == 240
    assert shelf.reading.letters(sha256, path, 2).text == "第二页 Evidence"
    assert slow.is_alive()
    shelf.reading.close()  # in the middle of that reading, which ends with it
    slow.join(5)
    assert not slow.is_alive()
    with pytest.raises(ClausetrailError) as caught:
        shelf.read(TWO_PAGES)
    assert code_of(caught) == "reader_not_started"


def test_a_page_that_took_a_process_with_it_is_not_tried_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256, path = shelf.put(TWO_PAGES)
    tried = []

    def crash(*given: object) -> Picture:
        tried.append(given)
        raise InvalidInput("file_reader_crashed", reason="SIGSEGV")

    monkeypatch.setattr(LimitedReader, "picture", crash)
    for _ in range(3):
        with pytest.raises(ClausetrailError) as caught:
            shelf.reading.picture(sha256, path, 1, 240)
        assert (code_of(caught), caught.value.params["reason"]) == ("file_reader_crashed", "SIGSEGV")
    assert len(tried) == 1
    monkeypatch.undo()
    shelf.read(TWO_PAGES)
    assert shelf.reading.picture(sha256, path, 1, 240).width == 240, "a new reading begins anew"


def test_threads_that_read_at_once_each_get_their_own_file(shelf: Shelf) -> None:
    files = {f"第{n}份": make_docx(paragraph(f"第{n}份")) for n in range(8)}
    found: dict[str, FileText] = {}
    start = threading.Barrier(len(files))

    def one(name: str, data: bytes) -> None:
        start.wait()
        found[name] = shelf.read(data)

    threads = [threading.Thread(target=one, args=item) for item in files.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: text.pages[0].text for name, text in found.items()} == {name: name for name in files}
    assert {name: shelf.reading.text(hashlib.sha256(data).hexdigest()) for name, data in files.items()} == found


def test_idle_processes_rest_and_come_back(shelf: Shelf) -> None:
    shelf.read(TWO_PAGES)
    child = shelf.reading._reader._child
    assert child is not None
    shelf.reading.rest(idle_seconds=3600)
    assert child._process.poll() is None
    shelf.reading.rest()
    assert child._process.poll() is not None
    assert shelf.read(TWO_PAGES).page_count == 2


# The process that answers may be hostile itself


def test_values_survive_the_way_through_json() -> None:
    text = FileText(
        "application/pdf",
        (PageText(1, "一\t二\n𠮷", "表", "pdfium"), PageText(2, "")),
        7,
        has_pictures=True,
        partial="text_cut",
        params={"characters": "3"},
        properties={"title": "标题"},
    )
    letters = PageLetters("ab\n", ((0, 0, 1, 1), (1, 2, 1000, 1000), None))
    assert decode_text(json.loads(json.dumps(encode_text(text)))) == text
    assert decode_letters(json.loads(json.dumps(encode_letters(letters)))) == letters


def webp(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "WEBP")
    return file.getvalue()


def test_only_a_whole_webp_of_the_size_it_states_is_a_picture() -> None:
    good = webp(30, 20)
    assert page_wire.webp_size(good) == (30, 20)
    assert decode_picture(encode_picture(Picture(good, 30, 20))).content == good
    for bad in (
        Picture(good, 31, 20),
        Picture(good[:-1], 30, 20),
        Picture(good + b"<script>", 30, 20),
        Picture(b"<svg onload=alert(1)>", 30, 20),
        Picture(b"", 0, 0),
    ):
        with pytest.raises(ValueError, match="not a picture"):
            decode_picture(encode_picture(bad))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"text": "ab", "boxes": [None]},
        {"text": "a", "boxes": [[1, 2, 3]]},
        {"text": "a", "boxes": [[1, 2, 3, 1001]]},
        {"text": "a", "boxes": [[-1, 2, 3, 4]]},
        {"text": "a", "boxes": [["1", 2, 3, 4]]},
        {"text": 1, "boxes": []},
    ],
)
def test_answers_that_are_none_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_letters(value)
    with pytest.raises(ValueError, match=r"."):
        decode_text(value)
    with pytest.raises(ValueError, match=r"."):
        decode_picture(value)
