"""Running heads, feet and page numbers: lines that come again at the same height on other pages. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from ingestion.readers.page_layout import Line

EDGE_LINES = 5
EDGE_ZONE = 0.15  # of the height that text takes on any page
SAME_HEIGHT = 4.0  # points
LEAST_PAGES = 2
LEAST_SHARE = 0.2
NUMBER = re.compile(r"[0-9０-９]+|\b[ivxlcIVXLC]{1,7}\b|[Ⅰ-ⅿ]+|[〇零一二三四五六七八九十百]+(?=\s*[页頁])")
NUMBER_SIGN = re.compile(r"[0-9]")
VALUE = re.compile(r"(?<![0-9.])[0-9]{1,5}(?![0-9]|\.[0-9])")  # not a part of a clause number


def mark(pages: Sequence[Sequence[Line]]) -> list[list[str]]:
    """The role of each line: header, footer, or body. A line counts only when all lines outside it on that edge do."""
    roles = [["body"] * len(page) for page in pages]
    for edge, role in ((-1, "header"), (1, "footer")):
        repeated = _repeated(pages, edge)
        for index, page in enumerate(pages):
            for position in _from_edge(page, edge):
                if (index, position) not in repeated:
                    break
                roles[index][position] = role
    return roles


def _from_edge(page: Sequence[Line], edge: int) -> list[int]:
    """Positions of the outermost lines, from the top (-1) or the bottom (1), outermost first."""
    return sorted(range(len(page)), key=lambda position: edge * page[position].y)[:EDGE_LINES]


def _in_zone(pages: Sequence[Sequence[Line]], edge: int) -> Callable[[Line], bool]:
    """Whether a line stands in the outer part of the pages."""
    heights = [line.y for page in pages for line in page]
    if not heights:
        return lambda _: False
    bottom, top = min(heights), max(heights)
    depth = EDGE_ZONE * (top - bottom)
    return lambda line: line.y >= top - depth if edge < 0 else line.y <= bottom + depth


def _repeated(pages: Sequence[Sequence[Line]], edge: int) -> set[tuple[int, int]]:
    """Places of edge lines whose words come at the same height on enough pages."""
    inside = _in_zone(pages, edge)
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, page in enumerate(pages):
        for position in _from_edge(page, edge):
            if inside(page[position]):
                groups[_shape(page[position].text)].append((index, position))
    needed = max(LEAST_PAGES, min(4, int(LEAST_SHARE * len(pages))))
    found: set[tuple[int, int]] = set()
    for places in groups.values():
        for group in _at_one_height(places, pages):
            if len({index for index, _ in group}) >= needed and (
                _all_same(group, pages) or _counts_pages(group, pages)
            ):
                found.update(group)
    return found


def _shape(text: str) -> str:
    """The words with every number the same, white space left out."""
    return re.sub(r"\s+", "", NUMBER.sub("#", text)) or text


def _at_one_height(places: Sequence[tuple[int, int]], pages: Sequence[Sequence[Line]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    last = float("-inf")
    for place in sorted(places, key=lambda one: pages[one[0]][one[1]].y):
        y = pages[place[0]][place[1]].y
        if not groups or y - last > SAME_HEIGHT:
            groups.append([])
        groups[-1].append(place)
        last = y
    return groups


def _all_same(group: Sequence[tuple[int, int]], pages: Sequence[Sequence[Line]]) -> bool:
    """Whether the lines have the same words, numbers included."""
    return len({re.sub(r"\s+", "", pages[index][position].text) for index, position in group}) == 1


def _counts_pages(group: Sequence[tuple[int, int]], pages: Sequence[Sequence[Line]]) -> bool:
    """Numbers that differ are page numbers when one goes up with the pages; Roman ones are taken as such."""
    steps: dict[int, int] = defaultdict(int)
    roman = 0
    for index, position in group:
        values = [int(one) for one in VALUE.findall(pages[index][position].text)]
        roman += not NUMBER_SIGN.search(pages[index][position].text)
        for value in set(values):
            steps[value - index] += 1
    return max([*steps.values(), roman]) >= max(LEAST_PAGES, 0.6 * len(group))
