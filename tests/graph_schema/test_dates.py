"""Dates, periods and instants at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema import dates
from graph_schema.errors import InvalidInput

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("text", ["2026-06-30", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_date_in_iso_form_is_itself(text: str) -> None:
    assert dates.day(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-6-30",
        "20260630",
        "2026-02-29",
        "2026-13-01",
        "2026-W10-1",
        "2026-06-30T00:00",
        " 2026-06-30",
        "２０２６-06-30",
    ],
)
def test_anything_else_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        dates.day(text, "as_of")
    assert (caught.value.code, caught.value.params["field"]) == ("date_invalid", "as_of")


def test_the_days_before_and_after_stop_at_the_ends_of_the_calendar() -> None:
    assert dates.next_day("2025-12-31") == "2026-01-01"
    assert dates.next_day("2024-02-28") == "2024-02-29"
    assert dates.day_before("2026-01-01") == "2025-12-31"
    assert dates.next_day("9999-12-31") == "9999-12-31"
    assert dates.day_before("0001-01-01") == "0001-01-01"


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        ("2026-06-30", "2025-07-01", "2026-07-01"),
        ("2026-01-01", "2025-01-02", "2026-01-02"),
        ("2025-12-31", "2025-01-01", "2026-01-01"),
        ("2024-02-29", "2023-03-01", "2024-03-01"),
        ("2025-02-28", "2024-02-29", "2025-03-01"),
        ("2024-02-28", "2023-03-01", "2024-02-29"),
    ],
)
def test_the_default_period_is_the_year_that_ends_with_the_day(as_of: str, start: str, end: str) -> None:
    assert dates.year_ending(as_of) == dates.Period(start, end)


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_the_default_period_holds_365_or_366_days_and_its_last_is_the_day(day: date) -> None:
    period = dates.year_ending(day.isoformat())
    length = date.fromisoformat(period.end) - date.fromisoformat(period.start)
    assert length in (timedelta(365), timedelta(366))
    assert period.holds(day.isoformat())
    assert not period.holds((day + timedelta(1)).isoformat())


def test_a_typed_period_is_inclusive_and_kept_half_open() -> None:
    period = dates.typed_period("2026-01-01..2026-06-30")
    assert period == dates.Period("2026-01-01", "2026-07-01")
    assert [period.holds(day) for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert dates.typed_period(" 2026-01-01 .. 2026-01-01 ") == dates.Period("2026-01-01", "2026-01-02")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-01-01", "period_invalid"),
        ("2026-01-01..", "date_invalid"),
        ("..2026-01-01", "date_invalid"),
        ("2026-01-02..2026-01-01", "period_reversed"),
        ("a..b", "date_invalid"),
    ],
)
def test_a_wrong_period_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        dates.typed_period(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-06-30", "2026-06-29T16:00:00.000000Z"),
        ("2026-06-30T08:00", "2026-06-30T00:00:00.000000Z"),
        ("2026-06-30T08:00:00Z", "2026-06-30T08:00:00.000000Z"),
        ("2026-06-30T08:00:00.000004+08:00", "2026-06-30T00:00:00.000004Z"),
        ("2026-06-30 08:00:00-05:00", "2026-06-30T13:00:00.000000Z"),
    ],
)
def test_an_instant_without_offset_is_of_the_organisations_zone(text: str, stored: str) -> None:
    assert dates.instant(text, SHANGHAI) == stored


@pytest.mark.parametrize("text", ["", "now", "2026-06-31", "2026-06-30T25:00", "0001-01-01", "9999-12-31T23:59-05:00"])
def test_a_wrong_instant_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        dates.instant(text, SHANGHAI)
    assert caught.value.code == "instant_invalid"


@given(st.integers(0, 10**17))
def test_text_order_of_instants_is_time_order(microseconds: int) -> None:
    moment = datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=microseconds)
    later = moment + timedelta(microseconds=1)
    assert dates.instant_text(moment) < dates.instant_text(later)
    assert len(dates.instant_text(moment)) == len("2026-06-30T01:02:03.000004Z")


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-06-29T15:59:59.999999Z", "2026-06-29"), ("2026-06-29T16:00:00.000000Z", "2026-06-30")],
)
def test_a_day_begins_at_midnight_in_the_organisations_zone(moment: str, day: str) -> None:
    assert dates.local_day(moment, SHANGHAI) == day
