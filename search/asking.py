"""From what people type to a `Query`: words, "phrases", kind:, clause:, date:. Never an error: what is not understood
becomes a hint. One pass over at most `LONGEST` characters, so that no query is expensive to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from search.days import days_of
from search.fold import fold
from search.port import Query

LONGEST = 500
"""Characters of a query that are read; the rest is left out with the hint `query_cut`."""
MOST_WORDS = 20
"""Words and phrases of a query that are looked for; further ones are left out with the hint `words_left_out`."""
_QUOTES = {'"': '"”＂', "“": '”"＂', "”": "”", "＂": '＂"”', "「": "」", "『": "』", "«": "»"}
_FILTER = re.compile(r"([^\W\d_]+)[:：](?=\S)(?!//)")
_WORD = re.compile(r"[^\s，、；。！？\"“”＂「『«]+")
_EDGE = ",;!?"
"""Signs that end a word of a sentence and belong to it only where nothing else is left."""
_HINT_SHOWS = 40


@dataclass(slots=True)
class _Asked:
    words: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    clauses: list[str] = field(default_factory=list)
    start: str = ""
    end: str = ""
    hints: list[tuple[str, str]] = field(default_factory=list)

    def hint(self, code: str, piece: str = "") -> None:
        if (code, piece[:_HINT_SHOWS]) not in self.hints:
            self.hints.append((code, piece[:_HINT_SHOWS]))

    def word(self, text: str) -> None:
        key = fold(text).strip()
        if not key or key in self.words:
            return
        if len(self.words) == MOST_WORDS:
            self.hint("words_left_out", text)
        else:
            self.words.append(key)


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Filters and kinds by the folded words people have for them."""
    data = yaml.safe_load((resources.files("search") / "asking.yaml").read_text(encoding="utf-8"))
    filters, kinds = (
        {fold(word): name for name, words in data[section].items() for word in words}
        for section in ("filters", "kinds")
    )
    return filters, kinds


def parse(text: str) -> Query:
    """The query that was meant."""
    asked = _Asked()
    if len(text) > LONGEST:
        asked.hint("query_cut", str(LONGEST))
        text = text[:LONGEST]
    at = 0
    while at < len(text):
        at = _step(asked, text, at)
    query = Query(tuple(asked.words), frozenset(asked.kinds), tuple(asked.clauses), (asked.start, asked.end))
    if not query.asks:
        asked.hint("nothing_left" if text.strip() else "query_empty")
    return Query(query.words, query.kinds, query.clauses, query.dates, tuple(asked.hints))


def _step(asked: _Asked, text: str, at: int) -> int:
    """Read what begins at a place; the place behind it."""
    if text[at] in _QUOTES:
        phrase, after = _quoted(asked, text, at)
        asked.word(phrase)
        return after
    if (found := _FILTER.match(text, at)) and (after := _filter(asked, text, found)):
        return after
    if word := _WORD.match(text, at):
        asked.word(word[0].strip(_EDGE) or word[0])
        return word.end()
    return _signs(asked, text, at)


def _signs(asked: _Asked, text: str, at: int) -> int:
    """White space and signs of sentences only part words; signs alone between spaces are what is looked for."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in _QUOTES and not _WORD.match(text, end):
        end += 1
    alone = (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace())
    if end > at and alone:
        asked.word(text[at:end])
    return max(end, at + 1)


def _quoted(asked: _Asked, text: str, at: int) -> tuple[str, int]:
    """The phrase that a quotation mark opens, and the place behind it; an open one goes to the end."""
    closing = _QUOTES[text[at]]
    end = next((place for place in range(at + 1, len(text)) if text[place] in closing), -1)
    if end < 0:
        asked.hint("quote_open", text[at:])
        return text[at + 1 :], len(text)
    if not fold(text[at + 1 : end]).strip():
        asked.hint("quote_empty")
    return text[at + 1 : end], end + 1


def _filter(asked: _Asked, text: str, found: re.Match[str]) -> int:
    """Take a filter in; the place behind it, or 0 where the word before the colon is no filter."""
    filters, kinds = _names()
    name = filters.get(fold(found[1]))
    if name is None:
        if found[1].isascii():
            asked.hint("filter_unknown", found[1])
        return 0
    at = found.end()
    if text[at] in _QUOTES:
        value, after = _quoted(asked, text, at)
    else:
        end = re.compile(r"\S+").match(text, at)
        assert end is not None, "the filter's pattern looks for it"
        value, after = end[0].rstrip("，、；。,;"), end.end()
    key = fold(value).strip()
    if name == "kind":
        if key in kinds:
            asked.kinds.add(kinds[key])
        else:
            asked.hint("kind_unknown", value)
    elif name == "clause":
        if key:
            asked.clauses.append(key)
        else:
            asked.hint("clause_invalid", value)
    elif (days := days_of(value)) is not None:
        asked.start = max(asked.start, days[0])
        asked.end = min(filter(None, (asked.end, days[1])), default="")
    else:
        asked.hint("date_invalid", value)
    return after
