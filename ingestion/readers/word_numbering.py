"""The numbers Word prints before paragraphs, counted from the numbering definitions (ECMA-376 Part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from ingestion.readers.numerals import FORMATS, numeral
from ingestion.readers.word_styles import Inherited, Styles
from ingestion.readers.wordml import MC, W, child, children, is_on, number, value

LEVELS = 9
PLACEHOLDER = re.compile(r"%([1-9])")
# Bullets of the symbol fonts lie in the private use area; what they look like in print (17.9.11).
BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆"}
CUSTOM_ZEROS = re.compile(r"0*1")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number looks and when it starts again."""

    start: int = 0  # 17.9.25: a level without a start begins at 0
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    width: int = 0  # least digits of a custom format such as 001


@dataclass(frozen=True, slots=True)
class Instance:
    """A list as paragraphs name it (w:num): which definition counts, its levels, and starts of its own."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """All lists of one document."""

    def __init__(self, root: ET.Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions = {one.get(W + "abstractNumId", ""): one for one in children(root, "abstractNum")}
        self._instances: dict[int, Instance] = {}
        self._nums = {found: one for one in children(root, "num") if (found := _whole(one.get(W + "numId")))}
        self.unknown_formats: set[str] = set()

    def of(self, properties: ET.Element | None, style: str | None) -> tuple[int, int] | None:
        """(numId, level) of a paragraph: its own, else its style's; None for no number (numId 0 takes it away)."""
        own_list = number(properties, "numPr", "numId")
        level = number(properties, "numPr", "ilvl")
        inherited = self._styles.numbering(style)
        identity = own_list if own_list is not None else inherited.identity if inherited else 0
        if not identity or identity not in self._nums:
            return None
        if level is None and inherited is not None and inherited.identity == identity:
            level = self._level_of_style(inherited)
        return identity, min(max(level or 0, 0), LEVELS - 1)

    def instance(self, identity: int) -> Instance:
        """The list of that numId."""
        if identity not in self._instances:
            self._instances[identity] = self._build(self._nums[identity])
        return self._instances[identity]

    def _level_of_style(self, inherited: Inherited) -> int | None:
        """The level that names the nearest style (w:pStyle, 17.9.23), else the level that style states."""
        levels = self.instance(inherited.identity).levels
        for name, stated in inherited.steps:
            named = next((index for index, one in levels.items() if one.style == name), None)
            if named is not None or stated is not None:
                return named if named is not None else stated
        return None

    def _build(self, num: ET.Element) -> Instance:
        abstract = value(num, "abstractNumId") or ""
        definition = self._definitions.get(abstract)
        for _ in range(LEVELS):  # a definition may stand for that of a numbering style (17.9.21)
            link = value(definition, "numStyleLink")
            target = self._linked(link) if link else None
            if target is None:
                break
            abstract, definition = target
        levels = {_index(one): self._level(one) for one in children(definition, "lvl")}
        starts: dict[int, int] = {}
        for override in children(num, "lvlOverride"):
            index = _index(override)
            if (own := child(override, "lvl")) is not None:
                levels[index] = self._level(own)
            if (start := number(override, "startOverride")) is not None:
                starts[index] = start
                levels[index] = replace(levels.get(index, Level()), start=start)
        return Instance(abstract, levels, starts)

    def _linked(self, link: str) -> tuple[str, ET.Element] | None:
        for identity, definition in self._definitions.items():
            if value(definition, "styleLink") == link:
                return identity, definition
        return None

    def _level(self, element: ET.Element) -> Level:
        number_format, width = _format(element)
        if number_format not in FORMATS and number_format not in ("bullet", "none"):
            self.unknown_formats.add(number_format)
        return Level(
            start=number(element, "start") or 0,
            number_format=number_format,
            text=value(element, "lvlText") or "",
            restart=number(element, "lvlRestart"),
            legal=is_on(element, "isLgl"),
            style=value(element, "pStyle"),
            width=width,
        )


class Counter:
    """Counts through one story of the document in paragraph order; lists of one definition count together."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[int] = set()

    def next(self, identity: int, level: int) -> str:
        """The number printed before the next paragraph of that list and level."""
        instance = self._numbering.instance(identity)
        counts = self._counts.setdefault(instance.abstract, [None] * LEVELS)
        if identity not in self._begun:
            self._begun.add(identity)
            for index in instance.starts:
                counts[index] = None
        current = counts[level]
        counts[level] = _level(instance, level).start if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            restart = _level(instance, deeper).restart
            if restart is None or level < restart:  # restart 0: never (17.9.10)
                counts[deeper] = None
        return self._printed(instance, level, counts)

    @staticmethod
    def _printed(instance: Instance, level: int, counts: list[int | None]) -> str:
        shown = _level(instance, level)
        if shown.number_format == "bullet":
            return "".join(BULLETS.get(sign, sign) for sign in shown.text)

        def written(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            one = _level(instance, index)
            count = counts[index]
            count = one.start if count is None else count
            if one.number_format == "none":
                return ""
            return numeral(count, "decimal" if shown.legal else one.number_format).rjust(one.width, "0")

        return PLACEHOLDER.sub(written, shown.text)


def _level(instance: Instance, index: int) -> Level:
    return instance.levels.get(index, Level())


def _index(element: ET.Element) -> int:
    return min(_whole(element.get(W + "ilvl")) or 0, LEVELS - 1)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _format(element: ET.Element) -> tuple[str, int]:
    """The format's name and the least number of digits; custom ones such as `001` are decimal with zeros."""
    plain = value(element, "numFmt")
    choice = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    custom = choice if choice is not None else child(element, "numFmt")
    if custom is not None and custom.get(W + "val") == "custom":
        pattern = custom.get(W + "format", "").split(",")[0].strip()
        return "decimal", len(pattern) if CUSTOM_ZEROS.fullmatch(pattern) else 0
    if plain is None:
        plain = value(element.find(f"{MC}AlternateContent/{MC}Fallback"), "numFmt")
    return plain or "decimal", 0
