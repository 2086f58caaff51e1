"""GB/T 27922-2011 as a template: indicators, groups, levels; what no source states is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_schema.errors import NotFound
from ingestion.template import load_scheme, load_template, template_names


def test_groups_and_levels() -> None:
    scheme = load_scheme("gbt27922")
    assert (scheme.code, scheme.edition, scheme.total) == ("GB/T 27922", "2011", 100)
    assert scheme.groups == {"5.1": 40, "5.2": 35, "5.3": 25}
    assert [(level.code, level.lowest) for level in scheme.levels] == [
        ("pass", 70),
        ("star3", 80),
        ("star4", 90),
        ("star5", 95),
    ]
    assert (scheme.special_deduction, scheme.fail_from, scheme.special_bonus, scheme.bonuses_at_most) == (1, 5, 1, 1)


def test_indicators_with_unknown_points_absent() -> None:
    rows = load_template("gbt27922").clauses
    assert len(rows) == 36
    assert {row.kind for row in rows} == {"indicator"}
    assert {row.number: row.points for row in rows if row.points} == {
        "5.1": "40",
        "5.1.2.2": "5",
        "5.2": "35",
        "5.3": "25",
    }
    assert [(row.number, row.parent, row.level) for row in rows[:4]] == [
        ("5.1", None, 1),
        ("5.1.1", "5.1", 2),
        ("5.1.1.1", "5.1.1", 3),
        ("5.1.1.2", "5.1.1", 3),
    ]
    assert all(row.text == "" for row in rows)


def test_titles_in_two_languages() -> None:
    assert load_template("gbt27922").clauses[0].title == "售后服务体系"
    assert load_template("gbt27922", "en").clauses[0].title == "After-sales service system"


def test_numbers_and_points_agree_with_the_sources(shared: Path) -> None:
    source = json.loads((shared / "domain/gbt27922_indicators.json").read_text(encoding="utf-8"))
    want = [(one["clause"], one["parent"], None if one["points"] is None else str(one["points"])) for one in source]
    assert [(row.number, row.parent, row.points) for row in load_template("gbt27922").clauses] == want


def test_an_unknown_template_is_an_error_with_a_code() -> None:
    assert template_names() == ("gbt27922",)
    with pytest.raises(NotFound) as caught:
        load_template("nothing")
    assert caught.value.code == "unknown_template"
