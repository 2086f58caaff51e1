"""The sample organisation as `make run` serves it: a process of its own on SQLite in a folder, its files read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from workflows import first_accounts

ROOT = Path(__file__).resolve().parents[3]
TODAY = "2026-06-30"
CLOCK = f"{TODAY}T18:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where it is served, and the first passwords by account."""

    url: str
    passwords: dict[str, str]


@contextmanager
def demonstration(folder: Path) -> Iterator[Demonstration]:
    """Load it, read its files, serve it on a free port of this machine until done."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("CLAUSETRAIL_")}
    surroundings |= {"CLAUSETRAIL_DATA": str(folder), "CLAUSETRAIL_CLOCK": CLOCK, "CLAUSETRAIL_LANGUAGE": "en"}
    for told in (["demo"], ["worker", "--once"]):
        subprocess.run(_command(*told), cwd=ROOT, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    log = folder / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command("serve", "--port", "0"), cwd=ROOT, env=surroundings, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield Demonstration(_address(process, log), _passwords(folder))
        finally:
            process.terminate()
            process.wait(30)


def _passwords(folder: Path) -> dict[str, str]:
    """As the file in the data folder tells them: name, role, password."""
    rows = [one.split("\t") for one in (folder / first_accounts.NAME).read_text("utf-8").splitlines()]
    return {one[0]: one[2] for one in rows if len(one) == 3}


def _command(*told: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", *told]


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address it tells, once it answers there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told = log.read_text("utf-8", "replace")
        assert process.poll() is None, told
        if "http://" in told:
            address = told.partition("http://")[2].split()[0].rstrip("/")
            httpx.get(f"http://{address}/sign-in", timeout=60).raise_for_status()
            return f"http://{address}"
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))
