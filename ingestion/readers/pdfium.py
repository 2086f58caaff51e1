"""PDF pages by pdfium: pieces of text with their boxes. Not safe for threads; one process opens one file at a time."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.readers.limits import Limits
from ingestion.readers.page_layout import Piece
from ingestion.readers.pdf_text import clean, is_wide

PIECE_GAP = 0.45  # a gap wider than this part of the type size ends a piece
DIRECTION_SAMPLE = 1000
LITTLE_TEXT = 200
OUTLINES = 100
HAN_GAP = 0.4  # between two wide characters a smaller gap is no space
GENERATED = "\r\n"
MAY_BE_GENERATED = frozenset(" \r\n\x02-\x00")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its pieces, and for a page with little text whether a picture or drawn outlines are on it."""

    pieces: tuple[Piece, ...]
    has_picture: bool


class EngineError(Exception):
    """The engine cannot open this file; another may."""


def read_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """Each page in turn. Raises EngineError, `pdf_needs_password`, `file_too_demanding`."""
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise InvalidInput("pdf_needs_password") from error
        raise EngineError from error
    if count > limits.pages:
        raise TooLarge("file_too_demanding", limit="pages", allowed=limits.pages, found=count)
    characters = 0
    for index in range(count):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield Page((), has_picture=True)  # told as a page without text
            continue
        pieces, read = _pieces(page)
        characters += read
        if characters > limits.characters:
            raise TooLarge("file_too_demanding", limit="characters", allowed=limits.characters, found=characters)
        yield Page(pieces, has_picture=read < LITTLE_TEXT and has_picture(page))
        page.close()
    document.close()


def has_picture(page: pdfium.PdfPage) -> bool:
    """A picture, or as many paths as letters drawn as outlines take."""
    if next(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3), None) is not None:
        return True
    paths = page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=3)
    return sum(1 for _ in islice(paths, OUTLINES)) == OUTLINES


def _pieces(page: pdfium.PdfPage) -> tuple[tuple[Piece, ...], int]:
    """The pieces of a page and how many characters it has."""
    text_page = page.get_textpage()
    count = text_page.count_chars()
    signs = signs_of(text_page, count)
    builder = _Builder()
    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    boxes: list[tuple[float, float, float, float] | None] = []
    for index, sign in enumerate(signs):
        made_up = sign in MAY_BE_GENERATED and raw.FPDFText_IsGenerated(text_page, index) == 1
        known = not made_up and sign and raw.FPDFText_GetLooseCharBox(text_page, index, pointer)
        boxes.append((box.left, box.bottom, box.right, box.top) if known else None)
    turn = TURNS[_direction([one for one in boxes[:DIRECTION_SAMPLE] if one is not None])]
    for sign, place in zip(signs, boxes, strict=True):
        if place is None:
            builder.generated(sign)
        else:
            builder.add(sign, *turn(*place))
    text_page.close()
    return builder.done(), count


def signs_of(text_page: pdfium.PdfTextPage, count: int) -> list[str]:
    """The character of each index; read at once where that gives one for each (no pairs, nothing left out)."""
    whole = text_page.get_text_range(0, count) if count > 0 else ""
    if len(whole) == count:
        return list(whole)
    return [_sign(text_page, index) for index in range(count)]


def _sign(text_page: pdfium.PdfTextPage, index: int) -> str:
    """One character; where the engine gives two units for one, the first becomes it and the second nothing."""
    code = raw.FPDFText_GetUnicode(text_page, index)
    if 0xD800 <= code < 0xDC00:
        low = raw.FPDFText_GetUnicode(text_page, index + 1)
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else ""
    return chr(code) if code < 0x110000 and not 0xDC00 <= code < 0xE000 else ""


def _direction(boxes: Sequence[tuple[float, float, float, float]]) -> str:
    """Where most characters go on from the one before; pages turned by /Rotate carry their text turned back."""
    votes = dict.fromkeys(TURNS, 0)
    for (left, bottom, right, top), (next_left, next_bottom, next_right, next_top) in pairwise(boxes):
        across = next_left + next_right - left - right
        along = next_bottom + next_top - bottom - top
        near = 4 * max(right - left, top - bottom)
        if abs(across) + abs(along) < near:
            votes[
                ("right" if across > 0 else "left") if abs(across) >= abs(along) else "up" if along > 0 else "down"
            ] += 1
    return max(votes, key=lambda name: votes[name])


# The box as seen when the page is turned so that the text runs to the right.
TURNS: dict[str, Callable[[float, float, float, float], tuple[float, float, float, float]]] = {
    "right": lambda left, bottom, right, top: (left, bottom, right, top),
    "up": lambda left, bottom, right, top: (bottom, -right, top, -left),
    "left": lambda left, bottom, right, top: (-right, -top, -left, -bottom),
    "down": lambda left, bottom, right, top: (-top, left, -bottom, right),
}


class _Builder:
    """Collects characters into pieces."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._text: list[str] = []
        self._space = False
        self._box = (0.0, 0.0, 0.0, 0.0)

    def add(self, sign: str, left: float, bottom: float, right: float, top: float) -> None:
        """A character with its box; a space is kept inside a piece and never begins one."""
        if right < left or top <= bottom:
            left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top) + 0.01
        if self._text and self._breaks(left, bottom, right, top):
            self._flush()
        if not self._text:
            if sign.isspace():
                return
            self._box = (left, bottom, right, top)
        if self._space:
            gap = left - self._box[2]
            if not (is_wide(self._text[-1]) and is_wide(sign) and gap < HAN_GAP * (top - bottom)):
                self._text.append(" ")
            self._space = False
        self._text.append(sign)
        if not sign.isspace():
            old = self._box
            self._box = (min(old[0], left), min(old[1], bottom), max(old[2], right), max(old[3], top))

    def generated(self, sign: str) -> None:
        """What the engine adds of its own: a line end breaks the piece, a space between words stays."""
        if sign in GENERATED:
            self._flush()
        elif self._text and sign.isspace():
            self._space = True  # justified Han text has gaps the engine takes for spaces: the next character decides
        elif sign and not sign.isspace():
            self._text.append(sign)

    def done(self) -> tuple[Piece, ...]:
        self._flush()
        return tuple(self._pieces)

    def _breaks(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether the next character stands elsewhere: another line, back to the left, or beyond a gap."""
        old_left, old_bottom, old_right, old_top = self._box
        size = min(top - bottom, old_top - old_bottom)
        overlap = min(top, old_top) - max(bottom, old_bottom)
        return overlap < 0.4 * size or left - old_right > PIECE_GAP * size or right < old_left

    def _flush(self) -> None:
        text = clean("".join(self._text)).rstrip()
        if text.strip():
            self._pieces.append(Piece(text, *self._box))
        self._text = []
        self._space = False
