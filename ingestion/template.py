"""Standards that ship as templates: indicator numbers and titles in own words, and the points scheme they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph_schema.errors import NotFound
from ingestion.blocks import Place
from ingestion.parsed import ParsedClause, ParsedStandard

_FOLDER = Path(__file__).with_name("templates")
_FIRST_LANGUAGE = "zh-Hans"


@dataclass(frozen=True, slots=True)
class SchemeLevel:
    """A level of a points scheme, reached at `lowest` points or more; titles by language."""

    code: str
    lowest: int
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a standard's points become a level. `groups` are the points of the first-level indicators."""

    code: str
    edition: str
    titles: dict[str, str]
    in_force_from: date | None
    total: int
    groups: dict[str, int]
    levels: tuple[SchemeLevel, ...]
    special_deduction: int
    fail_from: int
    special_bonus: int
    bonuses_at_most: int


def template_names() -> tuple[str, ...]:
    """The names of all templates."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def _table(name: str) -> dict[str, Any]:
    if name not in template_names():
        raise NotFound("unknown_template", name=name)
    table: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return table


def load_template(name: str, language: str = _FIRST_LANGUAGE) -> ParsedStandard:
    """The indicators of a template as rows of kind `indicator`; unknown points are None, texts empty."""
    levels: dict[str, int] = {}
    rows: list[ParsedClause] = []
    for order, entry in enumerate(_table(name)["indicators"], 1):
        number: str = entry["number"]
        above = number.rsplit(".", 1)[0]
        parent = above if above in levels else None
        levels[number] = levels[above] + 1 if parent else 1
        titles: dict[str, str] = entry["title"]
        points = entry.get("points")
        rows.append(
            ParsedClause(
                number=number,
                printed=number,
                parent=parent,
                kind="indicator",
                title=titles.get(language, titles[_FIRST_LANGUAGE]),
                text="",
                level=levels[number],
                order=order,
                normative=False,
                obligations=(),
                cites=(),
                place=Place(row=order),
                places=(Place(row=order),),
                points=None if points is None else str(points),
            )
        )
    return ParsedStandard(clauses=tuple(rows), style="template")


def load_scheme(name: str) -> Scheme:
    """The points scheme of a template."""
    table = _table(name)
    standard, scheme = table["standard"], table["scheme"]
    return Scheme(
        code=standard["code"],
        edition=standard["edition"],
        titles=standard["title"],
        in_force_from=standard.get("in_force_from"),
        total=scheme["total"],
        groups=scheme["groups"],
        levels=tuple(SchemeLevel(one["code"], one["from"], one["title"]) for one in scheme["levels"]),
        special_deduction=scheme["special_deduction"],
        fail_from=scheme["special_deductions_fail_from"],
        special_bonus=scheme["special_bonus"],
        bonuses_at_most=scheme["special_bonuses_at_most"],
    )
