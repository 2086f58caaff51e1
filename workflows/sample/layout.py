"""Paper set into lines of an A4 page, measured in points: what the PDF writer puts down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from workflows.sample.paper import Paper

WIDTH, HEIGHT = 595, 842
MARGIN = 62
BODY, HEAD, TITLE, SMALL = 10.5, 12.0, 18.0, 9.0
LEADING = 1.75
"""Line distance over type size: what Chinese text needs to be read with ease."""
_COLUMN = WIDTH - 2 * MARGIN
_NOT_FIRST = "，。、；：！？）》”"


@dataclass(frozen=True, slots=True)
class Line:
    """Text on a page: left end of the baseline, size."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two points."""

    x1: float
    y1: float
    x2: float
    y2: float


Mark = Line | Rule


def width(text: str, size: float) -> float:
    """How wide a text is set: ASCII in half width, everything else in full."""
    return sum(0.5 if " " <= character <= "~" else 1.0 for character in text) * size


def wrap(text: str, size: float, room: float) -> Iterator[str]:
    """The text in lines that fit; no line begins with a closing mark."""
    line = ""
    for character in text:
        if width(line + character, size) > room and character not in _NOT_FIRST:
            yield line
            line = ""
        line += character
    if line:
        yield line


class _Setter:
    """Puts marks down from top to bottom, on a new page where one is full."""

    def __init__(self) -> None:
        self.pages: list[list[Mark]] = [[]]
        self.y: float = HEIGHT - MARGIN

    def room(self, height: float) -> None:
        """Begin a new page where that height is not left."""
        if self.y - height < MARGIN:
            self.pages.append([])
            self.y = HEIGHT - MARGIN

    def text(self, text: str, size: float, indent: float = 0.0, centred: bool = False) -> None:
        """A paragraph in as many lines as it takes."""
        for line in wrap(text, size, _COLUMN - indent):
            self.room(size * LEADING)
            self.y -= size * LEADING
            x = (WIDTH - width(line, size)) / 2 if centred else MARGIN + indent
            self.pages[-1].append(Line(x, self.y, size, line))

    def row(self, cells: Sequence[str], widths: Sequence[float]) -> None:
        """A row of a ruled table; cells wrap."""
        lines = [list(wrap(cell, SMALL, room - 8)) or [""] for cell, room in zip(cells, widths, strict=True)]
        height = max(len(cell) for cell in lines) * SMALL * 1.5 + 7
        self.room(height)
        edges = list(accumulate(widths, initial=float(MARGIN)))
        top, bottom, page = self.y, self.y - height, self.pages[-1]
        page += [Rule(edges[0], y, edges[-1], y) for y in (top, bottom)]
        page += [Rule(x, top, x, bottom) for x in edges]
        for x, cell in zip(edges, lines, strict=False):
            page += [Line(x + 4, top - (n + 1) * SMALL * 1.5 + 1, SMALL, text) for n, text in enumerate(cell)]
        self.y = bottom


def pages(papers: Sequence[Paper]) -> list[list[Mark]]:
    """The marks of each page, in reading order; each paper begins on a page of its own."""
    return [page for paper in papers for page in _pages(paper)]


def _pages(paper: Paper) -> list[list[Mark]]:
    setter = _Setter()
    setter.text(paper.organisation, SMALL, centred=True)
    setter.text(paper.title, TITLE, centred=True)
    setter.text(paper.code, SMALL, centred=True)
    setter.y -= 14
    for label, value in paper.fields:
        setter.row((label, value), (96.0, _COLUMN - 96.0))
    for head, lines in paper.sections:
        setter.y -= 6
        setter.room((HEAD + BODY) * LEADING)  # a heading stays with its first line
        setter.text(head, HEAD)
        for line in lines:
            setter.text(line, BODY, indent=BODY * 2)
    if paper.columns:
        setter.y -= 12
        widths = column_widths(paper)
        for cells in (paper.columns, *paper.rows):
            setter.row(cells, widths)
    if paper.signed:
        setter.y -= 10
        setter.text(paper.signed, BODY)
    return setter.pages


def column_widths(paper: Paper) -> list[float]:
    """Shares of the line by the longest cell of each column, none below a twelfth."""
    longest = [max(width(row[n], SMALL) for row in (paper.columns, *paper.rows)) for n in range(len(paper.columns))]
    shares = [max(length, sum(longest) / 12) for length in longest]
    return [share / sum(shares) * _COLUMN for share in shares]
