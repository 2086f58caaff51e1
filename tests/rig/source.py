"""The repository as the architecture tests read it: its own files, and what each module imports."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "graph_schema", "ingestion", "search", "ui", "workflows")
NOT_OURS = frozenset({".git", ".venv", ".tools", ".neo4j", "data", "node_modules", "vendor", "build", "dist"})


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file the repository keeps or is about to keep; without git, every file outside caches."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts))


def python_files(*folders: str) -> list[Path]:
    """The Python files under the folders named, or all of them."""
    files = [path for path in repository_files() if path.suffix == ".py"]
    return [path for path in files if not folders or path.relative_to(ROOT).parts[0] in folders]


def text_files() -> Iterator[tuple[Path, str]]:
    """Every file that is text, with its text."""
    for path in repository_files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield path, raw.decode("utf-8", "replace")


def module_name(path: Path) -> str:
    """The dotted name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Each module a file imports, at its head or inside a function, with the line.

    `from a import b` gives `a.b` as well as `a`, since `b` may be a module.
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def place(path: Path, line: int) -> str:
    """`file:line`, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def within(name: str, package: str) -> bool:
    """True when a dotted name is the package or lies in it."""
    return name == package or name.startswith(package + ".")
