"""The parts of a page about one thing: facts, tables of what it is linked with, and the thing's name and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ui.frame import Frame, Place
from ui.issue_list import thing_name
from ui.marks import Mark, mark
from ui.say import Say


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: words, where they lead, a mark before them. `kind`: "" | mono | title (a link in ink) | num | hash |
    date | said | struck."""

    text: str
    href: str = ""
    mark: Mark | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value."""

    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `anchor` names its place on the page (or ""), `current` sets it off."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table; without rows `empty` says what would be here."""

    anchor: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class ThingPage:
    """The context of `thing.html`: a document, record, file or link, or the list of documents.

    `number` and `title` name it, `kind` says what it is, `mark` its state, `actions` what can be fetched; `warning`:
    something that must be seen before all else."""

    template: ClassVar[str] = "thing.html"

    frame: Frame
    number: str
    title: str
    kind: str
    mark: Mark | None
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    actions: tuple[Place, ...] = ()
    warning: str = ""


def facts(*pairs: tuple[str, Cell | str | None]) -> tuple[Fact, ...]:
    """Facts from labels and values; those without a value are left out."""
    found = []
    for label, value in pairs:
        if value is None or value == "" or (isinstance(value, Cell) and not value.text):
            continue
        found.append(Fact(label, value if isinstance(value, Cell) else Cell(str(value))))
    return tuple(found)


def named(thing: Mapping[str, Any], href: str, say: Say) -> Cell:
    """A thing by its name, leading to its page."""
    return Cell(thing_name(thing, say), href)


def link_cell(link: Mapping[str, Any], href: str, say: Say) -> Cell:
    """The state of a link, suspect before all, leading to its page."""
    return Cell(link_mark(link, say).word, href, link_mark(link, say))


def link_mark(link: Mapping[str, Any], say: Say) -> Mark:
    """The mark of a link: suspect, else its state."""
    if link.get("suspect"):
        return mark("met", "suspect", say("link_suspect"))
    return mark("link_state", link["state"], say.term("link_state", link["state"]))


def heads(say: Say, *names: str) -> tuple[str, ...]:
    """Heads of columns by the ends of their keys."""
    return tuple(say(f"head_{name}") for name in names)
