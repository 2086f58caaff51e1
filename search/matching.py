"""Matching and scoring, a posting list at a time: sets of documents are intersected whole, then what is left is scored.

The engine's own matchers step from document to document in Python; for words that stand in thousands of documents that
costs several times as much (measured), and gives no exact totals."""

from __future__ import annotations

import heapq
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from threading import Lock

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.compat import loads
from whoosh.reading import IndexReader, TermNotFound

B, K1 = 0.75, 1.2
"""Of BM25, as usual."""
KEPT = 32
"""Parts of the index whose lengths are remembered."""
Weights = dict[int, float]


@dataclass(frozen=True, slots=True)
class Item:
    """What a document must have: one of these terms of a field at least, each with its boost."""

    field: str
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every item must be there and counts for the score; every limit must be there and does not. Without either,
    every document."""

    items: tuple[Item, ...] = ()
    limits: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """The best documents (score, number in the whole index), best first, and how many match."""

    best: tuple[tuple[float, int], ...]
    count: int


class Lengths:
    """Lengths of a field's texts in a part, read once. For any threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], Sequence[int]] = OrderedDict()

    def of(self, part: IndexReader, field: str) -> Sequence[int]:
        """By document of the part."""
        name = (part.segment().segment_id(), field)
        with self._lock:
            if (known := self._kept.get(name)) is not None:
                return known
        made = [part.doc_field_length(document, field) for document in range(part.doc_count_all())]
        with self._lock:
            self._kept[name] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def match(reader: IndexReader, plan: Plan, most: int, lengths: Lengths) -> Matched:
    """The best `most` documents of a plan."""
    scored: list[tuple[float, int]] = []
    idf = {(item.field, term): _idf(reader, item.field, term) for item in plan.items for term, _ in item.terms}
    for part, base in reader.leaf_readers():
        if part.segment() is not None:
            scored += ((score, base + document) for document, score in _of_part(reader, part, plan, idf, lengths))
    return Matched(tuple(heapq.nsmallest(most, scored, key=lambda one: (-one[0], one[1]))), len(scored))


def _of_part(
    reader: IndexReader, part: IndexReader, plan: Plan, idf: dict[tuple[str, str], float], lengths: Lengths
) -> Iterable[tuple[int, float]]:
    left: set[int] | None = None
    for limit in plan.limits:
        found: set[int] = set().union(*(_postings(part, limit.field, term) for term, _ in limit.terms))
        left = found if left is None else left & found
    held: list[tuple[Item, list[tuple[str, float, Weights]]]] = []
    for item in plan.items:
        terms = [(term, boost, _postings(part, item.field, term)) for term, boost in item.terms]
        held.append((item, terms))
        found = set(terms[0][2]) if len(terms) == 1 else set().union(*(weights for _, _, weights in terms))
        left = found if left is None else left & found
        if not left:
            return ()
    documents = set(range(part.doc_count_all())) if left is None else left
    documents = documents.difference(part.segment().deleted_docs())
    scores = dict.fromkeys(documents, 0.0)
    for item, terms in held:
        sizes, mean = lengths.of(part, item.field), _mean_length(reader, item.field)
        for term, boost, weights in terms:
            _add(scores, weights, sizes, mean, boost * idf[item.field, term])
    return scores.items()


def _add(scores: Weights, weights: Weights, sizes: Sequence[int], mean: float, idf: float) -> None:
    """Add what a term counts in each document (BM25)."""
    floor, slope = K1 * (1 - B), K1 * B / mean
    few = scores if len(scores) <= len(weights) else weights
    for document in few:
        weight = weights.get(document)
        if weight is not None and document in scores:
            scores[document] += idf * weight * (K1 + 1) / (weight + floor + slope * sizes[document])


def _mean_length(reader: IndexReader, field: str) -> float:
    return float(reader.field_length(field)) / max(1, reader.doc_count_all()) or 1.0


def _idf(reader: IndexReader, field: str, term: str) -> float:
    return log(reader.doc_count_all() / (reader.doc_frequency(field, term) + 1)) + 1


def _postings(part: IndexReader, field: str, term: str) -> Weights:
    """Weight by document of the part, those deleted included."""
    try:
        matcher = part._terms.matcher(field, term.encode("utf-8"), part.schema[field].format)
    except TermNotFound:
        return {}
    found: Weights = {}
    if not isinstance(matcher, W3LeafMatcher):  # a single posting is kept beside its term
        while matcher.is_active():
            found[matcher.id()] = matcher.weight()
            matcher.next()
        return found
    while not matcher._atend:
        data = matcher._postfile.get(matcher._dataoffset, matcher._nextoffset - matcher._dataoffset)
        ids, weights = loads(zlib.decompress(data) if matcher._compression else data)[:2]
        if weights is None or isinstance(weights, float):
            found.update(dict.fromkeys(accumulate(ids), 1.0 if weights is None else weights))
        else:
            found.update(zip(accumulate(ids), weights, strict=True))
        matcher._next_block()
    return found
