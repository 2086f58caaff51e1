"""Image files by page: pictures without text, turned as the camera says, hostile and damaged ones told."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from graph_schema.errors import ClausetrailError
from ingestion.pages.images import draw_image, read_image
from ingestion.readers.limits import Limits
from ingestion.sandbox import LimitedReader
from ingestion.sniff import IMAGES, identify

KINDS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners(width: int = 400, height: int = 200) -> Image.Image:
    """White, with a black square in the top left corner."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, 60, 60))
    return image


def drawn(data: bytes, kind: str = "JPEG", page: int = 1, width: int = 240) -> Image.Image:
    picture = draw_image(data, KINDS[kind], page, width, Limits())
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    return image.convert("L")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_image_is_told_by_its_bytes_and_is_one_picture_page(kind: str) -> None:
    data = saved(corners(), kind)
    assert identify(data, "改名.dat", Limits()).media_type == KINDS[kind]
    found = read_image(data, KINDS[kind], Limits())
    assert (found.page_count, [page.text for page in found.pages], found.has_pictures) == (1, [""], True)
    assert (found.partial, found.properties["width"], found.properties["height"]) == (
        "picture_without_text",
        "400",
        "200",
    )
    image = drawn(data, kind)
    assert image.size == (240, 120)
    assert (image.getpixel((10, 10)), image.getpixel((230, 110))) == (0, 255)
    assert set(KINDS.values()) == IMAGES


def test_the_sheets_of_a_tiff_are_its_pages_and_frames_of_an_animation_are_not() -> None:
    sheets = [Image.new("1", (100, 50 + n), n % 2) for n in range(3)]
    stack = saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], compression="group4")
    assert read_image(stack, "image/tiff", Limits()).page_count == 3
    assert [drawn(stack, "TIFF", page, 240).size for page in (1, 2, 3)] == [(100, 50), (100, 51), (100, 52)]
    assert [drawn(stack, "TIFF", page, 240).getpixel((5, 5)) for page in (1, 2)] == [0, 255]
    frames = [Image.new("L", (50, 50), shade) for shade in (0, 120, 240)]
    film = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read_image(film, "image/gif", Limits()).page_count == 1
    for data, kind, page in ((stack, "TIFF", 4), (film, "GIF", 2)):
        with pytest.raises(ClausetrailError) as caught:
            drawn(data, kind, page)
        assert caught.value.code == "page_unknown"


# Where the black corner of the picture as stored is seen, by EXIF orientation (TIFF 6.0, tag 274).
SEEN = {1: "top left", 2: "top right", 3: "bottom right", 4: "bottom left", 5: "top left", 6: "top right"}
SEEN |= {7: "bottom right", 8: "bottom left"}


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
@pytest.mark.parametrize(("orientation", "corner"), SEEN.items())
def test_a_photo_is_turned_as_the_camera_says(orientation: int, corner: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif, "quality": 95}
    image = drawn(saved(corners(), kind, **options), kind)
    width, height = (240, 120) if orientation < 5 else (200, 400)
    assert image.size == (width, height)
    x = 10 if "left" in corner else width - 10
    y = 10 if "top" in corner else height - 10
    assert sum(image.crop((x - 2, y - 2, x + 2, y + 2)).histogram()[:40]) == 16, "black all over"
    x, y = width - 1 - x, height - 1 - y
    assert sum(image.crop((x - 2, y - 2, x + 2, y + 2)).histogram()[220:]) == 16, "white all over"


def test_the_day_a_photo_was_taken_is_told() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:05:12 10:11:12\x00"
    assert read_image(saved(corners(), "JPEG", exif=exif), "image/jpeg", Limits()).properties["taken"] == (
        "2026:05:12 10:11:12"
    )


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_depth_of_colour_is_drawn_on_white(mode: str) -> None:
    kind = {"CMYK": "JPEG", "I": "TIFF", "F": "TIFF", "I;16": "TIFF"}.get(mode, "PNG")
    shown = corners().convert(mode) if mode not in ("I;16", "I", "F") else corners().convert("L").convert("I")
    if mode == "I;16":
        shown = corners().convert("L").point(lambda value: value * 257, "I").convert("I;16")
    elif mode == "F":
        shown = shown.convert("F")
    if mode in ("LA", "RGBA"):
        shown.putalpha(Image.new("L", shown.size, 0))  # nothing but paper is seen
    image = drawn(saved(shown, kind), kind)
    assert image.getpixel((230, 110)) in (254, 255)
    assert image.getpixel((10, 10)) in ((254, 255) if mode in ("LA", "RGBA") else (0, 1))


def test_a_small_image_is_not_enlarged() -> None:
    assert drawn(saved(corners(80, 60), "PNG"), "PNG", 1, 1100).size == (80, 60)


def test_the_largest_scan_is_drawn_within_the_memory_of_the_process(tmp_path: Path) -> None:
    """A0 at 230 dpi in colour, as PNG: nothing can be left out while it is decoded."""
    path = tmp_path / "plan.png"
    Image.new("RGB", (10_900, 11_000), "white").save(path, compress_level=1)
    with LimitedReader() as reader:
        assert reader.pages(path, "plan.png").page_count == 1
        assert reader.picture(path, 1, 1100).width == 1100


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_image_is_damaged(kind: str) -> None:
    """The first page is decoded to its end."""
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    data = saved(noise, kind)
    for cut in (len(data) // 2, len(data) // 10, 20):
        with pytest.raises(ClausetrailError) as caught:
            read_image(data[:cut], KINDS[kind], Limits())
        assert (caught.value.code, dict(caught.value.params)) == ("file_damaged", {"media_type": KINDS[kind]})


def png_bomb(side: int) -> bytes:
    """A PNG of few bytes that says to be so many pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [11_000, 100_000])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(ClausetrailError) as caught:
        read_image(png_bomb(side), "image/png", Limits())
    assert (caught.value.code, caught.value.params["limit"]) == ("file_too_demanding", "pixels")
