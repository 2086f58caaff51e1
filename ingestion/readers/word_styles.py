"""Paragraph styles of a Word file: what a paragraph inherits along `basedOn` (ECMA-376 Part 1, 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ingestion.readers.wordml import W, child, children, number, value

HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
TOC_NAME = re.compile(r"(?:toc|目录|目錄)\s*(?:[1-9]|heading|标题|標題)?", re.IGNORECASE)
CAPTION_NAMES = frozenset({"caption", "题注", "題注", "标号"})
BODY_OUTLINE = 9  # outline level 9 says: body text (17.3.1.20)
DEEPEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style; `numbering` is (numId, ilvl) as far as the style itself states them."""

    name: str
    based_on: str | None
    outline: int | None
    numbering: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Inherited:
    """A list (numId) from a style, and the styles down to it, nearest first, each with the level it states."""

    identity: int
    steps: tuple[tuple[str, int | None], ...]


class Styles:
    """The styles of one document, asked by style id."""

    def __init__(self, root: ET.Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default: str | None = None
        for element in children(root, "style"):
            if element.get(W + "type", "paragraph") != "paragraph":
                continue
            identity = element.get(W + "styleId", "")
            properties = child(element, "pPr")
            self._styles[identity] = Style(
                value(element, "name") or identity,
                value(element, "basedOn"),
                number(properties, "outlineLvl"),
                (number(properties, "numPr", "numId"), number(properties, "numPr", "ilvl")),
            )
            if element.get(W + "default") in ("1", "true"):
                self._default = identity

    def numbering(self, identity: str | None) -> Inherited | None:
        """The list nearest along the chain; None where no style names one."""
        steps: list[tuple[str, int | None]] = []
        for name, style in self._chain(identity):
            number_id, level = style.numbering
            steps.append((name, level))
            if number_id is not None:
                return Inherited(number_id, tuple(steps))
        return None

    def outline(self, identity: str | None) -> int | None:
        """The outline level, 1 for the highest; None for body text."""
        for _, style in self._chain(identity):
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline < BODY_OUTLINE else None
            if named := HEADING_NAME.fullmatch(style.name.strip()):
                return int(named[1])
        return None

    def role(self, identity: str | None) -> str:
        """toc or caption where the style, or one it is based on, is the built-in one; else body."""
        for _, style in self._chain(identity):
            name = style.name.strip().lower()
            if TOC_NAME.fullmatch(name):
                return "toc"
            if name in CAPTION_NAMES:
                return "caption"
        return "body"

    def _chain(self, identity: str | None) -> list[tuple[str, Style]]:
        found: list[tuple[str, Style]] = []
        name = identity or self._default
        while name is not None and name in self._styles and len(found) < DEEPEST_CHAIN:
            style = self._styles[name]
            found.append((name, style))
            name = style.based_on
        return found
