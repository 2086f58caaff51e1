"""A server as a process of its own that can be killed at any moment, on a store founded beforehand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api.bootstrap import build
from api.settings import Settings
from tests.rig.source import ROOT
from workflows import accounts
from workflows.accounts import NewAccount, person_of
from workflows.setup import Founding, set_up
from workflows.system import System

CONTROLLER = "wenkong"
START_MOST = 30.0
"""Seconds a start may take after an unclean stop (R01)."""


def settings_of(folder: Path) -> Settings:
    """A store in one file below a folder."""
    return Settings(data=folder, store=f"sqlite://{folder.as_posix()}/clausetrail.db")


def found(folder: Path) -> str:
    """Found the organisation; a bearer token of its controller."""
    system = build(settings_of(folder), founding_clock="system")
    try:
        set_up(system, Founding("试验公司", "Asia/Shanghai"), NewAccount(CONTROLLER, "文控", ("controller",)), (), "t")
        with system.reader() as reader:
            account = reader.account(CONTROLLER)
        assert account is not None
        token: str = accounts.give_token(system, person_of(account, "cli"), CONTROLLER, "test")["token"]
        return token
    finally:
        system.store.close()


def opened(folder: Path) -> System:
    """The store as it lies there, read in this process."""
    return build(settings_of(folder))


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Server:
    """The product serving a data folder, killed and started again on one port."""

    folder: Path
    port: int = field(default_factory=free_port)
    starts: list[float] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        settings = settings_of(self.folder)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLAUSETRAIL_")}
        environment = {**inherited, "CLAUSETRAIL_DATA": str(settings.data), "CLAUSETRAIL_STORE": settings.store}
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        begin = time.monotonic()
        while not self._ready():
            assert self._process.poll() is None, (self.folder / "server.log").read_text("utf-8")[-2000:]
            assert time.monotonic() - begin < 2 * START_MOST, "the server does not answer"
            time.sleep(0.02)
        self.starts.append(time.monotonic() - begin)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self, by: signal.Signals = signal.SIGKILL) -> None:
        """End the whole process group; with SIGKILL nothing in it is told beforehand."""
        assert self._process is not None
        os.killpg(self._process.pid, by)
        self._process.wait(60)

    def close(self) -> None:
        """End it if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
