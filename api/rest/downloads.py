"""Downloads: bytes whose digest holds, never run by a browser, never a damaged file as a complete answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import BinaryIO
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.rest.conditions import not_modified
from api.rest.problems import Gone
from graph_schema.blobs import Blobs
from graph_schema.errors import ClausetrailError, Conflict, NotFound
from graph_schema.values import Node

CHUNK = 1 << 20
SHOWN_AS_IS = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""Types a person's program may be told; all else is bytes. Never anything a browser would run."""
POLICY = "sandbox; default-src 'none'"
_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+-]")


class DamagedError(Exception):
    """The bytes changed between the check and their end: the answer is broken off."""


def download(request: Request, blobs: Blobs, node: Node, digest: str) -> Response:
    """The bytes of an evidence or a revision just found to hold (`fixity` of the node says so)."""
    fixity = node.get("fixity") or "held"
    if fixity != "held":
        error: type[ClausetrailError] = Gone if fixity == "unreadable" else Conflict
        raise error("fixity_failed", id=node.id, fixity=fixity)
    media_type = node.text("media_type")
    headers = {
        "Content-Disposition": disposition(node.text("file_name")),
        "Content-Security-Policy": POLICY,
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization, Cookie",
        "ETag": f'"{digest}"',
        "Accept-Ranges": "none",
    }
    if not_modified(request.headers, f'"{digest}"'):
        return Response(status_code=304, headers=headers)
    size = int(node.fields["size"])
    headers["Content-Length"] = str(size)
    try:
        file = blobs.open(digest)
    except NotFound as error:
        raise Gone("fixity_failed", id=node.id, fixity="unreadable") from error
    shown = media_type if media_type in SHOWN_AS_IS else "application/octet-stream"
    return StreamingResponse(pieces(file, digest, size), 200, headers, media_type=shown)


async def pieces(file: BinaryIO, digest: str, size: int) -> AsyncIterator[bytes]:
    """The bytes, hashed once more on their way; the last piece goes only when the digest is right."""
    seen, sent, held = sha256(), 0, b""
    try:
        while chunk := await run_sync(file.read, CHUNK):
            seen.update(chunk)
            sent += len(held)
            if held:
                yield held
            held = chunk
        if seen.hexdigest() != digest or sent + len(held) != size:
            raise DamagedError(digest)
        yield held
    finally:
        file.close()


def disposition(name: str) -> str:
    """`attachment` with the name in plain ASCII and in full (RFC 6266, RFC 8187)."""
    plain = _PLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
