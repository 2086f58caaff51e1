"""Random commands on an adapter and on the memory model: after each history, and in between, the whole states agree.

Beside what people may do (`HistoryMachine`) this machine tries what must fail, lets work break off in a transaction,
keeps people and settings, and closes and opens the store.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from graph_schema.accounts import Account, Request, Session, Token
from graph_schema.errors import ClausetrailError
from graph_schema.ports import Store, Transaction
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.values import Link, Node
from graph_schema.views import View
from tests.contract.base import sink_into
from tests.contract.history import HistoryMachine, numbers
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.pen import Change, Pen, batch_for, identifier, moment
from tests.contract.whole import looked_up, seen, stored

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def effort(short: int, long: int, steps: int) -> tuple[settings, settings]:
    """Settings of the short form, the same in every run, and of the long one."""
    common = settings(deadline=None, stateful_step_count=steps, suppress_health_check=QUIET)
    fixed = settings(common, max_examples=short, derandomize=True, database=None)
    return fixed, settings(common, max_examples=long, derandomize=False)


class Broken(Exception):
    """Work that breaks off."""


class AgainstMemory(HistoryMachine):
    """Plays on two stores at once."""

    def begin(self) -> Office:
        self.house = self.open_house()
        self.model = MemoryStore(self.words)
        office = Office(self.words)
        office.sinks.append(sink_into(self.model, self.words))

        def to_adapter(seq: int, things: Sequence[Node | Link]) -> None:
            # The store of the moment: it may have been opened again in between.
            sink_into(self.house.store, self.words)(seq, things)

        office.sinks.append(to_adapter)
        return office

    @abstractmethod
    def open_house(self) -> House:
        """An empty store of the adapter."""

    def both(self) -> tuple[Store, Store]:
        """The model and the adapter."""
        return self.model, self.house.store

    # What must fail, on both with the same code, and leave nothing

    def fail(self, *things: Node | Link) -> None:
        """Write what must be refused."""
        codes = []
        for store in self.both():
            try:
                Pen(store, self.words).write(*things)
            except ClausetrailError as error:
                codes.append(error.code)
            else:
                codes.append("no error")
        assert codes[0] == codes[1]
        assert codes[0] != "no error"

    @rule(node=numbers)
    def take_a_key(self, node: int) -> None:
        """A second document with a number, beside a first that would be fine."""
        chosen = self.pick("document", node)
        assert chosen is not None
        fine = Node(identifier(900_001), "document", {**chosen.fields, "number": "not taken"})
        self.fail(fine, replace(chosen, id=identifier(900_002)))

    @rule(link=numbers, state=st.sampled_from(("proposed", "confirmed")))
    def link_twice(self, link: int, state: str) -> None:
        if chosen := self.pick_link(link, "proposed", "confirmed"):
            second = replace(chosen, id=identifier(900_003), state=state)
            self.fail(second)

    @rule(back=st.integers(1, 3))
    def write_out_of_order(self, back: int) -> None:
        codes = []
        for store in self.both():

            def work(tx: Transaction) -> None:
                change = Change((Node(identifier(900_004), "document", {"number": "x"}),))
                tx.save(batch_for(tx, change, self.words, max(tx.head().size - back, 0)))

            try:
                store.write(work)
            except ClausetrailError as error:
                codes.append(error.code)
        assert codes == ["entry_out_of_order"] * 2

    @rule(node=numbers)
    def break_off(self, node: int) -> None:
        """Work that saves and then breaks leaves nothing."""
        chosen = self.pick("record", node)
        assert chosen is not None
        for store in self.both():

            def work(tx: Transaction) -> None:
                tx.save(batch_for(tx, Change((chosen.changed(type="lost"),)), self.words))
                tx.put_setting("lost", "yes")
                raise Broken

            try:
                store.write(work)
            except Broken:
                continue
            raise AssertionError("work did not break off")

    # People and settings

    @rule(number=st.integers(0, 3), disabled=st.booleans())
    def keep_account(self, number: int, disabled: bool) -> None:
        account = Account(
            identifier(910_000 + number), f"p{number}", "王", ("auditor",), "h", moment(0), disabled=disabled
        )
        request = Request("wang", f"r{self.office.seq}", "d", "{}", moment(self.office.seq))
        self.office.seq += 1
        for store in self.both():
            assert Pen(store, self.words).write(accounts=(account,), request=request) == self.office.seq

    @rule(number=st.integers(0, 3))
    def keep_session(self, number: int) -> None:
        session = Session(f"d{number}", f"p{number % 2}", "c", moment(0), moment(self.office.seq), moment(99))
        token = Token(f"t{number}", f"p{number % 2}", "x", moment(0))
        for store in self.both():
            store.write(lambda tx: tx.put_session(session))
            store.write(lambda tx: tx.put_token(token))
            store.write(lambda tx: tx.put_setting(f"s{number}", str(number)))

    @rule(number=st.integers(0, 3))
    def end_sessions(self, number: int) -> None:
        for store in self.both():
            store.write(lambda tx: tx.drop_sessions(account=f"p{number}"))
            store.write(lambda tx: tx.drop_requests(moment(number)))

    @rule()
    def reopen(self) -> None:
        self.house.reopen()

    # Comparing

    def compare(self, view: View) -> None:
        with self.model.reader() as expected, self.house.store.reader() as found:
            assert stored(found) == stored(expected)
            for known_at in (None, view.known_at):
                assert looked_up(found, self.words, known_at) == looked_up(expected, self.words, known_at)
            assert seen(found, view, (5_000, 2)) == seen(expected, view, (5_000, 2))
            sessions = [f"d{number}" for number in range(4)]
            assert [found.session(one) for one in sessions] == [expected.session(one) for one in sessions]

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.house.store.close()
