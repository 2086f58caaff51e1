"""A page of a file as people look at it: its text with what was looked for, and where that stands on its picture.

For evidence and for the files of revisions. What is looked for is understood as the search does (`search/asking.py`)
and found as the search finds it (`search/verify.py`), so that a hit of the search is a hit here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph_schema.errors import ClausetrailError, Conflict, NotFound
from graph_schema.ports import LinkFilter, Reader
from graph_schema.values import LIVE, Link, Node
from ingestion.page_text import READING_VERSION, FileText, PageLetters, Picture
from search.asking import parse
from search.fold import fold
from search.verify import places
from workflows import resolve
from workflows.answers import Json
from workflows.permissions import require
from workflows.queue import FILES, readings
from workflows.system import Person, System

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in thousandths of the page's width and height, from its left top corner."""
Run = tuple[str, bool]
"""A piece of text, and whether it is a hit."""
NAMED_MOST = 20
"""Records whose numbers are looked for where nobody asked for anything."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page in a row of them: its number, its name (a sheet's, or ""), and how often it has what is looked for."""

    number: int
    name: str
    hits: int


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page of a file. `words` are looked for; `asked`: somebody asked for them, else they are what the file stands
    behind. `version` changes when the pictures may. Not read yet: no `leaves`, and `number` is 0."""

    file: Node
    reading: Json
    words: str
    asked: bool
    version: str
    number: int = 0
    name: str = ""
    has_picture: bool = False
    runs: tuple[Run, ...] = ()
    boxes: tuple[Box, ...] = ()
    leaves: tuple[Leaf, ...] = ()

    @property
    def hits(self) -> int:
        """Hits on all pages."""
        return sum(one.hits for one in self.leaves)


def page(system: System, person: Person, kind: str, reference: str, number: int | None, words: str = "") -> PageSeen:
    """A page of an evidence's or a revision's file. Without a number: the one that a link to a record names, else the
    first with a hit, else the first. NotFound `page_unknown`."""
    require(person.roles, "read")
    with system.reader() as reader:
        file = resolve.node(reader, system.vocabulary, reference, system.today(), kind)
        links = reader.links(LinkFilter(kind="records", from_id=file.id, states=LIVE)) if kind == "evidence" else ()
        sought = words.strip() or _sought(reader, links)
    digest = file.text(FILES[kind])
    seen = PageSeen(
        file=file,
        reading=readings(system, [file])[digest],
        words=sought,
        asked=bool(words.strip()),
        version=f"{digest[:16]}-{READING_VERSION}",
    )
    text = system.reading.text(digest) if system.reading is not None else None
    if text is None or not text.page_count:
        return seen
    keys = parse(sought).words
    leaves = _leaves(text, keys)
    named = next((int(one.fields["page"]) for one in links if one.fields.get("page")), 0)
    chosen = number if number is not None else _first(leaves, named)
    if not 1 <= chosen <= len(leaves):
        raise NotFound("page_unknown", page=chosen)
    drawn = text.has_pictures and file.get("fixity") in (None, "held")
    seen = replace(seen, number=chosen, leaves=leaves, has_picture=drawn, name=leaves[chosen - 1].name)
    own = text.pages[chosen - 1].text if chosen <= len(text.pages) else ""
    spans = places(keys, own) if keys else ()
    boxes = _boxes(_letters(system, digest, chosen), spans) if spans and drawn else ()
    return replace(seen, runs=tuple(_runs(own, spans)), boxes=boxes)


def picture(system: System, person: Person, kind: str, reference: str, number: int, width: int) -> tuple[str, Picture]:
    """A page drawn, with the version of its pictures; drawn only from bytes that are what was taken in.

    Conflict `fixity_failed`, NotFound `page_not_drawn`, and what `Reading.picture` raises."""
    require(person.roles, "read")
    with system.reader() as reader:
        file = resolve.node(reader, system.vocabulary, reference, system.today(), kind)
    digest = file.text(FILES[kind])
    if system.reading is None:
        raise NotFound("page_not_drawn", media_type=file.text("media_type"))
    seen = system.blobs.observe(digest)
    if seen != digest:
        raise Conflict("fixity_failed", id=file.id, fixity="unreadable" if seen is None else "changed")
    drawn = system.reading.picture(digest, system.blobs.path(digest), number, width)
    return f"{digest[:16]}-{READING_VERSION}", drawn


def _sought(reader: Reader, links: Sequence[Link]) -> str:
    """What a file stands behind: the quotes of its links and the numbers of its records, as phrases."""
    records = reader.get_many([link.to_id for link in links[:NAMED_MOST]])
    quotes = [str(one.fields.get("quote") or "") for one in links[:NAMED_MOST]]
    numbers = [str(one.get("number") or "") for one in records.values()]
    return " ".join(f'"{one}"' for one in dict.fromkeys((*quotes, *numbers)) if one and '"' not in one)


def _leaves(text: FileText, keys: Sequence[str]) -> tuple[Leaf, ...]:
    """All pages there are; those behind the end of a text that was cut have no text and no hits."""
    read = [Leaf(one.number, one.name, _count(keys, one.text)) for one in text.pages]
    return (*read, *(Leaf(number, "", 0) for number in range(len(read) + 1, text.page_count + 1)))


def _count(keys: Sequence[str], text: str) -> int:
    if not keys or not text:
        return 0
    key = fold(text)
    return sum(key.count(word) for word in keys)


def _first(leaves: Sequence[Leaf], named: int) -> int:
    if 1 <= named <= len(leaves):
        return named
    return next((one.number for one in leaves if one.hits), 1)


def _runs(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[Run]:
    at = 0
    for start, end in spans:
        if at < start:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _letters(system: System, digest: str, number: int) -> PageLetters:
    """Where the letters stand; a page whose letters cannot be placed is shown without boxes."""
    try:
        if system.reading is not None:
            return system.reading.letters(digest, system.blobs.path(digest), number)
    except ClausetrailError:  # the picture and the text are shown all the same
        pass
    return PageLetters("", ())


def _boxes(letters: PageLetters, spans: Iterable[tuple[int, int]]) -> tuple[Box, ...]:
    """One box for each line that a hit stands on."""
    found: list[Box] = []
    for start, end in spans:
        lines: list[Box] = []
        for box in letters.boxes[start:end]:
            if box is None:
                continue
            if lines and _same_line(lines[-1], box):
                line = lines[-1]
                lines[-1] = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
            else:
                lines.append(box)
        found += lines
    return tuple(found)


def _same_line(line: Box, box: Box) -> bool:
    """Whether a letter goes on where a line is: half as high as either of them at least, and not far behind it."""
    shared = min(line[3], box[3]) - max(line[1], box[1])
    height = max(line[3] - line[1], box[3] - box[1], 1)
    return 2 * shared >= min(line[3] - line[1], box[3] - box[1]) and -height <= box[0] - line[2] <= 2 * height
