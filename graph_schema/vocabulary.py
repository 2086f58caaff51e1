"""The vocabulary: kinds of node and link as data, checked once; what it does not know is refused here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from graph_schema.dates import day
from graph_schema.errors import InvalidInput
from graph_schema.ids import is_id
from graph_schema.references import normal_code
from graph_schema.values import Link, Node, Value

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
MAX_INTEGER = 2**53 - 1
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINK_STATES = frozenset({"proposed", "confirmed", "rejected", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `material`: in the stamp; `fixed`: never changes; `link`: how a reference is drawn."""

    name: str
    type: str
    labels: Mapping[str, str]
    required: bool = False
    material: bool = False
    fixed: bool = False
    values: tuple[str, ...] = ()
    basis: frozenset[str] = frozenset()
    to: str | None = None
    link: str | None = None
    normal: str | None = None


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node: its business key, the node it belongs to (`owner`), its fields."""

    kind: str
    about: str
    labels: Mapping[str, str]
    fields: Mapping[str, Field]
    key: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A kind of link: the (from, to) kinds it may join; `line`: acyclic with one successor."""

    kind: str
    about: str
    labels: Mapping[str, str]
    fields: Mapping[str, Field]
    ends: frozenset[tuple[str, str]]
    line: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every kind the product knows."""

    nodes: Mapping[str, NodeKind]
    links: Mapping[str, LinkKind]

    def node_kind(self, kind: str) -> NodeKind:
        """The kind of that name, or `kind_unknown`."""
        if kind not in self.nodes:
            raise InvalidInput("kind_unknown", kind=kind)
        return self.nodes[kind]

    def link_kind(self, kind: str) -> LinkKind:
        """The link kind of that name, or `kind_unknown`."""
        if kind not in self.links:
            raise InvalidInput("kind_unknown", kind=kind)
        return self.links[kind]

    def check_node(self, node: Node, before: Node | None = None) -> None:
        """Refuse a node of unknown kind, with unknown, missing, ill-typed or changed fixed fields."""
        known = self.node_kind(node.kind)
        _check_fields(node.kind, known.fields, node.fields)
        if before is None:
            return
        if before.kind != node.kind:
            raise InvalidInput("kind_fixed", id=node.id)
        for field in known.fields.values():
            if field.fixed and node.get(field.name) != before.get(field.name):
                raise InvalidInput("field_fixed", kind=node.kind, field=field.name)

    def check_link(self, link: Link, from_kind: str, to_kind: str) -> None:
        """Refuse a link of unknown kind, state or fields, or between kinds it may not join."""
        known = self.link_kind(link.kind)
        if (from_kind, to_kind) not in known.ends:
            raise InvalidInput("link_ends", kind=link.kind, from_kind=from_kind, to_kind=to_kind)
        if link.from_id == link.to_id:
            raise InvalidInput("link_to_itself", kind=link.kind)
        if link.state not in _LINK_STATES:
            raise InvalidInput("link_state_unknown", state=link.state)
        for name in ("valid_from", "valid_to"):
            if (value := getattr(link, name)) is not None:
                day(value, name)
        if link.valid_from is not None and link.valid_to is not None and link.valid_to <= link.valid_from:
            raise InvalidInput("interval_empty", start=link.valid_from, end=link.valid_to)
        _check_fields(link.kind, known.fields, link.fields)

    def business_key(self, node: Node) -> str | None:
        """The node's key as one text, unique within its kind; None where the kind or this node has none."""
        known = self.nodes[node.kind]
        if not known.key or node.get(known.key[0]) is None:
            return None
        return "\n".join(_normal(known.fields[name], node.get(name)) for name in known.key)

    def key_of(self, kind: str, *parts: str) -> str:
        """The business key that a node of these key values would have."""
        known = self.node_kind(kind)
        return "\n".join(_normal(known.fields[name], part) for name, part in zip(known.key, parts, strict=True))

    def owner(self, node: Node) -> str | None:
        """The id of the node this one belongs to (clause -> standard, revision -> document), if any."""
        name = self.nodes[node.kind].owner
        return None if name is None else node.get(name)


def _normal(field: Field, value: Value) -> str:
    if value is None:
        return ""
    return normal_code(value) if field.normal == "code" else str(value)


def _check_fields(kind: str, known: Mapping[str, Field], given: Mapping[str, Value]) -> None:
    for name in given:
        if name not in known:
            raise InvalidInput("field_unknown", kind=kind, field=name)
    for field in known.values():
        if field.name not in given:
            if field.required:
                raise InvalidInput("field_missing", kind=kind, field=field.name)
        elif not _CHECKS[field.type](given[field.name], field):
            raise InvalidInput("field_type", kind=kind, field=field.name, type=field.type)


def _is_text(value: Value, _field: Field) -> bool:
    return isinstance(value, str) and not _SURROGATE.search(value)


def _is_integer(value: Value, _field: Field) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER


def _is_date(value: Value, field: Field) -> bool:
    if not isinstance(value, str):
        return False
    day(value, field.name)
    return True


def _is_texts(value: Value, field: Field) -> bool:
    return isinstance(value, tuple) and all(_is_text(item, field) for item in value)


def _is_rows(value: Value, field: Field) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(row, Mapping)
        and all(
            name.isascii() and (_is_text(cell, field) or isinstance(cell, bool) or _is_integer(cell, field))
            for name, cell in row.items()
        )
        for row in value
    )


_CHECKS: Mapping[str, Callable[[Value, Field], bool]] = {
    "text": _is_text,
    "code": lambda value, field: value in field.values,
    "integer": _is_integer,
    "boolean": lambda value, _field: isinstance(value, bool),
    "date": _is_date,
    "instant": lambda value, _field: isinstance(value, str) and bool(_INSTANT.fullmatch(value)),
    "sha256": lambda value, _field: isinstance(value, str) and bool(_SHA256.fullmatch(value)),
    "ref": lambda value, _field: isinstance(value, str) and is_id(value),
    "texts": _is_texts,
    "rows": _is_rows,
}


@cache
def load() -> Vocabulary:
    """The vocabulary shipped with the product, read from `kinds/` and checked."""
    folder = resources.files("graph_schema") / "kinds"
    nodes = [_node_kind(_read(path)) for path in (folder / "nodes").iterdir() if path.name.endswith(".yaml")]
    links = [_link_kind(_read(path)) for path in (folder / "links").iterdir() if path.name.endswith(".yaml")]
    vocabulary = Vocabulary(
        {known.kind: known for known in sorted(nodes, key=lambda one: one.kind)},
        {known.kind: known for known in sorted(links, key=lambda one: one.kind)},
    )
    _check_vocabulary(vocabulary)
    return vocabulary


def _read(path: Any) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def _fields(data: dict[str, Any]) -> dict[str, Field]:
    return {
        name: Field(
            name=name,
            **{**given, "values": tuple(given.get("values", ())), "basis": frozenset(given.get("basis", ()))},
        )
        for name, given in data.items()
    }


def _node_kind(data: dict[str, Any]) -> NodeKind:
    return NodeKind(**{**data, "fields": _fields(data["fields"]), "key": tuple(data.get("key", ()))})


def _link_kind(data: dict[str, Any]) -> LinkKind:
    ends = frozenset((start, end) for start, end in data["ends"])
    return LinkKind(**{**data, "fields": _fields(data["fields"]), "ends": ends})


def _check_vocabulary(vocabulary: Vocabulary) -> None:
    """A slip in the YAML is found at start, not at the first use of the kind."""
    kinds: list[NodeKind | LinkKind] = [*vocabulary.nodes.values(), *vocabulary.links.values()]
    for kind in kinds:
        for labels in (kind.labels, *(field.labels for field in kind.fields.values())):
            if missing := [language for language in LANGUAGES if not labels.get(language)]:
                raise ValueError(f"{kind.kind}: no label in {missing}")
        for field in kind.fields.values():
            if field.type not in _CHECKS or (field.to is not None and field.to not in vocabulary.nodes):
                raise ValueError(f"{kind.kind}.{field.name}: unknown type or end")
    for link in vocabulary.links.values():
        if unknown := {end for pair in link.ends for end in pair} - set(vocabulary.nodes):
            raise ValueError(f"{link.kind}: unknown ends {unknown}")
    for node in vocabulary.nodes.values():
        if not {*node.key, *([node.owner] if node.owner else [])} <= set(node.fields):
            raise ValueError(f"{node.kind}: key or owner is not a field")
