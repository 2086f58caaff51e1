"""The sample organisation, loaded through the use cases as the people it names; nothing goes in by a back door.

It is played day by day on a clock of its own, which the store's first entry calls manual: what was decided before the
story begins is told as a fact of the past, what is decided in it is decided on its day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workflows import clauses
from workflows.accounts import NewAccount
from workflows.answers import Json
from workflows.sample.people import Office, StoryClock
from workflows.sample.story import Event, story
from workflows.sample.world import World, contents, read_world
from workflows.setup import Founding, set_up
from workflows.system import Person, System
from workflows.views import Asked

Progress = Callable[[int, int], None]
"""Told how many steps are done and how many there are."""


def load_sample(
    system: System,
    progress: Progress | None = None,
    os_user: str = "sample",
    founded: Callable[[Json], None] | None = None,
) -> Json:
    """Set an empty store up with a manual clock and fill it. {`organisation`, `zone`, `clock`, `accounts` with their
    first passwords, `trail` {`standard`, `clause`, `id`, `path`}, `entries`}. Conflict `store_not_empty`.

    `founded` is told the answer of the set-up, passwords included, as soon as they hold.
    """
    world = read_world()
    clock = StoryClock(system.zone, world["begins"])
    system = replace(system, clock=clock)
    people = [NewAccount(one["name"], one["display"], tuple(one["roles"])) for one in world["accounts"]]
    founding = Founding(world["organisation"], world["zone"], "manual")
    answer = set_up(system, founding, people[0], people[1:], os_user)
    if founded is not None:
        founded(answer)
    acting = {one.name: Person(one.name, frozenset(one.roles), "cli", os_user) for one in people}
    # Checkpoints are published by the month: one for each day of the story would be hundreds.
    office = Office(replace(system, notary=None), world, contents(world), acting)
    _play(system, clock, story(office), progress or (lambda _done, _total: None))
    with system.reader() as reader:
        return answer | {"trail": _trail(office, world), "entries": reader.head().size}


def _play(system: System, clock: StoryClock, events: Iterable[Event], tell: Progress) -> None:
    todo = list(events)
    for done, event in enumerate(todo):
        tell(done, len(todo))
        if event.day[:7] != clock.day[:7]:
            _publish(system)
        clock.turn_to(event.day)
        event.do()
    _publish(system)
    tell(len(todo), len(todo))


def _publish(system: System) -> None:
    if system.notary is not None:
        system.notary.publish(system.store, system.clock())


def _trail(office: Office, world: World) -> Json:
    """The clause whose trail is worth a first look, and its page."""
    reader = office.people[world["accounts"][0]["name"]]
    shown = clauses.show(office.system, reader, world["trail"], Asked())
    edition = shown["edition"]
    named = {"standard": f"{edition['code']}-{edition['edition']}", "clause": shown["number"]}
    return named | {"id": shown["id"], "path": f"/clauses/{shown['id']}"}
