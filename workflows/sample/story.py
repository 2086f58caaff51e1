"""The sample as a story: what was done on which day by whom, in the order it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain

from graph_schema.values import Day
from workflows import standards
from workflows.sample import desk, papers, proofs
from workflows.sample.people import Office
from workflows.sample.world import World

ENTERED_AFTER = 8
"""Days that a record lies until its call-backs are done; it is entered on the Friday after."""
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person did through a use case on a day."""

    day: Day
    do: Callable[[], object]


def story(office: Office) -> list[Event]:
    """All events by day; those of one day in the order the chapters tell them."""
    told = chain(_founding(office), _documents(office), _records(office), _desk(office))
    return sorted(told, key=lambda event: event.day)


def entered_on(record: World, last: Day) -> Day:
    """The day a record is entered: the one told, else the Friday at least eight days after it; at most the last one."""
    if "entered" in record:
        return str(record["entered"])
    made = date.fromisoformat(record.get("date") or record["period"].partition("..")[2])
    lain = made + timedelta(days=ENTERED_AFTER)
    return min(last, (lain + timedelta(days=(_FRIDAY - lain.weekday()) % 7)).isoformat())


def _founding(office: Office) -> Iterator[Event]:
    edition, content = standards.template(office.world["template"])
    controller = office.people[office.world["accounts"][0]["name"]]
    yield Event(office.world["begins"], partial(standards.import_edition, office.system, controller, edition, content))


def _documents(office: Office) -> Iterator[Event]:
    for document in office.world["documents"]:
        for place, revision in enumerate(document["revisions"]):
            yield Event(revision["drafted"], partial(papers.draft, office, document, revision, first=place == 0))
            if told := revision.get("adopted"):
                yield Event(revision["drafted"], partial(papers.adopt, office, document, revision, told))
            if day := revision.get("submitted"):
                yield Event(day, partial(papers.submit, office, document, revision))
            if told := revision.get("decided"):
                yield Event(told["on"], partial(papers.decide, office, document, revision, told))


def _records(office: Office) -> Iterator[Event]:
    for record in office.world["records"]:
        yield Event(entered_on(record, office.world["today"]), partial(proofs.enter, office, record))


def _desk(office: Office) -> Iterator[Event]:
    for told in office.world["desk"]:
        yield Event(told["on"], partial(desk.done, office, told))
