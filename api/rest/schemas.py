"""The schemas of what the API answers: from `schemas.yaml`, and kinds of node from the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from graph_schema.vocabulary import Field, NodeKind, Vocabulary

Schema = dict[str, Any]
_PLAIN = {"string", "integer", "boolean"}
_FIELD_TYPES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"$ref": "#/components/schemas/Day"},
    "instant": {"$ref": "#/components/schemas/Instant"},
    "sha256": {"$ref": "#/components/schemas/Digest"},
    "ref": {"$ref": "#/components/schemas/Id"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Any"}},
}


def answer_schemas(vocabulary: Vocabulary) -> dict[str, Schema]:
    """All of them by name."""
    text = (resources.files("api.rest") / "schemas.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = yaml.safe_load(text)
    schemas = {_name(kind.kind): _of_kind(kind) for kind in vocabulary.nodes.values()}
    for name, given in written.items():
        schemas[name] = _written(given, schemas)
    return schemas


def _name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))


def _of_kind(kind: NodeKind) -> Schema:
    """A node of a kind: `version` is the entry that wrote it."""
    properties: Schema = {
        "id": {"$ref": "#/components/schemas/Id"},
        "kind": {"type": "string", "const": kind.kind},
        "version": {"type": "integer", "description": "Goes into `If-Match`: the ledger entry that wrote it."},
        **{field.name: _of_field(field) for field in kind.fields.values()},
    }
    needed = ["id", "kind", "version", *(field.name for field in kind.fields.values() if field.required)]
    return _object(properties, needed) | {"description": kind.about}


def _of_field(field: Field) -> Schema:
    schema = dict(_FIELD_TYPES[field.type]) | {"description": f"{field.labels['en']} ({field.labels['zh-Hans']})"}
    return schema | ({"enum": list(field.values)} if field.values else {})


def _written(given: Schema, known: Mapping[str, Schema]) -> Schema:
    if "schema" in given:
        return dict(given["schema"])
    if "page" in given:
        items = {"type": "array", "items": _reference(given["page"])}
        schema = _object({"items": items, "next": {"type": "string", "description": "Cursor."}}, ["items"])
    else:
        base = known[given["of"]] if "of" in given else {"properties": {}, "required": []}
        changed = {name: _reference(what) for name, what in given.get("but", {}).items()}
        more = given.get("is", {}) | given.get("more", {})
        added = {name.removesuffix("?"): _reference(what) for name, what in more.items()}
        needed = [name for name in more if not name.endswith("?")]
        schema = _object({**base["properties"], **changed, **added}, [*base["required"], *needed])
    return schema | ({"description": given["about"]} if "about" in given else {})


def _reference(what: Any) -> Schema:
    """`[X]` is a list, a plain type is itself, any other word another schema."""
    if isinstance(what, list):
        return {"type": "array", "items": _reference(what[0])}
    return {"type": what} if what in _PLAIN else {"$ref": f"#/components/schemas/{what}"}


def _object(properties: Schema, needed: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
