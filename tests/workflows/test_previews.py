"""The page of a decision: links, records, states before and after, the text difference, and nothing written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_schema import vocabulary
from graph_schema.ports import LinkFilter
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.stores.sqlite.store import SqliteStore
from ingestion.reading import Reading
from tests.stores.neo4j_rig import backdoor, neo4j_store
from tests.workflows.conftest import Office, small_office
from workflows import decisions, documents, evidence, links, previews, records
from workflows.evidence import Use
from workflows.records import RecordFields

__all__ = ["backdoor", "neo4j_store"]


def size(office: Office) -> int:
    with office.system.reader() as reader:
        return reader.head().size


def prepared(office: Office) -> str:
    """A/0 in force holds 4.1, 4.2, 4.3 and has a record; B/0 is submitted, 4.2 taken off it, 4.2 a) proposed to it."""
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    for clause in ("4.1", "4.2", "4.3"):
        office.confirm("revision:QP-1@A/0", f"clause:GB/T 1-2011#{clause}")
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    files = [office.file("回访单.pdf", b"proof")]
    evidence.add(office.system, office.controller, files, Use("2026-03-02"), "record:R-1", confirm=True)
    made = office.revise("QP-1", "B/0")
    off = next(one for one in made["carried"] if number(office, one["to"]) == "4.2")
    links.reject(office.system, office.controller, [off["id"]], "不再涉及")
    links.propose(office.system, office.controller, "revision:QP-1@B/0", "clause:GB/T 1-2011#4.2 a)")
    decisions.submit(office.system, office.controller, "revision:QP-1@B/0")
    return "revision:QP-1@B/0"


def number(office: Office, id_: str) -> str:
    with office.system.reader() as reader:
        node = reader.get(id_)
    assert node is not None
    return node.text("number")


def seen(office: Office, reference: str, since: str | None = None) -> Any:
    return previews.brief(office.system, office.manager, reference, since)


def rows(answer: Any) -> dict[str, tuple[str, str, str | None]]:
    """{number: (role, own state before, own state after)}."""
    return {
        one["clause"]["number"]: (one["role"], one["before"]["own_state"], one.get("after", {}).get("own_state"))
        for one in answer["clauses"]
    }


def states_hold(office: Office) -> None:
    """What the page says of an approval is what the approval then brings, and saying it wrote nothing."""
    reference = prepared(office)
    before = size(office)
    answer = seen(office, reference, "2026-07-10")
    assert rows(answer) == {
        "4.1": ("carried", "proved", "proved"),
        "4.2": ("lost", "proved", "partial"),  # its record goes on counting, the procedure is gone
        "4.2 a)": ("proposed", "gap", "gap"),
        "4.3": ("carried", "proved", "proved"),
    }
    assert size(office) == before
    with office.system.reader() as reader:
        assert not reader.links(LinkFilter(kind="supersedes"))
    shown = answer["shown"]
    told = decisions.Shown(shown["version"], tuple(shown["links"]), shown["against"])
    decisions.approve(office.system, office.manager, reference, "2026-07-10", "适宜", shown=told)
    really = {
        clause: office.trail(clause, as_of="2026-07-10")["own_state"] for clause in ("4.1", "4.2", "4.2 a)", "4.3")
    }
    assert really == {clause: states[2] for clause, states in rows(answer).items()}


def test_states_before_and_after_are_those_the_decision_brings(office: Office) -> None:
    states_hold(office)


@pytest.mark.store("sqlite")
def test_states_before_and_after_are_those_the_decision_brings_on_sqlite(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "clausetrail.db", vocabulary.load())
    store.prepare()
    states_hold(small_office(tmp_path, store))
    store.close()


@pytest.mark.store("neo4j")
def test_states_before_and_after_are_those_the_decision_brings_on_neo4j(
    neo4j_store: Neo4jStore, tmp_path: Path
) -> None:
    states_hold(small_office(tmp_path, neo4j_store))


def test_a_first_revision_gains_its_clauses(office: Office) -> None:
    office.document("QP-1")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    decisions.submit(office.system, office.controller, "revision:QP-1@A/0")
    answer = seen(office, "revision:QP-1@A/0")
    assert rows(answer) == {"4.1": ("own", "gap", "proved")}
    assert ("against" in answer, answer["shown"]["against"], answer["effective_from"]) == (False, "", "2026-06-30")
    assert (answer["may_decide"], answer["review"]["state"]) == (True, "waiting")


@pytest.mark.parametrize(("since", "code"), [("2026-06-29", "effective_in_past"), ("2026-01-01", "effective_in_past")])
def test_a_day_that_will_be_refused_is_told_with_its_code(office: Office, since: str, code: str) -> None:
    reference = prepared(office)
    answer = seen(office, reference, since)
    assert answer["obstacle"]["code"] == code
    assert all("after" not in one for one in answer["clauses"])


def test_a_draft_and_a_decided_revision_can_be_looked_at_too(office: Office) -> None:
    reference = prepared(office)
    office.document("QP-2")
    assert seen(office, "revision:QP-2@A/0")["obstacle"]["code"] == "revision_not_submitted"
    decisions.approve(office.system, office.manager, reference, "2026-07-10", "适宜")
    after = seen(office, reference)
    assert (after["effective_from"], after["against"]["label"]) == ("2026-07-10", "A/0")
    assert {one["role"] for one in after["clauses"]} == {"own", "proposed", "lost"}


def test_a_carried_link_the_revision_before_no_longer_holds_is_marked(office: Office) -> None:
    reference = prepared(office)
    with office.system.reader() as reader:
        held = reader.links(LinkFilter(kind="satisfies", states=frozenset({"confirmed"})))
    gone = next(one for one in held if number(office, one.to_id) == "4.1")
    links.withdraw(office.system, office.controller, [gone.id], "不符")
    marked = {one["clause"]["number"]: one["held"] for one in seen(office, reference)["clauses"] if "held" in one}
    assert marked == {"4.1": False, "4.3": True}


def test_records_that_will_lie_outside_their_revision_are_told(office: Office) -> None:
    reference = prepared(office)
    office.record("R-2", "2026-06-30", "revision:QP-1@A/0")
    given = RecordFields(type="回访", number="R-3", date="2026-06-29")
    records.add(office.system, office.controller, given, reference)
    told = seen(office, reference, "2026-06-30")["records"]
    assert told["under"] == 2
    assert [(one["record"]["number"], one["why"]) for one in told["outside"]] == [
        ("R-3", "before_start"),
        ("R-2", "after_end"),
    ]
    assert [one["record"]["number"] for one in seen(office, reference, "2026-07-01")["records"]["outside"]] == ["R-3"]


def test_suspect_links_of_both_revisions_are_shown(office: Office) -> None:
    reference = prepared(office)
    assert seen(office, reference)["suspects"] == []
    records.correct(office.system, office.controller, "record:R-1", RecordFields(date="2026-03-02"), "日期写错")
    found = seen(office, reference)["suspects"]
    assert [(one["kind"], one["from"]["number"], one["to"]["label"]) for one in found] == [("records", "R-1", "A/0")]


def test_the_page_is_for_readers_and_says_who_may_not_decide(office: Office) -> None:
    reference = prepared(office)
    answer = previews.brief(office.system, office.auditor, reference)
    assert (answer["may_decide"], answer["why_not"]) == (False, "not_allowed")
    assert rows(answer)["4.2"] == ("lost", "proved", "partial")


@pytest.fixture
def reading(tmp_path: Path) -> Office:
    """The organisation with files that are read."""
    office = small_office(tmp_path)
    return replace(office, system=replace(office.system, reading=Reading(tmp_path / "derived")))


def revision(office: Office, label: str, text: str) -> str:
    """A revision of QP-9 with a text."""
    content = office.file(f"{label[0]}.txt", text.encode())
    if label == "A/0":
        documents.add(office.system, office.controller, "QP-9", label, "程序", "procedure", content)
        office.adopt("revision:QP-9@A/0", "2026-01-01")
    else:
        documents.revise(office.system, office.controller, "document:QP-9", label, content)
        decisions.submit(office.system, office.controller, f"revision:QP-9@{label}")
    return content.sha256


def test_the_difference_waits_for_the_texts_and_then_tells_them(reading: Office) -> None:
    digests = [revision(reading, "A/0", "目的\n三日内回访。\n"), revision(reading, "B/0", "目的\n五日内回访。\n附则\n")]
    told = seen(reading, "revision:QP-9@B/0")["difference"]
    assert told["status"] == "text_not_read"
    assert [one["label"] for one in told["unread"]] == ["A/0", "B/0"]
    assert reading.system.reading is not None
    for digest in digests:
        with reading.system.blobs.open(digest) as file:
            reading.system.reading.read(digest, Path(file.name), "a.txt")
    told = seen(reading, "revision:QP-9@B/0")["difference"]
    reading.system.reading.close()
    assert (told["status"], told["counts"]) == ("compared", {"same": 1, "changed": 1, "added": 1})
    changed = told["rows"][1]
    assert [run["text"] for run in changed["old"] if run["marked"]] == ["三"]
    assert [run["text"] for run in changed["new"] if run["marked"]] == ["五"]
    assert (changed["old_page"], changed["new_page"]) == (1, 1)


def test_the_same_bytes_are_no_difference(reading: Office) -> None:
    revision(reading, "A/0", "一")
    revision(reading, "B/0", "一")
    assert seen(reading, "revision:QP-9@B/0")["difference"] == {"status": "same_content", "rows": [], "counts": {}}
