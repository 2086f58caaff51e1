"""One entry of the ledger: who did what, when, to which subjects, why, and the facts to rebuild it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_schema.canonical import canonical_bytes
from graph_schema.values import Instant, freeze, thaw

ENTRY_VERSION = 1
"""Schema version of the entry's own form; written into every entry and never rewritten."""
VIAS = ("cli", "api", "page", "system")


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing the entry wrote: digests of the canonical bytes of its version before and after (absent: none)."""

    id: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change. `facts` holds the new versions (`nodes`, `links`, `accounts`) and whatever else tells it whole."""

    seq: int
    time: Instant
    actor: str
    via: str
    action: str
    subjects: tuple[Subject, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    request: str | None = None
    v: int = ENTRY_VERSION

    def document(self) -> dict[str, Any]:
        """The entry as plain data; unset parts are absent."""
        document: dict[str, Any] = {
            "v": self.v,
            "seq": self.seq,
            "time": self.time,
            "actor": self.actor,
            "via": self.via,
            "action": self.action,
            "subjects": [_subject(one) for one in self.subjects],
            "facts": thaw(freeze(self.facts)),
        }
        for name in ("reason", "request"):
            if (value := getattr(self, name)) is not None:
                document[name] = value
        return document

    def leaf(self) -> bytes:
        """The canonical bytes: the leaf input of the Merkle tree."""
        return canonical_bytes(self.document())


def _subject(subject: Subject) -> dict[str, str]:
    document = {"id": subject.id}
    if subject.before is not None:
        document["before"] = subject.before
    if subject.after is not None:
        document["after"] = subject.after
    return document


def entry_from(leaf: bytes) -> Entry:
    """The entry read back from its canonical bytes."""
    data = json.loads(leaf)
    subjects = tuple(Subject(one["id"], one.get("before"), one.get("after")) for one in data.pop("subjects"))
    return Entry(subjects=subjects, **data)


def export_line(leaf: bytes, seq: int) -> str:
    """One line of `ledger export`: the exact bytes that were hashed, base64."""
    return json.dumps({"seq": seq, "leaf": base64.b64encode(leaf).decode("ascii")})
