"""A file to look at: the page chosen, what is looked for with the pages that have it, and what reading could not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ui import addresses
from ui.evidence_parts import reading_mark, reading_reason
from ui.frame import Place
from ui.lists import Chip
from ui.marks import Mark
from ui.parts import Hit, PageView
from ui.say import Say
from workflows.pages import PageSeen

WIDTH = 1_100
"""Pixels of a page to be read (one of `PICTURE_WIDTHS`)."""
TALL = 1.414
"""Height of a page by its width until its picture is there: A4 (ISO 216)."""
AROUND, PAGES_MOST, HITS_MOST = 2, 9, 40
"""Pages named on each side of the one shown; files with so few name all; pages with hits that are named."""


@dataclass(frozen=True, slots=True)
class FileView:
    """`page` is shown (None: nothing was read yet); `action` and `keep` ask for other words, `words` are looked for;
    `found` says in words how often they stand where, `hits` leads there; `reading` and `reason` tell how reading went,
    `advice` what to do about it; `note` what the page lacks; `has_text`:
    anything can be looked for."""

    action: str
    keep: tuple[tuple[str, str], ...]
    words: str
    reading: Mark
    reason: str
    advice: str
    found: str
    hits: tuple[Chip, ...]
    note: str
    page: PageView | None
    has_text: bool


def file_view(say: Say, seen: PageSeen, view: str) -> FileView:
    """The page seen, in words and addresses; `view` is the query that goes along."""
    kind, id_ = seen.file.kind, seen.file.id
    asked = seen.words if seen.asked else ""

    def at(number: int) -> str:
        return addresses.file_page(kind, id_, view, number, asked)

    keep = (("page", str(seen.number)),) if seen.number else ()
    return FileView(
        action=addresses.file_page(kind, id_),
        keep=(*keep, *parse_qsl(view.removeprefix("?"))),
        words=asked,
        reading=reading_mark(say, seen.reading),
        reason=reading_reason(say, seen.reading),
        advice=_advice(say, seen),
        found=_found(say, seen),
        hits=tuple(
            Chip(
                leaf.name or say("page_number", number=leaf.number),
                at(leaf.number),
                leaf.number == seen.number,
                leaf.hits,
            )
            for leaf in seen.leaves
            if leaf.hits
        )[:HITS_MOST],
        note=_note(say, seen),
        page=_page(say, seen, at) if seen.number else None,
        has_text=_has_text(seen),
    )


def _has_text(seen: PageSeen) -> bool:
    """Whether anything can be found in the file: not in a photo or a scan."""
    return bool(seen.reading.get("characters", 1))


def _advice(say: Say, seen: PageSeen) -> str:
    """What to do about how reading went."""
    state = seen.reading["state"]
    if state == "done":
        return ""
    return say("evidence_advice_picture") if not _has_text(seen) else say(f"evidence_advice_{state}")


def _found(say: Say, seen: PageSeen) -> str:
    """How often it stands where; of what nobody asked for only what is there."""
    if not seen.leaves or not seen.words:
        return ""
    if not seen.hits:
        return say("page_found_none") if seen.asked else ""
    pages = sum(bool(leaf.hits) for leaf in seen.leaves)
    told = say("page_found", count=seen.hits, pages=pages)
    return told if seen.asked else say("page_found_of_record", found=told)


def _note(say: Say, seen: PageSeen) -> str:
    """What the page shown lacks."""
    if not seen.number or any(text.strip() for text, _ in seen.runs):
        hits = any(hit for _, hit in seen.runs)
        return say("page_no_places") if seen.has_picture and hits and not seen.boxes else ""
    if seen.has_picture:
        return say("page_no_text") if _has_text(seen) else ""
    return say("page_empty")


def _page(say: Say, seen: PageSeen, at: Callable[[int], str]) -> PageView:
    count, number = len(seen.leaves), seen.number
    where = say("page_of", page=number, count=count)
    if seen.name:
        where = say("page_sheet_of", name=seen.name, page=number, count=count)
    src = ""
    if seen.has_picture:
        src = addresses.page_picture(seen.file.kind, seen.file.id, number, WIDTH, seen.version)
    return PageView(
        label=say("page_label", name=seen.file.text("file_name"), where=where),
        src=src,
        width=1_000,
        height=1_000 * TALL,
        hits=tuple(
            Hit(left, top * TALL, right - left, (bottom - top) * TALL, place, True)
            for place, (left, top, right, bottom) in enumerate(seen.boxes, 1)
        ),
        text=seen.runs,
        where=where,
        before=at(number - 1) if number > 1 else "",
        after=at(number + 1) if number < count else "",
        pages=_row(seen, at) if count > 1 else (),
    )


def _row(seen: PageSeen, at: Callable[[int], str]) -> tuple[Place, ...]:
    """Pages to go to: all of a few, else the first, those around and the last."""
    count, number = len(seen.leaves), seen.number
    shown = [
        leaf
        for leaf in seen.leaves
        if count <= PAGES_MOST or leaf.number in (1, count) or abs(leaf.number - number) <= AROUND
    ]
    row: list[Place] = []
    last = 0
    for leaf in shown:
        if leaf.number > last + 1:
            row.append(Place("…"))
        here = leaf.number == number
        row.append(Place(leaf.name or str(leaf.number), "" if here else at(leaf.number)))
        last = leaf.number
    return tuple(row)
