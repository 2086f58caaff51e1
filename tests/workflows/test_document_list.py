"""The list of controlled documents follows the ledger, and says on any day what is in force and what is to come."""

from __future__ import annotations

import pytest

from graph_schema.errors import Forbidden, InvalidInput
from tests.workflows.conftest import Office
from workflows import decisions, document_list, documents
from workflows.document_list import Wanted
from workflows.register import DocumentRegister
from workflows.system import Person


def told(office: Office, **wanted: str) -> list[tuple[str, str, str]]:
    """Number, label in force, labels to come."""
    found = document_list.listed(office.system, office.auditor, Wanted(**wanted))
    return [
        (one.line.number, one.current.label if one.current else "", " ".join(each.label for each in one.coming))
        for one in found.rows
    ]


def test_the_list_follows_every_change_without_being_read_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.document("QP-2")
    assert told(office) == [("QP-2", "", "A/0")]
    monkeypatch.setattr("workflows.register._whole", None)  # from here on it may only follow
    office.document("QP-1", type_="form")
    assert told(office) == [("QP-1", "", "A/0"), ("QP-2", "", "A/0")]
    office.adopt("revision:QP-2@A/0", "2026-01-01")
    office.revise("QP-2", "B/0")
    assert told(office) == [("QP-1", "", "A/0"), ("QP-2", "A/0", "B/0")]
    decisions.submit(office.system, office.controller, "revision:QP-2@B/0")
    decisions.approve(office.system, office.manager, "revision:QP-2@B/0", "2026-07-01", "适宜")
    assert told(office) == [("QP-1", "", "A/0"), ("QP-2", "A/0", "B/0")]
    assert told(office, day="2026-07-01") == [("QP-1", "", "A/0"), ("QP-2", "B/0", "")]
    office.clock.now = "2026-06-30T16:00:00.000000Z"  # midnight in Shanghai
    assert told(office) == [("QP-1", "", "A/0"), ("QP-2", "B/0", "")]


def test_a_store_that_moved_far_is_read_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.document("QP-1")
    assert told(office) == [("QP-1", "", "A/0")]
    monkeypatch.setattr("workflows.register.CATCH_UP", 1)
    for number in ("QP-2", "QP-3", "QP-4"):
        office.document(number)
    assert [one[0] for one in told(office)] == ["QP-1", "QP-2", "QP-3", "QP-4"]


def test_what_follows_is_what_would_be_read_anew(office: Office) -> None:
    with office.system.reader() as reader:
        office.system.register.lines(reader)
    for number in ("QP-2", "QP-1"):
        office.document(number)
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.revise("QP-1", "B/0")
    documents.withdraw(office.system, office.controller, "revision:QP-2@A/0", "误建")
    documents.withdraw(office.system, office.controller, "revision:QP-1@A/0", "停用", "2026-12-01")
    with office.system.reader() as reader:
        assert office.system.register.lines(reader) == DocumentRegister().lines(reader)


def test_it_is_narrowed_by_text_type_and_state_and_counts_each(office: Office) -> None:
    office.document("QP-1")
    office.document("QR-1", type_="form")
    office.document("QR-2", type_="form")
    office.adopt("revision:QR-1@A/0", "2026-01-01")
    documents.withdraw(office.system, office.controller, "revision:QR-2@A/0", "误建")
    assert [one[0] for one in told(office, text="ｑｒ title")] == ["QR-1", "QR-2"]
    assert [one[0] for one in told(office, type="procedure")] == ["QP-1"]
    assert [one[0] for one in told(office, state="gone")] == ["QR-2"]
    assert told(office, text="不存在") == []
    found = document_list.listed(office.system, office.auditor, Wanted(type="form", state="in_force"))
    assert (found.total, found.all) == (1, 3)
    assert dict(found.states) == {"in_force": 1, "gone": 1}
    assert {name: count for name, count in found.types.items() if count} == {"form": 1}


def test_it_is_cut_into_pages(office: Office) -> None:
    for place in range(5):
        office.document(f"QP-{place}")
    page = document_list.listed(office.system, office.auditor, Wanted(), 2, 2)
    assert ([one.line.number for one in page.rows], page.total) == (["QP-2", "QP-3"], 5)


@pytest.mark.parametrize(
    ("wanted", "code"), [(Wanted(state="lost"), "state_unknown"), (Wanted(type="novel"), "type_unknown")]
)
def test_what_does_not_exist_is_refused(office: Office, wanted: Wanted, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        document_list.listed(office.system, office.auditor, wanted)
    assert refused.value.code == code


def test_who_may_not_read_sees_no_list(office: Office) -> None:
    with pytest.raises(Forbidden):
        document_list.listed(office.system, Person("niemand", frozenset(), "page"), Wanted())
