"""What is remembered of a running local server, in a folder only its owner can read.

The state file is the one place the generated password is kept; it is gone when the server is stopped.
"""

import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from scripts.neo4j_local.bolt import Session
from scripts.neo4j_local.problems import Neo4jProblem

USER: Final = "neo4j"


@dataclass(frozen=True, slots=True)
class Server:
    """A server this rig started: `how` is `java` or `compose`; `home` and `pid` are set for `java` only."""

    uri: str
    password: str
    version: str
    how: str
    pid: int = 0
    home: str = ""
    user: str = USER

    def answers(self) -> bool:
        """Whether a login with the remembered password works now."""
        try:
            with Session(self.uri, self.user, self.password, timeout=5):
                return True
        except Neo4jProblem:
            return False


class StateFolder:
    """The folder of one server version below the state root: state file, lock and throw-away data."""

    def __init__(self, root: Path, version: str) -> None:
        self._root = root
        self.path = root / version
        self._file = self.path / "state.json"

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        ignore = self._root / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder alone: two commands at once start one server, the second finds it running."""
        self._make()
        with (self.path / "lock").open("w", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def read(self) -> Server | None:
        """The remembered server, whether it still runs or not; `None` when there is none."""
        try:
            return Server(**json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as cause:
            raise Neo4jProblem(f"{self._file}: unreadable; delete it and end its server by hand") from cause

    def write(self, server: Server) -> None:
        """Remember `server`: whole or not at all, and never readable by others."""
        descriptor, name = tempfile.mkstemp(dir=self.path)  # mkstemp makes the file with mode 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(asdict(server), handle)
        Path(name).replace(self._file)

    def forget(self) -> None:
        """Forget the server and remove every throw-away data folder."""
        self._file.unlink(missing_ok=True)
        for folder in self.path.glob("data-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def new_data_folder(self) -> Path:
        """An empty data folder for a server about to start."""
        return Path(tempfile.mkdtemp(prefix="data-", dir=self.path))


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
