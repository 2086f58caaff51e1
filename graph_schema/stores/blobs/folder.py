"""Blobs in a folder: `ab/abcdef...`. Order of keeping: write a temporary file while hashing, sync it, rename it, sync
the folder; so what was acknowledged is whole after a power cut, and what was not is absent or whole."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

if sys.platform != "win32":  # Windows has no flock
    import fcntl

from graph_schema.blobs import Blob, Blobs, BlobWriter
from graph_schema.errors import ClausetrailError, NotFound, StorageFull, StoreRefused, StoreUnavailable

_NAME = re.compile(r"[0-9a-f]{64}")
_AGE_WITHOUT_LOCKS = 24 * 3600
"""Seconds after which an upload nobody wrote to is not coming back, where no lock can tell."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def translated(error: OSError) -> ClausetrailError:
    """The error of the product for an error of the file system."""
    if error.errno in _FULL:
        return StorageFull("storage_full")
    if error.errno in _READ_ONLY:
        return StoreRefused("storage_read_only")
    return StoreUnavailable("storage_failed", number=error.errno or 0)


class FolderWriter(BlobWriter):
    """One temporary file in the folder's `incoming`, on the same file system as its place to be."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._hash = hashlib.sha256()
        self._size = 0
        try:
            (root / "incoming").mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=root / "incoming")
        except OSError as error:
            raise translated(error) from error
        self._path = Path(name)
        self._kept = False
        self._file = os.fdopen(handle, "wb", buffering=0)
        hold(handle)

    def write(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self._size += len(chunk)
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise translated(error) from error

    def finish(self) -> Blob:
        digest = self._hash.hexdigest()
        place = blob_path(self._root, digest)
        try:
            new = _observed(place) != digest
            if new:
                os.fsync(self._file.fileno())
                self._file.close()
                place.parent.mkdir(exist_ok=True)
                self._path.replace(place)
                self._kept = True
            # Also for bytes that were there: another upload may have renamed them and not yet synced the folder.
            sync_folder(place.parent)
            sync_folder(self._root)
        except OSError as error:
            raise translated(error) from error
        return Blob(digest, self._size, new)

    def __enter__(self) -> FolderWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._kept:
            self._path.unlink(missing_ok=True)


def blob_path(root: Path, digest: str) -> Path:
    """Where the bytes of that digest lie."""
    return root / digest[:2] / digest


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable; systems without folder handles (Windows) do it themselves."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _observed(place: Path) -> str | None:
    """The digest of a file as it lies there; None when it cannot be read."""
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


class BlobFolder(Blobs):
    """All blobs below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def writer(self) -> BlobWriter:
        return FolderWriter(self.root)

    def open(self, sha256: str) -> BinaryIO:
        try:
            return blob_path(self.root, sha256).open("rb")
        except OSError as error:
            raise NotFound("blob_missing", sha256=sha256) from error

    def path(self, sha256: str) -> Path:
        return blob_path(self.root, sha256)

    def observe(self, sha256: str) -> str | None:
        return _observed(blob_path(self.root, sha256))

    def digests(self) -> Iterator[str]:
        return (name.rpartition("/")[2] for name in self._names() if _is_blob(name))

    def stray(self) -> Iterator[str]:
        return (name for name in self._names() if not _is_blob(name))

    def _names(self) -> Iterator[str]:
        for folder in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            if folder.name == "incoming":
                continue
            if not folder.is_dir():
                yield folder.name
                continue
            yield from (f"{folder.name}/{one.name}" for one in sorted(folder.iterdir()))

    def sweep(self, older_than: float) -> int:
        removed = 0
        incoming = self.root / "incoming"
        for path in list(incoming.iterdir()) if incoming.is_dir() else ():
            try:
                if time.time() - path.stat().st_mtime >= older_than and _is_abandoned(path):
                    path.unlink()
                    removed += 1
            except FileNotFoundError:
                continue  # its writer finished, or another process swept it
        return removed


def hold(handle: int) -> None:
    """Mark a file as being written: the mark goes with the process, however that ends."""
    if sys.platform != "win32":
        fcntl.flock(handle, fcntl.LOCK_EX)


def _is_abandoned(path: Path) -> bool:
    """Whether nobody is writing the file any more; where a system has no such locks, its age alone tells."""
    if sys.platform == "win32":
        return time.time() - path.stat().st_mtime >= _AGE_WITHOUT_LOCKS
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _is_blob(name: str) -> bool:
    folder, _, digest = name.partition("/")
    return bool(_NAME.fullmatch(digest)) and digest[:2] == folder
