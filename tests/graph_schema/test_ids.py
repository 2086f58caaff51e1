"""Ids are UUIDv7 (RFC 9562, 5.7), fresh and in order."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from graph_schema.ids import is_id, new_id


def test_an_id_is_of_version_7_and_the_ietf_variant_with_the_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    value = uuid.UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (value.version, value.variant) == (7, uuid.RFC_4122)
    # The counter may run ahead of the clock by a few milliseconds when very many are made in a row.
    assert before <= value.int >> 80 <= after + 1_000


def test_ids_made_in_a_row_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_get_the_same_id() -> None:
    made: list[str] = []

    def make() -> None:
        made.extend([new_id() for _ in range(2_000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_ids_go_on_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert new_id() > first


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("01900000-0000-7000-8000-0000000000aa", True),
        ("01900000-0000-7000-8000-0000000000AA", False),
        ("019000000000700080000000000000aa", False),
        ("{01900000-0000-7000-8000-0000000000aa}", False),
        ("", False),
        ("QP-05", False),
    ],
)
def test_only_the_lower_case_hyphenated_form_is_an_id(text: str, known: bool) -> None:
    assert is_id(text) is known
