"""Random commands on a store's queue and on the memory model's: every answer and every job agree (R15)."""

from __future__ import annotations

from abc import abstractmethod

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph_schema import vocabulary
from graph_schema.jobs import DONE, ENDED, FAILED, NEEDS_PASSWORD, PARTIAL, WAITING, Job, JobKey, Outcome
from graph_schema.ports import Store
from graph_schema.stores.memory.store import MemoryStore
from tests.contract.house import House
from tests.contract.pen import Pen, moment

KINDS = ("read", "other")
KEYS = tuple("abcdef")
kinds = st.sampled_from(KINDS)
keys = st.lists(st.sampled_from(KEYS), max_size=4)
held = st.integers(0, 30)
outcomes = st.sampled_from(
    (
        Outcome(DONE, facts={"pages": "3"}),
        Outcome(PARTIAL, "text_cut", {"pages": "3"}, {"pages": "9"}),
        Outcome(FAILED, "file_damaged", {"name": "损坏𠮷"}),
        Outcome(NEEDS_PASSWORD, "pdf_needs_password"),
    )
)


class JobsAgainstMemory(RuleBasedStateMachine):
    """Plays on two queues at once; time goes on by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.words = vocabulary.load()
        self.now = 0
        self.leases: list[tuple[Job, Job]] = []

    @abstractmethod
    def open_house(self) -> House:
        """An empty store of the adapter."""

    @initialize()
    def begin(self) -> None:
        self.house = self.open_house()
        self.model = MemoryStore(self.words)

    def both(self) -> tuple[Store, Store]:
        """The model and the adapter."""
        return self.model, self.house.store

    @rule(kind=kinds, wanted=keys, again=st.booleans())
    def ask(self, kind: str, wanted: list[str], again: bool) -> None:
        counts = [one.jobs.ask(kind, wanted, moment(self.now), again=again) for one in self.both()]
        assert counts[0] == counts[1]

    @rule(kind=kinds, wanted=keys)
    def ask_in_a_change(self, kind: str, wanted: list[str]) -> None:
        jobs = tuple(JobKey(kind, one) for one in wanted)
        for one in self.both():
            Pen(one, self.words).write(jobs=jobs, facts={"asked": len(jobs)})

    @rule(kind=kinds, worker=st.sampled_from(("w1", "w2")), span=st.integers(1, 3))
    def lease(self, kind: str, worker: str, span: int) -> None:
        model, found = (one.jobs.lease(kind, worker, moment(self.now), moment(self.now + span)) for one in self.both())
        assert model == found
        if model is not None and found is not None:
            self.leases.append((model, found))

    @rule(steps=st.integers(1, 3))
    def wait(self, steps: int) -> None:
        self.now += steps

    def _pick(self, number: int) -> tuple[Job, Job] | None:
        return self.leases[-1 - number % len(self.leases)] if self.leases else None

    @rule(number=held, span=st.integers(0, 3))
    def renew(self, number: int, span: int) -> None:
        if (pair := self._pick(number)) is not None:
            done = [
                store.jobs.renew(job, moment(self.now + span)) for store, job in zip(self.both(), pair, strict=True)
            ]
            assert done[0] == done[1]

    @rule(number=held, outcome=outcomes)
    def end(self, number: int, outcome: Outcome) -> None:
        if (pair := self._pick(number)) is not None:
            done = [
                store.jobs.end(job, outcome, moment(self.now)) for store, job in zip(self.both(), pair, strict=True)
            ]
            assert done[0] == done[1]

    @rule(number=held, untried=st.booleans())
    def give_back(self, number: int, untried: bool) -> None:
        if (pair := self._pick(number)) is not None:
            done = [store.jobs.give_back(job, untried=untried) for store, job in zip(self.both(), pair, strict=True)]
            assert done[0] == done[1]

    @rule()
    def reopen(self) -> None:
        self.house.reopen()

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "house"):
            return
        for kind in KINDS:
            model, found = (one.jobs for one in self.both())
            everything = model.listed(kind, WAITING | ENDED)
            assert list(found.listed(kind, WAITING | ENDED)) == list(everything)
            after = everything[len(everything) // 2].change if everything else 0
            assert list(found.listed(kind, ENDED, after, 2)) == list(model.listed(kind, ENDED, after, 2))
            assert found.counts(kind) == model.counts(kind)
            assert found.get_many(kind, KEYS) == model.get_many(kind, KEYS)
            holders = [one.worker for one in everything if one.state == "running"]
            assert None not in holders
            assert len({one.change for one in everything}) == len(everything)

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.store.close()
