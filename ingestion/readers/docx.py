"""Word files (DOCX): every printed paragraph of body, tables, text boxes, page headers, feet and notes."""

from __future__ import annotations

import posixpath
from collections import Counter as Tally
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from graph_schema.errors import InvalidInput
from ingestion.blocks import Block, Place, ReadFile, ReadIssue, Row
from ingestion.readers.assemble import Item, assemble
from ingestion.readers.limits import Limits
from ingestion.readers.package import Package
from ingestion.readers.word_numbering import Counter, Numbering
from ingestion.readers.word_styles import Styles
from ingestion.readers.word_text import Fields, ParagraphText, ends_page
from ingestion.readers.wordml import MC, W, child, is_on, number, value
from ingestion.sniff import DOCX

NOTES = ("footnotes", "endnotes")
SPECIAL_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
# Wrappers that print what is in them.
TRANSPARENT = frozenset(
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "hdr", "ftr")
)


def read_docx(data: bytes, limits: Limits) -> ReadFile:
    """The document in reading order: page headers first, then the body, then feet and notes."""
    items, issues = printed_items(data, limits)
    return assemble(DOCX, items, issues, limits)


def printed_items(data: bytes, limits: Limits, *, page_marks: bool = False) -> tuple[list[Item], list[ReadIssue]]:
    """All that is printed, with the ends of pages in the body's lines and cells where asked for."""
    package = Package(data, limits)
    main = _main_part(package)
    parts = _relations(package, main)
    styles = Styles(_optional(package, parts, "styles"))
    numbering = Numbering(_optional(package, parts, "numbering"), styles)
    left_out: Tally[str] = Tally()
    body = _Story(styles, numbering, left_out, page_marks=page_marks)
    items = [
        *_margins(package, parts, "header", styles, numbering),
        *body.read(package.xml(main)),
        *_margins(package, parts, "footer", styles, numbering),
    ]
    for kind in NOTES:
        items += _notes(_optional(package, parts, kind), body)
    if "comments" in parts:
        left_out["comments_left_out"] += 1
    if any(kind == "aFChunk" for kind in parts):
        left_out["embedded_part_left_out"] += len(parts["aFChunk"])
    return items, _issues(left_out, numbering)


class _Story:
    """One flow of paragraphs with its own list counters: the body, a header, a text box."""

    def __init__(
        self, styles: Styles, numbering: Numbering, left_out: Tally[str], role: str = "", *, page_marks: bool = False
    ) -> None:
        self._page_marks = page_marks
        self._styles = styles
        self._counter = Counter(numbering)
        self._numbering = numbering
        self._left_out = left_out
        self._role = role
        self._fields = Fields()
        self._line = 0

    def read(self, root: ET.Element) -> list[Item]:
        """The blocks and table rows below an element."""
        return list(self._walk(root, in_contents=False))

    def _walk(self, parent: ET.Element, *, in_contents: bool) -> Iterator[Item]:
        for element in parent:
            if element.tag == W + "p":
                yield from self._paragraph(element, in_contents)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag in TRANSPARENT:
                gallery = value(element, "sdtPr", "docPartObj", "docPartGallery") or ""
                yield from self._walk(element, in_contents=in_contents or gallery == "Table of Contents")
            elif element.tag == MC + "AlternateContent":
                for branch in element[:1]:
                    yield from self._walk(branch, in_contents=in_contents)

    def _paragraph(self, element: ET.Element, in_contents: bool) -> Iterator[Item]:
        self._line += 1
        place = Place(line=self._line)
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        text = ParagraphText(element, self._fields, self._left_out, page_marks=self._page_marks)
        printed = [line for line in text.lines if line.strip() or (self._page_marks and ends_page(line))]
        if not printed and not text.boxes and child(properties, "rPr", "del") is not None:
            return  # the paragraph itself was deleted: it prints and counts nothing
        listed = self._numbering.of(properties, style)
        auto_number = self._counter.next(*listed) if listed else ""
        level = self._outline(properties, style)
        role = self._role or self._role_of(style, level, in_contents or text.in_contents)
        if not printed and auto_number.strip() and any(sign.isalnum() for sign in auto_number):
            printed = [""]  # an empty paragraph prints its number all the same
        for index, line in enumerate(printed):
            yield Block(line, place, auto_number if index == 0 else "", level if role == "heading" else None, role)
        for box in text.boxes:
            yield from self._walk(box, in_contents=False)

    def _role_of(self, style: str | None, level: int | None, in_contents: bool) -> str:
        if in_contents:
            return "toc"
        named = self._styles.role(style)
        return "heading" if named == "body" and level else named

    def _outline(self, properties: ET.Element | None, style: str | None) -> int | None:
        own = number(properties, "outlineLvl")
        if own is not None:
            return own + 1 if 0 <= own < 9 else None
        return self._styles.outline(style)

    def _table(self, table: ET.Element) -> Iterator[Item]:
        """One Row for each table row; a table of a single column is a frame around paragraphs, read as such."""
        rows = [row for row in _through(table, W + "tr") if not is_on(row, "trPr", "del")]
        if all(len(list(_through(row, W + "tc"))) < 2 for row in rows):
            for row in rows:
                for cell in _through(row, W + "tc"):
                    yield from self._walk(cell, in_contents=False)
            return
        for index, row in enumerate(rows, 1):
            first = self._line + 1
            cells = tuple(self._cell(cell) for cell in _through(row, W + "tc"))
            if any(cells):
                yield Row(cells, Place(line=first, row=index))

    def _cell(self, cell: ET.Element) -> str:
        """The lines of a cell; numbers before them are part of what is printed, tables within are flattened."""
        lines: list[str] = []
        for item in self._walk(cell, in_contents=False):
            if isinstance(item, Block):
                lines.append(f"{item.auto_number} {item.text}".strip() if item.auto_number else item.text)
            else:
                lines.append("\t".join(item.cells))
        return "\n".join(lines)


def _through(parent: ET.Element, tag: str) -> Iterator[ET.Element]:
    """Children of that tag, looking through content controls and tracked insertions."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in TRANSPARENT:
            yield from _through(element, tag)


def _margins(
    package: Package, parts: dict[str, list[str]], kind: str, styles: Styles, numbering: Numbering
) -> list[Item]:
    """Page headers or feet, each different text once."""
    found: list[Item] = []
    seen: set[str] = set()
    for name in parts.get(kind, []):
        for item in _Story(styles, numbering, Tally(), role=kind).read(package.xml(name)):
            blocks = [item] if isinstance(item, Block) else [Block("\t".join(item.cells), item.place, role=kind)]
            for block in blocks:
                if block.text.strip() not in seen:
                    seen.add(block.text.strip())
                    found.append(block)
    return found


def _notes(root: ET.Element | None, body: _Story) -> Iterator[Item]:
    """Footnotes or endnotes, numbered from 1 in their order in the file."""
    shown = 0
    for note in root if root is not None else ():
        if note.get(W + "type") in SPECIAL_NOTES:
            continue
        shown += 1
        for index, item in enumerate(body.read(note)):
            text = item.text if isinstance(item, Block) else "\t".join(item.cells)
            yield Block(text.strip(), item.place, auto_number="" if index else str(shown), role="footnote")


def _main_part(package: Package) -> str:
    """The part the package relationships name as the document (ECMA-376 Part 2, 9.3)."""
    for kind, targets in _relations(package, "").items():
        if kind == "officeDocument" and targets:
            return targets[0]
    raise InvalidInput("file_damaged", media_type=DOCX, reason="no_document_part")


def _relations(package: Package, part: str) -> dict[str, list[str]]:
    """Targets inside the package by the last word of their relationship type."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, list[str]] = {}
    if source not in package.names:
        return found
    for relation in package.xml(source):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path in package.names:
            found.setdefault(relation.get("Type", "").rpartition("/")[2], []).append(path)
    return found


def _optional(package: Package, parts: dict[str, list[str]], kind: str) -> ET.Element | None:
    names = parts.get(kind)
    return package.xml(names[0]) if names else None


def _issues(left_out: Tally[str], numbering: Numbering) -> list[ReadIssue]:
    issues = [ReadIssue(code, "notice", Place(), {"count": str(count)}) for code, count in sorted(left_out.items())]
    return issues + [
        ReadIssue("number_format_unknown", "warning", Place(), {"format": name})
        for name in sorted(numbering.unknown_formats)
    ]
