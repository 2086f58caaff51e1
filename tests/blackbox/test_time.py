"""Scope, time, versions: dates, instants, periods, what was true and what was known."""

from __future__ import annotations

import pytest

from tests.blackbox.desk import Desk, chains, gaps, met


def test_a_revision_is_in_force_from_its_day_and_a_link_works_half_open(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01")
    desk.link("QP-1@A/0", "2.1", "--valid-from", "2024-04-01", "--valid-to", "2024-05-01")
    found = {
        day: chains(desk.trail("2.1", "--as-of", day))
        for day in ("2024-03-01", "2024-03-31", "2024-04-01", "2024-04-30", "2024-05-01")
    }
    works: list[tuple[str, str | None, list[str]]] = [("QP-1", "A/0", [])]
    assert found == {
        "2024-03-01": [],
        "2024-03-31": [],
        "2024-04-01": works,
        "2024-04-30": works,
        "2024-05-01": [],
    }


def test_before_its_first_day_a_revision_satisfies_nothing(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.1")
    assert chains(desk.trail("2.1", "--as-of", "2024-02-29")) == []
    assert gaps(desk.trail("2.1", "--as-of", "2024-02-29")) == ["nothing"]
    after = desk.trail("2.1", "--as-of", "2024-03-01")
    assert (after["own_state"], met(after)) == ("proved", {"procedure": "yes"})


def test_known_at_is_the_last_entry_not_after_the_instant(desk: Desk) -> None:
    desk.at("2026-05-10T02:00:00Z")
    desk.document("QP-1", "A/0", "2024-03-01")
    made = desk.propose("QP-1@A/0", "2.1")
    desk.at("2026-05-12T02:00:00Z")
    desk.ask("link", "confirm", made)
    confirmed = desk.size() - 1
    desk.at("2026-06-30")
    states = {
        moment: desk.trail("2.1", "--known-at", moment)["own_state"]
        for moment in (
            f"seq:{confirmed - 1}",
            f"seq:{confirmed}",
            "2026-05-12T01:59:59.999999Z",
            "2026-05-12T02:00:00Z",
            "2026-05-12T10:00:00+08:00",
        )
    }
    assert list(states.values()) == ["gap", "proved", "gap", "proved", "proved"]
    # what was true on a day before anything was confirmed is asked of what is known now
    assert desk.trail("2.1", "--as-of", "2024-03-01")["own_state"] == "proved"


def test_the_answer_names_what_was_asked(desk: Desk) -> None:
    plain = desk.trail("2.1")
    assert plain["as_of"] == "2026-06-30"
    assert plain["known_at"] == "seq:1"
    assert plain["period"] == {"from": "2025-07-01", "to": "2026-07-01"}
    assert "known_at_instant" not in plain
    assert "site" not in plain
    asked = desk.coverage("--known-at", "2024-01-05T17:00:00Z", "--site", "深圳")
    assert asked["known_at"] == "seq:1"
    assert asked["known_at_instant"] == "2024-01-05T17:00:00.000000Z"
    assert asked["site"] == "深圳"
    assert asked["as_of"] == "2024-01-06"  # already the 6th in Shanghai
    by_number = desk.coverage("--known-at", "seq:1")
    assert by_number["as_of"] == "2024-01-01"  # the date of that entry
    assert "known_at_instant" not in by_number


def test_today_is_the_organisations_day(desk: Desk) -> None:
    desk.at("2026-06-30T15:59:59Z")
    assert desk.trail("2.1")["as_of"] == "2026-06-30"
    desk.at("2026-06-30T16:00:00Z")
    assert desk.trail("2.1")["as_of"] == "2026-07-01"


@pytest.mark.parametrize(
    ("as_of", "first", "after"),
    [
        ("2024-02-29", "2023-03-01", "2024-03-01"),
        ("2025-02-28", "2024-02-29", "2025-03-01"),
        ("2025-03-01", "2024-03-02", "2025-03-02"),
        ("2025-12-31", "2025-01-01", "2026-01-01"),
    ],
)
def test_the_period_is_the_year_that_ends_on_the_day(desk: Desk, as_of: str, first: str, after: str) -> None:
    assert desk.trail("2.1", "--as-of", as_of)["period"] == {"from": first, "to": after}


def test_a_period_is_typed_inclusive_and_told_half_open(desk: Desk) -> None:
    asked = desk.trail("2.1", "--period", "2026-01-01..2026-01-31")
    assert asked["period"] == {"from": "2026-01-01", "to": "2026-02-01"}
    assert desk.trail("2.1", "--period", "2026-01-01..2026-01-01")["period"] == {
        "from": "2026-01-01",
        "to": "2026-01-02",
    }
    assert desk.refused("trail", "T/QY 1-2020", "2.1", "--period", "2026-02-01..2026-01-31")
    assert desk.refused("trail", "T/QY 1-2020", "2.1", "--as-of", "2026-02-29")
    assert desk.refused("trail", "T/QY 1-2020", "2.1", "--known-at", "yesterday")
    assert desk.refused("trail", "T/QY 1-2020", "2.1", "--known-at", "seq:2")


def test_the_period_decides_met_by_its_first_and_last_day(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    desk.record("R-1", "2026-05-10", "--revision", "QP-1@A/0")
    states = {
        period: met(desk.trail("2.2", "--period", period))["record"]
        for period in (
            "2026-05-01..2026-05-09",
            "2026-05-01..2026-05-10",
            "2026-05-10..2026-06-30",
            "2026-05-11..2026-06-30",
        )
    }
    assert list(states.values()) == ["no", "yes", "yes", "no"]
    outside = desk.trail("2.2", "--period", "2026-05-11..2026-06-30")
    assert chains(outside) == [("QP-1", "A/0", ["R-1"])]  # shown and counted all the same


def test_a_record_of_a_period_counts_by_its_last_day(desk: Desk) -> None:
    desk.document("QP-1", "A/0", "2024-03-01", "2.2")
    desk.record("R-1", "2026-04-01..2026-05-10", "--revision", "QP-1@A/0")
    assert chains(desk.trail("2.2", "--as-of", "2026-05-09")) == [("QP-1", "A/0", [])]
    assert chains(desk.trail("2.2", "--as-of", "2026-05-10")) == [("QP-1", "A/0", ["R-1"])]
    shown = desk.trail("2.2")["chains"][0]["records"][0]["record"]
    assert (shown["period_from"], shown["date"]) == ("2026-04-01", "2026-05-10")
    assert met(desk.trail("2.2", "--period", "2026-05-10..2026-05-10")) == {"record": "yes"}


def test_a_clause_unknown_at_that_entry_is_an_error(desk: Desk) -> None:
    assert desk.refused("trail", "T/QY 1-2020", "2.1", "--known-at", "seq:0")
    assert desk.refused("trail", "T/QY 1-2020", "9.9")
    assert desk.refused("trail", "T/QY 9-2020", "2.1")
    assert desk.refused("coverage", "T/QY 1-2021")


def test_ledger_time_never_goes_back_and_says_so(desk: Desk) -> None:
    desk.at("2026-05-10T02:00:00Z")
    desk.record("R-1", "2026-05-01", files=0)
    desk.at("2026-05-09T02:00:00Z")
    desk.record("R-2", "2026-05-01", files=0)
    desk.at("2026-05-11T02:00:00Z")
    desk.record("R-3", "2026-05-01", files=0)
    entries = desk.ask("ledger", "list", "--start", 2)["items"]
    assert [one["time"] for one in entries] == [
        "2026-05-10T02:00:00.000000Z",
        "2026-05-10T02:00:00.000000Z",
        "2026-05-11T02:00:00.000000Z",
    ]
    flagged = [set(one) | set(one["facts"]) for one in entries]
    assert flagged[1] - flagged[0], "the entry of a clock that went back has a member more"
    assert flagged[0] == flagged[2]


def test_entry_0_says_for_ever_that_the_clock_is_told(desk: Desk) -> None:
    first = desk.ask("ledger", "list", "--start", 0, "--limit", 1)["items"][0]
    assert first["seq"] == 0
    assert "manual" in str(first["facts"])
