"""Demands in the words of a row (procedure, record, review, approval, evaluation, evidence, notice), as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.numbering.lines import fold
from ingestion.parsed import Obligation
from ingestion.wording import LONGEST

_SOURCE = Path(__file__).parent / "patterns" / "obligations.yaml"
_STRENGTHS = ("explicit", "implied")
_BEFORE, _AFTER = 12, 8


@dataclass(frozen=True, slots=True)
class _Demand:
    kind: str
    strengths: tuple[tuple[str, re.Pattern[str]], ...]
    unless: re.Pattern[str] | None


@cache
def _demands() -> tuple[_Demand, ...]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    demands: list[_Demand] = []
    for kind, groups in table.items():
        strengths = tuple(
            (name, re.compile("|".join(f"(?:{one})" for ones in groups[name].values() for one in ones)))
            for name in _STRENGTHS
            if name in groups
        )
        unless = re.compile("|".join(groups["unless"])) if "unless" in groups else None
        demands.append(_Demand(kind, strengths, unless))
    return tuple(demands)


def find_obligations(text: str) -> tuple[Obligation, ...]:
    """The demands of one row's own words, at most one of a kind, explicit before implied, with their words."""
    text = text[:LONGEST]
    folded = fold(text)
    found = (_first(demand, text, folded) for demand in _demands())
    return tuple(one for one in found if one is not None)


def _taken_away(demand: _Demand, text: str, match: re.Match[str]) -> bool:
    """Whether words that overlap or touch the match take the demand away."""
    if demand.unless is None:
        return False
    start = max(0, match.start() - _BEFORE)
    around = demand.unless.finditer(text, start, min(len(text), match.end() + _AFTER))
    return any(one.end() >= match.start() and one.start() <= match.end() for one in around)


def _first(demand: _Demand, text: str, folded: str) -> Obligation | None:
    for strength, pattern in demand.strengths:
        for match in pattern.finditer(folded):
            if not _taken_away(demand, folded, match):
                return Obligation(demand.kind, strength, text[match.start() : match.end()])
    return None
