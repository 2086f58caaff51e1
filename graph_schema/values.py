"""Nodes and links as frozen values, each one version; dates and instants are ISO text, ordered as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

Day = str
"""A calendar date in the organisation's time zone, `2026-06-30`."""
Instant = str
"""A UTC time, `2026-06-30T01:02:03.000004Z`: always six decimals, so that text order is time order."""
Value = Any
"""str | int | bool | tuple[str, ...] | tuple[Mapping[str, str | int | bool], ...]: as the vocabulary says."""

LIVE = frozenset({"proposed", "confirmed"})
"""States in which a link occupies its (kind, from, to): at most one live link there."""
PENDING = -1
"""`seq_from` of a version not yet written by any entry."""
NO_FIELDS: Mapping[str, Value] = MappingProxyType({})


def freeze(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """A read-only copy without unset (None) fields, lists turned into tuples, so that nothing stored is shared."""
    return MappingProxyType({name: _frozen(value) for name, value in fields.items() if value is not None})


_PLAIN = (str, int, bool)


def _frozen(value: Value) -> Value:
    if type(value) in _PLAIN:  # most values; the checks below cost ten times as much
        return value
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, Mapping):
        return freeze(value)
    return value


def _taken(fields: dict[str, Value]) -> Mapping[str, Value]:
    """The same as `freeze` for a dictionary just read and held by nobody else: not copied where it is flat."""
    for value in fields.values():
        if type(value) not in _PLAIN:
            return freeze(fields)
    return MappingProxyType(fields)


def thaw(value: Value) -> Any:
    """The same value in plain dicts and lists, for canonical bytes and JSON."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    if isinstance(value, Mapping):
        return {name: thaw(item) for name, item in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Node:
    """One version of a node: written by entry `seq_from`, replaced by entry `seq_to` (unset while current)."""

    id: str
    kind: str
    fields: Mapping[str, Value]
    seq_from: int = PENDING
    seq_to: int | None = None

    def get(self, name: str) -> Value:
        """The field's value, or None where it is absent."""
        return self.fields.get(name)

    def text(self, name: str) -> str:
        """A text, code, date or reference field that the vocabulary requires of this kind."""
        value = self.fields[name]
        if not isinstance(value, str):
            raise TypeError(f"{self.kind}.{name} is not text")
        return value

    def changed(self, **fields: Value) -> Node:
        """The next version: these fields replaced (None removes one), not yet written."""
        return Node(self.id, self.kind, freeze({**self.fields, **fields}))


@dataclass(frozen=True, slots=True)
class Link:
    """One version of a claim that one node bears on another.

    `by`, `at`, `reason`: who brought it into this state, when (UTC), why. `valid_from <= D < valid_to` is the claim's
    own interval. `from_stamp`, `to_stamp`: the stamps of both ends as they were when a person confirmed or reaffirmed
    it. `carried_from`: the link of the predecessor it was carried over from. `fields`: what belongs to this use
    (an evidence's name, date and site here; the anchor's page and quoted text).
    """

    id: str
    kind: str
    from_id: str
    to_id: str
    state: str
    by: str
    at: Instant
    reason: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    from_stamp: str | None = None
    to_stamp: str | None = None
    carried_from: str | None = None
    fields: Mapping[str, Value] = field(default_factory=lambda: NO_FIELDS)
    seq_from: int = PENDING
    seq_to: int | None = None

    def valid_on(self, day: Day) -> bool:
        """Whether the claim's own interval holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def counts_on(self, day: Day) -> bool:
        """Only a confirmed link valid on the day counts."""
        return self.state == "confirmed" and self.valid_on(day)

    def moved(self, state: str, by: str, at: Instant, reason: str | None, **changes: Any) -> Link:
        """The next version in another state (or the same one, reaffirmed), not yet written."""
        return replace(self, state=state, by=by, at=at, reason=reason, seq_from=PENDING, seq_to=None, **changes)


_LINK_TEXTS = ("reason", "valid_from", "valid_to", "from_stamp", "to_stamp", "carried_from")


def node_document(node: Node) -> dict[str, Any]:
    """The version as plain data, exactly what its canonical bytes hold."""
    return {"id": node.id, "kind": node.kind, "fields": thaw(node.fields)}


def node_from(document: dict[str, Any], seq_from: int, seq_to: int | None = None) -> Node:
    """The version read back from its document, which is not to be used elsewhere."""
    return Node(document["id"], document["kind"], _taken(document["fields"]), seq_from, seq_to)


def link_document(link: Link) -> dict[str, Any]:
    """The version as plain data, exactly what its canonical bytes hold; unset parts are absent."""
    document: dict[str, Any] = {
        "id": link.id,
        "kind": link.kind,
        "from": link.from_id,
        "to": link.to_id,
        "state": link.state,
        "by": link.by,
        "at": link.at,
    }
    for name in _LINK_TEXTS:
        value = getattr(link, name)
        if value is not None:
            document[name] = value
    if link.fields:
        document["fields"] = thaw(link.fields)
    return document


def link_from(document: dict[str, Any], seq_from: int, seq_to: int | None = None) -> Link:
    """The version read back from its document, which is not to be used elsewhere."""
    get = document.get
    fields = get("fields")
    return Link(
        document["id"],
        document["kind"],
        document["from"],
        document["to"],
        document["state"],
        document["by"],
        document["at"],
        get("reason"),
        get("valid_from"),
        get("valid_to"),
        get("from_stamp"),
        get("to_stamp"),
        get("carried_from"),
        _taken(fields) if fields else NO_FIELDS,
        seq_from,
        seq_to,
    )
