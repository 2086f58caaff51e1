"""`store copy`: everything moved between two stores, the same Merkle root; the source is then marked moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from graph_schema import merkle
from graph_schema.blobs import Blobs
from graph_schema.entries import entry_from
from graph_schema.errors import Conflict
from graph_schema.ports import Reader, Store, Transaction
from graph_schema.values import Instant
from workflows.answers import Json
from workflows.checkpoints import root_of
from workflows.files import chunks

T = TypeVar("T")
BATCH = 5_000
"""Rows a transaction: enough to be quick on Neo4j, few enough to stay within its transaction memory."""
Progress = Callable[[str, int], None]
Written = tuple[int, Instant, bytes, Mapping[tuple[int, int], bytes]]


def copy_store(source: Store, blobs_from: Blobs, target: Store, blobs_to: Blobs, name: str, progress: Progress) -> Json:
    """Move graph, versions, ledger, accounts, request ids and blobs. `name` is written into the source as where it
    moved to. Conflict `target_not_empty`; a copy broken off leaves a target that says so and can be emptied."""
    target.prepare()
    if not target.is_empty():
        raise Conflict("target_not_empty")
    with source.reader() as reader:
        copied = {
            "entries": _parts(target, _entries(reader), "entries", progress),
            "nodes": _parts(target, reader.node_rows(), "nodes", progress),
            "links": _parts(target, reader.link_rows(), "links", progress),
            "blobs": _blobs(blobs_from, blobs_to, progress),
        }
        target.write(lambda tx: _rest(reader, tx))
        size = reader.head().size
        root = root_of(reader, size)
    with target.reader() as made:
        if made.head().size != size or root_of(made, size) != root:
            raise Conflict("copy_differs", size=size)
    source.write(lambda tx: tx.put_setting("moved_to", name))
    return {"root": root.hex(), "size": size, **copied}


def _entries(reader: Reader) -> Iterator[Written]:
    for seq, leaf in reader.leaves():
        places = [(0, seq), *((level + 1, index >> 1) for level, index in merkle.required_for_append(seq))]
        yield seq, entry_from(leaf).time, leaf, reader.tree(places)


def _parts(target: Store, things: Iterator[T], kind: str, progress: Progress) -> int:
    done = 0
    while part := list(islice(things, BATCH)):

        def put(tx: Transaction, part: list[T] = part) -> None:
            tx.restore(**{"entries": (), "nodes": (), "links": (), kind: part})  # type: ignore[arg-type]  # by kind

        target.write(put)
        done += len(part)
        progress(kind, done)
    return done


def _blobs(source: Blobs, target: Blobs, progress: Progress) -> int:
    done = 0
    for digest in source.digests():
        with source.open(digest) as file, target.writer() as writer:
            for chunk in chunks(file):
                writer.write(chunk)
            if writer.finish().sha256 != digest:
                raise Conflict("blob_differs", sha256=digest)
        done += 1
        progress("blobs", done)
    return done


def _rest(reader: Reader, tx: Transaction) -> None:
    for account in reader.accounts():
        tx.put_account(account)
    for token in reader.tokens():
        tx.put_token(token)
    for request in reader.requests():
        tx.put_request(request)
    for name, value in reader.settings().items():
        tx.put_setting(name, value)
