"""One paragraph of Word: what it prints, line by line, with the text boxes that hang on it and what was left out."""

from __future__ import annotations

from collections import Counter as Tally
from xml.etree import ElementTree as ET

from ingestion.readers.wordml import MC, M, W, is_on

LINE_ENDS = frozenset({W + "br", W + "cr"})
# Content that is not printed or printed elsewhere: tracked deletions (17.13.5), field codes, phonetic guides.
TAKEN_AWAY = frozenset({W + "del", W + "moveFrom"})
NOT_PRINTED = frozenset({W + "instrText", W + "delText", W + "delInstrText", W + "pPr", W + "rt", W + "rPr"})

# Marks in the text where asked for: a page ends because the file says so, or ended when Word last showed the file.
PAGE_BROKEN, PAGE_SEEN = "\f", "\v"


class Fields:
    """Complex fields open at this place (17.16.18); a table of contents is one that spans paragraphs."""

    def __init__(self) -> None:
        self._codes: list[str] = []

    @property
    def in_contents(self) -> bool:
        """Whether a TOC field (17.16.5.68) is open."""
        return any(code.split()[:1] == ["TOC"] for code in self._codes)

    def meet(self, element: ET.Element) -> None:
        """Takes note of a w:fldChar or w:instrText."""
        if element.tag == W + "instrText":
            if self._codes:
                self._codes[-1] += element.text or ""
            return
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._codes.append("")
        elif kind == "end" and self._codes:
            self._codes.pop()


class ParagraphText:
    """Walks the runs of one paragraph. `lines`, `boxes` (w:txbxContent elements), `in_contents` are the result.
    With `page_marks` the ends of pages stand in the lines."""

    def __init__(
        self, paragraph: ET.Element, fields: Fields, left_out: Tally[str], *, page_marks: bool = False
    ) -> None:
        self._page_marks = page_marks
        self._fields = fields
        self._left_out = left_out
        self._parts: list[str] = []
        self.boxes: list[ET.Element] = []
        self.in_contents = fields.in_contents
        self._walk(paragraph)
        self.lines = "".join(self._parts).split("\n")

    def _walk(self, parent: ET.Element) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "t" or tag == M + "t":
                self._parts.append(element.text or "")
            elif tag == W + "fldChar" or tag == W + "instrText":
                self._fields.meet(element)
                self.in_contents = self.in_contents or self._fields.in_contents
            elif tag in TAKEN_AWAY:
                self._left_out["tracked_deletions_left_out"] += 1
            elif tag == W + "r" and is_on(element, "rPr", "vanish"):
                self._hidden(element)
            elif tag == W + "txbxContent":
                self.boxes.append(element)
            elif tag == MC + "AlternateContent":
                self._walk(_alternative(element))
            elif tag not in NOT_PRINTED:
                self._parts.append(self._page_end(element) or _sign(element))
                self._walk(element)

    def _page_end(self, element: ET.Element) -> str:
        """The mark of a page's end (17.3.3.13, 17.18.3), "" for anything else."""
        if not self._page_marks:
            return ""
        if element.tag == W + "lastRenderedPageBreak":
            return PAGE_SEEN
        return PAGE_BROKEN if element.tag == W + "br" and element.get(W + "type") == "page" else ""

    def _hidden(self, run: ET.Element) -> None:
        """Hidden text is not printed (17.3.2.41); field marks in it still count."""
        if any(one.text for one in run.iter(W + "t")):
            self._left_out["hidden_text_left_out"] += 1
        for element in run:
            if element.tag in (W + "fldChar", W + "instrText"):
                self._fields.meet(element)


def ends_page(line: str) -> bool:
    """Whether a mark of a page's end stands in the line."""
    return PAGE_BROKEN in line or PAGE_SEEN in line


def _sign(element: ET.Element) -> str:
    """The character an empty element prints."""
    if element.tag == W + "tab" or element.tag == W + "ptab":
        return "\t"
    if element.tag in LINE_ENDS:
        return "\n"
    if element.tag == W + "noBreakHyphen":
        return "-"
    if element.tag == W + "sym":
        try:
            return chr(int(element.get(W + "char", ""), 16))
        except (ValueError, OverflowError):
            return "\ufffd"
    return ""


def _alternative(element: ET.Element) -> ET.Element:
    """One branch of alternative content: the first with text in it, so that a text box is not read twice."""
    branches = [one for one in element if one.tag in (MC + "Choice", MC + "Fallback")]
    for branch in branches:
        if any(one.text for one in branch.iter(W + "t")):
            return branch
    return branches[0] if branches else element
