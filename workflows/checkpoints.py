"""Checkpoints: the signed head of the ledger, published outside the store when due."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graph_schema import merkle
from graph_schema.canonical import sha256_hex
from graph_schema.errors import ClausetrailError
from graph_schema.notes import Checkpoint, checkpoint_text, sign_note, verifier_key
from graph_schema.ports import Reader, Store
from graph_schema.signing import SigningKey
from graph_schema.values import Instant

EVERY_ENTRIES = 100
EVERY_SECONDS = 300
_log = logging.getLogger("clausetrail.checkpoints")


def root_of(reader: Reader, size: int) -> bytes:
    """The Merkle root of the first `size` entries."""
    return merkle.root(size, reader.tree(merkle.required_for_root(size)))


@dataclass(frozen=True, slots=True)
class Notary:
    """Signs heads and publishes them. `places`: folders outside the store (the second place first, if configured);
    one that fails is told and never blocks a change. The key is read when first needed."""

    key: Callable[[], SigningKey]
    places: tuple[Path, ...]

    def note(self, reader: Reader, size: int) -> str:
        """The signed note of exactly the first `size` entries."""
        origin = reader.setting("origin") or ""
        return sign_note(checkpoint_text(Checkpoint(origin, size, root_of(reader, size))), self.key(), origin)

    def verifier_key(self, reader: Reader) -> str:
        """The C2SP verifier key line of this ledger."""
        return verifier_key(reader.setting("origin") or "", self.key().public)

    def publish_if_due(self, store: Store, now: Instant) -> None:
        """Publish when 100 entries or 5 minutes have passed since the last checkpoint. What stands in the way (a key
        that is gone) is told and no more: the change before this is durable, its answer must not be lost."""
        try:
            if self._due(store, now):
                self.publish(store, now)
        except ClausetrailError as error:
            _log.warning("checkpoint_failed: %s", error.code)

    def _due(self, store: Store, now: Instant) -> bool:
        with store.reader() as reader:
            size, last = reader.head().size, _last(reader)
            due = last is None or size - last[0] >= EVERY_ENTRIES or _seconds(last[1], now) >= EVERY_SECONDS
            return due and size > 0 and (last is None or size != last[0])

    def publish(self, store: Store, now: Instant) -> str:
        """Sign and publish the head if it is not yet; the signed note."""
        with store.reader() as reader:
            size, last = reader.head().size, _last(reader)
            note = self.note(reader, size)
            name = f"{(reader.setting('origin') or 'ledger').replace('/', '_')}-{size:012d}.txt"
        for place in self.places:
            _put(place / name, note)
        if last is None or size > last[0]:
            kept = json.dumps({"size": size, "time": now, "note": note})
            store.write(lambda tx: tx.put_setting("checkpoint", kept))
        return note

    def published(self) -> list[tuple[Path, str]]:
        """The notes found in the places, oldest first within each."""
        found = []
        for place in self.places:
            for path in sorted(place.glob("*.txt")) if place.is_dir() else ():
                found.append((path, path.read_text(encoding="utf-8", errors="replace")))
        return found


def _last(reader: Reader) -> tuple[int, Instant] | None:
    kept = reader.setting("checkpoint")
    if kept is None:
        return None
    data = json.loads(kept)
    return int(data["size"]), str(data["time"])


def _seconds(earlier: Instant, later: Instant) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _put(path: Path, note: str) -> None:
    """Write a note; one of the same size that says something else stays beside it: it proves that the ledger forked."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != note.encode():
            _log.warning("checkpoint_differs: %s", path)
            path = path.with_stem(f"{path.stem}-{sha256_hex(note.encode())[:12]}")
        temporary = path.with_suffix(".tmp")
        temporary.write_text(note, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        _log.warning("checkpoint_place_failed: %s (%s)", path.parent, error.strerror)
