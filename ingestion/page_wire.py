"""Pages, pictures and letters as JSON: from the limited process and into the folder of derived texts, checked on
arrival by the rules of `wire`: a picture is a WebP file of the size it states, or it is refused."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ingestion.page_text import READING_VERSION, FileText, PageLetters, PageText, Picture
from ingestion.wire import as_list, as_mapping, as_number, as_text

THOUSANDTHS = 1000


def encode_text(read: FileText) -> dict[str, Any]:
    """A file's text as JSON values; pages stand in their order and have no number of their own."""
    return {
        "version": read.version,
        "media_type": read.media_type,
        "pages": [[page.text, page.name, page.reader] for page in read.pages],
        "page_count": read.page_count,
        "has_pictures": read.has_pictures,
        "partial": read.partial,
        "params": dict(read.params),
        "properties": dict(read.properties),
    }


def decode_text(value: object) -> FileText:
    """The text in a JSON value. Raises ValueError for anything that is none, or that of another version."""
    try:
        found = as_mapping(value)
        if found["version"] != READING_VERSION:
            raise ValueError("another version")
        return FileText(
            as_text(found["media_type"]),
            tuple(_page(number, page) for number, page in enumerate(as_list(found["pages"]), 1)),
            _count(found["page_count"]),
            has_pictures=found["has_pictures"] is True,
            partial=as_text(found["partial"]),
            params=_texts(found["params"]),
            properties=_texts(found["properties"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a text") from error


def encode_picture(picture: Picture) -> dict[str, Any]:
    """A picture as JSON values."""
    content = base64.b64encode(picture.content).decode("ascii")
    return {"content": content, "width": picture.width, "height": picture.height}


def decode_picture(value: object) -> Picture:
    """The picture in a JSON value. Raises ValueError for anything that is none."""
    try:
        found = as_mapping(value)
        content = base64.b64decode(as_text(found["content"]), validate=True)
        picture = Picture(content, _count(found["width"]), _count(found["height"]))
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError("not a picture") from error
    if webp_size(content) != (picture.width, picture.height):
        raise ValueError("not a picture")
    return picture


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP file in one lossy frame (RFC 9649, 2.5; RFC 6386, 9.1), as its head states them and
    of the length it states; None for anything else. Nothing is decoded here: a decoder is not for this process."""
    whole = int.from_bytes(content[4:8], "little") + 8 == len(content)
    if not whole or content[:4] != b"RIFF" or content[8:16] != b"WEBPVP8 " or content[23:26] != b"\x9d\x01\x2a":
        return None
    width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return (width, height) if width and height else None


def encode_letters(letters: PageLetters) -> dict[str, Any]:
    """A page's letters as JSON values, four numbers for each character or none."""
    return {"text": letters.text, "boxes": [list(box) if box else None for box in letters.boxes]}


def decode_letters(value: object) -> PageLetters:
    """The letters in a JSON value. Raises ValueError for anything that is none."""
    try:
        found = as_mapping(value)
        letters = PageLetters(as_text(found["text"]), tuple(_box(one) for one in as_list(found["boxes"])))
    except (KeyError, TypeError) as error:
        raise ValueError("not letters") from error
    if len(letters.text) != len(letters.boxes):
        raise ValueError("not letters")
    return letters


def _page(number: int, value: object) -> PageText:
    text, name, reader = as_list(value)
    return PageText(number, as_text(text), as_text(name), as_text(reader))


def _box(value: object) -> tuple[int, int, int, int] | None:
    if value is None:
        return None
    left, top, right, bottom = (_count(one) for one in as_list(value))
    if max(left, top, right, bottom) > THOUSANDTHS:
        raise ValueError("outside the page")
    return left, top, right, bottom


def _texts(value: object) -> dict[str, str]:
    return {as_text(name): as_text(one) for name, one in as_mapping(value).items()}


def _count(value: object) -> int:
    number = as_number(value)
    if number is None or number < 0:
        raise TypeError("count expected")
    return number
