"""What a store gives to the contract suite: itself, a way to open it again, and a door past its own code."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from graph_schema.ports import Store

RawVersion = tuple[str, int, int | None]
"""(canonical bytes as text, seq_from, seq_to) as it lies in the engine."""


class Backdoor(ABC):
    """Reads and plants raw rows with the engine's own means, so that `save` is never checked by its own `get`."""

    @abstractmethod
    def versions(self, id_: str) -> list[RawVersion]:
        """Every stored version of a node or link, oldest first."""

    @abstractmethod
    def leaves(self) -> list[bytes]:
        """The stored bytes of every entry in order."""

    @abstractmethod
    def everything(self) -> object:
        """All that is stored, as one comparable value: equal before and after what must leave nothing."""

    @abstractmethod
    def spoil_version(self, id_: str, body: str) -> None:
        """Overwrite the bytes of a thing's current version."""

    @abstractmethod
    def spoil_past_version(self, id_: str, body: str) -> None:
        """Overwrite the bytes of a thing's oldest version."""

    @abstractmethod
    def remove_past_version(self, id_: str) -> None:
        """Remove a thing's oldest version."""

    @abstractmethod
    def spoil_leaf(self, seq: int, leaf: bytes) -> None:
        """Overwrite the bytes of an entry."""

    @abstractmethod
    def remove_last_entry(self) -> None:
        """Cut the newest entry off."""


@dataclass
class House:
    """An empty store, `open_again` (a new store over the same data), and its backdoor.

    `outside`: how another process is told where the store is; empty where none can reach it.
    """

    store: Store
    open_again: Callable[[], Store]
    backdoor: Backdoor
    outside: tuple[str, ...] = ()

    def reopen(self) -> Store:
        """Close the store and go on with a new one over the same data."""
        self.store.close()
        self.store = self.open_again()
        return self.store
