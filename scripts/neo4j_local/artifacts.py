"""The server's jars from Maven and our small program's class, each made once and kept in the user's cache.

A folder appears in the cache under its final name only when it is whole, and the stamp inside lists every file with
its size, so neither an interrupted download nor a damaged cache is taken for a server.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts.neo4j_local import java
from scripts.neo4j_local.problems import Neo4jProblem, NotAvailable

LTS: Final = "5.26.30"
_HERE: Final = Path(__file__).resolve().parent
_POM: Final = _HERE / "pom.xml"
_SOURCE: Final = _HERE / "Neo4jServer.java"
_STAMP: Final = "stamp.json"
_DOWNLOAD_LIMIT: Final = 1800  # seconds


def runtime_release(version: str) -> int:
    """The Java release a server version needs: 17 for 5.x, 21 for the calendar releases."""
    return 17 if version.startswith("5.") else 21


def jars(version: str) -> Path:
    """The folder with the server's jars (about 120 MB), downloaded by Maven the first time."""
    return _kept(f"neo4j-{version}", lambda folder: _download(version, folder))


def classes() -> Path:
    """The folder with our program's class.

    It is compiled against the LTS jars for Java 17 and so runs on both server versions: a compiler of that release
    cannot read the jars of a calendar release, which are for Java 21.
    """
    digest = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:12]
    return _kept(f"neo4j-server-{digest}", _compile)


def _download(version: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NotAvailable("Maven is missing: install it (Debian: apt-get install maven)")
    print(f"Downloading Neo4j {version} by Maven into {_cache()} (once, about 120 MB)", flush=True)
    command = [maven, "--batch-mode", "--quiet", f"--file={_POM}", f"-Dneo4j.version={version}"]
    command += ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    done = _run(command)
    if done.returncode or not list(folder.glob(f"neo4j-{version}.jar")):
        raise NotAvailable(
            f"Neo4j {version} cannot be downloaded by Maven: {_first_error(done.stdout)}; check the network"
            " and the Maven settings"
        )


def _compile(folder: Path) -> None:
    compiler = java.find("javac", 17)
    command = [str(compiler.path), "--release", "17", "-cp", str(jars(LTS) / "*"), "-d", str(folder)]
    done = _run([*command, str(_SOURCE)])
    if done.returncode:
        raise Neo4jProblem(f"{_SOURCE.name} does not compile: {_first_error(done.stdout)}")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_DOWNLOAD_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as cause:
        raise NotAvailable(f"{Path(command[0]).name} did not end within {_DOWNLOAD_LIMIT} s") from cause


def _first_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "no message")[:300]


def _cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "clausetrail"


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """The cached folder of that name, made by `make` in a folder beside it and moved into place when whole."""
    target = _cache() / name
    if _is_whole(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}.partial-", dir=target.parent) as scratch:
        folder = Path(scratch) / "new"
        folder.mkdir()
        make(folder)
        (folder / _STAMP).write_text(json.dumps(_sizes(folder)), encoding="utf-8")
        if target.exists() and not _is_whole(target):
            target.replace(Path(scratch) / "damaged")
        if not target.exists():  # else another run finished first, and its folder is as good
            folder.replace(target)
    return target


def _is_whole(folder: Path) -> bool:
    try:
        expected = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(expected) and expected == _sizes(folder)


def _sizes(folder: Path) -> dict[str, int]:
    files = (path for path in folder.iterdir() if path.is_file() and path.name != _STAMP)
    return {path.name: path.stat().st_size for path in files}
