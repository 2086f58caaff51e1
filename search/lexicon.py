"""All words and codes of a part of the index as one string, so that any piece of a word finds them."""

from __future__ import annotations

import threading
from collections import OrderedDict

from whoosh.reading import IndexReader

from search.engine import WORDS

KEPT = 64
"""Parts whose words are remembered; small parts come and go with every commit."""


class Lexicons:
    """The words of parts by their id; a part never changes. For any threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def containing(self, reader: IndexReader, piece: str, most: int) -> list[str] | None:
        """The words of an index that contain a piece; None when they are more than `most`."""
        found: set[str] = set()
        for part, _ in reader.leaf_readers():
            words = self._words(part)
            at = words.find(piece)
            while at >= 0:
                start, end = words.rfind("\n", 0, at) + 1, words.index("\n", at)
                found.add(words[start:end])
                if len(found) > most:
                    return None
                at = words.find(piece, end)
        return sorted(found)

    def _words(self, part: IndexReader) -> str:
        segment = part.segment()
        if segment is None:  # an index without parts
            return "\n"
        name = segment.segment_id()
        with self._lock:
            if (known := self._kept.get(name)) is not None:
                self._kept.move_to_end(name)
                return known
        made = "\n" + "".join(f"{term.decode('utf-8')}\n" for term in part.lexicon(WORDS))
        with self._lock:
            self._kept[name] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
