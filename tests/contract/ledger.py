"""Contract: the ledger grows by one entry a change, is never touched again, and tells when someone did touch it."""

from __future__ import annotations

import hashlib
import inspect
import threading

import pytest

from graph_schema.ports import Reader, Store, Transaction
from graph_schema.replay import Fault, Replay
from graph_schema.vocabulary import Vocabulary
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.pen import Pen, identifier, moment
from tests.contract.writes import form, write_many


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def first_fault(house: House, words: Vocabulary) -> Fault | None:
    """What verification says first."""
    replay = Replay(words)
    with house.store.reader() as reader:
        replay.read(reader)
        replay.compare(reader)
    return replay.first()


class LedgerPromises(ContractPart):
    """Entries, leaves, tree, tampering."""

    @pytest.fixture
    def history(self, office: Office) -> Office:
        """Five entries: a firm, a correction, a withdrawal, a document, another correction."""
        small_firm(office)
        office.change("R-1", date="2026-03-02")
        office.move("a.pdf>R-1", "withdrawn")
        office.document("QP-06")
        office.change("R-1", date="2026-03-03")
        return office

    def test_entries_count_from_zero_without_gaps_and_keep_their_bytes(self, house: House, history: Office) -> None:
        with house.store.reader() as reader:
            leaves = list(reader.leaves())
            entries = list(reader.entries())
            head = reader.head()
            assert [seq for seq, _ in reader.leaves(1, 2)] == [1, 2]
            assert [seq for seq, _ in reader.leaves(3)] == [3, 4]
            assert list(reader.leaves(5)) == []
            assert list(reader.leaves(2, 0)) == []
            assert [one.seq for one in reader.entries(2, 1)] == [2]
        assert [seq for seq, _ in leaves] == [0, 1, 2, 3, 4]
        assert [one.seq for one in entries] == [0, 1, 2, 3, 4]
        assert [one.time for one in entries] == [moment(number) for number in range(5)]
        assert (head.size, head.time) == (5, moment(4))
        assert [leaf for _, leaf in leaves] == house.backdoor.leaves()
        assert entries[1].subjects[0].id == history.ids["R-1"]

    def test_an_entry_tells_who_what_why_with_digests_before_and_after(self, house: House, office: Office) -> None:
        office.document("QP-05")
        pen = Pen(house.store, office.vocabulary)
        pen.write(office.node("QP-05").changed(title="新名称"), action="document:corrected", reason="错字")
        with house.store.reader() as reader:
            first, second = reader.entries()
        old, new = (hashlib.sha256(one[0].encode()).hexdigest() for one in house.backdoor.versions(office.ids["QP-05"]))
        assert (first.actor, first.via, first.reason) == ("wang", "api", None)
        assert (second.action, second.reason) == ("document:corrected", "错字")
        assert [(one.id, one.before, one.after) for one in second.subjects] == [(office.ids["QP-05"], old, new)]
        assert first.subjects[0].before is None

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9])
    def test_stored_subtrees_are_those_of_rfc_9162(self, house: House, words: Vocabulary, size: int) -> None:
        write_many(house.store, words, 500, size)
        leaves = house.backdoor.leaves()
        places = [(level, index) for level in range(5) for index in range(10)]
        with house.store.reader() as reader:
            stored = dict(reader.tree(places))
        whole = {
            (level, index): naive_root(leaves[index << level : (index + 1) << level])
            for level, index in places
            if (index + 1) << level <= size
        }
        assert stored == whole

    def test_a_ledger_is_contiguous_under_concurrent_writers(self, house: House, words: Vocabulary) -> None:
        writers, each = 4, 6
        failures: list[BaseException] = []

        def write(first: int) -> None:
            try:
                write_many(house.store, words, first, each)
            except BaseException as error:  # noqa: BLE001  # told to the test below
                failures.append(error)

        threads = [threading.Thread(target=write, args=(500 + 100 * number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert failures == []
        with house.store.reader() as reader:
            entries = list(reader.entries())
            assert len(reader.find("document")) == writers * each
        assert [one.seq for one in entries] == list(range(writers * each))
        assert first_fault(house, words) is None

    def test_the_port_can_append_and_read_and_nothing_else(self) -> None:
        names = {
            name
            for port in (Reader, Transaction, Store)
            for name, _ in inspect.getmembers(port, inspect.isfunction)
            if not name.startswith("_")
        }
        forbidden = ("delete", "update", "remove", "truncate", "rewrite", "clear")
        assert [name for name in names if any(word in name for word in forbidden)] == []
        # What can be dropped is no fact: sessions and old request ids.
        assert {name for name in names if name.startswith("drop")} == {"drop_sessions", "drop_requests"}

    def test_r27_an_untouched_ledger_verifies_also_after_opening_again(
        self, house: House, history: Office, words: Vocabulary
    ) -> None:
        assert first_fault(house, words) is None
        house.reopen()
        assert first_fault(house, words) is None

    def test_r27_a_changed_current_version_is_found(self, house: House, history: Office, words: Vocabulary) -> None:
        id_ = history.ids["R-1"]
        body, seq, _ = house.backdoor.versions(id_)[-1]
        house.backdoor.spoil_version(id_, body.replace("2026-03-03", "2026-03-04"))
        fault = first_fault(house, words)
        assert fault is not None
        assert (fault.seq, fault.id) == (seq, id_)

    def test_r27_a_changed_past_version_is_found(self, house: House, history: Office, words: Vocabulary) -> None:
        id_ = history.ids["R-1"]
        body, seq, _ = house.backdoor.versions(id_)[0]
        house.backdoor.spoil_past_version(id_, body.replace("2026-03-01", "2026-03-04"))
        fault = first_fault(house, words)
        assert fault is not None
        assert (fault.seq, fault.id) == (seq, id_)

    def test_r27_a_removed_past_version_is_found(self, house: House, history: Office, words: Vocabulary) -> None:
        id_ = history.ids["R-1"]
        house.backdoor.remove_past_version(id_)
        fault = first_fault(house, words)
        assert fault is not None
        assert (fault.seq, fault.id) == (0, id_)

    def test_r27_a_changed_link_is_found(self, house: House, history: Office, words: Vocabulary) -> None:
        id_ = history.ids["a.pdf>R-1"]
        body, seq, _ = house.backdoor.versions(id_)[-1]
        house.backdoor.spoil_version(id_, body.replace('"by":"li"', '"by":"wu"'))
        fault = first_fault(house, words)
        assert fault is not None
        assert (fault.seq, fault.id) == (seq, id_)

    @pytest.mark.parametrize("seq", [0, 2, 4])
    def test_r27_a_changed_entry_is_found_and_named(
        self, house: House, history: Office, words: Vocabulary, seq: int
    ) -> None:
        leaf = house.backdoor.leaves()[seq]
        house.backdoor.spoil_leaf(seq, leaf.replace(b'"actor":"wang"', b'"actor":"fang"'))
        fault = first_fault(house, words)
        assert fault is not None
        assert fault.seq == seq

    def test_r27_a_cut_tail_is_found_by_the_versions_it_leaves(
        self, house: House, history: Office, words: Vocabulary
    ) -> None:
        house.backdoor.remove_last_entry()
        fault = first_fault(house, words)
        assert fault is not None
        assert fault.id == history.ids["R-1"]

    def test_one_change_may_have_many_subjects(self, house: House, pen: Pen, words: Vocabulary) -> None:
        pen.write(*(form(number, f"D{number}") for number in range(500, 700)))
        with house.store.reader() as reader:
            (entry,) = reader.entries()
        assert len(entry.subjects) == 200
        assert entry.subjects[0].id == identifier(500)
        assert first_fault(house, words) is None
