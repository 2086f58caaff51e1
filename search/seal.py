"""The seal of an index folder: which files belong to it, their digests, how far it has come, signed by this install.

The engine unpickles what it reads, so nothing of a folder is opened before its seal holds: signed with a secret that
never leaves the data folder and is bound to its own place on the disk (a copy of both, from a backup or an archive,
does not hold), every file there with the size and digest it was written with. Torn, flipped, foreign and older files
all fail the same way: the index is built anew (R17, R18).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph_schema.canonical import canonical_bytes
from search.port import Mark

SEAL = "seal.json"
SECRET_BYTES = 32
Stamp = tuple[int, int, int]
"""Size, time of change in nanoseconds and inode: while they stand, a file's digest is not asked for again."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a folder holds, as its last commit (a random name) left it. `segments` describes the engine's parts."""

    schema: str
    commit: str
    mark: Mark
    segments: tuple[Mapping[str, Any], ...]
    files: Mapping[str, tuple[int, str]]

    def document(self) -> dict[str, Any]:
        """The seal as plain data, without its signature."""
        return {
            "schema": self.schema,
            "commit": self.commit,
            "mark": asdict(self.mark),
            "segments": [dict(one) for one in self.segments],
            "files": {name: list(told) for name, told in self.files.items()},
        }


class SealedFolder:
    """A folder whose files are trusted only under its seal. For any threads."""

    def __init__(self, folder: Path, secret: Path, schema: str) -> None:
        self.folder = folder
        self._secret, self._schema = secret, schema
        self._lock = threading.Lock()
        self._known: tuple[Stamp, Seal] | None = None
        self._held: dict[str, tuple[Stamp, str]] = {}

    def read(self) -> Seal | None:
        """The seal, if it and every file under it holds; costs some `stat` calls while nothing has changed."""
        with self._lock:
            seal = self._signed()
            if seal is None or not all(self._holds(name, told) for name, told in seal.files.items()):
                return None
            return seal

    def _signed(self) -> Seal | None:
        path = self.folder / SEAL
        stamp = _stamp(path)
        if stamp is None or self.folder.is_symlink():
            return None
        if self._known is not None and self._known[0] == stamp:
            return self._known[1]
        seal = self._parsed(path)
        self._known = (stamp, seal) if seal is not None else None
        return seal

    def _parsed(self, path: Path) -> Seal | None:
        try:
            data = json.loads(path.read_bytes())
            mac = data.pop("mac")
            if not hmac.compare_digest(mac, self._mac(data)) or data["schema"] != self._schema:
                return None
            files = {name: (size, digest) for name, (size, digest) in data["files"].items()}
            return Seal(data["schema"], data["commit"], Mark(**data["mark"]), tuple(data["segments"]), files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _holds(self, name: str, told: tuple[int, str]) -> bool:
        path = self.folder / name
        stamp = _stamp(path)
        if stamp is None or stamp[0] != told[0]:
            return False
        known = self._held.get(name)
        if known is None or known[0] != stamp:
            try:
                known = (stamp, _digest(path))
            except OSError:
                return False
            self._held[name] = known
        return known[1] == told[1]

    def write(self, mark: Mark, segments: Iterable[Mapping[str, Any]], names: Iterable[str]) -> Seal:
        """Seal these files, durable before the seal is, and remove every other; atomic."""
        with self._lock:
            before = self._signed()
            old = before.files if before is not None else {}
            files = {name: old.get(name) or self._fresh(name) for name in sorted(names)}
            seal = Seal(self._schema, secrets.token_hex(8), mark, tuple(segments), files)
            data = seal.document()
            draft = self.folder / f"{SEAL}.part"
            with draft.open("wb") as file:
                file.write(json.dumps(data | {"mac": self._mac(data, make=True)}).encode())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / SEAL)
            _sync_folder(self.folder)
            self._held = {name: held for name, held in self._held.items() if name in files}
        self.sweep(keep={SEAL, *files})
        return seal

    def _fresh(self, name: str) -> tuple[int, str]:
        path = self.folder / name
        with path.open("rb") as file:
            os.fsync(file.fileno())
        stamp, digest = _stamp(path), _digest(path)
        assert stamp is not None, "it has just been read"
        self._held[name] = (stamp, digest)
        return stamp[0], digest

    def sweep(self, keep: Iterable[str] = ()) -> None:
        """Remove everything but these files: what an interrupted commit, or somebody else, left."""
        kept = set(keep)
        with suppress(FileNotFoundError):
            for path in list(self.folder.iterdir()):
                if path.name not in kept:
                    _remove(path)

    def clear(self) -> None:
        """An empty folder of its own, readable by its owner alone, and a new secret: the old one may be known."""
        with self._lock:
            self._known = None
            self._held.clear()
        self._secret.unlink(missing_ok=True)
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.sweep()

    def _mac(self, data: Mapping[str, Any], *, make: bool = False) -> str:
        """The signature over a seal's data. OSError where there is no secret and none is to be made."""
        if make and not self._secret.exists():
            self._secret.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                made = os.open(self._secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                with os.fdopen(made, "wb") as file:
                    file.write(secrets.token_bytes(SECRET_BYTES))
        place = self._secret.stat().st_ino
        secret = self._secret.read_bytes()
        if len(secret) < SECRET_BYTES:
            raise OSError("secret of the index cut short")
        return hmac.new(secret + str(place).encode(), canonical_bytes(dict(data)), hashlib.sha256).hexdigest()


def _stamp(path: Path) -> Stamp | None:
    """None for what is no plain file: a link could lead anywhere."""
    try:
        told = path.lstat()
    except OSError:
        return None
    return (told.st_size, told.st_mtime_ns, told.st_ino) if stat.S_ISREG(told.st_mode) else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    """A file somebody still has open (Windows) is removed another time."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            for inner in path.iterdir():
                _remove(inner)
            path.rmdir()
        else:
            path.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
