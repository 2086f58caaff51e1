"""What of a file could not be read although the rest was: a code with values, worded like an error, never raised."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from graph_schema.errors import ClausetrailError, InvalidInput

MOST_RANGES = 40


def picture_without_text() -> ClausetrailError:
    """A picture or a scan: seen, not read."""
    return InvalidInput("picture_without_text")


def pages_without_text(pages: Iterable[int]) -> ClausetrailError:
    """Some pages are pictures only."""
    return InvalidInput("pages_without_text", pages=ranges(pages))


def pages_unreadable(pages: Iterable[int]) -> ClausetrailError:
    """Some pages have a text no engine could read, or only as characters without a meaning."""
    return InvalidInput("pages_unreadable", pages=ranges(pages))


def text_cut(characters: int, pages: int) -> ClausetrailError:
    """The text goes on beyond the limit; what was kept, and of how many pages or sheets."""
    return InvalidInput("text_cut", characters=characters, pages=pages)


def bytes_unreadable(count: str, charset: str) -> ClausetrailError:
    """Some bytes of a text are no characters of its charset; each stands as U+FFFD."""
    return InvalidInput("bytes_unreadable", count=count, charset=charset)


def ranges(pages: Iterable[int]) -> str:
    """Page numbers as people write them: `2, 5-7`; a very long list ends with dots."""
    ordered = sorted(set(pages))
    starts = [page for before, page in pairwise([-1, *ordered]) if page != before + 1]
    ends = [page for page, after in pairwise([*ordered, -1]) if after != page + 1]
    shown = [str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True)]
    return ", ".join(shown[:MOST_RANGES]) + (", ..." if len(shown) > MOST_RANGES else "")
