"""A ledger, its signed checkpoints and its proofs made without the product: json, hashlib and a signing library."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.graph_schema.naive_merkle import NaiveTree, leaf

ORIGIN = "clausetrail.example/0197a5c0-0000-7000-8000-000000000000"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x2a" * 32)
PUBLIC = PRIVATE.public_key().public_bytes_raw()


def key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\x0a\x01" + public).digest()[:4]


def vkey(name: str = ORIGIN, public: bytes = PUBLIC) -> str:
    return f"{name}+{key_hash(name, public).hex()}+{b64(bytes([1]) + public)}"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry(seq: int) -> dict[str, Any]:
    """A plausible entry; two in a row share their time."""
    return {
        "v": 1,
        "seq": seq,
        "time": f"{datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=seq // 2):%Y-%m-%dT%H:%M:%S.%f}Z",
        "actor": "李文控",
        "via": "cli",
        "action": "link:confirm",
        "subjects": [{"id": f"0197a5c0-0000-7000-8000-{seq:012x}", "after": "ab" * 32}],
        "facts": {"links": [{"kind": "satisfies", "state": "confirmed", "order": seq, "basis": True}]},
    }


def row(seq: int, data: bytes) -> bytes:
    return json.dumps({"seq": seq, "leaf": b64(data)}).encode() + b"\n"


@dataclass
class Pack:
    """What an auditor takes away, kept in parts so that a test can spoil each."""

    leaves: list[bytes]
    tree: NaiveTree = field(init=False)

    def __post_init__(self) -> None:
        self.tree = NaiveTree([leaf(data) for data in self.leaves])

    def rows(self) -> list[bytes]:
        return [row(seq, data) for seq, data in enumerate(self.leaves)]

    def root(self, size: int) -> bytes:
        return self.tree.head(0, size)

    def note(self, size: int, root: bytes | None = None, origin: str = ORIGIN) -> str:
        text = f"{origin}\n{size}\n{b64(self.root(size) if root is None else root)}\n"
        line = b64(key_hash(ORIGIN, PUBLIC) + PRIVATE.sign(text.encode()))
        return f"{text}\n— {ORIGIN} {line}\n"

    def inclusion(self, index: int, size: int) -> dict[str, Any]:
        return {
            "index": index,
            "size": size,
            "leaf": b64(self.leaves[index]),
            "path": [b64(value) for value in self.tree.path(index, 0, size)],
            "checkpoint": self.note(size),
        }

    def consistency(self, old: int, new: int) -> dict[str, Any]:
        return {
            "from": old,
            "to": new,
            "path": [b64(value) for value in self.tree.proof(old, new)],
            "from_root": b64(self.root(old)),
            "to_root": b64(self.root(new)),
        }


def make_pack(count: int) -> Pack:
    return Pack([compact(entry(seq)) for seq in range(count)])
