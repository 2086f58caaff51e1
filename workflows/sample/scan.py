"""A paper as an office scanner sends it: grey, a little askew, specked, with the scanner's imprint at the foot.

Han characters are set in a Chinese face of the machine. Where it has none they become strokes nobody can read, as in
a poor scan; the imprint (number, date, place in Latin letters) stays legible everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from ingestion.fonts import chinese_face
from workflows.sample.layout import HEIGHT, MARGIN, WIDTH, Line, Mark, pages
from workflows.sample.paper import Paper

SCALE = 1.4
"""Pixels a point: about 100 dpi, enough to read 9 point characters."""
_PAPER, _INK, _SEAL = 246, 52, 128
_SIMPLIFIED = {"NotoSansCJK-Regular.ttc": 2}
"""Number of the simplified face in a collection of several scripts."""


def scan_bytes(paper: Paper, imprint: str, kind: str) -> bytes:
    """The first page of the paper as a scan, as `PNG` or `JPEG`."""
    dice = Random(imprint + paper.code)  # noqa: S311  specks, not secrets
    image = Image.new("L", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), _PAPER)
    pen = ImageDraw.Draw(image)
    marks = pages([paper])[0]
    _write(pen, marks, dice)
    _seal(pen, _lowest(marks), dice)
    image = image.rotate(dice.uniform(-0.9, 0.9), Image.Resampling.BILINEAR, fillcolor=_PAPER - 24)
    image = Image.blend(image, _specks(image.size, dice), 0.06)
    foot = ImageDraw.Draw(image)
    foot.text((24, image.height - 28), f"SCAN {imprint}", font=ImageFont.load_default(16), fill=_INK)
    file = BytesIO()
    image.save(file, kind, **({"quality": 60} if kind == "JPEG" else {}))
    return file.getvalue()


def _write(pen: ImageDraw.ImageDraw, marks: Sequence[Mark], dice: Random) -> None:
    for mark in marks:
        if not isinstance(mark, Line):
            ends = (mark.x1 * SCALE, (HEIGHT - mark.y1) * SCALE, mark.x2 * SCALE, (HEIGHT - mark.y2) * SCALE)
            pen.line(ends, fill=_INK)
            continue
        x, y, size = mark.x * SCALE, (HEIGHT - mark.y) * SCALE, mark.size * SCALE
        face = _face(round(size))
        if face is not None:
            pen.text((x, y), mark.text, font=face, fill=_INK, anchor="ls")
        else:
            _strokes(pen, mark.text, (x, y, size), dice)


@cache
def _face(size: int) -> ImageFont.FreeTypeFont | None:
    path = chinese_face()
    return ImageFont.truetype(path, size, index=_SIMPLIFIED.get(path.name, 0)) if path else None


def _strokes(pen: ImageDraw.ImageDraw, text: str, where: tuple[float, float, float], dice: Random) -> None:
    """Ink in place of characters: a few strokes in each square."""
    x, y, size = where
    for character in text:
        room = size / 2 if character < "\u2e80" else size
        for _ in range(3 if character != " " else 0):
            height = y - size * dice.uniform(0.1, 0.8)
            pen.line((x + 1, height, x + room - 2, height + dice.uniform(-2, 2)), fill=_INK)
        x += room


def _lowest(marks: Sequence[Mark]) -> float:
    """How far down the paper is written, in points from the top."""
    return HEIGHT - min(mark.y if isinstance(mark, Line) else mark.y2 for mark in marks)


def _seal(pen: ImageDraw.ImageDraw, below: float, dice: Random) -> None:
    """A round seal and a signature over the end of the text."""
    x, y = (WIDTH - MARGIN - 90) * SCALE, (min(below, HEIGHT - MARGIN - 80) - 20) * SCALE
    for ring in (0, 1, 9):
        pen.ellipse((x + ring, y + ring, x + 110 - ring, y + 110 - ring), outline=_SEAL)
    at = (x - 150.0, y + 60.0)
    for _ in range(9):
        to = (at[0] + dice.uniform(4, 22), y + 60 + dice.uniform(-26, 26))
        pen.line((*at, *to), fill=_INK, width=2)
        at = to


def _specks(size: tuple[int, int], dice: Random) -> Image.Image:
    return Image.frombytes("L", size, dice.randbytes(size[0] * size[1]))
