"""Many files linked to one record in one entry: what is done, what is left out and why, who may."""

from __future__ import annotations

import pytest

from graph_schema.errors import ClausetrailError, Forbidden
from graph_schema.ports import LinkFilter
from tests.workflows.conftest import Office
from workflows import evidence, links
from workflows.evidence import Use
from workflows.evidence_links import MOST, attach


def files(office: Office, *names: str) -> list[str]:
    given = [office.file(name, name.encode()) for name in names]
    answer = evidence.add(office.system, office.controller, given, Use("2026-06-02", "肇庆"))
    return [one["id"] for one in answer["evidence"]]


def entries(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def test_many_files_are_linked_in_one_entry_each_under_its_own_name_and_date(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    wanted, before = files(office, "a.pdf", "b.pdf", "c.pdf"), entries(office)
    answer = attach(office.system, office.controller, wanted, "R-1", confirm=True)
    assert entries(office) == before + 1
    assert [one["state"] for one in answer["links"]] == ["confirmed"] * 3
    assert answer["links"][1]["fields"] == {"name": "b.pdf", "date": "2026-06-02", "site": "肇庆"}
    assert answer["left_out"] == []


def test_what_cannot_be_linked_is_left_out_with_its_reason_and_the_rest_is_done(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    there, lost, rejected, fine = files(office, "there", "lost", "rejected", "fine")
    attach(office.system, office.controller, [there], "R-1", confirm=True)
    made = attach(office.system, office.controller, [rejected], "R-1")
    links.reject(office.system, office.controller, [made["links"][0]["id"]], "belongs elsewhere")
    with office.system.reader() as reader:
        digest = reader.get_many([lost])[lost].text("sha256")
    office.system.blobs.path(digest).unlink()
    evidence.verify(office.system, office.controller, [lost])
    answer = attach(office.system, office.controller, [there, lost, rejected, fine], "R-1", confirm=True)
    assert [one["from"] for one in answer["links"]] == [fine]
    told = {one["file_name"]: one["code"] for one in answer["left_out"]}
    assert told == {"there": "link_exists", "lost": "fixity_failed", "rejected": "reason_needed"}
    again = attach(office.system, office.controller, [rejected], "R-1", reason="it does belong here")
    assert again["left_out"] == []


def test_a_proposal_that_waits_is_confirmed_not_doubled(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    (one,) = files(office, "a.pdf")
    proposed = attach(office.system, office.auditor, [one, one], "R-1")["links"]
    assert len(proposed) == 1
    confirmed = attach(office.system, office.controller, [one], "R-1", confirm=True)["links"]
    assert (confirmed[0]["id"], confirmed[0]["state"]) == (proposed[0]["id"], "confirmed")
    with office.system.reader() as reader:
        assert len(reader.links(LinkFilter(from_id=one))) == 1


def test_who_may_not_decide_may_propose_and_who_may_not_propose_may_nothing(office: Office) -> None:
    office.record("R-1", "2026-06-01")
    (one,) = files(office, "a.pdf")
    before = entries(office)
    for person, confirm in ((office.auditor, True), (office.manager, False), (office.manager, True)):
        with pytest.raises(Forbidden):
            attach(office.system, person, [one], "R-1", confirm=confirm)
    assert entries(office) == before


@pytest.mark.parametrize(
    ("given", "record", "code"),
    [
        ([], "R-1", "files_missing"),
        (["x"] * (MOST + 1), "R-1", "files_too_many"),
        (["nobody"], "R-1", "reference_unknown"),
        (["a"], "R-none", "reference_unknown"),
    ],
)
def test_what_nobody_knows_writes_nothing(office: Office, given: list[str], record: str, code: str) -> None:
    office.record("R-1", "2026-06-01")
    known = files(office, "a.pdf")
    given = [
        known[0] if one == "a" else "01a20f32-2033-7000-808e-3ea31db4d22f" if one == "nobody" else one for one in given
    ]
    before = entries(office)
    with pytest.raises(ClausetrailError) as refused:
        attach(office.system, office.controller, given, record)
    assert (refused.value.code, entries(office)) == (code, before)
