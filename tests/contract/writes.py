"""Contract: conflicts, all or nothing, isolation, and the vocabulary's refusals before any engine is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from graph_schema.accounts import Account, Request, Session
from graph_schema.errors import ClausetrailError, Conflict, InvalidInput, StoreRefused
from graph_schema.ports import Store, Transaction
from graph_schema.rows import Batch, node_row
from graph_schema.unit_of_work import Act, UnitOfWork
from graph_schema.values import Link, Node, freeze
from graph_schema.vocabulary import Vocabulary
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.pen import Change, Pen, batch_for, identifier, moment

A_FORM: dict[str, Any] = {"number": "QP-1", "title": "t", "type": "form"}


class Stop(Exception):
    """Raised by a test inside a transaction."""


def form(number: int, name: str) -> Node:
    """A document to write."""
    return Node(identifier(number), "document", freeze({"number": name, "title": "t", "type": "form"}))


def claim(number: int, office: Office, start: str, end: str, state: str = "proposed") -> Link:
    """A `satisfies` link to write."""
    return Link(identifier(number), "satisfies", office.ids[start], office.ids[end], state, "li", moment(1))


def refused(work: Callable[[], Any]) -> str:
    """The code a piece of work is refused with."""
    with pytest.raises(ClausetrailError) as caught:
        work()
    return caught.value.code


def account(name: str, number: int = 800) -> Account:
    """An account to write."""
    return Account(identifier(number), name, "王", ("auditor",), "$argon2id$x", moment(0))


class Writes(ContractPart):
    """Changing things."""

    # Conflicts

    def test_a_second_current_node_with_a_key_is_a_conflict(self, house: House, office: Office, pen: Pen) -> None:
        office.document("QP-05")
        before = house.backdoor.everything()
        with pytest.raises(Conflict) as caught:
            pen.write(form(500, "QP-05"))
        assert caught.value.code == "key_taken"
        assert house.backdoor.everything() == before

    def test_two_new_nodes_with_one_key_in_one_change_are_a_conflict(self, house: House, pen: Pen) -> None:
        before = house.backdoor.everything()
        assert refused(lambda: pen.write(form(500, "A"), form(501, "B"), form(502, "A"))) == "key_taken"
        assert house.backdoor.everything() == before

    def test_codes_of_standards_conflict_in_their_normal_form(self, office: Office, pen: Pen) -> None:
        office.standard("S", "GB/T 27922", "2011")
        other = Node(
            identifier(500),
            "standard",
            freeze({"code": "gb/t27922", "edition": "２０１１", "scheme": "points"}),
        )
        assert refused(lambda: pen.write(other)) == "key_taken"

    def test_nodes_without_a_key_do_not_conflict(self, house: House, office: Office) -> None:
        office.record("R-1", "2026-03-01", None, number=None)
        office.record("R-2", "2026-03-01", None, number=None)
        with house.store.reader() as reader:
            assert len(reader.find("record")) == 2

    def test_records_without_document_share_one_space_of_numbers(self, office: Office, pen: Pen) -> None:
        office.record("R-1", "2026-03-01", None)
        office.document("QP-05")
        office.revision("QP-05@A")
        office.record("other", "2026-03-01", "QP-05@A", number="R-1")
        fields = freeze({"number": "R-1", "type": "visit", "date": "2026-03-01"})
        assert refused(lambda: pen.write(Node(identifier(500), "record", fields))) == "key_taken"

    def test_a_key_given_up_can_be_taken_and_keys_can_be_exchanged_in_one_change(
        self, house: House, office: Office
    ) -> None:
        office.record("R-1", "2026-03-01", None)
        office.change("R-1", number="R-9")
        office.record("R-1b", "2026-03-01", None, number="R-1")
        office.together = True
        office.change("R-1", number="R-1")
        office.change("R-1b", number="R-9")
        office.flush()
        with house.store.reader() as reader:
            holders = [reader.by_key("record", "R-1\n", seq) for seq in (0, 1, 2, 3)]
        assert [office.names[one.id] if one else None for one in holders] == ["R-1", None, "R-1b", "R-1"]

    @pytest.mark.parametrize("held", ["proposed", "confirmed"])
    @pytest.mark.parametrize("new", ["proposed", "confirmed"])
    def test_a_second_live_link_is_a_conflict(
        self, house: House, office: Office, pen: Pen, held: str, new: str
    ) -> None:
        small_firm(office)
        office.satisfies("R-1", "4", held)
        before = house.backdoor.everything()
        with pytest.raises(Conflict) as caught:
            pen.write(claim(500, office, "R-1", "4", new))
        assert caught.value.code == "link_exists"
        assert house.backdoor.everything() == before

    @pytest.mark.parametrize("ended", ["rejected", "withdrawn"])
    def test_after_a_decision_against_it_a_new_link_may_be_made(self, house: House, office: Office, ended: str) -> None:
        small_firm(office)
        office.satisfies("R-1", "4", "proposed")
        office.move("R-1>4", ended)
        office.satisfies("R-1", "4", "confirmed", name="second")
        with house.store.reader() as reader:
            found = [reader.get_link(office.ids[name]) for name in ("R-1>4", "second")]
        assert [one.state for one in found if one] == [ended, "confirmed"]
        assert refused(lambda: office.move("R-1>4", "confirmed")) == "link_exists"

    def test_a_link_may_end_and_its_successor_begin_in_one_change(self, house: House, office: Office) -> None:
        small_firm(office)
        office.satisfies("R-1", "4")
        office.together = True
        office.satisfies("R-1", "4", name="second")
        office.move("R-1>4", "withdrawn")
        office.flush()
        with house.store.reader() as reader:
            second = reader.get_link(office.ids["second"])
        assert second is not None
        assert second.state == "confirmed"

    def test_an_account_name_of_another_is_a_conflict(self, house: House, pen: Pen) -> None:
        pen.write(accounts=(account("li"),))
        before = house.backdoor.everything()
        assert refused(lambda: pen.write(accounts=(account("li", 801),))) == "account_taken"
        assert house.backdoor.everything() == before

    @pytest.mark.parametrize("seq", [0, 2, 7])
    def test_an_entry_out_of_order_is_a_conflict(self, house: House, pen: Pen, seq: int, words: Vocabulary) -> None:
        pen.write(form(500, "A"))
        before = house.backdoor.everything()

        def work(tx: Transaction) -> None:
            tx.save(batch_for(tx, Change((form(501, "B"),)), words, seq))

        assert refused(lambda: house.store.write(work)) == "entry_out_of_order"
        assert house.backdoor.everything() == before

    def test_one_change_a_transaction(self, house: House, words: Vocabulary) -> None:
        before = house.backdoor.everything()

        def work(tx: Transaction) -> None:
            tx.save(batch_for(tx, Change((form(500, "A"),)), words))
            tx.save(batch_for(tx, Change((form(501, "B"),)), words, 1))

        assert refused(lambda: house.store.write(work)) == "entry_out_of_order"
        assert house.backdoor.everything() == before

    # All or nothing

    def test_a_change_whose_last_part_fails_leaves_nothing(self, house: House, office: Office, pen: Pen) -> None:
        small_firm(office)
        pen.write(accounts=(account("li"),))
        office.seq += 1
        before = house.backdoor.everything()
        things = (form(500, "A"), form(501, "B"), claim(502, office, "R-1", "4"), form(503, "QP-05"))
        request = Request("wang", "r-1", "d", "{}", moment(2))
        more = {"accounts": (account("zhao", 802),), "request": request, "settings": {"zone": "Asia/Shanghai"}}
        assert refused(lambda: pen.write(*things, **more)) == "key_taken"
        assert refused(lambda: pen.write(*things[:3], accounts=(account("li", 801),))) == "account_taken"
        assert house.backdoor.everything() == before
        with house.store.reader() as reader:
            assert reader.head().size == 2
            assert reader.get(identifier(500)) is None
            assert reader.account("zhao") is None
            assert reader.request("wang", "r-1") is None
            assert reader.setting("zone") is None

    def test_work_that_raises_after_saving_leaves_nothing(self, house: House, words: Vocabulary) -> None:
        before = house.backdoor.everything()

        def work(tx: Transaction) -> None:
            tx.save(batch_for(tx, Change((form(500, "A"),)), words))
            tx.put_setting("zone", "UTC")
            tx.put_session(Session("d", "li", "c", moment(0), moment(0), moment(9)))
            raise Stop

        with pytest.raises(Stop):
            house.store.write(work)
        assert house.backdoor.everything() == before
        assert house.store.is_empty()

    def test_work_that_only_reads_changes_nothing(self, house: House, office: Office) -> None:
        small_firm(office)
        before = house.backdoor.everything()
        assert house.store.write(lambda tx: tx.head().size) == 1
        assert house.backdoor.everything() == before

    def test_a_transaction_reads_what_it_has_written(self, house: House, words: Vocabulary) -> None:
        def work(tx: Transaction) -> tuple[int, bool]:
            tx.save(batch_for(tx, Change((form(500, "A"),)), words))
            return tx.head().size, tx.by_key("document", "A") is not None

        assert house.store.write(work) == (1, True)

    # Isolation

    def test_a_reader_opened_before_a_commit_sees_none_of_it(self, house: House, office: Office) -> None:
        small_firm(office)
        with house.store.reader() as reader:
            assert reader.head().size == 1
            office.together = True
            office.document("QP-06")
            office.change("R-1", date="2026-03-02")
            office.move("a.pdf>R-1", "withdrawn")
            office.flush()
            record, file = reader.get(office.ids["R-1"]), reader.get_link(office.ids["a.pdf>R-1"])
            assert reader.head().size == 1
            assert len(list(reader.leaves())) == 1
            assert reader.by_key("document", "QP-06") is None
            assert len(reader.find("document")) == 1
            assert record is not None
            assert record.text("date") == "2026-03-01"
            assert (record.seq_from, record.seq_to) == (0, None)
            assert file is not None
            assert file.state == "confirmed"
        with house.store.reader() as reader:
            assert reader.head().size == 2
            assert reader.by_key("document", "QP-06") is not None

    def test_nobody_sees_a_change_before_it_is_committed(self, house: House, words: Vocabulary) -> None:
        seen: list[tuple[int, int]] = []

        def look() -> None:
            with house.store.reader() as reader:
                seen.append((reader.head().size, len(reader.find("document"))))

        def work(tx: Transaction) -> None:
            tx.save(batch_for(tx, Change((form(500, "A"), form(501, "B"))), words))
            watcher = threading.Thread(target=look)
            watcher.start()
            watcher.join(timeout=30)

        house.store.write(work)
        assert seen == [(0, 0)]

    # A store that has moved

    def test_a_moved_store_refuses_writes_and_can_still_be_read(self, house: House, office: Office, pen: Pen) -> None:
        small_firm(office)
        house.store.write(lambda tx: tx.put_setting("moved_to", "sqlite:///elsewhere.db"))
        with pytest.raises(StoreRefused) as caught:
            pen.write(form(500, "A"))
        assert caught.value.code == "store_moved"
        with house.store.reader() as reader:
            assert reader.head().size == 1
            assert reader.setting("moved_to") == "sqlite:///elsewhere.db"

    def test_closing_twice_is_as_good_as_once(self, house: House, office: Office) -> None:
        small_firm(office)
        house.store.close()
        house.store.close()

    # The vocabulary speaks first

    @pytest.mark.parametrize(
        ("code", "spoil"),
        [
            ("kind_unknown", lambda work, firm: work.create("animal", {"number": "1"})),
            ("field_unknown", lambda work, firm: work.create("document", {**A_FORM, "colour": "red"})),
            ("field_missing", lambda work, firm: work.create("document", {"number": "1", "title": "t"})),
            ("field_type", lambda work, firm: work.create("document", {**A_FORM, "title": 3})),
            ("field_type", lambda work, firm: work.create("document", {**A_FORM, "type": "poem"})),
            ("field_type", lambda work, firm: work.create("document", {**A_FORM, "title": "\ud800"})),
            ("kind_unknown", lambda work, firm: work.link("likes", firm("R-1"), firm("4.1"), "proposed")),
            ("link_ends", lambda work, firm: work.link("satisfies", firm("4.1"), firm("R-1"), "proposed")),
            ("link_ends", lambda work, firm: work.link("records", firm("a.pdf"), firm("4.1"), "confirmed")),
            ("link_ends", lambda work, firm: work.link("satisfies", firm("S"), firm("S"), "confirmed")),
            ("link_to_itself", lambda work, firm: work.link("supersedes", firm("4.1"), firm("4.1"), "confirmed")),
            ("link_state_unknown", lambda work, firm: work.link("satisfies", firm("R-1"), firm("4"), "sure")),
            ("node_unknown", lambda work, firm: work.link("satisfies", identifier(999), firm("4"), "proposed")),
            (
                "field_unknown",
                lambda work, firm: work.link("satisfies", firm("R-1"), firm("4"), "proposed", fields={"x": "y"}),
            ),
            (
                "interval_empty",
                lambda work, firm: work.link(
                    "satisfies", firm("R-1"), firm("4"), "proposed", valid_from="2026-01-01", valid_to="2026-01-01"
                ),
            ),
            ("link_exists", lambda work, firm: work.link("satisfies", firm("QP-05@A/0"), firm("4.1"), "proposed")),
        ],
    )
    def test_what_the_vocabulary_does_not_know_is_refused_and_leaves_nothing(
        self,
        house: House,
        office: Office,
        words: Vocabulary,
        code: str,
        spoil: Callable[[UnitOfWork, Callable[[str], str]], Any],
    ) -> None:
        small_firm(office)
        before = house.backdoor.everything()

        def work(tx: Transaction) -> None:
            unit = UnitOfWork(tx, words, Act("wang", "api"), lambda: moment(5))
            unit.create("document", {"number": "QP-77", "title": "t", "type": "form"})
            spoil(unit, office.ids.__getitem__)
            unit.commit("test:written")

        with pytest.raises(ClausetrailError) as caught:
            house.store.write(work)
        assert caught.value.code == code
        assert house.backdoor.everything() == before

    def test_a_fixed_field_and_a_kind_never_change(self, house: House, office: Office, words: Vocabulary) -> None:
        small_firm(office)

        def attempt(node: Node) -> str:
            def work(tx: Transaction) -> None:
                UnitOfWork(tx, words, Act("wang", "api"), lambda: moment(5)).put(node)

            return refused(lambda: house.store.write(work))

        document = office.node("QP-05")
        assert attempt(document.changed(number="QP-99")) == "field_fixed"
        record = Node(document.id, "record", freeze({"type": "visit", "date": "2026-01-01"}))
        assert attempt(record) == "kind_fixed"

    def test_nulls_floats_and_large_integers_are_refused_on_every_store(self, house: House, pen: Pen) -> None:
        before = house.backdoor.everything()
        for value, code in ((1.5, "canonical_float"), (2**53, "canonical_integer"), ([None], "canonical_null")):
            node = Node(identifier(500), "document", {"number": "A", "title": value, "type": "form"})
            with pytest.raises(InvalidInput) as caught:
                pen.write(node)
            assert caught.value.code == code
        assert house.backdoor.everything() == before

    def test_the_store_takes_the_row_as_it_is_given(self, house: House, words: Vocabulary, pen: Pen) -> None:
        row = replace(node_row(form(500, "A"), words), seq_from=0)

        def spoil(batch: Batch) -> Batch:
            return replace(batch, nodes=(row,))

        pen.attempt(form(500, "A"), spoil=spoil)
        with house.store.reader() as reader:
            assert list(reader.node_rows()) == [row]


def write_many(store: Store, words: Vocabulary, first: int, count: int) -> None:
    """Write a number of changes, one entry each."""
    pen = Pen(store, words)
    for number in range(first, first + count):
        pen.write(form(number, f"D{number}"))
