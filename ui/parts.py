"""Parts that any page may hold: cards, timelines, progress, page pictures with hits, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from ui.frame import Place
from ui.marks import Mark
from ui.things import Fact


@dataclass(frozen=True, slots=True)
class Card:
    """A thing in a few lines, where a row of a table would be too wide."""

    title: str
    href: str
    text: str = ""
    number: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a timeline: when, who, what, and the word behind it. `phase`: past | now | later."""

    when: str
    what: str
    who: str = ""
    note: str = ""
    mark: Mark | None = None
    phase: str = "past"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is, in words too; `total` 0 while nobody knows."""

    label: str
    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place on a page picture, in the coordinates of the page, from its left top corner."""

    x: float
    y: float
    width: float
    height: float
    number: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a file: its picture (or "": none) with hits over it, its text beside, and the pages around.

    `width` and `height` are the page's, in the unit of the hits; `text` comes in runs of (text, is a hit)."""

    label: str
    src: str
    width: float
    height: float
    hits: tuple[Hit, ...] = ()
    text: tuple[tuple[str, bool], ...] = ()
    where: str = ""
    before: str = ""
    after: str = ""
    pages: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who stands behind exact content: meaning, person, digest, time, and how the check of it came out.

    Not signed yet: no `when`. `seal` is what the stamp shows (up to four characters)."""

    meaning: str
    signer: str
    digest: str = ""
    when: str = ""
    check: Mark | None = None
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Drawer:
    """A side panel: its title, where closing leads, and facts."""

    title: str
    close: str
    facts: tuple[Fact, ...] = ()


def seal_of(name: str) -> str:
    """What the stamp of a person shows: a Chinese name of two or three characters gets 印 behind it, any other name
    its first letters."""
    letters = [one for one in name if one.isalpha()]
    if letters and all("\u4e00" <= one <= "\u9fff" for one in letters) and len(letters) <= 4:
        return "".join(letters) + "印"[: 4 - len(letters)]
    return "".join(word[0] for word in name.split() if word[:1].isalpha())[:2].upper()
