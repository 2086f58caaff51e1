"""What a picture is made of: boxes with words, lines and arrow heads, in px. The template only writes it down."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ui.marks import Mark
from ui.measure import text_width, wrap

SPINE = 24
"""Lines meet a box this far below its top, so that the first row of every rank is one straight line."""
PAD = 12
CORNER = 6
SHEET = 900
"""Px of a picture that fit on an A4 sheet below a heading, at the scale it is printed."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words. `end`: `x` is its right end. `size` 14 or 12 px; `mono`, `css` as the style sheet has them."""

    x: float
    y: float
    text: str
    css: str = ""
    size: int = 14
    end: bool = False
    mono: bool = False

    def moved(self, dx: float, dy: float) -> Text:
        """The same elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A state's shape, 12 px square."""

    shape: str
    css: str
    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Symbol:
        """The same elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside a box that leads elsewhere than the box."""

    href: str
    symbols: tuple[Symbol, ...]
    texts: tuple[Text, ...]

    def moved(self, dx: float, dy: float) -> Anchor:
        """The same elsewhere."""
        return Anchor(
            self.href,
            tuple(one.moved(dx, dy) for one in self.symbols),
            tuple(one.moved(dx, dy) for one in self.texts),
        )


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its words; a link where `href` is given. `name`: all its words in full. `css`: its state class.
    `sheet`: drawn with a folded corner, as a file."""

    x: float
    y: float
    width: float
    height: float
    name: str
    href: str = ""
    css: str = ""
    sheet: bool = False
    symbols: tuple[Symbol, ...] = ()
    texts: tuple[Text, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    def at(self, x: float, y: float) -> Box:
        """The same box there."""
        dx, dy = x - self.x, y - self.y
        return replace(
            self,
            x=x,
            y=y,
            symbols=tuple(one.moved(dx, dy) for one in self.symbols),
            texts=tuple(one.moved(dx, dy) for one in self.texts),
            anchors=tuple(one.moved(dx, dy) for one in self.anchors),
        )

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def spine(self) -> float:
        """Where lines meet it."""
        return self.y + SPINE


@dataclass(frozen=True, slots=True)
class Line:
    """A line as an SVG path; `css` says confirmed (""), suspect or gap."""

    path: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture at its natural size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    heads: tuple[str, ...]
    rules: tuple[str, ...]
    texts: tuple[Text, ...]

    @property
    def tall(self) -> bool:
        """Whether it does not fit on a printed sheet."""
        return self.height > SHEET


class Draft:
    """A box while its words are put in, from top to bottom; `indent` sets lines without a symbol further in."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.y = 8.0
        self.indent = 0
        self.symbols: list[Symbol] = []
        self.texts: list[Text] = []
        self.anchors: list[Anchor] = []

    def words(
        self, text: str, *, size: int = 14, css: str = "", most: int = 2, mono: bool = False, bold: bool = False,
        symbol: Mark | None = None,
    ) -> None:  # fmt: skip
        """Words on as many lines as they need, at most `most`; a symbol before the first."""
        indent = 18 if symbol else self.indent
        room = self.width - 2 * PAD - indent
        for index, line in enumerate(wrap(text, room, size, most=most, mono=mono, bold=bold)):
            if symbol and index == 0:
                self.symbols.append(Symbol(symbol.shape, symbol.css, PAD, self.y + (3 if size == 14 else 2)))
            self.texts.append(Text(PAD + indent, self.y + (14 if size == 14 else 12), line, css, size, mono=mono))
            self.y += 18 if size == 14 else 16

    def pair(self, left: str, right: str, *, css: str = "", end_css: str = "", end_mono: bool = False) -> None:
        """Small words left and right on one line, or below one another where they do not fit."""
        room = self.width - 2 * PAD - self.indent
        width = text_width(left, 12) + text_width(right, 12, mono=end_mono)
        if left and right and width + 8 > room:
            self.words(left, size=12, css=css)
            self.pair("", right, end_css=end_css, end_mono=end_mono)
            return
        if left:
            for line in wrap(left, room, 12, most=1):
                self.texts.append(Text(PAD + self.indent, self.y + 12, line, css, 12))
        if right:
            for line in wrap(right, room, 12, most=1, mono=end_mono):
                self.texts.append(Text(self.width - PAD, self.y + 12, line, end_css, 12, True, end_mono))
        self.y += 16

    def anchor(self, href: str, symbol: Mark) -> None:
        """A line that is a link of its own: shape and word."""
        line = wrap(symbol.word, self.width - 2 * PAD - 18, 12, most=1)[0]
        text = Text(PAD + 18, self.y + 12, line, f"t-word {symbol.css}", 12)
        self.anchors.append(Anchor(href, (Symbol(symbol.shape, symbol.css, PAD, self.y + 2),), (text,)))
        self.y += 16

    def box(self, name: str, href: str = "", css: str = "", sheet: bool = False) -> Box:
        """The finished box at 0, 0; its height is on the 8 px grid, and no box is so low that a line misses it."""
        height = max(40, math.ceil((self.y + 6) / 8) * 8)
        return Box(
            0, 0, self.width, height, name, href, css, sheet,
            tuple(self.symbols), tuple(self.texts), tuple(self.anchors),
        )  # fmt: skip


def wire(start: tuple[float, float], end: tuple[float, float], bus: float) -> str:
    """A path from left to right: straight where it can be, else over the vertical at `bus` with round corners."""
    (x1, y1), (x2, y2) = start, end
    if abs(y1 - y2) < 1:
        return f"M{x1:g} {y1:g}H{x2:g}"
    turn = min(CORNER, abs(y2 - y1) / 2)
    down = turn if y2 > y1 else -turn
    return (
        f"M{x1:g} {y1:g}H{bus - turn:g}Q{bus:g} {y1:g} {bus:g} {y1 + down:g}"
        f"V{y2 - down:g}Q{bus:g} {y2:g} {bus + turn:g} {y2:g}H{x2:g}"
    )
