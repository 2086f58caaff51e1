"""Page furniture and site chrome: lines that belong to the page or the site, not to the text, each with its reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from ingestion.numbering.lines import Line

_PATTERNS = Path(__file__).parents[1] / "patterns" / "furniture.yaml"
_LONGEST = 160
_ROLES = {"toc": "table_of_contents", "header": "running_head", "footer": "running_foot", "footnote": "footnote"}
_CODE_LINE = re.compile(r"[A-Z]{2,4}(?:/[A-Z]{1,4})? ?\d{2,6}(?:\.\d{1,3})?[-—–:]\d{4}(?:[/ ].{0,40})?")
# A line that keeps its words on this many pages, at the edge of each, is a running head (our choice).
_PAGES = 3
_EDGE = 2
# In a file without pages a bare code, or a line beside a page number, is a running head when it comes twice.
_TWICE = 2
_PAGE_SIGNS = ("page_number", "divider", "running_head")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = yaml.safe_load(_PATTERNS.read_text(encoding="utf-8"))
    return tuple((why, re.compile("|".join(f"(?:{one})" for one in ones))) for why, ones in table.items())


def furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Index of a line -> why it is no text. Bare integers are left to the numbering unless at the edge of a page."""
    edges = _edges(lines)
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        why = _ROLES.get(line.role) or _by_pattern(line)
        if why == "page_number" and line.head.isalnum() and index not in edges:
            why = None
        if why:
            found[index] = why
    found.update({index: "running_head" for index in _running(lines, edges) if index not in found})
    found.update(_beside_page_signs(lines, found))
    return found


def _beside_page_signs(lines: Sequence[Line], found: dict[int, str]) -> dict[int, str]:
    """In a file without pages: bare integers beside a running head, and words that come again beside page signs."""
    numbers = {
        index: "page_number"
        for index, line in enumerate(lines)
        if index not in found and line.head.isdigit() and "running_head" in (found.get(index - 1), found.get(index + 1))
    }
    signs = found | numbers
    words: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        near = signs.get(index - 1) in _PAGE_SIGNS or signs.get(index + 1) in _PAGE_SIGNS or index == 0
        if near and index not in signs and 8 < len(line.text) <= _LONGEST and line.role == "body" and not line.auto:
            words[line.head].append(index)
    repeated = [index for same in words.values() if len(same) >= _TWICE for index in same]
    return numbers | {index: "running_head" for index in repeated if not lines[index].head.endswith(("。", ";", ":"))}


def _by_pattern(line: Line) -> str | None:
    if len(line.text) > _LONGEST or line.auto or line.role == "cell":
        return None
    return next((why for why, pattern in _patterns() if pattern.fullmatch(line.folded)), None)


def _edges(lines: Sequence[Line]) -> set[int]:
    """Lines that stand first or last on a page of a paged file."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.place.page is not None:
            pages[line.place.page].append(index)
    if len(pages) < 2:
        return set()
    return {index for members in pages.values() for index in (*members[:_EDGE], *members[-_EDGE:])}


def _running(lines: Sequence[Line], edges: set[int]) -> set[int]:
    """Lines at page edges whose words come back on other pages, and bare standard codes that come back anywhere."""
    words: dict[str, set[int]] = defaultdict(set)
    for index in edges:
        if len(lines[index].text) <= _LONGEST:
            words[re.sub(r"\d+", "#", lines[index].head)].add(index)
    running = {
        index for same in words.values() if len({lines[index].place.page for index in same}) >= _PAGES for index in same
    }
    codes = Counter(line.head for line in lines if _CODE_LINE.fullmatch(line.head))
    running |= {index for index, line in enumerate(lines) if codes[line.head] >= _TWICE}
    return running
