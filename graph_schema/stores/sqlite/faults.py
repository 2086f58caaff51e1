"""The one seam where the engine's errors become ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from graph_schema.errors import ClausetrailError, StorageFull, StoreRefused, StoreUnavailable


@contextmanager
def engine_errors(path: Path) -> Iterator[None]:
    """Whatever SQLite raises inside leaves as one of our errors, with the cause kept."""
    try:
        yield
    except apsw.Error as error:
        raise translated(error, path) from error


def translated(error: apsw.Error, path: Path) -> ClausetrailError:
    """Our error for one of the engine's."""
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return StoreUnavailable("store_busy")
    if isinstance(error, apsw.FullError):
        return StorageFull("storage_full", path=path)
    if isinstance(error, apsw.ReadOnlyError):
        return StoreRefused("store_read_only", path=path)
    if isinstance(error, apsw.NotADBError):
        return StoreRefused("store_not_a_store", path=path)
    if isinstance(error, apsw.CorruptError):
        return StoreRefused("store_damaged", path=path, found=str(error)[:200])
    if isinstance(error, (apsw.IOError, apsw.CantOpenError)):
        return _medium_fault(path)
    return StoreUnavailable("store_failed", path=path, cause=str(error)[:200])


def _medium_fault(path: Path) -> ClausetrailError:
    """SQLite tells some full or read-only media as plain I/O errors (its shared-memory file): ask the medium."""
    if not hasattr(os, "statvfs"):
        return StoreUnavailable("store_unreadable", path=path)
    try:
        medium = os.statvfs(path.parent)
    except OSError:
        return StoreUnavailable("store_unreadable", path=path)
    if medium.f_flag & os.ST_RDONLY:
        return StoreRefused("store_read_only", path=path)
    if medium.f_bavail * medium.f_frsize < 1_000_000 or medium.f_favail == 0:
        return StorageFull("storage_full", path=path)
    return StoreUnavailable("store_unreadable", path=path)


def not_writable(path: Path) -> bool:
    """Whether the medium (or its rights) forbids writing; true also for the superuser on a read-only mount."""
    return not os.access(path if path.exists() else path.parent, os.W_OK)
