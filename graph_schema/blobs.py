"""The port of the blob store: immutable bytes known by their SHA-256."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes kept: their digest and length. `new`: whether they were not there before."""

    sha256: str
    size: int
    new: bool


class BlobWriter(ABC):
    """Bytes on their way in. Left without `finish`, nothing was kept."""

    @abstractmethod
    def write(self, chunk: bytes) -> None:
        """Take the next bytes, hashing them on the way."""

    @abstractmethod
    def finish(self) -> Blob:
        """Make them durable: sync the file, rename it to its digest, sync the folder. A damaged copy is healed."""

    @abstractmethod
    def __enter__(self) -> BlobWriter: ...

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Blobs(ABC):
    """All bytes kept."""

    @abstractmethod
    def writer(self) -> BlobWriter:
        """A new file on its way in."""

    @abstractmethod
    def open(self, sha256: str) -> BinaryIO:
        """The bytes to read; NotFound `blob_missing` where they are not."""

    @abstractmethod
    def path(self, sha256: str) -> Path:
        """Where the bytes lie as a file, for the limited process that reads them; it need not exist."""

    @abstractmethod
    def observe(self, sha256: str) -> str | None:
        """The digest of the bytes as they lie there now; None when missing or unreadable."""

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """Names of all blobs kept, in order."""

    @abstractmethod
    def stray(self) -> Iterator[str]:
        """Names in the folder that are neither blobs nor files on their way in."""

    @abstractmethod
    def sweep(self, older_than: float) -> int:
        """Remove files on their way in whose writer is gone and that are older than so many seconds; how many."""
