"""From what a reader asks (day, instant, period, site, as typed) to a view of the store."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_schema.dates import day, instant, local_day, typed_period, year_ending
from graph_schema.errors import InvalidInput
from graph_schema.ports import Reader
from graph_schema.values import Instant
from graph_schema.views import View
from workflows.system import System

_SEQ = re.compile(r"seq:(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's frame as typed; unset parts default to today, now, the year ending that day, all sites."""

    as_of: str | None = None
    known_at: str | None = None
    period: str | None = None
    site: str | None = None


def view_of(system: System, reader: Reader, asked: Asked) -> View:
    """The view asked for. `as_of` defaults to today, or to the date of `known_at` where only that is given."""
    last = reader.head().size - 1
    seq, moment, told = last, None, None
    if asked.known_at:
        found = _SEQ.fullmatch(asked.known_at.strip())
        if found:
            seq = int(found[1])
            if seq > last:
                raise InvalidInput("known_at_unknown", value=asked.known_at, last=last)
            told = time_of(system, reader, seq)
        else:
            moment = told = instant(asked.known_at.strip(), system.zone)
            seq = reader.seq_at(moment)
    if asked.as_of:
        on = day(asked.as_of.strip(), "as_of")
    else:
        on = local_day(told, system.zone) if told else system.today()
    period = typed_period(asked.period) if asked.period else year_ending(on)
    return View(on, seq, period, asked.site or None, moment)


def time_of(system: System, reader: Reader, seq: int) -> Instant:
    """When an entry was written."""
    head = reader.head()
    if seq == head.size - 1 and head.time is not None:
        return head.time
    return system.outlines.of(reader, seq).time
