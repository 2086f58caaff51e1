"""Who acts in the sample, on what, and at what time: the day is the story's, not the machine's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from graph_schema.dates import instant_text
from graph_schema.values import Day, Instant
from workflows.files import StoredFile, store
from workflows.sample.world import World
from workflows.sample.writing import file_bytes
from workflows.system import Person, System

_OPENS = 9
_BETWEEN = timedelta(minutes=3)


@dataclass
class StoryClock:
    """The time in the story: a day begins at nine in the organisation's zone, each thing done takes three minutes."""

    zone: ZoneInfo
    day: Day
    done: int = 0

    def __call__(self) -> Instant:
        opened = datetime.fromisoformat(self.day).replace(hour=_OPENS, tzinfo=self.zone)
        return instant_text(opened + self.done * _BETWEEN)

    def turn_to(self, day: Day) -> None:
        """Go on to the next thing: later on the same day, or when the office opens on another."""
        self.done = self.done + 1 if day == self.day else 0
        self.day = day


@dataclass(frozen=True, slots=True)
class Office:
    """The system, the world to be loaded into it, what stands in its files, and the people who act by account name."""

    system: System
    world: World
    contents: Mapping[str, World]
    people: Mapping[str, Person]

    def file(self, name: str, as_named: str | None = None) -> StoredFile:
        """A file of the sample, made and kept."""
        made = file_bytes(self.world["organisation"], name, self.contents[name])
        return store(self.system.blobs, [made], as_named or name)

    def clause(self, number: str) -> str:
        """The reference of a clause by its number."""
        return f"{self.world['trail'].partition('#')[0]}#{number}"

    def at(self, site: str) -> Person:
        """The controller who enters what comes from a site."""
        return self.people[self.world["sites"][site]]
