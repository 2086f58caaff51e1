"""The ledger as people read it: newest first, filtered within bounds, each thing before and after."""

from __future__ import annotations

import ast

import pytest

from graph_schema.errors import NotFound
from graph_schema.ports import Transaction
from graph_schema.unit_of_work import Act, UnitOfWork
from tests.rig.source import python_files
from tests.workflows.conftest import Office
from workflows import accounts, ledger_reading, links, records
from workflows.accounts import NewAccount
from workflows.ledger_reading import Wanted
from workflows.records import RecordFields
from workflows.system import Person
from workflows.wording import codes_of

SETUP = Person("setup", frozenset({"administrator"}), "cli")


def seqs(page: ledger_reading.Page) -> list[int]:
    return [one.outline.seq for one in page.entries]


def size(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def read(
    office: Office, wanted: Wanted | None = None, before: int | None = None, limit: int = 50
) -> ledger_reading.Page:
    return ledger_reading.page(office.system, office.auditor, wanted or Wanted(), before, limit)


def test_entries_come_newest_first_and_every_one_once(office: Office) -> None:
    for number in range(7):
        office.record(f"R-{number}", "2026-06-01")
    whole = size(office)
    seen: list[int] = []
    before: int | None = None
    while True:
        page = read(office, before=before, limit=3)
        seen += seqs(page)
        if page.before is None:
            break
        before = page.before
    assert seen == list(range(whole - 1, -1, -1))


def test_a_filter_keeps_what_fits_and_says_how_far_it_looked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_reading, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(ledger_reading, "PAGE", 2)
    office.document("QP-05")
    document = size(office) - 1
    for number in range(6):
        office.record(f"R-{number}", "2026-06-01")
    first = read(office, Wanted(action="document:added"))
    assert (seqs(first), first.looked_to, first.before) == ([], size(office) - 4, size(office) - 4)
    second = read(office, Wanted(action="document:added"), first.before)
    assert seqs(second) == [document]
    assert seqs(read(office, Wanted(actor="nobody"))) == []


def test_the_entries_of_a_thing_are_found_by_its_number_its_reference_and_its_id(office: Office) -> None:
    made = office.document("QP-05")
    written = size(office) - 1
    office.record("R-1", "2026-06-01")
    for text in ("QP-05", "document:QP-05", made["document"]["id"] if "document" in made else made["id"]):
        assert written in seqs(read(office, Wanted(about=text)))
        assert size(office) - 1 not in seqs(read(office, Wanted(about=text)))
    with pytest.raises(NotFound, match="reference_unknown"):
        read(office, Wanted(about="QP-99"))


def test_a_link_is_found_by_its_id_and_named_by_both_ends(office: Office) -> None:
    office.document("QP-05")
    link = office.confirm("revision:QP-05@A/0", "clause:GB/T 1-2011#4.1")
    found = read(office, Wanted(about=link["id"]))
    assert [one.outline.action for one in found.entries] == ["link:confirmed", "link:proposed"]
    (thing,) = found.entries[0].things
    assert (thing["from"]["number"], thing["to"]["number"]) == ("QP-05", "4.1")


def test_an_entry_shows_each_thing_before_and_after(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-06-02"), "wrong day")
    shown = ledger_reading.entry(office.system, office.auditor, size(office) - 1)
    (written,) = [one for one in shown.written if one.thing["kind"] == "record"]
    assert written.before is not None
    assert written.after is not None
    assert (written.before["fields"]["date"], written.after["fields"]["date"]) == ("2026-06-01", "2026-06-02")
    assert shown.entry.reason == "wrong day"


def test_a_link_and_an_account_have_their_before_too(office: Office) -> None:
    office.document("QP-05")
    made = links.propose(office.system, office.controller, "revision:QP-05@A/0", "clause:GB/T 1-2011#4.1")
    links.confirm(office.system, office.controller, [made["id"]])
    (link,) = ledger_reading.entry(office.system, office.auditor, size(office) - 1).written
    assert link.before is not None
    assert link.after is not None
    assert (link.before["state"], link.after["state"]) == ("proposed", "confirmed")
    accounts.add(office.system, SETUP, NewAccount("li", "Li", ("auditor",)), "a password long enough")
    accounts.set_roles(office.system, SETUP, "li", ("controller",))
    (account,) = ledger_reading.entry(office.system, office.auditor, size(office) - 1).written
    assert account.before is not None
    assert account.after is not None
    assert (account.before["roles"], account.after["roles"]) == (["auditor"], ["controller"])


@pytest.mark.parametrize("seq", [-1, 10_000])
def test_an_entry_there_is_not_is_told(office: Office, seq: int) -> None:
    with pytest.raises(NotFound, match="entry_unknown"):
        ledger_reading.entry(office.system, office.auditor, seq)


def test_an_entry_of_very_many_things_is_read_in_parts(office: Office) -> None:
    def work(tx: Transaction) -> None:
        unit = UnitOfWork(tx, office.system.vocabulary, Act("wenkong", "cli"), office.system.clock)
        for number in range(400):
            unit.create(
                "record", {"type": "回访", "number": f"M-{number:03}", "date": "2026-06-01", "title": "长" * 90}
            )
        unit.commit("record:added", "many")

    office.system.store.write(work)
    (newest,) = read(office, limit=1).entries
    assert (newest.outline.subjects, newest.outline.reason, newest.outline.entry) == (400, "many", None)
    assert [one["number"] for one in newest.things] == ["M-000", "M-001", "M-002"]
    part = ledger_reading.entry(office.system, office.auditor, newest.outline.seq, 390)
    assert [one.thing["number"] for one in part.written] == [f"M-{number}" for number in range(390, 400)]


def test_every_action_that_is_written_has_words() -> None:
    used = {
        node.value
        for path in python_files("workflows")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_action(node.value)
    }
    assert {"store:founded", "link:confirmed", "account:roles_set"} <= used
    assert used - set(codes_of("ledger_action")) == set()


def _is_action(text: str) -> bool:
    kind, colon, verb = text.partition(":")
    return bool(colon) and kind.isalpha() and kind.islower() and verb.replace("_", "").isalpha() and verb.islower()
