"""Whoosh as it is used here: our own table of contents (the seal) instead of its pickled one, terms given made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

SCHEMA = "whoosh-reloaded 2.7.5, terms 1"
"""Raised when the same text would be cut or kept differently: an index of another one is built anew."""
NAME = "MAIN"
WRITER_MEGABYTES = 48
"""Postings held before they are spilled to disk."""
PAIRS, WORDS, GROUP, KIND, CLAUSE, DATE, EXACT, KEY = (
    "pairs",
    "words",
    "group",
    "kind",
    "clause",
    "date",
    "exact",
    "key",
)


def _as_given(value: object, **_: object) -> object:
    """No analyzer: what a field takes is cut already."""
    return value


class Terms(FieldType):  # type: ignore[misc]  # whoosh ships no types
    """A field that takes a mapping from term to weight, cut beforehand."""

    def __init__(self, *, scorable: bool = False) -> None:
        super().__init__(Existence(), _as_given, scorable=scorable)

    def index(self, value: Mapping[str, int], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, value) of each term."""
        for term, weight in value.items():
            yield term.encode("utf-8"), weight, float(weight), b""


class Kept(FieldType):  # type: ignore[misc]  # whoosh ships no types
    """A field that is kept for the hit and not looked for."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(Existence(), _as_given, stored=True)


def schema() -> Schema:
    """What an entry has in the engine; texts are not among it."""
    fields: dict[str, FieldType] = {name: Terms() for name in (GROUP, KIND, CLAUSE, DATE, EXACT)}
    return Schema(**fields, **{PAIRS: Terms(scorable=True), WORDS: Terms(scorable=True), KEY: Kept()})


class Opened:
    """The parts of an index at one commit, in the shape the engine's writer asks for."""

    def __init__(self, folder: str, segments: list[W3Segment]) -> None:
        # Not mapped into memory: a file cut short under a mapping would end the process by a signal.
        self.storage = FileStorage(folder, supports_mmap=False)
        self.indexname = NAME
        self._schema, self._segments = schema(), segments

    def _read_toc(self) -> TOC:
        return TOC(self._schema, self._segments, 0)

    def reader(self) -> IndexReader:
        """Over all parts."""
        return FileIndex._reader(self.storage, self._schema, self._segments, 0)


class Writer(SegmentWriter):  # type: ignore[misc]  # whoosh ships no types
    """Writes parts and leaves the table of contents to the seal: `final` is what a commit left."""

    def __init__(self, opened: Opened) -> None:
        self.final: list[W3Segment] = []
        super().__init__(opened, _lk=False, limitmb=WRITER_MEGABYTES, compound=False)

    def _commit_toc(self, segments: list[W3Segment]) -> None:
        self.final = [one for one in segments if one.doc_count()]

    def files(self) -> list[str]:
        """The names of all files of the parts."""
        return [name for one in self.final for name in one.list_files(self.storage)]


def described(segment: W3Segment) -> dict[str, Any]:
    """A part as plain data."""
    told = {
        "id": segment.segid,
        "count": segment.doc_count_all(),
        "lengths": dict(segment._fieldlengths),
    }
    return told | ({"deleted": sorted(segment.deleted_docs())} if segment.deleted_count() else {})


def segment_of(told: Mapping[str, Any]) -> W3Segment:
    """The part again."""
    deleted = set(told["deleted"]) if "deleted" in told else None
    segment = W3Segment(W3Codec(), NAME, told["count"], told["id"], deleted)
    segment._fieldlengths = dict(told["lengths"])
    return segment
