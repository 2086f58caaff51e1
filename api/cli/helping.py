"""The help of every command in the reader's language, by its English text, from `help.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import yaml


def translate(command: Any, language: str) -> None:
    """Put the words of a language into a command and all below it. (Its type is one typer keeps to itself.)"""
    if language == "en":
        return
    said = {row["en"]: row[language] for row in catalog()}
    for thing, name, text in texts(command):
        setattr(thing, name, said.get(text, text))


def texts(command: Any) -> Iterator[tuple[Any, str, str]]:
    """Every help text: the object that has it, under which name, and the text."""
    for name in ("help", "rich_help_panel"):
        if text := getattr(command, name, None):
            yield command, name, text
    for parameter in command.params:
        if text := getattr(parameter, "help", None):
            yield parameter, "help", text
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


def catalog() -> list[Mapping[str, str]]:
    """The rows of `help.yaml`."""
    text = (resources.files("api.cli") / "help.yaml").read_text(encoding="utf-8")
    rows: list[Mapping[str, str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  safe either way
    return rows
