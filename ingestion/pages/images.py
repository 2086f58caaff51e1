"""Photos and scans as image files: a picture for each page and no text; whether they can be shown at all is tried."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PIL import Image

from graph_schema.errors import InvalidInput, NotFound, TooLarge
from ingestion.page_text import FileText, PageText, Picture
from ingestion.pages import shortfall, webp
from ingestion.pages.fold import fold
from ingestion.readers.limits import Limits

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
# Frames of an animation are no pages: a TIFF alone is a stack of sheets.
STACKED = "TIFF"
EXIF_PART, TAKEN = 0x8769, 0x9003
READER = "pillow"


def read_image(data: bytes, media_type: str, limits: Limits) -> FileText:
    """The pages of an image, all without text. Raises `file_damaged` where the first cannot be decoded."""
    image = _open(data, media_type)
    count = min(getattr(image, "n_frames", 1), limits.pages) if image.format == STACKED else 1
    _check(image, limits)
    with _decoding(media_type):
        properties = _properties(image)
        image.load()
    short = shortfall.picture_without_text()
    pages = tuple(PageText(number, "", reader=READER) for number in range(1, count + 1))
    return FileText(
        media_type, pages, count, has_pictures=True, partial=short.code, params=short.params, properties=properties
    )


def draw_image(data: bytes, media_type: str, page: int, width: int, limits: Limits) -> Picture:
    """One page of an image. Raises `page_unknown`, `file_damaged`, `file_too_demanding`."""
    image = _open(data, media_type)
    try:
        if page > 1 and image.format != STACKED:
            raise EOFError
        image.seek(page - 1)
    except EOFError as error:
        raise NotFound("page_unknown", page=page) from error
    _check(image, limits)
    with _decoding(media_type):
        return webp.scaled(image, width)


def _open(data: bytes, media_type: str) -> Image.Image:
    """The image, not yet decoded."""
    Image.MAX_IMAGE_PIXELS = None  # `_check` has the limit: one, with our code
    with _decoding(media_type):
        return Image.open(io.BytesIO(data), formats=FORMATS)


@contextmanager
def _decoding(media_type: str) -> Iterator[None]:
    """Whatever a decoder throws at broken bytes is `file_damaged`."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise InvalidInput("file_damaged", media_type=media_type) from error


def _check(image: Image.Image, limits: Limits) -> None:
    """Refuses an image of more pixels than a person could mean, before any is decoded."""
    pixels = image.width * image.height
    if pixels > limits.pixels:
        raise TooLarge("file_too_demanding", limit="pixels", allowed=limits.pixels, found=pixels)


def _properties(image: Image.Image) -> Mapping[str, str]:
    """Size, and when a camera says the picture was taken."""
    found = {"width": str(image.width), "height": str(image.height)}
    taken = image.getexif().get_ifd(EXIF_PART).get(TAKEN)
    if isinstance(taken, str) and (text := fold(taken).strip()):
        found["taken"] = text[:40]
    return found
