"""The ledger: entries, checkpoint, key, proofs, export, verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from api.rest.asked import Notes
from api.rest.desk import At, Desk
from api.rest.presenting import Part, changed, paged, read, text
from api.rest.routes import new_router, told
from graph_schema.errors import InvalidInput
from workflows import ledgers, verifying
from workflows.permissions import require

EXPORT_PIECE = 64 << 10
LINES = "application/x-ndjson"
Size = Annotated[int | None, Query(ge=0, description="Of the first so many entries; default all.")]
router = new_router("ledger", "/ledger")


@router.get("/entries", responses=told("EntryPage"))
def list_entries(desk: At, page: Part) -> Response:
    """Entries in order of `seq`, as they were written; the cursor is the last `seq`."""
    return paged(desk.request, page, lambda after, limit: _entries(desk, after, limit), "seq")


def _entries(desk: Desk, after: str | None, limit: int) -> list[dict[str, object]]:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 16):
        raise InvalidInput("cursor_unknown", value=after[:80])
    return ledgers.entries(desk.system, desk.person, int(after) + 1 if after else 0, limit)


@router.get("/checkpoint", responses=told("Note", media_type="text/plain"))
def show_checkpoint(desk: At) -> Response:
    """The signed note of the head (C2SP tlog-checkpoint), published if it is not yet."""
    return text(ledgers.checkpoint(desk.system, desk.person))


@router.get("/key", responses=told("Note", media_type="text/plain"))
def show_key(desk: At) -> Response:
    """The verifier key of this ledger (C2SP signed-note)."""
    return text(ledgers.key(desk.system, desk.person) + "\n")


@router.get("/proofs/inclusion", responses=told("Inclusion"))
def prove_inclusion(desk: At, seq: Annotated[int, Query(ge=0)], size: Size = None) -> Response:
    """That an entry is in the ledger (RFC 9162, 2.1.3)."""
    return read(desk.request, ledgers.prove_inclusion(desk.system, desk.person, seq, size))


@router.get("/proofs/consistency", responses=told("Consistency"))
def prove_consistency(
    desk: At,
    start: Annotated[int, Query(alias="from", ge=0)],
    end: Annotated[int | None, Query(alias="to", ge=0)] = None,
) -> Response:
    """That nothing before was changed (RFC 9162, 2.1.4); `from` and `to` are tree sizes."""
    return read(desk.request, ledgers.prove_consistency(desk.system, desk.person, start, end))


@router.get("/export", responses=told("ExportLines", media_type=LINES))
def export_ledger(desk: At) -> Response:
    """JSON Lines {`seq`, `leaf`}: the exact bytes that were hashed, base64."""
    require(desk.person.roles, "ledger.read")
    headers = {"Content-Disposition": 'attachment; filename="ledger.jsonl"'}
    return StreamingResponse(_lines(desk), 200, headers, media_type=LINES)


def _lines(desk: Desk) -> Iterator[bytes]:
    """Many lines a piece: each piece costs a change of thread."""
    held: list[bytes] = []
    size = 0
    for line in ledgers.export(desk.system, desk.person):
        held.append(line.rstrip("\n").encode() + b"\n")
        size += len(held[-1])
        if size >= EXPORT_PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


@router.post("/verify", responses=told("Verification"))
def verify_ledger(desk: At, given: Notes) -> Response:
    """Replay the whole ledger and compare it with the store and the checkpoints held elsewhere."""
    return changed(verifying.verify(desk.system, desk.person, given.notes))
