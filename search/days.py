"""Days as a `date:` filter names them: a year, a month, a day, or `A..B`, both included."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)|年?)")


def days_of(text: str) -> tuple[str, str] | None:
    """The half-open interval of ISO days ("" open at that end), or None for what is none."""
    first, dots, last = text.strip().partition("..")
    start = _span(first) if first else ("", "")
    end = (_span(last) if last else ("", "")) if dots else start
    if start is None or end is None or not (first or last) or (end[1] and end[1] <= start[0]):
        return None
    return start[0], end[1]


def _span(text: str) -> tuple[str, str] | None:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(one) if one else 0 for one in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
        return first.isoformat(), (last + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None
