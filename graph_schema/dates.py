"""Calendar dates, periods and instants: half-open inside, ISO text, checked once at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from graph_schema.errors import InvalidInput
from graph_schema.values import Day, Instant

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """`start <= D < end`, as stored; people type and read it inclusive (`2026-01-01..2026-06-30`)."""

    start: Day
    end: Day

    def holds(self, day: Day) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day < self.end


def day(text: str, field: str = "date") -> Day:
    """The date in ISO form, or `date_invalid`."""
    if _DAY.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    raise InvalidInput("date_invalid", field=field, value=text[:40])


def next_day(text: Day) -> Day:
    """The day after; the last day of the calendar stays itself."""
    value = date.fromisoformat(text)
    return text if value == date.max else (value + timedelta(days=1)).isoformat()


def day_before(text: Day) -> Day:
    """The day before; the first day of the calendar stays itself."""
    value = date.fromisoformat(text)
    return text if value == date.min else (value - timedelta(days=1)).isoformat()


def year_ending(as_of: Day) -> Period:
    """The default period: from the day after the same day a year before, to the day inclusive; 29 Feb -> 28 Feb."""
    value = date.fromisoformat(as_of)
    year = max(value.year - 1, date.min.year)
    try:
        start = value.replace(year=year)
    except ValueError:
        start = value.replace(year=year, day=28)
    return Period(next_day(start.isoformat()), next_day(as_of))


def typed_period(text: str) -> Period:
    """A period as people type it, both ends inclusive: `A..B`."""
    first, dots, last = text.partition("..")
    if not dots:
        raise InvalidInput("period_invalid", value=text[:60])
    start, end = day(first.strip(), "period"), day(last.strip(), "period")
    if end < start:
        raise InvalidInput("period_reversed", start=start, end=end)
    return Period(start, next_day(end))


def instant_text(moment: datetime) -> Instant:
    """An aware time as UTC text with six decimals."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str, zone: ZoneInfo) -> Instant:
    """A time as people type it (offset or `Z`, else the organisation's zone; a bare date is its first moment)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("instant_invalid", value=text[:40]) from None
    try:
        return instant_text(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except OverflowError:
        raise InvalidInput("instant_invalid", value=text[:40]) from None


def local_day(moment: Instant, zone: ZoneInfo) -> Day:
    """The calendar date of an instant in the organisation's zone."""
    return datetime.fromisoformat(moment).astimezone(zone).date().isoformat()
