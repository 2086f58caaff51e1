"""What an entry of the ledger wrote, field by field and in words: each value before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ui import addresses
from ui.difference import Run, difference
from ui.issue_list import thing_name
from ui.say import Say
from ui.things import Cell
from ui.times import shown_instant

MOST = 2_000
"""Characters of a text shown in a cell; the bytes of the entry, below, have all of it."""
COMPARED = 12
"""From this many characters on, two texts are compared word by word."""
PAGES = frozenset({"standard", "clause", "document", "revision", "record", "evidence", "link"})
"""Kinds that have a page of their own."""
_TERMS = {
    ("revision", "state"): "phase",
    ("review", "state"): "review_state",
    ("applicability", "state"): "applicability",
    ("decision", "outcome"): "outcome",
    ("document", "type"): "type",
    ("clause", "row"): "row",
    ("evidence", "fixity"): "fixity",
    ("standard", "scheme"): "scheme",
    ("link", "state"): "link_state",
    ("account", "roles"): "role",
}
_LINK_LABELS = {
    "from": "fact_from",
    "to": "fact_to",
    "state": "head_state",
    "by": "head_by",
    "at": "head_at",
    "reason": "head_reason",
    "valid_from": "fact_valid_from",
    "valid_to": "fact_valid_to",
    "from_stamp": "ledger_from_stamp",
    "to_stamp": "ledger_to_stamp",
    "carried_from": "ledger_carried_from",
}
_ACCOUNT_LABELS = {
    "name": "people_account",
    "roles": "people_roles",
    "disabled": "ledger_disabled",
    "secret": "ledger_secret",
}
_ORDER = {name: place for place, name in enumerate(_LINK_LABELS)}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a thing: its value before and after; runs of text where two texts are compared word by word."""

    label: str
    before: Cell
    after: Cell
    old: tuple[Run, ...] = ()
    new: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words the values: the language, the zone, and names of the things that fields refer to."""

    say: Say
    zone: ZoneInfo
    names: Mapping[str, Mapping[str, Any]]

    def changes(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[FieldChange, ...]:
        """The fields that differ; of a new thing all it has."""
        old, new = _flat(before), _flat(after)
        kind = _kind(after or before or {})
        found = []
        for name in sorted({*old, *new}, key=lambda one: (_ORDER.get(one, len(_ORDER)), one)):
            if old.get(name) == new.get(name):
                continue
            found.append(self._change(kind, name, old.get(name), new.get(name)))
        return tuple(found)

    def _change(self, kind: str, name: str, before: Any, after: Any) -> FieldChange:
        label = self.label(kind, name)
        left, right = self.cell(kind, name, before), self.cell(kind, name, after)
        if left.href or right.href or left.kind or right.kind or min(len(left.text), len(right.text)) < COMPARED:
            return FieldChange(label, left, right)
        pairs = difference("", left.text, "", right.text, around=MOST).pairs
        old, new = [], []
        for pair in pairs:
            old += [*pair.old, Run("same", "\n")] if pair.old_no else []
            new += [*pair.new, Run("same", "\n")] if pair.new_no else []
        return FieldChange(label, left, right, tuple(old[:-1]), tuple(new[:-1]))

    def label(self, kind: str, name: str) -> str:
        """The word for a field."""
        own = {"link": _LINK_LABELS, "account": _ACCOUNT_LABELS}.get(kind, {}).get(name)
        return self.say(own) if own else self.say.field(kind, name)

    def cell(self, kind: str, name: str, value: Any) -> Cell:
        """The value in words, and where it leads."""
        if value is None:
            return Cell("")
        if isinstance(value, bool):
            return Cell(self.say("ledger_yes") if value else self.say("ledger_no"))
        if isinstance(value, (list, tuple)):
            parts = [self._part(kind, name, one) for one in value]
            return Cell(_cut(self.say("list_separator").join(parts)))
        if isinstance(value, int):
            return Cell(f"{value:,}")
        text = str(value)
        if text in self.names:
            return named_cell(self.names[text], self.say)
        section = _TERMS.get((kind, name))
        if section:
            return Cell(self.say.term(section, text))
        if len(text) == 64 and all(one in "0123456789abcdef" for one in text):
            return Cell(text, kind="hash")
        if text.endswith("Z") and text[4:5] == "-" and "T" in text:
            return Cell(shown_instant(text, self.zone), kind="date")
        return Cell(_cut(text))

    def _part(self, kind: str, name: str, value: Any) -> str:
        if isinstance(value, Mapping):
            return " · ".join(self._inner(key, str(one)) for key, one in value.items())
        section = _TERMS.get((kind, name))
        return self.say.term(section, str(value)) if section else str(value)

    def _inner(self, key: str, value: str) -> str:
        section = {"kind": "obligation", "strength": "strength"}.get(key)
        return self.say.term(section, value) if section else value


def named_cell(thing: Mapping[str, Any], say: Say) -> Cell:
    """A thing by its name, leading to its page where it has one."""
    kind = thing["kind"]
    if kind == "account":
        return Cell(str(thing["name"]))
    if kind in PAGES and (kind != "link" or "from" in thing):
        return Cell(thing_name(thing, say), addresses.of_kind(kind, thing["id"]))
    if kind == "link":
        return Cell(say("kind_link"), addresses.of_kind("link", thing["id"]))
    if kind == "thing":
        return Cell(str(thing["id"]), kind="mono")
    revision = thing.get("revision")
    return Cell(say.kind(kind), addresses.of_kind("revision", revision) if revision else "")


def kind_word(thing: Mapping[str, Any], say: Say) -> str:
    """What kind of thing it is, in words."""
    own = {"link": "kind_link", "account": "people_account", "thing": "ledger_thing"}.get(thing["kind"])
    return say(own) if own else say.kind(thing["kind"])


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[:MOST].rstrip() + "…"


def _kind(document: Mapping[str, Any]) -> str:
    if "from" in document:
        return "link"
    return str(document["kind"]) if "fields" in document else "account"


def _flat(document: Mapping[str, Any] | None) -> dict[str, Any]:
    return dict(_fields(document)) if document else {}


def _fields(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Field by field; of a link the fields of its use too."""
    if "from" not in document and "fields" in document:
        yield from document["fields"].items()
        return
    for name, value in document.items():
        if name == "fields":
            yield from value.items()
        elif name not in ("id", "kind"):
            yield name, value
