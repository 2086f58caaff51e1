"""Stamps: what changes them and what does not."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema import vocabulary
from graph_schema.stamps import folded, is_suspect, stamp
from graph_schema.values import Link, Node, freeze

WORDS = vocabulary.load()


def of(kind: str, **fields: Any) -> str:
    """The stamp of a node with these fields."""
    return stamp(Node("01900000-0000-7000-8000-000000000001", kind, freeze(fields)), WORDS)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("应 保持\u3000记录\n", "应保持记录"),
        ("ＡＢＣ１２３", "ABC123"),
        ("a\u200bb\ufeffc\u00ad", "abc"),
        ("a\x00b\x1fc", "abc"),
        ("a\x7fb", "a\x7fb"),
        ("①", "1"),
        ("é", "é"),
        ("e\u0301", "é"),
        ("𠮷", "𠮷"),
    ],
)
def test_text_is_folded_for_stamps(text: str, seen: str) -> None:
    assert folded(text) == seen


@given(st.text())
def test_folding_twice_changes_nothing_more_but_normalisation(text: str) -> None:
    once = folded(text)
    assert not any(character.isspace() or unicodedata.category(character) == "Cf" for character in once)
    assert folded(once) == folded(folded(once))


@pytest.mark.parametrize(
    ("kind", "material", "other"),
    [
        ("clause", {"number": "4.1", "text": "t"}, {"title": "x", "printed": "4．1", "row": "note", "normative": True}),
        ("revision", {"number": "QP-05", "label": "A", "content": "0" * 64}, {"state": "draft", "author": "li"}),
        (
            "record",
            {"type": "visit", "date": "2026-01-01", "period_from": "2025-12-01", "site": "s", "number": "1"},
            {"title": "x"},
        ),
        ("evidence", {"observed": "0" * 64}, {"fixity": "held", "file_name": "x"}),
    ],
)
def test_the_material_fields_of_each_kind(kind: str, material: dict[str, str], other: dict[str, Any]) -> None:
    base = of(kind, **material)
    assert of(kind, **material, **other) == base
    for name, value in material.items():
        assert of(kind, **{**material, name: value + "1"}) != base
        assert of(kind, **{key: one for key, one in material.items() if key != name}) != base


def test_fields_do_not_run_into_one_another() -> None:
    assert of("record", type="ab", number="c") != of("record", type="a", number="bc")
    assert of("record", type="a", site="b") != of("record", type="a", number="b")


@pytest.mark.parametrize("state", ["proposed", "rejected", "withdrawn"])
def test_only_a_confirmed_link_can_be_suspect(state: str) -> None:
    link = Link("i", "satisfies", "a", "b", state, "li", "t", from_stamp="1", to_stamp="2")
    assert not is_suspect(link, "x", "y")


def test_a_confirmed_link_is_suspect_when_either_end_differs() -> None:
    link = Link("i", "satisfies", "a", "b", "confirmed", "li", "t", from_stamp="1", to_stamp="2")
    assert [is_suspect(link, *ends) for ends in (("1", "2"), ("x", "2"), ("1", "x"))] == [False, True, True]
