"""From a query to terms that every true hit has. Not every entry that has them is one (`sure` says)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whoosh.reading import IndexReader

from search.analysis import OVERLAP, Piece, pairs, parts, pieces
from search.engine import CLAUSE, DATE, EXACT, KIND, PAIRS, WORDS
from search.lexicon import Lexicons
from search.matching import Item, Plan
from search.port import Query

EXPANSIONS_MOST = 300
"""Words a piece of a word may stand for; one that stands in more is looked for by its parts."""
PAIRS_MOST = 12
"""Pairs of a long run that are looked for, the rarest ones; the rest is verified."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What to match, and whether all that matches are hits, so that totals can be counted without the texts."""

    plan: Plan
    sure: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """Makes plans for one state of an index."""

    reader: IndexReader
    lexicons: Lexicons

    def candidates(self, query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> Candidates:
        """All entries that can be hits among the kinds allowed."""
        wanted: list[Item] = []
        sure = True
        for word in query.words:
            made, exact = self._word(word)
            wanted += made
            sure = sure and exact
        items = tuple(dict.fromkeys(wanted))
        return Candidates(Plan(items, self._limits(query, kinds, all_kinds)), sure)

    def whole(self, query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> Plan | None:
        """Entries one of whose numbers, or whose title, is all that was asked."""
        if len(query.words) != 1 or len(query.words[0]) > OVERLAP:
            return None
        return Plan((_one(EXACT, query.words[0]),), self._limits(query, kinds, all_kinds))

    def _word(self, word: str) -> tuple[list[Item], bool]:
        found = pieces(word)
        made: list[Item] = []
        exact = len(found) == 1 and len(found[0].text) == len(word)
        for piece in found:
            queries, alone = self._piece(piece)
            made += queries
            exact = exact and alone
        return made, exact

    def _piece(self, piece: Piece) -> tuple[list[Item], bool]:
        if piece.shape == "sign":
            return [_one(PAIRS, piece.text)], True
        if piece.shape == "run":
            if len(piece.text) == 1:
                terms = [term.decode("utf-8") for term in self.reader.expand_prefix(PAIRS, piece.text)]
                return [_any(PAIRS, terms)], True
            terms = list(dict.fromkeys(pairs(piece.text)))
            if len(terms) > PAIRS_MOST:
                terms = sorted(terms, key=lambda term: (self.reader.doc_frequency(PAIRS, term), term))[:PAIRS_MOST]
            return [_one(PAIRS, term) for term in terms], len(piece.text) == 2
        return self._code(piece.text)

    def _code(self, code: str) -> tuple[list[Item], bool]:
        """A piece of a word or code: all words it stands in; where they are too many, what it consists of."""
        if len(code) <= 2:
            return [_one(PAIRS, code)], True
        sought = code[:OVERLAP].rstrip("-/.:·")
        words = self.lexicons.containing(self.reader, sought, EXPANSIONS_MOST)
        if words is not None:
            return [Item(WORDS, tuple((word, 2.0 if word == code else 1.0) for word in words))], sought == code
        inner = parts(sought)
        if len(inner) == 1:
            return [_one(PAIRS, term) for term in dict.fromkeys(pairs(sought))], False
        return [made for part in inner for made in self._code(part)[0]], False

    def _limits(self, query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> tuple[Item, ...]:
        limits: list[Item] = []
        allowed = kinds & query.kinds if query.kinds else kinds
        if allowed != all_kinds:
            limits.append(_any(KIND, sorted(allowed)))
        if query.clauses:
            limits.append(_any(CLAUSE, query.clauses))
        start, end = query.dates
        if start or end:
            days = (term.decode("utf-8") for term in self.reader.lexicon(DATE))
            limits.append(_any(DATE, [day for day in days if start <= day and (not end or day < end)]))
        return tuple(limits)


def _one(field: str, term: str) -> Item:
    return Item(field, ((term, 1.0),))


def _any(field: str, terms: Sequence[str]) -> Item:
    return Item(field, tuple((term, 1.0) for term in terms))
