"""Whether words oblige: the modal verbs of standards and laws, in three languages, as data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.numbering.lines import fold

# Words of a row beyond this many characters are kept but not searched for demands and citations (our choice: the
# longest clause of the standards tried has 6,000); the preview says so.
LONGEST = 10_000

_SOURCE = Path(__file__).parent / "patterns" / "wording.yaml"


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    return table


@cache
def _pattern(name: str) -> re.Pattern[str]:
    groups = _table()[name]
    return re.compile("|".join(f"(?:{one})" for group in groups.values() for one in group))


def obliges(text: str) -> bool:
    """Whether the words demand or forbid something."""
    return bool(_pattern("oblige").search(fold(text[:LONGEST])))


def modal(text: str) -> bool:
    """Whether the words hold a modal verb no title has."""
    return bool(_pattern("modal").search(fold(text[:LONGEST])))


def permits_only(text: str) -> bool:
    """Whether the last sentence of a lead-in allows or recommends, without obliging."""
    sentences = re.split(r"[。;]|(?<=[.])\s", fold(text[-LONGEST:]).strip().rstrip("。."))
    last = sentences[-1] if sentences else ""
    return bool(_pattern("permit").search(last)) and not obliges(last)


def opens_imperative(text: str) -> bool:
    """Whether the words open with a verb that orders, as controls kept in tables do."""
    return bool(_pattern("imperative_opening").search(fold(text[:LONGEST])))


def imperative(style: str) -> bool:
    """Whether the statements of a style oblige without a modal verb."""
    return style in _table()["imperative_styles"]
