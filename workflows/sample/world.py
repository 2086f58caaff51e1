"""What is to be loaded, as data, and who acts in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from workflows.files import StoredFile, store
from workflows.sample.writing import file_bytes
from workflows.system import Person, System

World = Mapping[str, Any]


def read(name: str) -> World:
    """A YAML file of the sample; dates and numbers in it stay the texts they are."""
    text = (resources.files("workflows") / "sample" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: World = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it builds nothing but texts, lists and maps
    return loaded


@dataclass(frozen=True, slots=True)
class Office:
    """The system, the world to be loaded into it, what stands in its files, and the people who act."""

    system: System
    world: World
    contents: World
    controller: Person
    auditor: Person
    manager: Person

    def file(self, name: str) -> StoredFile:
        """A file of the sample, made and kept."""
        return store(self.system.blobs, [file_bytes(self.world["organisation"], name, self.contents[name])], name)

    def clause(self, number: str) -> str:
        """The reference of a clause by its number."""
        return f"{self.world['trail'].partition('#')[0]}#{number}"
