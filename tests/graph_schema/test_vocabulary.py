"""The vocabulary: what it says of the trade, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_schema import vocabulary
from graph_schema.errors import InvalidInput
from graph_schema.values import Link, Node, freeze
from graph_schema.vocabulary import LinkKind, NodeKind

WORDS = vocabulary.load()
ID = "01900000-0000-7000-8000-000000000001"
OTHER = "01900000-0000-7000-8000-000000000002"
GOOD: dict[str, dict[str, Any]] = {
    "standard": {"code": "GB/T 1", "edition": "2011", "scheme": "points"},
    "clause": {
        "standard": ID,
        "number": "4.1",
        "row": "requirement",
        "text": "t",
        "level": 1,
        "order": 0,
        "normative": True,
    },
    "document": {"number": "QP-05", "title": "t", "type": "procedure"},
    "revision": {
        "document": ID,
        "number": "QP-05",
        "label": "A/0",
        "content": "0" * 64,
        "file_name": "a",
        "media_type": "b",
        "size": 1,
        "author": "li",
        "state": "draft",
    },
    "record": {"type": "visit", "date": "2026-01-01"},
    "evidence": {
        "sha256": "0" * 64,
        "size": 1,
        "file_name": "a",
        "media_type": "b",
        "fixity": "held",
        "observed": "0" * 64,
        "checked_at": "2026-06-30T01:02:03.000004Z",
    },
    "applicability": {"standard": ID, "clause": OTHER, "state": "declared", "reason": "r"},
    "review": {
        "revision": ID,
        "state": "waiting",
        "content": "0" * 64,
        "author": "li",
        "submitted_by": "li",
        "submitted_at": "2026-06-30T01:02:03.000004Z",
    },
    "decision": {
        "revision": ID,
        "review": OTHER,
        "outcome": "approved",
        "content": "0" * 64,
        "by": "wang",
        "at": "2026-06-30T01:02:03.000004Z",
        "reason": "r",
    },
}


def node(kind: str, **fields: Any) -> Node:
    """A good node of a kind with some fields replaced; None removes one."""
    return Node(ID, kind, freeze({**GOOD.get(kind, {}), **fields}))


def refused(kind: str, **fields: Any) -> tuple[str, str | None]:
    """Code and field a node is refused with."""
    with pytest.raises(InvalidInput) as caught:
        WORDS.check_node(node(kind, **fields))
    return caught.value.code, caught.value.params.get("field")


def test_the_kinds_of_node_and_link() -> None:
    assert set(WORDS.nodes) >= set(GOOD)
    assert {"satisfies", "records", "supersedes"} <= set(WORDS.links)


def test_which_kinds_may_be_joined() -> None:
    assert WORDS.links["satisfies"].ends == {("revision", "clause"), ("record", "clause")}
    assert WORDS.links["records"].ends == {("record", "revision"), ("evidence", "record")}
    assert WORDS.links["supersedes"].ends == {(kind, kind) for kind in ("revision", "standard", "clause", "evidence")}
    assert WORDS.links["supersedes"].line
    assert not WORDS.links["satisfies"].line


def test_which_document_types_are_a_basis() -> None:
    types = WORDS.nodes["document"].fields["type"]
    assert set(types.values) - types.basis == {"form", "external"}
    assert types.basis <= set(types.values)


def test_every_kind_and_field_has_a_label_in_three_languages() -> None:
    kinds: list[NodeKind | LinkKind] = [*WORDS.nodes.values(), *WORDS.links.values()]
    for kind in kinds:
        for labels in (kind.labels, *(field.labels for field in kind.fields.values())):
            assert set(labels) == {"zh-Hans", "zh-Hant", "en"}
            assert all(text.strip() for text in labels.values())


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_node_passes_and_each_required_field_is_required(kind: str) -> None:
    WORDS.check_node(node(kind))
    for field in WORDS.nodes[kind].fields.values():
        if field.required:
            assert refused(kind, **{field.name: None}) == ("field_missing", field.name)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("document", "title", 3),
        ("document", "title", ["a"]),
        ("document", "title", "a\ud800"),
        ("document", "type", "poem"),
        ("document", "type", ["form"]),
        ("clause", "level", "1"),
        ("clause", "level", True),
        ("clause", "level", 2**53),
        ("clause", "normative", 1),
        ("clause", "normative", "true"),
        ("clause", "standard", "GB/T 1"),
        ("clause", "parent", ID.upper().replace("0", "A")),
        ("clause", "obligations", "record"),
        ("clause", "obligations", ["record"]),
        ("clause", "obligations", [{"kind": 1.5}]),
        ("clause", "obligations", [{"kind": ["record"]}]),
        ("clause", "obligations", [{"种类": "record"}]),
        ("record", "date", 20260101),
        ("evidence", "sha256", "0" * 63),
        ("evidence", "sha256", "A" * 64),
        ("evidence", "checked_at", "2026-06-30T01:02:03Z"),
        ("evidence", "checked_at", "2026-06-30"),
    ],
)
def test_an_ill_typed_field_is_refused(kind: str, field: str, value: Any) -> None:
    assert refused(kind, **{field: value}) == ("field_type", field)


@pytest.mark.parametrize("value", ["2026-1-1", "yesterday", "2026-02-30", ""])
def test_a_date_that_is_none_is_refused(value: str) -> None:
    assert refused("record", date=value) == ("date_invalid", "date")


def test_unknown_kinds_and_fields_are_refused() -> None:
    assert refused("animal") == ("kind_unknown", None)
    assert refused("document", colour="red") == ("field_unknown", "colour")
    with pytest.raises(InvalidInput) as caught:
        WORDS.link_kind("likes")
    assert caught.value.code == "kind_unknown"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("standard", "code", "GB/T 2"),
        ("standard", "edition", "2020"),
        ("clause", "number", "4.2"),
        ("document", "number", "QP-06"),
        ("revision", "content", "1" * 64),
        ("evidence", "sha256", "1" * 64),
        ("applicability", "clause", ID),
    ],
)
def test_fixed_fields_never_change(kind: str, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        WORDS.check_node(node(kind, **{field: value}), node(kind))
    assert (caught.value.code, caught.value.params["field"]) == ("field_fixed", field)


def test_a_field_that_is_not_fixed_changes_and_a_kind_does_not() -> None:
    WORDS.check_node(node("record", date="2026-01-02"), node("record"))
    with pytest.raises(InvalidInput) as caught:
        WORDS.check_node(node("record"), node("document"))
    assert caught.value.code == "kind_fixed"


LINK = Link("l", "satisfies", ID, OTHER, "proposed", "li", "2026-06-30T01:02:03.000004Z")


@pytest.mark.parametrize(
    ("link", "ends", "code"),
    [
        (LINK, ("clause", "revision"), "link_ends"),
        (LINK, ("evidence", "clause"), "link_ends"),
        (replace(LINK, kind="records"), ("evidence", "revision"), "link_ends"),
        (replace(LINK, kind="supersedes"), ("revision", "document"), "link_ends"),
        (replace(LINK, kind="likes"), ("record", "clause"), "kind_unknown"),
        (replace(LINK, kind="supersedes", to_id=ID), ("clause", "clause"), "link_to_itself"),
        (replace(LINK, state="sure"), ("record", "clause"), "link_state_unknown"),
        (replace(LINK, valid_from="soon"), ("record", "clause"), "date_invalid"),
        (replace(LINK, valid_from="2026-01-02", valid_to="2026-01-02"), ("record", "clause"), "interval_empty"),
        (replace(LINK, valid_from="2026-01-02", valid_to="2026-01-01"), ("record", "clause"), "interval_empty"),
        (replace(LINK, fields=freeze({"colour": "red"})), ("record", "clause"), "field_unknown"),
        (replace(LINK, fields=freeze({"page": "3"})), ("record", "clause"), "field_type"),
    ],
)
def test_links_that_may_not_be_are_refused(link: Link, ends: tuple[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        WORDS.check_link(link, *ends)
    assert caught.value.code == code


@pytest.mark.parametrize("state", ["proposed", "confirmed", "rejected", "withdrawn"])
def test_a_good_link_passes(state: str) -> None:
    good = replace(
        LINK, state=state, valid_from="2026-01-01", valid_to="2026-01-02", fields=freeze({"page": 3, "quote": "q"})
    )
    WORDS.check_link(good, "record", "clause")


def test_business_keys() -> None:
    keys = {kind: WORDS.business_key(node(kind)) for kind in GOOD}
    assert keys == {
        "standard": "GB/T1\n2011",
        "clause": f"{ID}\n4.1",
        "document": "QP-05",
        "revision": f"{ID}\nA/0",
        "record": None,
        "evidence": "0" * 64,
        "applicability": None,
        "review": f"waiting\n{ID}",
        "decision": OTHER,
    }
    # A record has a key where it has a number; the number stands first.
    assert WORDS.business_key(node("record", number="R-1")) == "R-1\n"
    assert WORDS.business_key(node("record", number="R-1", document=OTHER)) == f"R-1\n{OTHER}"
    assert WORDS.key_of("standard", "gb/t 1", "２０１１") == "GB/T1\n2011"
    assert WORDS.key_of("revision", ID, "A/0") == f"{ID}\nA/0"


def test_owners() -> None:
    assert {kind: WORDS.owner(node(kind)) for kind in GOOD} == {
        "standard": None,
        "clause": ID,
        "document": None,
        "revision": ID,
        "record": None,
        "evidence": None,
        "applicability": ID,
        "review": ID,
        "decision": ID,
    }
    assert WORDS.owner(node("record", document=OTHER)) == OTHER
