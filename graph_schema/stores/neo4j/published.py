"""What a row looks like in Neo4j: the columns, the exact bytes, and the fields as readable native properties."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from graph_schema.rows import LinkRow, NodeRow
from graph_schema.stores.neo4j.names import Names
from graph_schema.values import LIVE
from graph_schema.vocabulary import Field

Properties = dict[str, Any]
LONGEST_KEY = 1_000
"""Characters of a key kept in an index (Neo4j refuses entries beyond about 8 kB); longer ones are cut and digested."""


def indexed(key: str) -> str:
    """The key as the uniqueness constraint sees it: itself, or its beginning and the digest of the whole."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:LONGEST_KEY]}\n{hashlib.sha256(key.encode()).hexdigest()}"


def node_columns(row: NodeRow) -> Properties:
    """The row's columns as properties, its kind's fields left out; unset ones are absent."""
    columns: Properties = {
        "id": row.id,
        "kind": row.kind,
        "stamp": row.stamp,
        "body": row.body,
        "seq_from": row.seq_from,
    }
    if row.key is not None:
        columns["key"] = indexed(row.key)
        if columns["key"] != row.key:
            columns["key_full"] = row.key
    if row.owner is not None:
        columns["owner"] = row.owner
    if row.seq_to is not None:
        columns["seq_to"] = row.seq_to
    return columns


def node_properties(row: NodeRow, names: Names) -> Properties:
    """All properties of the current node: fields first, so that the columns stand first in the stored chain."""
    return {**native(json.loads(row.body)["fields"], names.node_fields[row.kind]), **node_columns(row)}


def native(fields: Mapping[str, Any], known: Mapping[str, Field]) -> Properties:
    """Fields as Neo4j can hold them: texts, codes, dates, numbers, truths, lists of texts; tables only in the body."""
    return {name: value for name, value in fields.items() if known[name].type != "rows"}


def node_row_of(properties: Mapping[str, Any]) -> NodeRow:
    """The row as it lies in the store, current or past."""
    get = properties.get
    return NodeRow(
        id=properties["id"],
        kind=get("kind") or "",
        key=get("key_full") or get("key"),
        owner=get("owner"),
        stamp=get("stamp") or "",
        body=get("body") or "",
        seq_from=properties["seq_from"],
        seq_to=get("seq_to"),
    )


_LINK_OPTIONAL = ("valid_from", "valid_to", "seq_to")


def link_columns(row: LinkRow) -> Properties:
    """The row's columns as properties of a `Claim` (current) or `LinkVersion` (past) node. The stamps stand in the
    exact bytes alone: no query here asks for them, and they were a fifth of the time of an import."""
    columns: Properties = {
        "id": row.id,
        "kind": row.kind,
        "from_id": row.from_id,
        "to_id": row.to_id,
        "state": row.state,
        "body": row.body,
        "seq_from": row.seq_from,
    }
    for name in _LINK_OPTIONAL:
        if (value := getattr(row, name)) is not None:
            columns[name] = value
    return columns


def claim_properties(row: LinkRow) -> Properties:
    """The columns, and `live`: the (kind, from, to) that a proposed or confirmed link occupies alone."""
    columns = link_columns(row)
    if row.state in LIVE:
        columns["live"] = f"{row.kind} {row.from_id} {row.to_id}"
    return columns


def relationship_properties(row: LinkRow, names: Names) -> Properties:
    """All properties of a confirmed link's native relationship but `suspect`, which its ends decide."""
    document = json.loads(row.body)
    properties = native(document.get("fields", {}), names.link_fields[row.kind])
    for name in ("reason", "carried_from", "from_stamp", "to_stamp", "by", "at"):
        if name in document:
            properties[name] = document[name]
    properties |= {"body": row.body, "seq_from": row.seq_from, "id": row.id}
    for name in ("valid_from", "valid_to"):
        if name in document:
            properties[name] = document[name]
    return properties


def link_row_of(properties: Mapping[str, Any]) -> LinkRow:
    """The row as it lies in the store, current or past; the stamps are read out of its bytes."""
    get = properties.get
    stamps = _stamps(get("body") or "")
    return LinkRow(
        id=properties["id"],
        kind=get("kind") or "",
        from_id=get("from_id") or "",
        to_id=get("to_id") or "",
        state=get("state") or "",
        valid_from=get("valid_from"),
        valid_to=get("valid_to"),
        from_stamp=stamps.get("from_stamp"),
        to_stamp=stamps.get("to_stamp"),
        body=get("body") or "",
        seq_from=properties["seq_from"],
        seq_to=get("seq_to"),
    )


def _stamps(body: str) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
