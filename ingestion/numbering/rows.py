"""Rows while they are being built: what has been read of each so far, and how their numbers are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.numbering.lines import join, mostly_cjk
from ingestion.numbering.marks import Mark

_END = ("。", ".", "!", "?", "！", "？")
_COLON = (":", "：")
_LEAD_WORDS = ("下列", "以下", "如下", "following")


@dataclass(slots=True, eq=False)
class Draft:
    """One row in the making. `parts` are (line, words); `lines` all its lines, marker lines included."""

    number: str
    printed: str
    parent: Draft | None
    form: str
    order: int
    parts: list[tuple[int, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    dashes: int = 0

    def add(self, line: int, words: str, before: str = "") -> None:
        """Takes in a line's words; a line that was only a marker has none. `before` parts cells and rows of a table."""
        if line not in self.lines:
            self.lines.append(line)
        if words.strip():
            self.parts.append((line, before + words.strip()))

    def text(self, longest: int | None = None) -> str:
        """All words so far, title included; only the beginning of each part where a bound is given."""
        words = [part[:longest] for _, part in self.parts]
        return join(words, mostly_cjk("".join(words)))

    def ended(self) -> bool:
        """Whether the last line ends a sentence."""
        return bool(self.parts) and self.parts[-1][1].rstrip('"”」』)）]】 ').endswith(_END)

    def closed(self) -> bool:
        """Whether the last line ends a sentence or an entry."""
        return self.ended() or (bool(self.parts) and self.parts[-1][1].endswith((";", "；")))

    def leads(self) -> bool:
        """Whether the words announce a list: a colon at the end, or "the following"."""
        if not self.parts:
            return False
        last = self.parts[-1][1]
        return last.endswith(_COLON) or any(word in last for word in _LEAD_WORDS)


@dataclass(slots=True)
class Level:
    """An open list: which form of marker, its last ordinal, the last entry, whether words announced it."""

    form: str
    ordinal: int
    row: Draft
    led: bool


def entry_number(style: str, parent: Draft | None, mark: Mark, form: str) -> str:
    """The number of a list entry: its marker completed with its parent's number, in the way of the style."""
    normal = mark.normal
    if style in ("law", "official") and form == "number":
        normal = f"（{normal[1:-1]}）"
    if parent is None:
        return normal
    if form.startswith("dash"):
        parent.dashes += 1
        return f"{parent.number} -{parent.dashes}"
    if style in ("regulation", "union") and form != "bracket":
        return f"{parent.number}({normal.strip('().、')})"
    if style == "controls" and parent.form not in ("control", "enhancement"):
        return parent.number + normal
    return f"{parent.number} {normal}"
