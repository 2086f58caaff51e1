"""The server as the `neo4j` service of the repository's docker-compose.yml, where a Docker engine really runs."""

import os
import secrets
import subprocess
from pathlib import Path
from typing import Final

from scripts.neo4j_local.problems import NotAvailable
from scripts.neo4j_local.state import Server, free_port

_OVERLAY: Final = Path(__file__).resolve().parent / "compose.yml"
_FILE: Final = _OVERLAY.parent.parent.parent / "docker-compose.yml"
_READY_LIMIT: Final = 300  # seconds, the download of the image included


def is_usable() -> bool:
    """Whether an engine answers and the compose client is there; a client alone cannot run anything."""
    return all(_succeeds(["docker", *words]) for words in (["info"], ["compose", "version"]))


def start(version: str) -> Server:
    """Start the service under a project name of its own; `NotAvailable` when the engine cannot."""
    password = secrets.token_hex(16)
    port = free_port()
    try:
        _compose(version, password, port, "up", "--detach", "--wait", f"--wait-timeout={_READY_LIMIT}", "neo4j")
    except NotAvailable:
        _run(version, password, port, "down", "--volumes")
        raise
    return Server(f"bolt://127.0.0.1:{port}", password, version, "compose")


def stop(server: Server) -> None:
    """Remove the service's container and its volumes."""
    _compose(server.version, server.password, 0, "down", "--volumes")


def _compose(version: str, password: str, port: int, *words: str) -> None:
    done = _run(version, password, port, *words)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise NotAvailable(f"Docker Compose cannot {words[0]} the neo4j service: {reason}")


def _run(version: str, password: str, port: int, *words: str) -> "subprocess.CompletedProcess[str]":
    project = f"clausetrail-neo4j-{version.replace('.', '-')}"
    command = ["docker", "compose", f"--project-name={project}", f"--file={_FILE}", f"--file={_OVERLAY}", *words]
    settings = {
        "NEO4J_VERSION": version,
        "CLAUSETRAIL_NEO4J_PASSWORD": password,
        "CLAUSETRAIL_NEO4J_PORT": str(port),
    }
    return subprocess.run(
        command, env=os.environ | settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
