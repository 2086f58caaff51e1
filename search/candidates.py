"""From a query to the engine's: terms that every true hit has. Not every entry that has them is one (`sure` says)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whoosh.query import And, ConstantScoreQuery, Every, Or, Prefix, Require, Term, TermRange
from whoosh.query import Query as EngineQuery
from whoosh.reading import IndexReader

from search.analysis import OVERLAP, Piece, pairs, parts, pieces
from search.engine import CLAUSE, DATE, EXACT, KIND, PAIRS, WORDS
from search.lexicon import Lexicons
from search.port import Query

EXPANSIONS_MOST = 300
"""Words a piece of a word may stand for; one that stands in more is looked for by its parts."""
PAIRS_MOST = 12
"""Pairs of a long run that are looked for, the rarest ones; the rest is verified."""
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The engine's query, and whether all it finds are hits, so that totals can be counted without the texts."""

    query: EngineQuery
    sure: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """Makes engine queries against one state of an index."""

    reader: IndexReader
    lexicons: Lexicons

    def candidates(self, query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> Candidates:
        """All entries that can be hits among the kinds allowed."""
        wanted: list[EngineQuery] = []
        sure = True
        for word in query.words:
            made, exact = self._word(word)
            wanted += made
            sure = sure and exact
        limits = _limits(query, kinds, all_kinds)
        if not wanted:
            return Candidates(ConstantScoreQuery(And(limits)) if limits else Every(), True)
        words = wanted[0] if len(wanted) == 1 else And(wanted)
        return Candidates(Require(words, And(limits)) if limits else words, sure)

    def whole(self, query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> EngineQuery | None:
        """Entries one of whose numbers, or whose title, is all that was asked."""
        if len(query.words) != 1 or len(query.words[0]) > OVERLAP:
            return None
        return And([Term(EXACT, query.words[0]), *_limits(query, kinds, all_kinds)])

    def _word(self, word: str) -> tuple[list[EngineQuery], bool]:
        found = pieces(word)
        made: list[EngineQuery] = []
        exact = len(found) == 1 and len(found[0].text) == len(word)
        for piece in found:
            queries, alone = self._piece(piece)
            made += queries
            exact = exact and alone
        return made, exact

    def _piece(self, piece: Piece) -> tuple[list[EngineQuery], bool]:
        if piece.shape == "sign":
            return [Term(PAIRS, piece.text)], True
        if piece.shape == "run":
            if len(piece.text) == 1:
                return [Prefix(PAIRS, piece.text)], True
            terms = list(dict.fromkeys(pairs(piece.text)))
            if len(terms) > PAIRS_MOST:
                terms = sorted(terms, key=lambda term: (self.reader.doc_frequency(PAIRS, term), term))[:PAIRS_MOST]
            return [Term(PAIRS, term) for term in terms], len(terms) == 1 and len(piece.text) == 2
        return self._code(piece.text)

    def _code(self, code: str) -> tuple[list[EngineQuery], bool]:
        """A piece of a word or code: all words it stands in; where they are too many, what it consists of."""
        if len(code) <= 2:
            return [Term(PAIRS, code)], True
        sought = code[:OVERLAP].rstrip("-/.:·")
        words = self.lexicons.containing(self.reader, sought, EXPANSIONS_MOST)
        if words is not None:
            made = [Term(WORDS, word, boost=2.0 if word == code else 1.0) for word in words] or [Term(WORDS, sought)]
            return [made[0] if len(made) == 1 else Or(made)], sought == code
        inner = parts(sought)
        if len(inner) == 1:
            return [Term(PAIRS, term) for term in dict.fromkeys(pairs(sought))], False
        return [made for part in inner for made in self._code(part)[0]], False


def _limits(query: Query, kinds: frozenset[str], all_kinds: frozenset[str]) -> list[EngineQuery]:
    limits: list[EngineQuery] = []
    allowed = kinds & query.kinds if query.kinds else kinds
    if allowed != all_kinds:
        limits.append(_any(KIND, sorted(allowed)))
    if query.clauses:
        limits.append(_any(CLAUSE, query.clauses))
    start, end = query.dates
    if start or end:
        limits.append(TermRange(DATE, start or "0", end or LAST, endexcl=True))
    return limits


def _any(field: str, terms: Sequence[str]) -> EngineQuery:
    made = [Term(field, term) for term in terms]
    return made[0] if len(made) == 1 else Or(made)
