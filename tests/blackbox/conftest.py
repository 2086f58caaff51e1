"""A store set up once, with one standard of thirteen rows; each test gets its own copy."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from api.cli.program import build_app
from tests.blackbox.desk import TEXT, Desk


@cache
def command() -> Any:
    """The tree of commands, built once: building it anew takes longer than most commands do."""
    return typer.main.get_command(build_app())


def surround(patch: pytest.MonkeyPatch, folder: Path) -> Desk:
    """A desk in a folder, in English, at noon of 30 June 2026, with no settings of the machine."""
    for setting in ("STORE", "KEY", "CHECKPOINTS", "CONFIG", "DEBUG"):
        patch.delenv(f"CLAUSETRAIL_{setting}", raising=False)
    patch.setenv("CLAUSETRAIL_DATA", str(folder / "data"))
    patch.setenv("CLAUSETRAIL_LANGUAGE", "en")
    built = command()
    patch.setattr("typer.main.get_command", lambda _: built)
    desk = Desk(folder, patch)
    desk.at("2026-06-30")
    return desk


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up on 1 January 2024: entry 0; the standard: entry 1."""
    folder = tmp_path_factory.mktemp("first_day")
    with pytest.MonkeyPatch.context() as patch:
        desk = surround(patch, folder)
        desk.at("2024-01-01")
        desk.ask("setup", "--organisation", "启元电器", "--clock", "manual", "--operator", "ann")
        desk.standard(TEXT, "T/QY 1", "2020")
    return folder / "data"


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """Nothing is set up."""
    return surround(monkeypatch, tmp_path)


@pytest.fixture
def desk(empty: Desk, first_day: Path) -> Desk:
    """The standard is there and nothing else; it is noon of 30 June 2026."""
    shutil.copytree(first_day, empty.folder / "data")
    return empty
