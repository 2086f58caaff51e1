"""Links to review: what waits, what changed since, many decided in one entry with those left out told."""

from __future__ import annotations

import pytest

from graph_schema.errors import Forbidden, InvalidInput, StaleVersion
from graph_schema.ports import LinkFilter
from tests.workflows.conftest import Office
from workflows import clauses, evidence, link_look, link_review, linking, links, records
from workflows.evidence import Use
from workflows.records import RecordFields

CLAUSE = "clause:GB/T 1-2011#{}"


def propose(office: Office, number: str, clause: str = "4.2") -> str:
    made = links.propose(office.system, office.controller, f"record:{number}", CLAUSE.format(clause))
    return str(made["id"])


def entries(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def state(office: Office, link: str) -> str:
    with office.system.reader() as reader:
        found = reader.get_link(link)
    assert found is not None
    return found.state


def test_what_is_proposed_waits_oldest_first_page_by_page(office: Office) -> None:
    made = []
    for number in range(5):
        office.record(f"R-{number}", "2026-03-01")
        made.append(propose(office, f"R-{number}"))
    first = link_review.listed(office.system, office.auditor, "proposed", None, 2)
    rest = link_review.listed(office.system, office.auditor, "proposed", first.rows[-1]["id"], 5)
    assert [one["id"] for one in (*first.rows, *rest.rows)] == made
    assert (first.more, rest.more) == (True, False)
    assert first.counts == {"proposed": 5, "suspect": 0}
    assert link_review.following(office.system, office.auditor, "proposed", made[1]) == made[2]
    assert link_review.following(office.system, office.auditor, "proposed", made[4]) == made[0]
    with pytest.raises(InvalidInput, match="state_unknown"):
        link_review.listed(office.system, office.auditor, "confirmed", None, 2)


def test_many_are_decided_in_one_entry_and_those_that_cannot_be_are_told(office: Office) -> None:
    for number in ("R-1", "R-2", "R-3"):
        office.record(number, "2026-03-01")
    first, second, third = (propose(office, number) for number in ("R-1", "R-2", "R-3"))
    links.reject(office.system, office.controller, [second], "不相干")
    before = entries(office)
    answer = link_review.decide(
        office.system, office.controller, "confirm", [first, second, "01a20f07-7002-7000-954a-000000000000", third], ""
    )
    assert entries(office) == before + 1
    assert [one["id"] for one in answer["done"]] == [first, third]
    assert [one["code"] for one in answer["left_out"]] == ["link_state", "link_unknown"]
    assert answer["left_out"][0]["from"]["number"] == "R-2"
    assert [state(office, one) for one in (first, second, third)] == ["confirmed", "rejected", "confirmed"]


def test_nothing_that_can_be_done_writes_no_entry(office: Office) -> None:
    office.record("R-1", "2026-03-01")
    link = propose(office, "R-1")
    links.confirm(office.system, office.controller, [link])
    before = entries(office)
    answer = link_review.decide(office.system, office.controller, "confirm", [link], "")
    assert (answer["done"], entries(office)) == ([], before)
    for act, chosen, code in (
        ("confirm", [], "nothing_chosen"), ("delete", [link], "action_unknown"), ("reject", [link], "reason_needed"),
        ("confirm", [str(number) for number in range(1_001)], "too_many_chosen"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=code):
            link_review.decide(office.system, office.controller, act, chosen, "")
    with pytest.raises(Forbidden):
        link_review.decide(office.system, office.auditor, "confirm", [link], "")


@pytest.mark.parametrize("end", ["record", "clause", "link"])
def test_what_changed_after_it_was_looked_at_is_not_decided_unseen(office: Office, end: str) -> None:
    office.record("R-1", "2026-03-01")
    link = propose(office, "R-1")
    seen = link_look.look(office.system, office.controller, link)["seen"]
    if end == "record":
        records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-03-02"), "抄错")
    elif end == "clause":
        clauses.correct(office.system, office.controller, CLAUSE.format("4.2"), "other words", "按印刷本")
    else:
        links.reject(office.system, office.controller, [link], "不相干")
        links.propose(office.system, office.controller, "record:R-1", CLAUSE.format("4.2"), reason="再看")
    decide = (office.system, office.controller, "confirm", [link], "")
    if end == "link":
        assert link_review.decide(*decide, seen=seen)["left_out"][0]["code"] == "link_state"
        return
    assert link_review.decide(*decide, seen=seen)["left_out"][0]["code"] == "version_stale"
    with pytest.raises(StaleVersion) as refused:
        link_review.decide(*decide, seen=seen, each=False)
    assert state(office, link) == "proposed"
    link_review.decide(*decide, seen=int(refused.value.params["current"]), each=False)
    assert state(office, link) == "confirmed"


def test_a_suspect_link_tells_what_changed_before_and_after_by_whom_and_why(office: Office) -> None:
    office.record("R-1", "2026-03-01", site="肇庆")
    link = str(office.confirm("record:R-1", CLAUSE.format("4.2"))["id"])
    for date, reason in (("2026-03-02", "抄错"), ("2026-03-03", "又抄错")):
        records.correct(office.system, office.controller, "record:R-1", RecordFields(date=date), reason)
    records.correct(office.system, office.controller, "record:R-1", RecordFields(title="名称不算"), "补名称")
    found = link_look.look(office.system, office.auditor, link)
    assert found["suspect"] is True
    (change,) = found["changes"]
    told = {name: change[name] for name in ("end", "field", "before", "after", "by", "reason")}
    assert told == {
        "end": "from", "field": "date", "before": "2026-03-01", "after": "2026-03-03", "by": "wenkong",
        "reason": "又抄错",
    }  # fmt: skip
    assert link_review.listed(office.system, office.auditor, "suspect", None, 9).counts["suspect"] == 1
    link_review.decide(office.system, office.controller, "reaffirm", [link], "看过了")
    again = link_look.look(office.system, office.auditor, link)
    assert (again["suspect"], again["changes"]) == (False, [])


def test_a_file_that_no_longer_holds_is_not_confirmed_among_many(office: Office) -> None:
    office.record("R-1", "2026-03-01")
    files = [office.file("a.pdf", b"first"), office.file("b.pdf", b"second")]
    added = evidence.add(office.system, office.controller, files, Use(), "record:R-1")["evidence"]
    office.system.blobs.path(files[0].sha256).unlink()
    evidence.verify(office.system, office.controller, [added[0]["id"]])
    ids = [one["link"]["id"] for one in added]
    answer = link_review.decide(office.system, office.controller, "confirm", ids, "")
    assert ([one["id"] for one in answer["done"]], answer["left_out"][0]["code"]) == ([ids[1]], "fixity_failed")


def test_earlier_links_between_the_same_ends_are_shown(office: Office) -> None:
    office.record("R-1", "2026-03-01")
    first = propose(office, "R-1")
    links.reject(office.system, office.controller, [first], "不相干")
    second = links.propose(office.system, office.auditor, "record:R-1", CLAUSE.format("4.2"), reason="看原件")["id"]
    (earlier,) = link_look.look(office.system, office.auditor, second)["earlier"]
    assert (earlier["id"], earlier["state"], earlier["reason"]) == (first, "rejected", "不相干")


def test_records_are_linked_to_clauses_many_to_many_in_one_entry(office: Office) -> None:
    ids = [office.record(f"R-{number}", "2026-03-01")["record"]["id"] for number in range(3)]
    propose(office, "R-0", "4.2")
    office.confirm("record:R-1", CLAUSE.format("4.2"))
    rejected = propose(office, "R-2", "4.2")
    links.reject(office.system, office.controller, [rejected], "不相干")
    with office.system.reader() as reader:
        (standard,) = reader.find("standard")
        numbers = {one.text("number"): one.id for one in reader.find("clause", owner=standard.id)}
    wanted = [numbers["4.2"], numbers["4.1"]]
    before = entries(office)
    answer = linking.link_many(office.system, office.controller, ids, wanted, confirm=True)
    assert entries(office) == before + 1
    left = [(one["from"]["number"], one["to"]["number"], one["code"]) for one in answer["left_out"]]
    assert left == [("R-1", "4.2", "link_exists"), ("R-2", "4.2", "reason_needed")]
    with office.system.reader() as reader:
        for id_, expected in zip(ids, ({"4.1", "4.2"}, {"4.1", "4.2"}, {"4.1"}), strict=True):
            held = reader.links(LinkFilter(kind="satisfies", from_id=id_, states=frozenset({"confirmed"})))
            assert {name for name, clause in numbers.items() for link in held if link.to_id == clause} == expected
    found = linking.choices(office.system, office.auditor, ids, "", "４.２")
    assert [(one["number"], one["linked"]) for one in found["clauses"]] == [("4.2", 2), ("4.2 a)", 0)]
    with pytest.raises(Forbidden):
        linking.link_many(office.system, office.auditor, ids, wanted, confirm=True)
    with pytest.raises(InvalidInput, match="too_many_chosen"):
        linking.link_many(office.system, office.controller, ids, [str(n) for n in range(700)], confirm=False)
