"""The folder of what was derived from files: texts, pictures, letters, by the file's digest. A cache that may be
deleted at any time: every file in it is whole or counts as absent, and nothing in it is ever executed or unpickled."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph_schema.errors import InvalidInput, StorageFull, StoreUnavailable
from ingestion.page_text import Picture
from ingestion.page_wire import webp_size
from ingestion.wire import to_bytes

DIGEST = re.compile(r"[0-9a-f]{64}")
TEXT = "text.json.gz"
LARGEST = 128 * 1024 * 1024
"""Bytes of a text unpacked; more was not written by us."""
FULL = {errno.ENOSPC, errno.EDQUOT}
FAST = 3  # a level of compression that costs less than reading the file did
Stamp = tuple[int, int, int]
"""What tells one writing of a file from another: inode, time, size."""


class Derived:
    """`ab/abcd.../` for each file read: `text.json.gz`, `page-3-1100.webp`, `letters-3.json.gz`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def document(self, sha256: str, name: str) -> Any | None:
        """The JSON value kept under that name; None when absent or damaged."""
        try:
            with gzip.open(self._folder(sha256) / name) as file:
                data = file.read(LARGEST + 1)
            return json.loads(data) if len(data) <= LARGEST else None
        except (OSError, EOFError, zlib.error, ValueError):
            return None

    def stamp(self, sha256: str, name: str) -> Stamp | None:
        """The mark of a kept file as it lies there now; None when absent."""
        try:
            found = (self._folder(sha256) / name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def picture(self, sha256: str, name: str) -> Picture | None:
        """The picture kept under that name; None when absent or damaged."""
        try:
            data = (self._folder(sha256) / name).read_bytes()
        except OSError:
            return None
        content, digest = data[:-32], data[-32:]
        size = webp_size(content) if hashlib.sha256(content).digest() == digest else None
        return Picture(content, *size) if size else None

    def keep_document(self, sha256: str, name: str, value: object) -> None:
        """Keep a JSON value, in place of an earlier one. Raises `storage_full`, `storage_failed`."""
        self._write(sha256, name, gzip.compress(to_bytes(value), FAST, mtime=0))

    def keep_picture(self, sha256: str, name: str, content: bytes) -> None:
        """Keep WebP bytes, their digest behind them."""
        self._write(sha256, name, content + hashlib.sha256(content).digest())

    def clear(self, sha256: str, *, but: str = "") -> None:
        """Remove all that was derived from a file, but for one name."""
        folder = self._folder(sha256)
        if not but:
            shutil.rmtree(folder, ignore_errors=True)
            return
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name != but:
                path.unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The digests of files something is kept of, in order."""
        for shelf in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            names = sorted(one.name for one in shelf.iterdir()) if shelf.is_dir() else []
            yield from (name for name in names if DIGEST.fullmatch(name) and name[:2] == shelf.name)

    def _folder(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise InvalidInput("digest_invalid", value=sha256[:80])
        return self.root / sha256[:2] / sha256

    def _write(self, sha256: str, name: str, data: bytes) -> None:
        """Whole or not at all: a temporary file, synced, renamed. The folder is not: what a power cut takes is made
        anew."""
        folder = self._folder(sha256)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_whole(folder, name, data)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull("storage_full") from error
            raise StoreUnavailable("storage_failed", number=error.errno or 0) from error


def _write_whole(folder: Path, name: str, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
