"""A drawn page as WebP of a given width, within the limits of the format and of patience."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from ingestion.page_text import Picture

QUALITY = 80
EFFORT = 2  # of 0 to 6; more makes the file a tenth smaller and takes twice as long
TALLEST = 16_000  # WebP allows 16,383 pixels
MOST_PIXELS = 12_000_000
ORIENTATION = 0x0112


def fitted(width: float, height: float, wanted: int) -> tuple[int, int]:
    """The size in pixels of a page that is to be `wanted` wide; less where it would be too tall."""
    ratio = max(height, 1e-6) / max(width, 1e-6)
    tall = min(wanted * ratio, TALLEST, max(1.0, (MOST_PIXELS * ratio) ** 0.5))
    wide = min(wanted, max(1, round(tall / ratio)))
    return wide, max(1, round(tall))


def encode(image: Image.Image) -> Picture:
    """The picture of an image as it is."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=EFFORT)
    return Picture(out.getvalue(), image.width, image.height)


def scaled(image: Image.Image, wanted: int) -> Picture:
    """The picture of a photo or scan: turned as the camera says, on white, at most `wanted` wide, never enlarged."""
    swapped = image.getexif().get(ORIENTATION) in (5, 6, 7, 8)
    width, height = image.size[::-1] if swapped else image.size
    target = fitted(width, height, min(wanted, width))
    image.draft("RGB", target[::-1] if swapped else target)  # JPEG alone: a small copy is decoded at once
    upright = _plain(ImageOps.exif_transpose(image))
    return encode(upright.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0))


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a colour, no transparency."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in ("I", "F"):
        low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]  # one band: two numbers
        scale = 255 / (high - low) if high > low else 0
        return image.point(lambda value: value * scale - low * scale).convert("L").convert("RGB")
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")
