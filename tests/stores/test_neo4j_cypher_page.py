"""Every query of docs/cypher.md is run against a small organisation and gives what the organisation holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.values import Link, Node
from tests.contract.office import Office
from tests.contract.pen import Pen
from tests.stores.neo4j_rig import WORDS, Backdoor, backdoor, neo4j_store

__all__ = ["backdoor", "neo4j_store"]
pytestmark = [pytest.mark.store("neo4j")]

PAGE = Path(__file__).parents[2] / "docs" / "cypher.md"
PARAMETERS = {
    "code": "GB/T 27922",
    "edition": "2011",
    "number": "5.1.4.1",
    "day": "2026-06-30",
    "document": "QP-05",
}
_SECTION = re.compile(r"^### (?P<title>.+?)\n(?P<rest>.*?)(?=^### |\Z)", re.DOTALL | re.MULTILINE)


def queries() -> dict[str, str]:
    """The page's queries by the heading above each."""
    found = {}
    for section in _SECTION.finditer(PAGE.read_text(encoding="utf-8")):
        blocks = re.findall(r"```cypher\n(.*?)```", section["rest"], re.DOTALL)
        assert len(blocks) == 1, section["title"]
        found[section["title"]] = blocks[0]
    return found


def office_on(store: Neo4jStore) -> Office:
    """An office that writes onto the store."""
    pen = Pen(store, WORDS)

    def sink(_seq: int, things: Sequence[Node | Link]) -> None:
        pen.write(*things)

    return Office(WORDS, [sink])


def organise(office: Office) -> None:
    """A clause with a procedure in two revisions and records; one of each kind of trouble."""
    office.standard("S", "GB/T 27922", "2011")
    office.clause("5", row="heading", normative=False, title="服务文化")
    office.clause("5.1.4.1", parent="5", title="制度")
    office.clause("5.1.4.2", parent="5", title="记录")
    office.clause("5.1.4.3", parent="5", title="空白")
    office.document("QP-05")
    office.revision("QP-05@A", "2025-01-01", adopted=True, decided_by="zhao")
    office.revision("QP-05@B", "2026-03-01", decided_by="zhao")
    office.link("supersedes", "QP-05@B", "QP-05@A")
    office.review("V-1", "QP-05@B", state="decided")
    office.decision("D-1", "V-1", effective_from="2026-03-01")
    office.satisfies("QP-05@A", "5.1.4.1")
    office.satisfies("QP-05@B", "5.1.4.1")
    office.satisfies("QP-05@B", "5.1.4.2", "proposed")
    office.record("R-1", "2025-05-05", "QP-05@A")
    office.record("R-2", "2026-05-05", "QP-05@B")
    office.record("R-3", "2026-07-05", "QP-05@B")
    office.record("R-4", "2026-04-04")
    office.satisfies("R-4", "5.1.4.1")
    office.evidence("照片.jpg", "R-1")
    office.evidence("scan.pdf", "R-2", "R-4")
    office.move(office.satisfies("R-2", "5.1.4.2", "proposed"), "rejected")
    office.change("R-1", site="上海")
    office.check_file("scan.pdf", "changed")
    office.exclusion("N-1", "5.1.4.3", from_="2026-01-01", to="2027-01-01")


Rows = list[list[Any]]
EXPECTED: dict[str, Callable[[Rows], bool] | Rows] = {
    "Which clauses an edition has": [
        ["5", "服务文化", False],
        ["5.1.4.1", "制度", True],
        ["5.1.4.2", "记录", True],
        ["5.1.4.3", "空白", True],
    ],
    "Which revision was in force on a day": [["QP-05", "B", "2026-03-01"]],
    "The trail of a clause on a day": [
        ["QP-05", "A", "R-1", "2025-05-05", ["照片.jpg"]],
        ["QP-05", "B", "R-2", "2026-05-05", ["scan.pdf"]],
    ],
    "Records that prove a clause themselves": lambda rows: [row[:3] for row in rows] == [["R-4", "2026-04-04", "wang"]],
    "Clauses without any confirmed basis or proof": [["5.1.4.2", "记录"], ["5.1.4.3", "空白"]],
    "The history of a document": [
        ["A", "approved", "2025-01-01", "zhao", True, None],
        ["B", "approved", "2026-03-01", "zhao", False, "A"],
    ],
    "Who submitted a revision, and who decided on it": [["B", "wang", "decided", "approved", "zhao", "2026-03-01"]],
    "Suspect links: an end changed after someone confirmed it": lambda rows: (
        sorted(row[:5] for row in rows)
        == [
            ["records", "evidence", "scan.pdf", "record", "R-2"],
            ["records", "evidence", "scan.pdf", "record", "R-4"],
            ["records", "evidence", "照片.jpg", "record", "R-1"],
            ["records", "record", "R-1", "revision", "QP-05"],
        ]
    ),
    "Who confirmed what": lambda rows: [row[:3] for row in rows] == [["wang", "records", 6], ["wang", "satisfies", 3]],
    "What waits for a decision": [["satisfies", "revision", "QP-05", "clause", "5.1.4.2"]],
    "Links that were rejected or withdrawn": lambda rows: (
        [row[:4] for row in rows] == [["rejected", "satisfies", "R-2", "5.1.4.2"]]
    ),
    "Records without a file": [["R-3", "2026-07-05"]],
    "Files whose bytes are no longer what was uploaded": lambda rows: (
        [(row[0], row[1], sorted(row[3])) for row in rows] == [("scan.pdf", "changed", ["R-2", "R-4"])]
    ),
    "Clauses declared not applicable": [["5.1.4.3", "none sold"]],
    "How many records and files each document has": [["QP-05", 3, 2]],
    "All versions of a document's revisions": lambda rows: [row[0] for row in rows] == ["A", "B"],
    "The last entries of the ledger": lambda rows: (
        [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True) and all(row[2] > 100 for row in rows)
    ),
}


def test_every_query_of_the_page_gives_what_the_organisation_holds(neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    organise(office_on(neo4j_store))
    found = queries()
    assert set(found) == set(EXPECTED)
    assert len(found) >= 10
    for title, query in found.items():
        rows = backdoor(query, **PARAMETERS)
        expected = EXPECTED[title]
        assert expected(rows) if callable(expected) else rows == expected, (title, rows)


def test_no_query_of_the_page_names_what_the_store_does_not_hold(neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    """The server warns of unknown labels, types and properties: here, and only here, it is listened to."""
    office = office_on(neo4j_store)
    organise(office)
    office.document("QP-99")
    office.revision("QP-99@A", "2024-01-01", "2024-03-01", withdrawn_on="2024-02-01")
    known = {row[0] for row in backdoor("CALL db.propertyKeys()")}
    for query in queries().values():
        used = set(re.findall(r"\b[a-z]+\.([a-z_]+)\b", re.sub(r"'[^']*'", "", query)))
        assert used <= known, used - known
