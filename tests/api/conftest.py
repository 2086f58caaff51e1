"""The command line on a store of its own, in English, at a fixed time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.api.cli_runner import Shell, standing


@pytest.fixture(scope="session")
def cli_surroundings() -> Iterator[pytest.MonkeyPatch]:
    """English, a fixed time, no settings of the machine, and passwords hashed cheaply: none of them guards anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.accounts._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield patch


@pytest.fixture
def english(cli_surroundings: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    _surround(monkeypatch, tmp_path)
    return monkeypatch


def _surround(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in ("STORE", "KEY", "CHECKPOINTS", "CONFIG", "DEBUG"):
        patch.delenv(f"CLAUSETRAIL_{name}", raising=False)
    patch.setenv("CLAUSETRAIL_DATA", str(folder / "data"))
    patch.setenv("CLAUSETRAIL_LANGUAGE", "en")
    patch.setenv("CLAUSETRAIL_CLOCK", "2026-06-30T12:00:00+08:00")


@pytest.fixture
def shell(english: object, tmp_path: Path) -> Shell:
    """An empty folder: nothing is set up."""
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def standing_folder(cli_surroundings: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made once by the command line; tests get copies."""
    folder = tmp_path_factory.mktemp("standing")
    with pytest.MonkeyPatch.context() as patch:
        _surround(patch, folder)
        standing(Shell(folder))
    return folder / "data"


@pytest.fixture
def standing_shell(shell: Shell, standing_folder: Path) -> Shell:
    """An edition, a document in force since 2024 linked to 2.1 (see `standing`)."""
    shutil.copytree(standing_folder, shell.folder / "data")
    return shell
