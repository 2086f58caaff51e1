"""Pictures of the sample, drawn: a service counter, a repair, a parcel at the door, shelves, a shop, a training.

No Chinese is written into them: a machine need not have a font for it.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 720)
_WALL, _FLOOR, _INK, _PAPER = "#dfe6e4", "#b9a58a", "#30383c", "#fbfaf5"
_BLUE, _RED, _METAL = "#2f6f8f", "#b4452f", "#c9d0d4"


def picture_bytes(scene: str, caption: str, kind: str) -> bytes:
    """A scene with its caption in the corner, as `PNG` or `JPEG`."""
    image = Image.new("RGB", SIZE, _WALL)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, 960, 720), fill=_FLOOR)
    _SCENES[scene](pen)
    _grain(image, scene + caption)
    pen.rectangle((0, 680, 960, 720), fill=_INK)
    pen.text((16, 687), caption, font=ImageFont.load_default(22), fill=_PAPER)
    file = BytesIO()
    image.save(file, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return file.getvalue()


def _grain(image: Image.Image, seed: str) -> None:
    """Specks as a camera leaves them, always the same for a picture."""
    dice = Random(seed)  # noqa: S311  specks, not secrets
    for _ in range(2500):
        x, y, light = dice.randrange(SIZE[0]), dice.randrange(680), dice.randrange(200, 245)
        image.putpixel((x, y), (light, light, light))


def _counter(pen: ImageDraw.ImageDraw) -> None:
    """A counter with the commitment on a framed board behind it."""
    pen.rectangle((250, 90, 710, 360), fill=_PAPER, outline=_BLUE, width=10)
    for n in range(6):
        pen.rectangle((290, 130 + n * 36, 670 - (n % 3) * 70, 142 + n * 36), fill=_INK if n else _RED)
    pen.rectangle((120, 430, 840, 600), fill=_BLUE, outline=_INK, width=4)
    pen.rectangle((120, 410, 840, 440), fill=_METAL, outline=_INK, width=3)
    pen.ellipse((430, 300, 520, 390), fill="#e5bfa0", outline=_INK, width=3)
    pen.rectangle((400, 385, 550, 412), fill=_RED)


def _repair(pen: ImageDraw.ImageDraw) -> None:
    """An air conditioner with its cover open, tools below."""
    pen.rounded_rectangle((170, 120, 790, 300), 24, fill=_PAPER, outline=_INK, width=5)
    pen.rectangle((200, 150, 760, 232), fill=_METAL, outline=_INK, width=3)
    for n in range(22):
        pen.line((210 + n * 25, 152, 210 + n * 25, 230), fill=_INK, width=2)
    pen.rectangle((640, 242, 750, 282), fill="#4a8f5a", outline=_INK, width=3)
    pen.line((700, 300, 700, 470, 620, 520), fill=_INK, width=6)
    pen.rectangle((280, 480, 560, 600), fill=_RED, outline=_INK, width=5)
    pen.arc((350, 430, 490, 520), 180, 360, fill=_INK, width=9)


def _delivery(pen: ImageDraw.ImageDraw) -> None:
    """A new refrigerator in its box at the door, the old one beside it."""
    pen.rectangle((90, 70, 360, 600), fill="#8a6d4f", outline=_INK, width=6)
    pen.ellipse((310, 330, 335, 355), fill=_METAL, outline=_INK)
    pen.rectangle((420, 190, 640, 600), fill="#c79a63", outline=_INK, width=5)
    pen.rectangle((515, 193, 545, 597), fill=_PAPER)
    pen.rectangle((690, 220, 880, 600), fill=_METAL, outline=_INK, width=5)
    pen.line((690, 360, 880, 360), fill=_INK, width=5)
    for top in (290, 390):
        pen.rectangle((706, top, 716, top + 55), fill=_BLUE)


def _shelf(pen: ImageDraw.ImageDraw) -> None:
    """Shelves of spare parts in boxes with labels."""
    for row in range(3):
        top = 110 + row * 150
        pen.rectangle((100, top + 110, 860, top + 122), fill=_METAL, outline=_INK, width=2)
        for n in range(7 - row % 2):
            left = 118 + n * 106
            pen.rectangle((left, top + 24 + (n * 7 + row) % 20, left + 88, top + 110), fill="#c79a63", outline=_INK)
            pen.rectangle((left + 20, top + 66, left + 68, top + 88), fill=_PAPER if (n + row) % 4 else _RED)
    for left in (100, 848):
        pen.rectangle((left, 90, left + 12, 600), fill=_INK)


def _storefront(pen: ImageDraw.ImageDraw) -> None:
    """A service station from the street: sign, door, window with appliances."""
    pen.rectangle((90, 60, 870, 600), fill="#cbbfae", outline=_INK, width=4)
    pen.rectangle((90, 60, 870, 150), fill=_BLUE, outline=_INK, width=4)
    for n in range(8):
        pen.rectangle((180 + n * 76, 84, 230 + n * 76, 128), fill=_PAPER)
    pen.rectangle((640, 210, 800, 600), fill="#8fb3c4", outline=_INK, width=5)
    pen.ellipse((660, 400, 678, 418), fill=_METAL, outline=_INK)
    pen.rectangle((140, 210, 580, 500), fill="#a9c8d4", outline=_INK, width=5)
    for left, color in ((180, _PAPER), (320, _METAL), (460, _PAPER)):
        pen.rectangle((left, 330, left + 90, 498), fill=color, outline=_INK, width=3)
        pen.ellipse((left + 22, 390, left + 68, 436), outline=_INK, width=4)


def _classroom(pen: ImageDraw.ImageDraw) -> None:
    """A training: a board, an opened machine, heads in rows."""
    pen.rectangle((120, 80, 640, 330), fill="#2f4a40", outline="#8a6d4f", width=10)
    for n in range(5):
        pen.line((160, 130 + n * 40, 560 - (n % 3) * 90, 130 + n * 40), fill=_PAPER, width=4)
    pen.rectangle((700, 170, 850, 400), fill=_METAL, outline=_INK, width=4)
    pen.ellipse((725, 230, 825, 330), fill=_PAPER, outline=_INK, width=4)
    for row in range(2):
        for n in range(6):
            left, top = 110 + n * 130 + row * 50, 430 + row * 90
            pen.ellipse((left, top, left + 54, top + 60), fill="#4a3b30")
            pen.rectangle((left - 16, top + 58, left + 70, top + 120), fill=(_BLUE, _RED)[(n + row) % 2])


_SCENES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "counter": _counter,
    "repair": _repair,
    "delivery": _delivery,
    "shelf": _shelf,
    "storefront": _storefront,
    "classroom": _classroom,
}
