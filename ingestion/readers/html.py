"""HTML without a browser: the lines a page prints, its headings, and the numbers of ordered lists."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ingestion.blocks import Block, Place, ReadFile, ReadIssue, Row
from ingestion.readers.assemble import Item, assemble
from ingestion.readers.charset import decode
from ingestion.readers.limits import Limits
from ingestion.readers.numerals import numeral

DECLARED_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "select", "textarea", "iframe", "object"})
LINES = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol",
        "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
    }
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ROLES = {"caption": "caption", "figcaption": "caption", "header": "header", "footer": "footer"}
LIST_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read_html(data: bytes, limits: Limits) -> ReadFile:
    """The visible lines of a page; scripts, styles and the head print nothing."""
    items, issues = visible(data)
    return assemble("text/html", items, issues, limits)


def visible(data: bytes) -> tuple[list[Item], tuple[ReadIssue, ...]]:
    """Lines and table rows in the order they are printed, and what was noticed about the charset."""
    declared = DECLARED_CHARSET.search(data[:4096])
    text, issues = decode(data, declared[1].decode("ascii") if declared else None)
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    return page.items, issues


class _List:
    """An open list: how its items are numbered and the next number."""

    def __init__(self, attributes: dict[str, str | None], ordered: bool) -> None:
        self.format = LIST_FORMATS.get(attributes.get("type") or "1", "decimal") if ordered else None
        start = attributes.get("start") or "1"
        self.next = int(start) if re.fullmatch(r"\d{1,6}", start) else 1

    def number(self, value: str | None) -> str:
        if self.format is None:
            return ""
        if value and re.fullmatch(r"\d{1,6}", value):
            self.next = int(value)
        self.next += 1
        return f"{numeral(self.next - 1, self.format)}."


class _Page(HTMLParser):
    """Collects printed lines; `silent` is the tag whose content is not printed and how deep it is nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Item] = []
        self._text: list[str] = []
        self._place = Place()
        self._silent: list[str] = []
        self._open: list[str] = []  # headings, captions, page headers and feet that are open
        self._lists: list[_List] = []
        self._number = ""
        self._cells: list[str] | None = None
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in SILENT or self._silent:
            self._silence(tag)
            return
        if tag in LINES or tag == "br":
            self.end_line()
        if tag in HEADINGS or tag in ROLES:
            self._open.append(tag)
        elif tag in ("ol", "ul"):
            self._lists.append(_List(attributes, tag == "ol"))
        elif tag == "li" and self._lists:
            self._number = self._lists[-1].number(attributes.get("value"))
        elif tag == "tr":
            self._cells = []
            self._place = Place(line=self.getpos()[0])
        elif tag == "pre":
            self._pre += 1

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append(self._printed())
        elif tag in LINES:
            self.end_line()
        if tag in self._open:
            self._open.remove(tag)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "tr" and self._cells is not None:
            if any(self._cells):
                self.items.append(Row(tuple(self._cells), self._place))
            self._cells = None
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._pre:
            for index, line in enumerate(data.split("\n")):
                if index:
                    self.end_line()
                self._text.append(line.replace(" ", "\xa0") if self._cells is None else line)
            return
        if not self._text and data.strip() and self._cells is None:
            self._place = Place(line=self.getpos()[0])
        self._text.append(data)

    def end_line(self) -> None:
        """Ends the printed line; inside a table cell a line break stays within the cell."""
        if self._cells is not None:
            if self._text and self._text[-1] != "\n":
                self._text.append("\n")
            return
        text = self._printed()
        if text.strip():
            level = next((HEADINGS[tag] for tag in reversed(self._open) if tag in HEADINGS), None)
            role = next((ROLES[tag] for tag in reversed(self._open) if tag in ROLES), "body")
            self.items.append(Block(text, self._place, self._number, level, "heading" if level else role))
            self._number = ""

    def _printed(self) -> str:
        """The text collected, white space folded as a browser folds it (line ends kept where they were put)."""
        whole = "".join(self._text)
        self._text = []
        if self._cells is None:
            return re.sub(r"[ \t\n\r\f]+", " ", whole).strip(" ").replace("\xa0", " ") if whole else ""
        lines = (re.sub(r"[ \t\r\f]+", " ", line).strip(" ").replace("\xa0", " ") for line in whole.split("\n"))
        return "\n".join(line for line in lines if line.strip())

    def _silence(self, tag: str) -> None:
        if tag not in ("input", "br", "img", "meta", "link", "hr", "base", "wbr", "source", "col", "area", "embed"):
            self._silent.append(tag)
