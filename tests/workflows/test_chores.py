"""Chores: done when due, not before."""

from __future__ import annotations

from dataclasses import replace

from tests.workflows.conftest import Office
from workflows import chores, records
from workflows.records import RecordFields


def test_all_files_are_scanned_at_first_and_again_after_thirty_days(office: Office) -> None:
    first = chores.scan_if_due(office.system)
    assert first is not None
    assert first["checked"] == 0
    office.clock.now = "2026-07-29T04:00:00.000000Z"
    assert chores.scan_if_due(office.system) is None
    office.clock.now = "2026-07-30T04:00:00.000000Z"
    assert chores.scan_if_due(office.system) is not None
    with office.system.reader() as reader:
        last = next(iter(reader.entries(reader.head().size - 1)))
    assert (last.action, last.actor, last.via) == ("evidence:verified", "clausetrail", "system")


def test_request_ids_are_forgotten_after_seven_days_not_before(office: Office) -> None:
    asking = replace(office.controller, request="req-1")
    records.add(office.system, asking, RecordFields(type="回访", number="R-1", date="2026-05-01"))
    office.clock.now = "2026-07-07T04:00:00.000000Z"
    chores.light(office.system)
    with office.system.reader() as reader:
        assert reader.request("wenkong", "req-1") is not None
    office.clock.now = "2026-07-07T04:00:00.000001Z"
    chores.light(office.system)
    with office.system.reader() as reader:
        assert reader.request("wenkong", "req-1") is None
