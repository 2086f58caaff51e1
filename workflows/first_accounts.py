"""`first-accounts.txt` in the data folder: generated passwords of the first start, each kept until it is changed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from workflows.answers import Json

NAME = "first-accounts.txt"
_HEAD = "# Generated at the first start. A line goes when its password is changed, the file with the last one.\n"


def write(folder: Path, accounts: Iterable[Json]) -> Path:
    """Keep the accounts of an answer of `set_up` (name, roles, password) in a file that only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{one['name']}\t{'+'.join(one['roles'])}\t{one['password']}\n" for one in accounts]
    return _replace(folder / NAME, lines)


def kept(folder: Path) -> list[str]:
    """Names of the accounts whose first password is still kept."""
    return [line.split("\t")[0] for line in _lines(folder / NAME)]


def forget(folder: Path, gone: Callable[[str], bool]) -> bool:
    """Drop the lines of accounts whose password is no longer the first one; whether any was dropped."""
    path = folder / NAME
    before = _lines(path)
    after = [line for line in before if not gone(line.split("\t")[0])]
    if len(after) == len(before):
        return False
    if after:
        _replace(path, after)
    else:
        path.unlink(missing_ok=True)
    return True


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines(keepends=True) if line.strip() and not line.startswith("#")]


def _replace(path: Path, lines: list[str]) -> Path:
    """The whole file or the one before: written beside it with 0600 from the first byte, then renamed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
