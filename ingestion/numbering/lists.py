"""Open lists of a clause: which list a marker goes on with, opens or restarts, decided by the sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.blocks import ReadIssue
from ingestion.numbering.lines import Line
from ingestion.numbering.marks import Mark, Reading, list_mark
from ingestion.numbering.plan import Head
from ingestion.numbering.rows import Draft, Level, entry_number

# How many lines ahead a doubtful letter is decided by (choice), and how many ordinals a list may skip.
_AHEAD = 200
_LEAP = 4
# In regulations and catalogues every marker is a paragraph, and parts may be left out (our choice).
_FAR = 12
# Official documents (GB/T 9704, 7.3.3) order their levels: 一、 （一） 1. （1）.
_OFFICIAL = ("comma", "chinese", "dot", "number")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a marker goes: its number, parent, and which list level it opens or continues."""

    number: str
    parent: Draft | None
    form: str
    reading: Reading
    depth: int
    led: bool
    issues: tuple[ReadIssue, ...] = ()


class OpenLists:
    """The lists open under the clause, outermost first, and those closed by words after them."""

    def __init__(self, style: str, lines: Sequence[Line], heads: Mapping[int, Head]) -> None:
        self.style = style
        self.levels: list[Level] = []
        self._closed: list[Level] = []
        self._counted: dict[str, int] = {}
        self._lines = lines
        self._heads = heads

    def reset(self) -> None:
        """A new clause begins."""
        self.levels, self._closed = [], []

    def suspend(self) -> None:
        """A note, figure or the like stands in between: lists may go on after it, words do not."""
        if self.style != "official":
            self.close_all()

    def close_all(self) -> None:
        """Words of the clause follow: lists are closed, but may go on if their next ordinal comes."""
        if self.levels:
            self._closed, self.levels = self.levels, []

    def close_ended(self) -> None:
        """Closes lists that were announced and whose last entry ends a sentence: what follows is the clause's text."""
        before = self.levels
        while self.levels and self.levels[-1].led and self.levels[-1].row.ended() and self.style != "official":
            self.levels = self.levels[:-1]
        if self.levels is not before:
            self._closed = before

    def expects(self, reading: Reading) -> bool:
        """Whether the reading is exactly the next entry of a list that is open or was closed by words."""
        return any(
            level.form == reading.form and level.ordinal + 1 == reading.ordinal
            for level in (*self.levels, *self._closed)
        )

    def place(self, index: int, mark: Mark, base: Draft | None) -> Entry | None:
        """The entry a marker makes; None when it fits no list and is only the beginning of a sentence."""
        following = self._continued(mark)
        opening = next((one for one in mark.readings if one.ordinal <= 1 and not one.form.startswith("dash")), None)
        if following is not None and opening is not None and following[1] != opening:
            following = None if self._counts_on(index, opening, following[0]) else following
        if following is not None:
            return self._at(following[0], mark, following[1])
        if mark.readings[0].form.startswith("dash"):
            return self._new_level(mark, mark.readings[0], base)
        if opening is not None:
            return self._open(mark, opening, base)
        return self._out_of_step(index, mark, base)

    def opened(self, entry: Entry, row: Draft) -> None:
        """Takes note of the row made for an entry."""
        self._counted[entry.form] = entry.reading.ordinal
        self.levels = [*self.levels[: entry.depth], Level(entry.form, entry.reading.ordinal, row, entry.led)]

    def _continued(self, mark: Mark) -> tuple[int, Reading] | None:
        """The innermost list of which the marker is the next entry; lists closed by words count too."""
        for levels in (self.levels, self._closed):
            for depth in range(len(levels) - 1, -1, -1):
                for reading in mark.readings:
                    level = levels[depth]
                    if level.form == reading.form and reading.ordinal in (level.ordinal + 1, 0):
                        if levels is self._closed and reading.form.startswith("dash"):
                            continue
                        self.levels = levels
                        return depth, reading
        return None

    def _at(self, depth: int, mark: Mark, reading: Reading) -> Entry:
        level = self.levels[depth]
        parent = level.row.parent
        number = entry_number(self.style, parent, mark, reading.form)
        return Entry(number, parent, reading.form, reading, depth, level.led)

    def _open(self, mark: Mark, reading: Reading, base: Draft | None) -> Entry:
        """A first entry: the same form again restarts the list, unless paragraphs nest without end (US, EU law)."""
        depths = [depth for depth, level in enumerate(self.levels) if level.form == reading.form]
        if depths and self.style not in ("regulation", "union", "controls"):
            deeper = depths[-1] < len(self.levels) - 1 and self.levels[-1].row.leads()
            if not deeper:
                return self._at(depths[-1], mark, reading)
        if self.style == "official":
            self.levels = [level for level in self.levels if _rank(level.form) < _rank(reading.form)]
        return self._new_level(mark, reading, base)

    def _new_level(self, mark: Mark, reading: Reading, base: Draft | None) -> Entry:
        labelled = base is not None and base.form in ("note", "example")
        if labelled and not any(level.row.parent is base for level in self.levels):
            self.levels = []
        parent = self.levels[-1].row if self.levels else base
        led = parent is not None and parent.leads()
        number = entry_number(self.style, parent, mark, reading.form)
        return Entry(number, parent, reading.form, reading, len(self.levels), led)

    def _out_of_step(self, index: int, mark: Mark, base: Draft | None) -> Entry | None:
        """A marker that skips entries of an open list, comes back to one, or begins a list at its second entry."""
        first = mark.readings[0]
        if self.style == "official" and first.ordinal == self._counted.get(first.form, 0) + 1:
            self.levels = [level for level in self.levels if _rank(level.form) < _rank(first.form)]
            return self._new_level(mark, first, base)
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            leap = _FAR if self.style in ("regulation", "controls") else _LEAP
            leap = leap if not level.row.closed() else first.ordinal
            for reading in mark.readings:
                if reading.form == level.form and reading.ordinal <= level.ordinal + leap:
                    entry = self._at(depth, mark, reading)
                    return self._with_issue(index, mark, entry, level.ordinal)
        reading = mark.readings[0]
        if reading.ordinal == 2 and not reading.form.startswith("dot") and self._counts_on(index, reading, -1):
            return self._with_issue(index, mark, self._new_level(mark, reading, base), 0)
        return None

    def _with_issue(self, index: int, mark: Mark, entry: Entry, before: int) -> Entry:
        gap = entry.reading.ordinal > before
        code = "number_gap" if gap else "repeated_number"
        values = {
            "found": entry.number,
            "number": entry.number,
            "printed": mark.printed,
            "before": str(before),
            "expected": str(before + 1),
        }
        issue = ReadIssue(code, "warning", self._lines[index].place, values)
        return Entry(entry.number, entry.parent, entry.form, entry.reading, entry.depth, entry.led, (issue,))

    def _counts_on(self, index: int, reading: Reading, depth: int) -> bool:
        """Whether a doubtful marker opens a list of its own class: the entry after it comes before the one after the
        open letter at `depth`. A list inside that begins anew speaks for the letter, one that goes on against it."""
        for ahead in range(index + 1, min(len(self._lines), index + _AHEAD)):
            if ahead in self._heads:
                return False
            mark = list_mark(self._lines[ahead])
            for one in mark.readings if mark is not None else ():
                if one.form == reading.form and one.ordinal == reading.ordinal + 1:
                    return True
                verdict = self._speaks(one, depth)
                if verdict is not None:
                    return verdict
        return False

    def _speaks(self, one: Reading, depth: int) -> bool | None:
        """What a later marker says of a doubtful one: True for a list of its own, False for the open letter."""
        for place, level in enumerate(self.levels):
            if one.form != level.form:
                continue
            if place == depth and one.ordinal == level.ordinal + 2:
                return False
            if place > depth and one.ordinal == 1:
                return False
            if place > depth >= 0 and one.ordinal == level.ordinal + 1:
                return True
        return None


def _rank(form: str) -> int:
    plain = form.rstrip(".、")
    return _OFFICIAL.index(plain) if plain in _OFFICIAL else len(_OFFICIAL)
