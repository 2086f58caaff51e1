"""The sample organisation, loaded through the use cases as the people it names; nothing goes in by a back door.

The store's clock gives the ledger's time: what was decided before is told as a fact of the past, never back-dated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph_schema.dates import instant
from workflows import clauses
from workflows.accounts import NewAccount
from workflows.answers import Json
from workflows.sample.steps import steps
from workflows.sample.world import Office, World, read
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
    world = read("organisation")
    system = _not_before(system, world)
    people = [NewAccount(one["name"], one["display"], tuple(one["roles"])) for one in world["accounts"]]
    founding = Founding(world["organisation"], world["zone"], "manual")
    answer = set_up(system, founding, people[0], people[1:], os_user)
    if founded is not None:
        founded(answer)
    by_role = {one.roles[0]: Person(one.name, frozenset(one.roles), "cli", os_user) for one in people}
    acting = (by_role["controller"], by_role["auditor"], by_role["management"])
    office = Office(system, world, read("files"), *acting)
    _run(office, progress)
    with system.reader() as reader:
        return answer | {"trail": _trail(office), "entries": reader.head().size}


def _not_before(system: System, world: World) -> System:
    """Where the clock stands before the day the demonstration stands at, it is loaded as on that day: its facts would
    lie in the future."""
    if system.today() >= world["today"]:
        return system
    moment = instant(f"{world['today']}T18:00", system.zone)
    return replace(system, clock=lambda: moment)


def _run(office: Office, progress: Progress | None) -> None:
    tell = progress or (lambda _done, _total: None)
    todo = steps(office)
    for done, step in enumerate(todo):
        tell(done, len(todo))
        step()
    tell(len(todo), len(todo))


def _trail(office: Office) -> Json:
    """The clause whose trail is worth a first look, and its page."""
    shown = clauses.show(office.system, office.auditor, office.world["trail"], Asked())
    edition = shown["edition"]
    named = {"standard": f"{edition['code']}-{edition['edition']}", "clause": shown["number"]}
    return named | {"id": shown["id"], "path": f"/clauses/{shown['id']}"}
