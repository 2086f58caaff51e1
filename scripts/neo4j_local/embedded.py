"""The server as a Java process of its own session on a free loopback port, with throw-away data."""

import os
import secrets
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from scripts.neo4j_local import artifacts, java
from scripts.neo4j_local.problems import Neo4jProblem
from scripts.neo4j_local.state import Server, StateFolder, free_port

_HEAP: Final = "1g"
_PAGE_CACHE_MIB: Final = "256"
_READY_LIMIT: Final = 120.0  # seconds; 7 to 15 are usual
_STOP_LIMIT: Final = 30.0
_OPENS: Final = ("java.nio", "java.lang", "sun.nio.ch")  # the packages of java.base the server reaches into


def start(folder: StateFolder, version: str) -> Server:
    """Start a server and remember it; errors: `NotAvailable` without Java or Maven, `Neo4jProblem` if it fails."""
    runtime = java.find("java", artifacts.runtime_release(version))
    parts = [str(artifacts.classes()), str(artifacts.jars(version) / "*")]
    home = folder.new_data_folder()
    port = free_port()
    password = secrets.token_hex(16)
    command = [str(runtime.path), f"-Xmx{_HEAP}", "-XX:+ExitOnOutOfMemoryError"]
    command += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENS]
    command += ["-cp", os.pathsep.join(parts), "Neo4jServer", str(home), str(port), _PAGE_CACHE_MIB]
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=home,
            start_new_session=True,  # Ctrl-C in the terminal that started it leaves it running
        )
    server = Server(f"bolt://127.0.0.1:{port}", password, version, "java", process.pid, str(home))
    folder.write(server)
    try:
        _hand_over(process, password)
        _await_ready(process, log)
    except BaseException:
        stop(server)
        process.wait()
        folder.forget()
        raise
    return server


def _hand_over(process: "subprocess.Popen[bytes]", password: str) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(password.encode() + b"\n")
        process.stdin.close()
    except BrokenPipeError:
        pass  # it ended already; waiting for it reports why


def _await_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _READY_LIMIT
    while "READY" not in (lines := log.read_text(encoding="utf-8", errors="replace").splitlines()):
        if process.poll() is not None:
            raise Neo4jProblem(f"the Neo4j server ended while starting: {lines[-1] if lines else 'no message'}")
        if time.monotonic() > deadline:
            raise Neo4jProblem(f"the Neo4j server was not ready within {_READY_LIMIT:.0f} s")
        time.sleep(0.1)


def runs(server: Server) -> bool:
    """Whether the remembered process lives: a process of that number that works on that data folder."""
    command = Path(f"/proc/{server.pid}/cmdline")
    if command.parent.parent.joinpath("self").exists():
        try:
            return server.home.encode() in command.read_bytes().split(b"\0")
        except OSError:
            return False
    listed = subprocess.run(["ps", "-p", str(server.pid), "-o", "args="], capture_output=True, text=True, check=False)
    return server.home in listed.stdout


def stop(server: Server) -> None:
    """End the process: asked first, so that it shuts down in order, and after 30 s ended by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _STOP_LIMIT
        if not runs(server):
            return
        os.kill(server.pid, number)
        while runs(server) and time.monotonic() < deadline:
            time.sleep(0.05)
