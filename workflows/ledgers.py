"""The ledger as its readers use it: entries, checkpoints, keys, proofs, export, verification."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from graph_schema import merkle
from graph_schema.entries import export_line
from graph_schema.errors import InvalidInput, NotFound, StoreRefused
from graph_schema.ports import Reader
from workflows.answers import Json
from workflows.checkpoints import Notary, root_of
from workflows.permissions import require
from workflows.system import Person, System


def entries(system: System, person: Person, start: int = 0, limit: int = 100) -> list[Json]:
    """Entries in order of `seq`, as they were written."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        return [one.document() for one in reader.entries(start, limit)]


def checkpoint(system: System, person: Person) -> str:
    """The signed note of the head, published if it is not yet."""
    require(person.roles, "ledger.read")
    return _notary(system).publish(system.store, system.clock())


def key(system: System, person: Person) -> str:
    """The C2SP verifier key of this ledger."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        return _notary(system).verifier_key(reader)


def _notary(system: System) -> Notary:
    if system.notary is None:
        raise StoreRefused("no_signing_key")
    return system.notary


def prove_inclusion(system: System, person: Person, seq: int, size: int | None = None) -> Json:
    """That an entry is in the ledger: {`index`, `size`, `leaf`, `path`, `checkpoint`}, hashes base64."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        whole = reader.head().size
        of = whole if size is None else size
        if not 0 <= seq < of <= whole:
            raise NotFound("entry_unknown", seq=seq, size=whole)
        leaf = next(reader.leaves(seq, 1))[1]
        path = merkle.inclusion_path(seq, of, reader.tree(merkle.required_for_inclusion(seq, of)))
        return {
            "index": seq,
            "size": of,
            "leaf": _text(leaf),
            "path": [_text(one) for one in path],
            "checkpoint": _notary(system).note(reader, of),
        }


def prove_consistency(system: System, person: Person, start: int, end: int | None = None) -> Json:
    """That nothing before was changed: {`from`, `to`, `path`, `from_root`, `to_root`}; `from`, `to` are tree sizes."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        whole = reader.head().size
        to = whole if end is None else end
        if not 0 <= start <= to <= whole:
            raise InvalidInput("sizes_invalid", start=start, end=to, size=whole)
        path = merkle.consistency_path(start, to, reader.tree(merkle.required_for_consistency(start, to)))
        return {
            "from": start,
            "to": to,
            "path": [_text(one) for one in path],
            "from_root": _text(root_of(reader, start)),
            "to_root": _text(root_of(reader, to)),
        }


def export(system: System, person: Person) -> Iterator[str]:
    """JSON Lines {`seq`, `leaf`}: the exact bytes that were hashed."""
    require(person.roles, "ledger.read")
    with system.reader() as reader:
        yield from _lines(reader)


def _lines(reader: Reader) -> Iterator[str]:
    for seq, leaf in reader.leaves():
        yield export_line(leaf, seq)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
