"""Which Java programs this machine has: the local server needs a compiler (17+) and a runtime."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.neo4j_local.problems import NotAvailable

SYSTEM_JDKS: Final = Path("/usr/lib/jvm")


@dataclass(frozen=True, slots=True)
class Program:
    """A `java` or `javac` and the number of its release, such as 17."""

    path: Path
    release: int


def find(name: str, release: int) -> Program:
    """The first `java` or `javac` of at least that release; `NotAvailable` names what was found instead."""
    seen: list[int] = []
    for path in _candidates(name):
        found = _release(path)
        if found is not None and found >= release:
            return Program(path, found)
        if found is not None:
            seen.append(found)
    instead = f" (found {', '.join(map(str, sorted(set(seen))))})" if seen else ""
    raise NotAvailable(
        f"a JDK {release} or later is missing{instead}: install it (Debian: openjdk-{release}-jdk-headless,"
        " where packaged) or name it in JAVA_HOME"
    )


def _candidates(name: str) -> Iterator[Path]:
    """JAVA_HOME, then the path, then the system's JDK folder."""
    homes: list[Path] = []
    if home := os.environ.get("JAVA_HOME"):
        homes.append(Path(home))
    if found := shutil.which(name):
        homes.append(Path(found).resolve().parent.parent)
    homes.extend(sorted(SYSTEM_JDKS.glob("*")))
    for home_folder in homes:
        path = home_folder / "bin" / name
        if path.is_file():
            yield path


def _release(program: Path) -> int | None:
    """The release a program reports (`17.0.15` is 17, `1.8.0_412` is 8), `None` when it does not run."""
    try:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'(?:version "|javac )(?:1\.)?(\d+)', done.stdout + done.stderr)
    return int(match[1]) if match else None
