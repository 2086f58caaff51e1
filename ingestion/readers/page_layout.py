"""Reading order of a page from pieces of text with their boxes. Pure; x grows to the right, y upwards, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# All figures are our choice, in parts of the type size or of the page.
SAME_LINE = 0.5  # two pieces share a line when they overlap by half of the smaller height
WORD_GAP = 0.18  # a wider gap between pieces of a line is a space
LEAST_GUTTER = 0.5
COLUMN_LINES = 6  # fewer lines on one side are no column
CROSSING_SHARE = 0.25
LEAST_COLUMN = 0.18  # of the width of the text
DENSE_SHARE = 0.55  # a column of text fills its width with most of its lines; a column of a table does not
MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Text set in one go: no gap wider than a space is in it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `y` is its middle."""

    text: str
    y: float
    left: float
    right: float
    top: float
    bottom: float


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of one page in reading order: column by column between lines that run across the page."""
    filled = [piece for piece in pieces if piece.text.strip()]
    if not filled:
        return []
    gutters = find_gutters(filled)
    ordered: list[Line] = []
    for band in _bands(filled, gutters):
        for column in band:
            ordered.extend(join_lines(column))
    return ordered


def join_lines(pieces: Sequence[Piece]) -> list[Line]:
    """Pieces of one column joined to lines from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.middle, one.left)):
        row = next((row for row in reversed(rows[-4:]) if _same_line(row[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_line(row) for row in rows]


def find_gutters(pieces: Sequence[Piece]) -> list[float]:
    """The x of each gap between columns; none for a page in one column."""
    size = median(piece.height for piece in pieces)
    found: list[float] = []
    for gap_left, gap_right in _gaps(pieces, size):
        x = (gap_left + gap_right) / 2
        if len(found) + 1 < MOST_COLUMNS and _separates(pieces, gap_left, gap_right, found):
            found.append(x)
    return found


def _gaps(pieces: Sequence[Piece], size: float) -> list[tuple[float, float]]:
    """Vertical strips few pieces reach into, from left to right, at least a gutter wide."""
    allowed = CROSSING_SHARE * len(join_lines(pieces)) if len(pieces) < 5000 else 0
    ends = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    left_edge, right_edge = ends[0][0], ends[-1][0]
    inner_left = left_edge + (right_edge - left_edge) * 0.2
    inner_right = right_edge - (right_edge - left_edge) * 0.2
    found: list[tuple[float, float]] = []
    depth, begun = 0, None
    for x, step in ends:
        if depth <= allowed and begun is None:
            begun = x
        depth += step
        if depth > allowed and begun is not None:
            if x - begun >= LEAST_GUTTER * size and begun < inner_right and x > inner_left:
                found.append((begun, x))
            begun = None
    return found


def _separates(pieces: Sequence[Piece], gap_left: float, gap_right: float, before: list[float]) -> bool:
    """Whether both sides of the strip are full columns of text standing beside each other."""
    start = before[-1] if before else float("-inf")
    tolerance = (gap_right - gap_left) * 0.25
    left = [piece for piece in pieces if piece.right <= gap_left + tolerance and piece.left >= start]
    right = [piece for piece in pieces if piece.left >= gap_right - tolerance]
    left_lines, right_lines = join_lines(left), join_lines(right)
    if min(len(left_lines), len(right_lines)) < COLUMN_LINES:
        return False
    whole = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    if min(_full_width(left_lines), _full_width(right_lines)) < LEAST_COLUMN * whole:
        return False
    overlap = min(left_lines[0].top, right_lines[0].top) - max(left_lines[-1].bottom, right_lines[-1].bottom)
    shorter = min(one[0].top - one[-1].bottom for one in (left_lines, right_lines))
    return overlap > 0.5 * shorter and _dense(left_lines) and _dense(right_lines)


def _dense(lines: Sequence[Line]) -> bool:
    """Whether most lines begin at one edge and many fill the column's width."""
    full = _full_width(lines)
    left = median(line.left for line in lines)
    begun_at_edge = sum(abs(line.left - left) < 0.15 * full for line in lines)
    filled = sum(line.right - line.left > 0.7 * full for line in lines)
    return filled >= DENSE_SHARE * len(lines) * 0.7 and begun_at_edge >= DENSE_SHARE * len(lines)


def _full_width(lines: Sequence[Line]) -> float:
    """The width of the column: what its widest lines take, one in ten may be wider."""
    widths = sorted(line.right - line.left for line in lines)
    return widths[max(int(len(widths) * 0.9) - 1, 0)]


def _bands(pieces: Sequence[Piece], gutters: Sequence[float]) -> list[list[list[Piece]]]:
    """The page cut at pieces that cross a gutter: each band is a list of columns, a crossing line alone is a band."""
    if not gutters:
        return [[list(pieces)]]
    crossing = [piece for piece in pieces if _crosses(piece, gutters)]
    rest = [piece for piece in pieces if not _crosses(piece, gutters)]
    bands: list[list[list[Piece]]] = []
    for across in _grouped(crossing):
        top = max(piece.top for piece in across)
        bottom = min(piece.bottom for piece in across)
        beside = [piece for piece in rest if bottom < piece.middle < top]
        above = [piece for piece in rest if piece.middle >= top]
        rest = [piece for piece in rest if piece.middle <= bottom]
        bands += [_columns(above, gutters), [[*across, *beside]]]
    return [*bands, _columns(rest, gutters)]


def _crosses(piece: Piece, gutters: Sequence[float]) -> bool:
    return any(piece.left < x < piece.right for x in gutters)


def _grouped(crossing: Sequence[Piece]) -> list[list[Piece]]:
    """Crossing pieces line by line, from the top."""
    groups: list[list[Piece]] = []
    for piece in sorted(crossing, key=lambda one: -one.middle):
        if groups and _same_line(groups[-1][0], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _columns(pieces: Sequence[Piece], gutters: Sequence[float]) -> list[list[Piece]]:
    columns: list[list[Piece]] = [[] for _ in range(len(gutters) + 1)]
    for piece in pieces:
        columns[sum(piece.left >= x for x in gutters)].append(piece)
    return columns


def _same_line(one: Piece, other: Piece) -> bool:
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap > SAME_LINE * min(one.height, other.height)


def _line(row: list[Piece]) -> Line:
    row = sorted(row, key=lambda piece: piece.left)
    parts = [row[0].text]
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        spaced = before.text[-1:].isspace() or piece.text[:1].isspace()
        if gap > WORD_GAP * min(before.height, piece.height) and not spaced:
            parts.append(" ")
        parts.append(piece.text)
    return Line(
        "".join(parts).strip(),
        median(piece.middle for piece in row),
        row[0].left,
        max(piece.right for piece in row),
        max(piece.top for piece in row),
        min(piece.bottom for piece in row),
    )
