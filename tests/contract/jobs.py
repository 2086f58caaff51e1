"""Contract: work that waits in the store is leased to one worker at a time, survives, and is not done for ever."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from graph_schema.errors import StoreRefused
from graph_schema.jobs import (
    DONE,
    ENDED,
    FAILED,
    NEEDS_PASSWORD,
    PARTIAL,
    QUEUED,
    READ,
    RUNNING,
    TRIES,
    WAITING,
    JobKey,
    Outcome,
)
from graph_schema.unit_of_work import Act, UnitOfWork
from graph_schema.values import freeze
from graph_schema.vocabulary import Vocabulary
from tests.contract.base import ContractPart
from tests.contract.house import House
from tests.contract.pen import Pen, identifier, moment

EVERY = frozenset({QUEUED, RUNNING, DONE, PARTIAL, FAILED, NEEDS_PASSWORD})


def keys(house: House, states: frozenset[str] = EVERY, after: int = 0) -> list[str]:
    """Keys of jobs in order of their last change."""
    return [one.key for one in house.store.jobs.listed(READ, states, after)]


def ask_in_change(house: House, words: Vocabulary, key: str, *, breaks: bool = False) -> None:
    """Enter a document and ask for a job in the same change."""

    def work(tx: object) -> None:
        unit = UnitOfWork(tx, words, Act("wang", "api"), lambda: moment(0))  # type: ignore[arg-type]  # a transaction
        unit.create("document", freeze({"number": key, "title": "t", "type": "form"}))
        unit.ask_job(READ, key)
        unit.ask_job(READ, key)
        unit.commit("document:added")
        if breaks:
            raise RuntimeError("broken off")

    house.store.write(work)


class JobPromises(ContractPart):
    """The queue, by its port alone."""

    def test_a_job_is_asked_for_once_and_comes_back_whole(self, house: House) -> None:
        jobs = house.store.jobs
        assert jobs.ask(READ, ["b", "a", "b"], moment(0)) == 2
        assert jobs.ask(READ, ["a", "c"], moment(1)) == 1
        assert jobs.ask("other", ["a"], moment(1)) == 1
        assert jobs.ask(READ, [], moment(1)) == 0
        assert keys(house) == ["b", "a", "c"]
        one = jobs.get(READ, "a")
        assert one is not None
        assert (one.kind, one.key, one.state, one.asked_at, one.tries) == (READ, "a", QUEUED, moment(0), 0)
        assert (one.worker, one.lease_until, one.ended_at, one.reason) == (None, None, None, None)
        assert jobs.get(READ, "z") is None
        assert sorted(jobs.get_many(READ, ["a", "z", "c"])) == ["a", "c"]
        assert jobs.get_many(READ, []) == {}
        assert jobs.counts(READ) == {QUEUED: 3}
        assert jobs.counts("none") == {}

    def test_jobs_are_leased_in_the_order_asked_for_and_end_with_what_was_found(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["b", "a"], moment(0))
        first = jobs.lease(READ, "w1", moment(1), moment(2))
        second = jobs.lease(READ, "w2", moment(1), moment(2))
        assert first is not None
        assert second is not None
        assert jobs.lease(READ, "w3", moment(1), moment(2)) is None
        assert jobs.lease("other", "w3", moment(1), moment(2)) is None
        assert (first.key, first.state, first.worker, first.lease_until, first.tries) == (
            "b",
            RUNNING,
            "w1",
            moment(2),
            1,
        )
        assert second.key == "a"
        assert jobs.get(READ, "b") == first
        found = Outcome(PARTIAL, "picture_without_text", {"page": "3", "name": "扫描𠮷"}, {"pages": "5"})
        assert jobs.end(first, found, moment(3))
        ended = house.reopen().jobs.get(READ, "b")
        assert ended is not None
        assert (ended.state, ended.reason, dict(ended.params), dict(ended.facts), ended.ended_at) == (
            PARTIAL,
            "picture_without_text",
            {"page": "3", "name": "扫描𠮷"},
            {"pages": "5"},
            moment(3),
        )
        assert (ended.worker, ended.lease_until) == (None, None)
        assert house.store.jobs.counts(READ) == {PARTIAL: 1, RUNNING: 1}

    def test_r15_a_lease_that_ran_out_goes_to_another_worker_and_the_first_has_lost_it(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["a"], moment(0))
        first = jobs.lease(READ, "w1", moment(1), moment(5))
        assert first is not None
        assert jobs.lease(READ, "w2", moment(4), moment(9)) is None
        assert jobs.renew(first, moment(6))
        assert jobs.lease(READ, "w2", moment(5), moment(9)) is None
        second = jobs.lease(READ, "w2", moment(6), moment(9))
        assert second is not None
        assert (second.worker, second.tries) == ("w2", 2)
        assert not jobs.renew(first, moment(20))
        assert not jobs.end(first, Outcome(DONE), moment(7))
        assert not jobs.give_back(first)
        assert jobs.get(READ, "a") == second
        assert jobs.end(second, Outcome(DONE), moment(8))
        assert not jobs.end(second, Outcome(DONE), moment(8))
        assert not jobs.renew(second, moment(20))

    def test_r15_a_job_whose_worker_is_lost_each_time_is_parked_with_a_reason(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["poison", "good"], moment(0))
        seen = []
        for at in range(1, 12):
            one = jobs.lease(READ, f"w{at}", moment(at), moment(at + 1))
            if one is None:
                break
            seen.append(one.key)
            if one.key == "good":
                jobs.end(one, Outcome(DONE), moment(at))
        assert seen == ["poison", "good", "poison", "poison"]
        parked = jobs.get(READ, "poison")
        assert parked is not None
        assert (parked.state, parked.reason, parked.tries) == (FAILED, "job_given_up", TRIES)
        assert parked.ended_at is not None

    def test_r15_a_job_given_back_stands_behind_those_never_tried(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["a", "b"], moment(0))
        one = jobs.lease(READ, "w", moment(1), moment(2))
        assert one is not None
        assert jobs.give_back(one)
        assert not jobs.give_back(one)
        again = [jobs.lease(READ, "w", moment(1), moment(2)) for _ in range(2)]
        assert [(one.key, one.tries) for one in again if one] == [("b", 1), ("a", 2)]
        assert again[1] is not None
        assert jobs.give_back(again[1], untried=True)
        kept = jobs.get(READ, "a")
        assert kept is not None
        assert (kept.state, kept.tries, kept.worker, kept.lease_until) == (QUEUED, 1, None, None)

    def test_what_has_ended_is_queued_again_on_demand_alone(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["a", "b", "c"], moment(0))
        for _ in range(2):
            one = jobs.lease(READ, "w", moment(1), moment(9))
            assert one is not None
            if one.key == "a":
                jobs.end(one, Outcome(FAILED, "file_damaged"), moment(2))
        assert jobs.ask(READ, ["a"], moment(3)) == 0
        assert jobs.ask(READ, ["a", "b", "c", "d"], moment(3), again=True) == 2
        fresh = jobs.get(READ, "a")
        assert fresh is not None
        assert (fresh.state, fresh.tries, fresh.asked_at, fresh.reason, fresh.ended_at) == (
            QUEUED,
            0,
            moment(3),
            None,
            None,
        )
        assert [one.key for one in (jobs.lease(READ, "w", moment(4), moment(9)) for _ in range(3)) if one] == [
            "c",
            "a",
            "d",
        ]

    def test_changes_are_listed_in_their_order_after_the_last_seen(self, house: House) -> None:
        jobs = house.store.jobs
        jobs.ask(READ, ["a", "b", "c"], moment(0))
        assert keys(house, WAITING) == ["a", "b", "c"]
        for _ in range(2):
            one = jobs.lease(READ, "w", moment(1), moment(9))
            assert one is not None
            jobs.end(one, Outcome(DONE), moment(1))
        first = jobs.listed(READ, ENDED)
        assert [one.key for one in first] == ["a", "b"]
        assert first[0].change < first[1].change
        assert keys(house, ENDED, first[0].change) == ["b"]
        assert [one.key for one in jobs.listed(READ, EVERY, limit=2)] == ["c", "a"]
        jobs.ask(READ, ["a"], moment(2), again=True)
        last = jobs.lease(READ, "w", moment(3), moment(9))
        assert last is not None
        assert last.change > first[1].change
        assert keys(house, frozenset()) == []

    def test_r04_a_job_is_queued_with_the_fact_that_needs_it_or_not_at_all(
        self, house: House, words: Vocabulary
    ) -> None:
        ask_in_change(house, words, "a")
        with pytest.raises(RuntimeError):
            ask_in_change(house, words, "b", breaks=True)
        assert keys(house) == ["a"]
        with house.store.reader() as reader:
            assert reader.head().size == 1
        one = house.store.jobs.lease(READ, "w", moment(1), moment(2))
        assert one is not None
        house.store.jobs.end(one, Outcome(FAILED, "file_damaged"), moment(2))

        def again(tx: object) -> None:
            unit = UnitOfWork(tx, words, Act("wang", "api"), lambda: moment(0))  # type: ignore[arg-type]  # as above
            unit.ask_job(READ, "a")
            assert not unit.has_changes()
            unit.note(seen="again")
            unit.commit("document:added")

        house.store.write(again)
        kept = house.store.jobs.get(READ, "a")
        assert kept is not None
        assert kept.state == FAILED

    def test_jobs_write_no_entry_and_a_moved_store_takes_none(self, house: House) -> None:
        house.store.jobs.ask(READ, ["a"], moment(0))
        with house.store.reader() as reader:
            assert reader.head().size == 0
        house.store.write(lambda tx: tx.put_setting("moved_to", "elsewhere"))
        with pytest.raises(StoreRefused, match="store_moved"):
            house.store.jobs.ask(READ, ["b"], moment(0))
        with pytest.raises(StoreRefused, match="store_moved"):
            house.store.jobs.lease(READ, "w", moment(1), moment(2))
        assert keys(house) == ["a"]

    def test_many_keys_at_once(self, house: House, pen: Pen) -> None:
        many = [identifier(number) for number in range(1_200)]
        assert house.store.jobs.ask(READ, many, moment(0)) == 1_200
        assert len(house.store.jobs.get_many(READ, [*many, "none"])) == 1_200
        assert keys(house)[:2] == many[:2]
        pen.write(jobs=(JobKey(READ, "one more"), JobKey(READ, many[0])))
        assert house.store.jobs.counts(READ) == {QUEUED: 1_201}

    def test_r15_two_workers_never_hold_one_job(self, house: House) -> None:
        jobs = house.store.jobs
        wanted = [f"k{number:02}" for number in range(24)]
        jobs.ask(READ, wanted, moment(0))
        held: list[str] = []
        together = threading.Barrier(4)

        def work(name: str) -> None:
            together.wait()
            while (one := jobs.lease(READ, name, moment(1), moment(2))) is not None:
                held.append(one.key)
                assert jobs.renew(one, moment(3))
                assert jobs.end(one, Outcome(DONE), moment(2))

        threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(held) == wanted
        assert jobs.counts(READ) == {DONE: 24}
        assert all(replace(one, tries=1) == one for one in jobs.listed(READ, ENDED))
