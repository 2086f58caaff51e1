"""What a numbering style makes of a document: the lines that open numbered rows, and what it set aside on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.blocks import ReadIssue


@dataclass(frozen=True, slots=True)
class Head:
    """A line that opens a numbered row. `end` is where its own words start; `parent` is a row's number or None.

    `form` says what the style knows: clause, front, annex, division, article, section, control, enhancement."""

    number: str
    printed: str
    parent: str | None
    end: int
    form: str = "clause"


@dataclass(frozen=True, slots=True)
class Plan:
    """A style's reading. `bid` counts the lines it explains; the highest bid reads the document."""

    style: str
    bid: float = 0.0
    heads: dict[int, Head] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    issues: tuple[ReadIssue, ...] = ()
