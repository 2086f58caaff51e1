"""A file that is read once and not kept: the text of a standard on its way to the reading process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class Scratch:
    """Bytes in a folder of their own, gone when the block is left."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file

    def write(self, chunk: bytes, /) -> None:
        """Take the next bytes."""
        self._file.write(chunk)

    def whole(self, name: str) -> Path:
        """The file, closed, with the ending of the name it came under: readers take it as a hint."""
        self._file.close()
        suffix = Path(name).suffix.lower()
        return self._path.rename(self._path.with_suffix(suffix if _SUFFIX.fullmatch(suffix) else ".bin"))


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Room for one file."""
    with TemporaryDirectory(prefix="clausetrail-") as folder:
        path = Path(folder) / "source"
        with path.open("wb") as file:
            yield Scratch(path, file)
