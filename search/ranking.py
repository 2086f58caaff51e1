"""The hits of a query, best first: candidates in the engine's order, verified against their texts, one hit a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from whoosh.reading import IndexReader

from search.candidates import Candidates, Finder
from search.engine import KEY
from search.matching import Lengths, Matched, Plan, match
from search.port import Found, Hit, Query, Texts
from search.verify import holds, places

VERIFIED_AT_ONCE = 25
VERIFIED_MOST = 200
"""Candidates verified for an exact total; with more of them the total is told as about so many."""
CANDIDATES = 30
"""Fetched at first where there are many: scoring them costs more than the texts do."""
WHOLE_MOST = 50
"""Exact matches of a number or title that come first."""


@dataclass(slots=True)
class _Group:
    """What is known of a group so far: its best entry, and how many entries were found in it."""

    best: Hit
    entries: int = 1


class Ranking:
    """Works through the candidates of one query until the page asked for is full."""

    def __init__(self, reader: IndexReader, query: Query, texts: Texts, lengths: Lengths) -> None:
        self._reader, self._query, self._texts, self._lengths = reader, query, texts, lengths
        self._groups: dict[str, _Group] = {}
        self._seen: set[str] = set()
        self._verified = self._true = 0

    def found(self, finder: Finder, kinds: frozenset[str], all_kinds: frozenset[str], limit: int, offset: int) -> Found:
        """The page of groups asked for. Totals are exact where all candidates are hits or were verified."""
        wanted = offset + limit
        if (whole := finder.whole(self._query, kinds, all_kinds)) is not None:
            self._take(self._hits(self._match(whole, WHOLE_MOST)), sure=False)
        candidates = finder.candidates(self._query, kinds, all_kinds)
        size = max(CANDIDATES, wanted + wanted // 2)
        while True:
            matched = self._match(candidates.plan, max(size, VERIFIED_MOST + 1))
            hits = self._hits(Matched(matched.best[: matched.count if matched.count <= VERIFIED_MOST else size], 0))
            complete = len(hits) == matched.count
            self._work_through(hits, candidates, wanted, complete)
            if complete or len(self._groups) >= wanted:
                break
            size *= 4
        exact = complete and all(hit.key in self._seen for hit in hits)
        total = len(self._groups) if exact else self._estimate(matched.count)
        return Found(tuple(self._shown(offset, limit)), total, not exact)

    def _match(self, plan: Plan, most: int) -> Matched:
        return match(self._reader, plan, most, self._lengths)

    def _work_through(self, hits: Sequence[Hit], candidates: Candidates, wanted: int, complete: bool) -> None:
        """Take hits in batches until the page is full, or, where few are left, until all are known."""
        fresh = [hit for hit in hits if hit.key not in self._seen]
        to_the_end = complete and (candidates.sure or len(hits) <= VERIFIED_MOST)
        for start in range(0, len(fresh), VERIFIED_AT_ONCE):
            if len(self._groups) >= wanted and not to_the_end:
                return
            self._take(fresh[start : start + VERIFIED_AT_ONCE], candidates.sure)

    def _hits(self, matched: Matched) -> list[Hit]:
        """What was matched, ties by key."""
        made = [_hit(self._reader.stored_fields(document)[KEY], score) for score, document in matched.best]
        return sorted(made, key=lambda hit: (-hit.score, hit.key))

    def _take(self, hits: Sequence[Hit], sure: bool) -> None:
        words = self._query.words
        texts = {} if sure or not words else self._texts([hit.key for hit in hits])
        for hit in hits:
            self._seen.add(hit.key)
            self._verified += 1
            if not (sure or not words) and (hit.key not in texts or not holds(words, *texts[hit.key])):
                continue
            self._true += 1
            if (group := self._groups.get(hit.group)) is None:
                self._groups[hit.group] = _Group(hit)
            else:
                group.entries += 1

    def _estimate(self, matched: int) -> int:
        """About how many groups there are: what matched, thinned out as what was looked at was."""
        share = self._true / self._verified if self._verified else 1.0
        grouped = len(self._groups) / self._true if self._true else 1.0
        return max(len(self._groups), round(matched * share * grouped))

    def _shown(self, offset: int, limit: int) -> Iterator[Hit]:
        page = list(self._groups.values())[offset : offset + limit]
        texts = self._texts([group.best.key for group in page]) if page else {}
        for group in page:
            hit = replace(group.best, entries=group.entries)
            if hit.key in texts:  # what is gone since it was taken in is no hit
                title, text = texts[hit.key]
                words = self._query.words
                in_title, in_text = places(words, title), places(words, text)
                if in_title or in_text or not words:
                    yield replace(hit, in_title=in_title, in_text=in_text)


def _hit(stored: str, score: float) -> Hit:
    kind, _, key = stored.partition(" ")
    group, _, page = key.partition("#")
    return Hit(key, group, kind, int(page) if page else None, score)
