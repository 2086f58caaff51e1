"""Files on their way into the blob store, for revisions and evidence alike."""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from graph_schema.blobs import Blobs
from graph_schema.errors import InvalidInput

CHUNK = 1 << 20
NAME_LIMIT = 255
"""Characters of a file name that are kept: what common file systems allow."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that are durable by now, with the name they came under."""

    sha256: str
    size: int
    name: str
    media_type: str


def chunks(file: BinaryIO) -> Iterable[bytes]:
    """The file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk


def store(blobs: Blobs, pieces: Iterable[bytes], name: str) -> StoredFile:
    """Keep bytes: streamed, hashed, synced. InvalidInput `file_empty` for none, `file_name_long` for the name."""
    kept_name = file_name(name)
    with blobs.writer() as writer:
        size = 0
        for piece in pieces:
            writer.write(piece)
            size += len(piece)
        if size == 0:
            raise InvalidInput("file_empty", name=kept_name)
        blob = writer.finish()
    return StoredFile(blob.sha256, blob.size, kept_name, media_type(kept_name))


def file_name(name: str) -> str:
    """The name as it came, without folders; refused when empty, over 255 characters or with control characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    if not last:
        raise InvalidInput("file_name_empty")
    if len(last) > NAME_LIMIT:
        raise InvalidInput("file_name_long", limit=NAME_LIMIT, length=len(last))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in last):
        raise InvalidInput("file_name_invalid", name=last[:40].encode("unicode_escape").decode("ascii"))
    return last


def media_type(name: str) -> str:
    """What the name says the file is; a hint for people, never a reason to open it."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
