"""A drawn page as WebP of a given width, within the limits of the format and of patience."""

from __future__ import annotations

import io

from PIL import Image

from ingestion.page_text import Picture

QUALITY = 80
EFFORT = 2  # of 0 to 6; more makes the file a tenth smaller and takes twice as long
TALLEST = 16_000  # WebP allows 16,383 pixels
MOST_PIXELS = 12_000_000
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its orientation tag (TIFF 6.0, 274)."""
SIDEWAYS = frozenset({TURNS[5], TURNS[6], TURNS[7], TURNS[8]})


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
    """The picture of a photo or scan: turned as the camera says, on white, at most `wanted` wide, never enlarged.

    Made small before it is turned and laid on white: each copy of a large scan takes hundreds of megabytes.
    """
    if image.format == "TIFF":
        image.load()  # which turns it
    turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    width, height = image.size[::-1] if turn in SIDEWAYS else image.size
    target = fitted(width, height, min(wanted, width))
    size = target[::-1] if turn in SIDEWAYS else target
    image.draft("RGB", size)  # JPEG alone: a small copy is decoded at once
    small = _blendable(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return encode(_on_white(small.transpose(turn) if turn is not None else small))


def _blendable(image: Image.Image) -> Image.Image:
    """In a mode whose pixels can be averaged, eight bits a colour."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("I", "F"):
        low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]  # one band: two numbers
        scale = 255 / (high - low) if high > low else 0
        return image.point(lambda value: value * scale - low * scale).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
