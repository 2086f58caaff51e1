"""What was found: each thing by its name, where the words stand, and filters that are words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ui import addresses
from ui.forms import Field
from ui.frame import Frame, Place, Reader, frame
from ui.lists import Chip, EmptyState, FilterBar, Pager
from ui.say import Say

EXAMPLES = ("回访", '"服务承诺"', "kind:record date:2026-05", "clause:5.1.4.1 投诉")
"""Queries to try: a word, a phrase, and filters."""
_TERMS = {"type": "type", "state": "phase", "fixity": "fixity"}

_USUAL = ("held", "approved")
"""Said of most files and revisions; whether a revision is in force follows from the day, on its page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the words, and the filters by kind and date beside them (or "")."""

    words: str
    kind: str = ""
    date: str = ""

    def address(self, offset: int = 0, **other: str) -> str:
        """The address of this question, with other filters."""
        given = {"q": self.words, "kind": self.kind, "date": self.date, **other}
        query = {name: value for name, value in given.items() if value}
        return addresses.with_query(addresses.SEARCH, "", **query, **({"offset": str(offset)} if offset else {}))


@dataclass(frozen=True, slots=True)
class Found:
    """A thing found: its kind, what it is called, where it leads, the page the words stand on (or ""), what is known
    of it, and the piece of text in runs of (text, is a hit)."""

    kind: str
    number: str
    title: str
    href: str
    page: str
    told: str
    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of `search.html`: the words asked, filters, what was found and how much, what of the query was not
    understood, and what is said where nothing is there (`empty`) or nothing can be searched now (`waiting`). `behind`
    says what the index has not seen yet."""

    template: ClassVar[str] = "search.html"

    frame: Frame
    words: str
    filters: FilterBar
    found: tuple[Found, ...]
    count: str
    hints: tuple[str, ...]
    behind: str
    waiting: str
    empty: EmptyState | None
    examples: tuple[Place, ...]
    pager: Pager | None


def search_page(
    reader: Reader,
    say: Say,
    asked: Asked,
    kinds: Sequence[str],
    answer: Mapping[str, Any] | None,
    offset: int,
    limit: int,
    waiting: str = "",
) -> SearchPage:
    """The answer to a question; `answer` None: nothing was asked, or (with `waiting`) nothing can be searched now."""
    hits = answer["hits"] if answer else ()
    total = answer["total"] if answer else 0
    heading = say("search_heading")
    return SearchPage(
        frame=frame(reader, say, heading, "", (Place(heading),)),
        words=asked.words,
        filters=_filters(say, asked, kinds),
        found=tuple(_found(one, say) for one in hits),
        count=_count(say, answer, total) if hits else "",
        hints=_hints(answer, say) if answer else (),
        behind=_behind(answer, say),
        waiting=waiting,
        empty=None if hits or waiting else _empty(say, asked, answer),
        examples=tuple(Place(one, Asked(one).address()) for one in EXAMPLES) if not hits and not waiting else (),
        pager=_pager(asked, offset, limit, len(hits), total, bool(answer and answer.get("about"))),
    )


def _behind(answer: Mapping[str, Any] | None, say: Say) -> str:
    behind = int(answer["indexed"]["behind"]) if answer else 0
    return say.counted("search_behind", behind) if behind else ""


def _count(say: Say, answer: Mapping[str, Any] | None, total: int) -> str:
    about = bool(answer and answer.get("about"))
    return say("search_about", count=f"{total:,}") if about else say.counted("search_count", total)


def _filters(say: Say, asked: Asked, kinds: Sequence[str]) -> FilterBar:
    chips = [Chip(say("all_clauses"), asked.address(kind=""), not asked.kind)]
    chips += [Chip(say.kind(kind), asked.address(kind=kind), asked.kind == kind) for kind in kinds]
    return FilterBar(
        say("filters"),
        addresses.SEARCH,
        tuple(chips) if asked.words else (),
        (
            Field("q", say("search_words"), "search", asked.words),
            Field("date", say("search_date"), value=asked.date),
        ),
        keep=(("kind", asked.kind),) if asked.kind else (),
        reset=addresses.SEARCH if asked.words or asked.kind or asked.date else "",
    )


def _found(hit: Mapping[str, Any], say: Say) -> Found:
    number = " ".join(str(hit[name]) for name in ("standard", "number", "label") if name in hit)
    told = [str(hit["date"])] if "date" in hit else []
    for name in ("type", "state", "fixity", "site"):
        if name in hit and hit[name] not in _USUAL:
            term = _TERMS.get(name, "")
            told.append(say.term(term, str(hit[name])) if term else str(hit[name]))
    page = ""
    if "page" in hit:
        more = hit.get("pages", 1)
        on = {"page": hit["page"], "count": more}
        page = say("search_pages", **on) if more > 1 else say("search_on_page", **on)
    runs = tuple((one["text"], bool(one.get("hit"))) for one in hit.get("runs", ()))
    title = str(hit.get("title") or "")
    return Found(say.kind(hit["kind"]), number, title, hit["url"], page, " · ".join(told), runs)


def _hints(answer: Mapping[str, Any], say: Say) -> tuple[str, ...]:
    return tuple(
        f"{say.term('search_hint', one['code'])} {one.get('value', '')}".strip()
        for one in answer["hints"]
        if one["code"] != "query_empty"
    )


def _empty(say: Say, asked: Asked, answer: Mapping[str, Any] | None) -> EmptyState:
    if answer is None:
        return EmptyState(say("search_empty"), say("search_empty_text"))
    if asked.kind or asked.date:
        wider = Place(say("search_unfilter"), Asked(asked.words).address())
        return EmptyState(say("search_nothing"), say("search_nothing_filtered"), wider)
    return EmptyState(say("search_nothing"), say("search_nothing_text"))


def _pager(asked: Asked, offset: int, limit: int, shown: int, total: int, about: bool) -> Pager | None:
    if not shown or (total <= limit and not offset):
        return None
    before = asked.address(max(0, offset - limit)) if offset else ""
    after = asked.address(offset + limit) if offset + limit < total else ""
    return Pager(offset + 1, offset + shown, None if about else total, before, after)
