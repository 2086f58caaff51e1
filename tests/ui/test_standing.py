"""How a record stands, worked out by hand for each reason."""

from __future__ import annotations

import pytest

from graph_schema.dates import Period
from graph_schema.results import ShownEvidence, ShownRecord
from graph_schema.values import Link, Node
from graph_schema.views import View
from ui.standing import standing, worst

VIEW = View("2026-06-30", 9, Period("2025-07-01", "2026-07-01"))
LINK = Link("l", "records", "a", "b", "confirmed", "me", "2026-01-01T00:00:00.000000Z")


def shown(
    date: str = "2026-03-01", *fixity: str, fits: bool = True, suspect: bool = False, files_suspect: bool = False
) -> ShownRecord:
    record = Node("r", "record", {"type": "回访", "date": date, "site": "广州"})
    files = tuple(
        ShownEvidence(Node(f"e{place}", "evidence", {"fixity": one}), LINK, "f", files_suspect)
        for place, one in enumerate(fixity)
    )
    return ShownRecord(record, LINK, fits, files, suspect)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (shown("2026-03-01", "held"), "meets"),
        (shown("2025-07-01", "held"), "meets"),
        (shown("2026-06-30", "held"), "meets"),
        (shown("2025-06-30", "held"), "outside_period"),
        (shown("2026-03-01"), "no_file"),
        (shown("2026-03-01", "changed", "unreadable"), "file_failed"),
        (shown("2026-03-01", "changed", "held"), "meets"),
        (shown("2026-03-01", "held", fits=False), "outside_revision"),
        (shown("2026-03-01", "held", suspect=True), "suspect"),
        (shown("2026-03-01", "held", files_suspect=True), "suspect"),
        (shown("2026-03-01", fits=False), "no_file"),
    ],
)
def test_a_record_meets_or_says_why_not(record: ShownRecord, expected: str) -> None:
    assert standing(record, VIEW) == expected


@pytest.mark.parametrize(("site", "expected"), [("广州", "meets"), ("肇庆", "other_site"), (None, "meets")])
def test_a_record_of_another_site_meets_nothing(site: str | None, expected: str) -> None:
    view = View(VIEW.as_of, VIEW.known_at, VIEW.period, site)
    assert standing(shown("2026-03-01", "held"), view) == expected


def test_of_several_the_one_that_needs_a_look_is_shown() -> None:
    assert worst(["meets", "outside_period", "suspect"]) == "suspect"
    assert worst(["meets", "no_file", "suspect"]) == "no_file"
    assert worst(["outside_period", "meets"]) == "meets"
