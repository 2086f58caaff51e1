"""PDF by page: faithful text, what is a picture, which engine read, where each letter stands, pages drawn."""

from __future__ import annotations

import io
import threading
import unicodedata

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from graph_schema.errors import ClausetrailError
from ingestion.page_text import PASSWORD_CODES, PICTURE_WIDTHS, FileText, PageLetters, Picture
from ingestion.pages.pdf import read_pdf_pages
from ingestion.pages.pdf_structure import Structure
from ingestion.pages.pdf_view import draw_pdf, letters_of_pdf
from ingestion.readers.limits import Limits
from tests.ingestion import attacks
from tests.ingestion.make_pdf import HEIGHT, WIDTH, Put, join_objects, make_pdf, mapped_pdf

TEXT = "5.1.4.1 售后服务手册"


def read(data: bytes, limits: Limits | None = None, *without: str) -> FileText:
    return read_pdf_pages(data, limits or Limits(), without=without)


def texts(found: FileText) -> list[str]:
    return [page.text for page in found.pages]


def pixels(picture: Picture) -> Image.Image:
    """The picture decoded, grey."""
    return Image.open(io.BytesIO(picture.content)).convert("L")


def dark(image: Image.Image, box: tuple[float, float, float, float]) -> int:
    """Dark pixels inside a box in thousandths."""
    width, height = image.size
    left, top, right, bottom = box
    part = image.crop(
        (
            round(left * width / 1000),
            round(top * height / 1000),
            round(right * width / 1000),
            round(bottom * height / 1000),
        )
    )
    return sum(part.histogram()[:128])


def around(letters: PageLetters, word: str) -> tuple[int, int, int, int]:
    """The box around a word of the page."""
    start = letters.text.index(word)
    boxes = [box for box in letters.boxes[start : start + len(word)] if box is not None]
    assert len(boxes) == len(word)
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def test_each_page_has_its_text_and_the_engine_that_read_it() -> None:
    found = read(make_pdf([[Put(70, 700, TEXT), Put(70, 680, "第二行")], [Put(70, 700, "second page")]]))
    assert (found.media_type, found.page_count, found.has_pictures, found.partial) == ("application/pdf", 2, True, "")
    assert texts(found) == [f"{TEXT}\n第二行", "second page"]
    assert [(page.number, page.reader) for page in found.pages] == [(1, "pdfium"), (2, "pdfium")]


def test_radicals_ligatures_and_full_width_letters_become_what_is_searched_for() -> None:
    """Chromium writes the radical U+2F3F for the glyph of 手; a Word ligature is one glyph for two letters."""
    found = read(mapped_pdf([["⼿", "册", "ﬁ", "Ａ", "fi", "か", "\u3099"]], title="手册⽬录"))
    assert texts(found) == ["手册fiAfiが"]
    assert found.properties["title"] == "手册目录"


def test_properties_are_those_the_file_states() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(make_pdf([[Put(70, 700, TEXT)]])))
    writer.add_metadata({"/Title": "售后\x00服务\u202e手册", "/Author": "王工", "/Keywords": ""})
    out = io.BytesIO()
    writer.write(out)
    found = read(out.getvalue()).properties
    assert (found["title"], found["author"], "keywords" in found) == ("售后服务手册", "王工", False)


def test_gaps_of_spaced_han_text_are_no_spaces_and_columns_keep_theirs() -> None:
    spread = [Put(70 + 13 * at, 700, sign) for at, sign in enumerate("组织应保持记录")]
    columns = [Put(70, 660, "姓名"), Put(150, 660, "日期"), Put(70, 640, "shall"), Put(98, 640, "keep")]
    found = read(make_pdf([[*spread, *columns]]))
    assert texts(found) == ["组织应保持记录\n姓名 日期\nshall keep"]


def test_a_hyphen_at_a_line_s_end_stays_a_hyphen() -> None:
    assert texts(read(make_pdf([[Put(70, 700, "keep the ser-"), Put(70, 685, "vice records")]]))) == [
        "keep the ser-vice records"
    ]


def test_pages_that_are_pictures_are_told_by_number() -> None:
    pages = [[Put(70, 700, TEXT)], [], [Put(70, 700, "text again")], [], [Put(40, 20, "扫描")], []]
    found = read(make_pdf(pages, picture_on=(1, 4, 5)))
    assert (found.partial, dict(found.params)) == ("pages_without_text", {"pages": "2, 5-6"})
    assert texts(found)[4] == "扫描", "what little there is stays"


def test_an_empty_page_without_a_picture_is_whole() -> None:
    assert read(make_pdf([[Put(70, 700, TEXT)], []])).partial == ""


def test_a_scan_is_a_picture_without_text() -> None:
    found = read(make_pdf([[], []], picture_on=(0, 1)))
    assert (found.partial, found.page_count, texts(found), found.has_pictures) == (
        "picture_without_text",
        2,
        ["", ""],
        True,
    )


@pytest.mark.parametrize("signs", [["\ue001", "\ue002", "\ue003"], ["\ufffd"] * 5, ["\x00", "\x00", "\x00", "a"]])
def test_a_page_whose_characters_mean_nothing_is_read_by_the_second_engine_or_told(signs: list[str]) -> None:
    found = read(mapped_pdf([["手", "册"], signs]))
    assert (found.partial, found.params["pages"]) == ("pages_unreadable", "2")
    assert texts(found)[0] == "手册"


def test_the_second_engine_reads_a_page_the_first_reads_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    """pypdf is asked page by page: the good pages stay with the first engine."""
    data = mapped_pdf([["手", "册"], ["\ue001", "\ue002", "\ue003"]])
    monkeypatch.setattr(Structure, "text", lambda _, number: f"第{number}页⼿册")
    found = read(data)
    assert [(page.text, page.reader) for page in found.pages] == [("手册", "pdfium"), ("第2页手册", "pypdf")]
    assert found.partial == ""


def test_without_the_first_engine_the_second_reads_all() -> None:
    data = make_pdf([[Put(70, 700, "The firm shall keep records")], [Put(70, 700, "second page")]])
    found = read(data, None, "pdfium")
    assert [(page.text.strip(), page.reader) for page in found.pages] == [
        ("The firm shall keep records", "pypdf"),
        ("second page", "pypdf"),
    ]
    assert found.has_pictures is False


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(make_pdf([[Put(70, 700, TEXT)]])))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("without", [(), ("pdfium",)])
def test_a_locked_file_asks_for_its_password(without: tuple[str, ...]) -> None:
    with pytest.raises(ClausetrailError) as caught:
        read(encrypted("secret"), None, *without)
    assert caught.value.code in PASSWORD_CODES


def test_a_file_that_only_forbids_printing_is_read() -> None:
    assert texts(read(encrypted(""))) == [TEXT]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"garbage " * 1000,
        join_objects([b"<< /Type /Pages /Count 0 /Kids [] >>", b"<< /Type /Catalog /Pages 1 0 R >>"], 2),
    ],
)
def test_damaged_and_pageless_files_are_told(data: bytes) -> None:
    with pytest.raises(ClausetrailError) as caught:
        read(data)
    assert caught.value.code == "file_damaged"


def test_a_long_text_is_cut_and_that_is_said() -> None:
    data = make_pdf([[Put(70, 700, "a" * 30)], [Put(70, 700, "b" * 30)], [Put(70, 700, "c" * 30)]])
    found = read(data, Limits(characters=40))
    assert (found.partial, dict(found.params)) == ("text_cut", {"characters": "40", "pages": "2"})
    assert (texts(found), found.page_count) == (["a" * 30, "b" * 10], 3)
    assert read(data, Limits(characters=90)).partial == ""


def test_more_pages_than_are_read_are_said() -> None:
    found = read(make_pdf([[Put(70, 700, f"page {n}")] for n in range(5)]), Limits(pages=3))
    assert (len(found.pages), found.page_count, found.partial, found.params["pages"]) == (3, 5, "text_cut", "3")


def test_the_second_engine_has_only_so_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer of the system ends it: files are known that keep it busy for ever."""
    assert threading.current_thread() is threading.main_thread()
    monkeypatch.setattr("ingestion.pages.pdf_structure.PATIENCE", 0.2)

    def for_ever(_: object, __: object) -> None:
        while True:
            pass

    monkeypatch.setattr("ingestion.pages.pdf_structure.PdfReader.__init__", for_ever)
    found = read(make_pdf([[Put(70, 700, TEXT)]]))
    assert (texts(found), dict(found.properties)) == ([TEXT], {})


def filled_in() -> bytes:
    """A scan with words typed over it, a form field with a value, a hidden note, and a tick box."""
    writer = pypdf.PdfWriter(io.BytesIO(make_pdf([[]], picture_on=(0,))))
    writer.add_annotation(0, FreeText(text="审核人：王工", rect=(100, 500, 300, 520)))
    hidden = FreeText(text="不打印的话", rect=(100, 300, 300, 320))
    hidden[NameObject("/F")] = NumberObject(2)
    writer.add_annotation(0, hidden)
    fields = ArrayObject()
    for kind, value, y in (("/Tx", TextStringObject("满意度９５分"), 400), ("/Btn", NameObject("/Yes"), 350)):
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject(kind),
                NameObject("/T"): TextStringObject(f"f{y}"),
                NameObject("/V"): value,
                NameObject("/F"): NumberObject(4),
                NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (100, y, 200, y + 20)]),
            }
        )
        fields.append(writer.add_annotation(0, field).indirect_reference)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_filled_in_or_typed_over_a_scan_is_read_with_its_place() -> None:
    found = read(filled_in())
    assert texts(found) == ["审核人:王工\n满意度95分"]
    assert found.partial == "picture_without_text", "the scan under the words is not read"
    letters = letters_of_pdf(filled_in(), 1)
    assert letters.text == texts(found)[0]
    left, top, right, bottom = around(letters, "审核人")
    assert (left, right) == (round(100 / WIDTH * 1000), round(300 / WIDTH * 1000))
    assert abs(top - 1000 * (HEIGHT - 520) / HEIGHT) <= 1
    assert abs(bottom - 1000 * (HEIGHT - 500) / HEIGHT) <= 1


# Letters


@pytest.mark.parametrize(
    "data",
    [
        make_pdf([[Put(70, 700, "５．１ （一）售后服务，记录：①"), Put(70, 680, "ordinary text, twice")]]),
        mapped_pdf([["⼿", "册", "ﬁ", "Ａ", "fi", "か", "\u3099", "ﾊ", "ﾟ", "㎡", "𠮷", "e", "\u0301", "\ue001"]]),
        mapped_pdf([["한", "ᄒ", "ᅡ", "ᆫ", "…", "½", "\u202e", "\u200b", "\xad", "x"]]),
        make_pdf([[Put(70 + 13 * at, 700, sign) for at, sign in enumerate("组织应保持记录")]]),
        make_pdf([[Put(70, 700, "ser-"), Put(70, 685, "vice")]]),
        make_pdf([[]]),
    ],
)
def test_letters_are_those_of_the_page_s_text(data: bytes) -> None:
    letters, page = letters_of_pdf(data, 1), read(data).pages[0]
    assert letters.text == page.text
    assert len(letters.boxes) == len(letters.text)
    assert unicodedata.is_normalized("NFKC", letters.text)
    without = {sign for sign, box in zip(letters.text, letters.boxes, strict=True) if box is None}
    assert without <= {"\n", " "}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0, 0, WIDTH, HEIGHT), (50, 400, 450, 800)])
def test_a_letter_s_box_covers_its_ink_on_turned_and_cropped_pages(
    rotate: int, crop: tuple[int, int, int, int]
) -> None:
    data = make_pdf([[Put(100, 600, "Evidence"), Put(300, 700, "X", 40)]], rotate=rotate, crop=crop)
    picture = draw_pdf(data, 1, 1100)
    across, down = crop[2] - crop[0], crop[3] - crop[1]
    if rotate in (90, 270):
        across, down = down, across
    assert picture.width == 1100
    assert abs(picture.height - 1100 * down / across) < 2
    image, letters = pixels(picture), letters_of_pdf(data, 1)
    word, sign = around(letters, "Evidence"), around(letters, "X")
    ink = dark(image, (0, 0, 1000, 1000))
    wider = [(max(0, box[0] - 3), max(0, box[1] - 3), box[2] + 3, box[3] + 3) for box in (word, sign)]
    assert dark(image, word) > 100
    assert dark(image, sign) > 100
    assert dark(image, wider[0]) + dark(image, wider[1]) == ink, "no ink outside the two boxes"


def test_han_letters_stand_side_by_side_in_reading_order() -> None:
    letters = letters_of_pdf(make_pdf([[Put(100, 600, "售后服务", 20)]]), 1)
    boxes = [box for box in letters.boxes if box is not None]
    # 100 of 595 points from the left, 20 points each; the base line 600 of 842 points from the foot
    assert [box[0] for box in boxes] == [round(1000 * (100 + 20 * n) / 595) for n in range(4)]
    assert all(box[1] < 1000 * (842 - 600) / 842 < box[3] for box in boxes)


def test_letters_cut_off_by_the_page_s_edge_have_no_place() -> None:
    letters = letters_of_pdf(make_pdf([[Put(100, 600, "in"), Put(100, 100, "out")]], crop=(50, 400, 450, 800)), 1)
    assert around(letters, "in")
    start = letters.text.find("out")
    assert start < 0 or set(letters.boxes[start : start + 3]) == {None}


# Pictures


@pytest.mark.parametrize("width", PICTURE_WIDTHS)
def test_a_page_is_drawn_at_the_width_asked_for(width: int) -> None:
    picture = draw_pdf(make_pdf([[Put(100, 600, "Evidence", 30)]]), 1, width)
    assert (picture.width, picture.height) == Image.open(io.BytesIO(picture.content)).size
    assert picture.width == width
    assert abs(picture.height - width * HEIGHT / WIDTH) < 2
    assert dark(pixels(picture), (0, 0, 1000, 1000)) > 50


def test_a_page_as_long_as_a_street_is_drawn_within_limits() -> None:
    data = join_objects(
        [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 14000] >>",
            b"<< /Type /Pages /Count 1 /Kids [1 0 R] >>",
            b"<< /Type /Catalog /Pages 2 0 R >>",
        ],
        3,
    )
    picture = draw_pdf(data, 1, 1100)
    assert picture.height <= 16_000
    assert picture.width * picture.height <= 13_000_000


@pytest.mark.parametrize("page", [0, -1, 2, 10**6])
def test_a_page_that_is_not_there_is_unknown(page: int) -> None:
    data = make_pdf([[Put(100, 600, "one")]])
    for ask in (lambda: draw_pdf(data, page, 240), lambda: letters_of_pdf(data, page)):
        with pytest.raises(ClausetrailError) as caught:
            ask()
        assert (caught.value.code, caught.value.status) == ("page_unknown", 404)


def test_a_bomb_of_streams_gives_no_text_and_no_error() -> None:
    assert read(attacks.nested_streams()).partial == "picture_without_text"
