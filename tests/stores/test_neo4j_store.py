"""What is particular to the Neo4j store: the published graph, its faults, lost replies, errors, snapshots."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest

from graph_schema.errors import Conflict, InvalidInput, NotFound, StoreRefused, StoreUnavailable
from graph_schema.ports import Transaction
from graph_schema.stores.neo4j.names import names
from graph_schema.stores.neo4j.store import Neo4jStore
from graph_schema.values import Link, Node
from tests.contract.office import Office
from tests.contract.pen import Change, Pen, batch_for
from tests.stores.cut_wire import CutWire
from tests.stores.neo4j_rig import WORDS, Backdoor, backdoor, login, neo4j_store

__all__ = ["backdoor", "neo4j_store"]
pytestmark = [pytest.mark.store("neo4j")]

PROOF = """
MATCH (c:Clause {number: '4.1'})<-[:satisfies]-(r:Revision)<-[:records]-(x:Record)<-[:records]-(e:Evidence)
RETURN r.label, x.number, e.file_name
"""


@pytest.fixture
def office(neo4j_store: Neo4jStore) -> Office:
    """Writes onto the store."""
    pen = Pen(neo4j_store, WORDS)

    def sink(_seq: int, things: Sequence[Node | Link]) -> None:
        pen.write(*things)

    return Office(WORDS, [sink])


@pytest.fixture
def firm(office: Office) -> Office:
    """Clause 4.1 with a procedure, a record and a file."""
    office.standard()
    office.clause("4", row="heading")
    office.clause("4.1", parent="4")
    office.document("QP-05")
    office.revision("QP-05@A", "2025-01-01")
    office.satisfies("QP-05@A", "4.1")
    office.record("R-1", "2026-03-01", "QP-05@A", site="上海")
    office.evidence("a.pdf", "R-1")
    return office


# The published graph


def test_a_naive_query_reads_the_proof(firm: Office, backdoor: Backdoor) -> None:
    assert backdoor(PROOF) == [["A", "R-1", "a.pdf"]]
    assert backdoor("MATCH (c:Clause {number: '4.1'})-[:part_of]->(p) RETURN labels(p), p.number, p.edition") in (
        [[["Thing", "Standard"], None, "2011"], [["Thing", "Clause"], "4", None]],
        [[["Thing", "Clause"], "4", None], [["Thing", "Standard"], None, "2011"]],
    )


def test_a_naive_query_never_takes_proposals_or_ended_links_for_proof(firm: Office, backdoor: Backdoor) -> None:
    count = "MATCH ()-[l:satisfies]->() RETURN count(l)"
    firm.clause("4.2", parent="4")
    firm.satisfies("QP-05@A", "4.2", "proposed")
    assert backdoor(count) == [[1]]
    firm.move("QP-05@A>4.2", "confirmed")
    assert backdoor(count) == [[2]]
    firm.move("QP-05@A>4.2", "withdrawn")
    firm.move("QP-05@A>4.1", "withdrawn")
    assert backdoor(count) == [[0]]
    assert backdoor("MATCH (:Revision)-[l]->(:Clause) RETURN count(l)") == [[0]]
    assert backdoor("MATCH (:Clause)<-[:proposed_to]-(p) RETURN count(p)") == [[0]]


def test_a_confirmed_link_is_one_relationship_with_its_interval_and_author(firm: Office, backdoor: Backdoor) -> None:
    firm.clause("4.2", parent="4")
    firm.satisfies("QP-05@A", "4.2", valid_from="2026-01-01", valid_to="2027-01-01", fields={"page": 3})
    firm.move("QP-05@A>4.2", "confirmed", "still so")
    rows = backdoor(
        "MATCH ()-[l:satisfies]->(:Clause {number: '4.2'}) "
        "RETURN l.valid_from, l.valid_to, l.by, l.reason, l.page, l.suspect, l.id"
    )
    assert rows == [["2026-01-01", "2027-01-01", "li", "still so", 3, False, firm.ids["QP-05@A>4.2"]]]


def test_suspicion_is_published_and_cleared(firm: Office, backdoor: Backdoor, neo4j_store: Neo4jStore) -> None:
    suspects = "MATCH (a)-[l]->(b) WHERE l.suspect RETURN type(l), a.kind, b.kind ORDER BY a.kind"
    firm.change("R-1", site="北京")
    assert backdoor(suspects) == [["records", "evidence", "record"], ["records", "record", "revision"]]
    firm.move("a.pdf>R-1", "confirmed")
    assert backdoor(suspects) == [["records", "record", "revision"]]
    firm.change("R-1", site="上海")
    assert backdoor(suspects) == [["records", "evidence", "record"]]
    with neo4j_store.reader() as reader:
        assert not reader.published_faults()


def test_every_business_key_has_a_uniqueness_constraint(neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    rows = backdoor("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type RETURN labelsOrTypes[0], properties, type")
    made: set[tuple[str, tuple[str, ...]]] = {
        (label, tuple(properties)) for label, properties, type_ in rows if type_ == "UNIQUENESS"
    }
    wanted: set[tuple[str, tuple[str, ...]]] = {(label, ("key",)) for label in names(WORDS).labels.values()}
    wanted |= {("Thing", ("id",)), ("Claim", ("id",)), ("Claim", ("live",)), ("Entry", ("seq",))}
    wanted |= {("Account", ("name",)), ("Request", ("actor", "id"))}
    assert wanted <= made
    assert neo4j_store.checks()["constraints"] == "all present"


def test_a_key_longer_than_an_index_takes_is_still_unique(office: Office, neo4j_store: Neo4jStore) -> None:
    number = "长" * 20_000
    office.document("D", number=number)
    with pytest.raises(Conflict, match="key_taken"):
        office.document("E", number=number)
    office.document("F", number=f"{number}F")
    with neo4j_store.reader() as reader:
        found = reader.by_key("document", number)
        assert found is not None
        assert found.id == office.ids["D"]
        assert [one.id for one in reader.find("document", key_prefix=f"{number}F")] == [office.ids["F"]]
        assert {row.key for row in reader.node_rows()} == {number, f"{number}F"}
        assert not reader.published_faults()


def test_a_link_to_nothing_is_refused_and_leaves_nothing(firm: Office, neo4j_store: Neo4jStore) -> None:
    nowhere = "01900000-0000-7000-8000-ffffffffffff"
    link = Link("01900000-0000-7000-8000-fffffffffffe", "records", firm.ids["R-1"], nowhere, "proposed", "li", "t")
    with pytest.raises(NotFound, match="node_unknown"):
        Pen(neo4j_store, WORDS).write(link)
    with neo4j_store.reader() as reader:
        assert reader.get_link(link.id) is None
        assert reader.head().size == firm.seq + 1


# Tampering


FORGERIES = {
    "a native property": ("MATCH (x:Record) SET x.date = '2020-01-01'", "R-1"),
    "a property that no field has": ("MATCH (x:Record) SET x.approved = true", "R-1"),
    "a label": ("MATCH (x:Record) SET x:Evidence", "R-1"),
    "a label taken away": ("MATCH (x:Revision) REMOVE x:Revision", "QP-05@A"),
    "a relationship deleted": ("MATCH (:Revision)-[l:satisfies]->() DELETE l", "QP-05@A>4.1"),
    "a relationship's interval": ("MATCH (:Revision)-[l:satisfies]->() SET l.valid_from = '2030-01-01'", "QP-05@A>4.1"),
    "suspicion hidden": ("MATCH (:Record)-[l:records]->() SET l.suspect = true", "R-1>QP-05@A"),
    "a forged relationship": ("MATCH (r:Revision), (c:Clause {number: '4'}) CREATE (r)-[:satisfies]->(c)", "QP-05@A"),
    "a second relationship": (
        "MATCH (r:Revision)-[l:satisfies]->(c) CREATE (r)-[m:satisfies]->(c) SET m = properties(l)",
        "QP-05@A>4.1",
    ),
    "a reference turned elsewhere": ("MATCH (:Clause {number: '4.1'})-[l:part_of]->(:Clause) DELETE l", "4.1"),
    "a claim's state": ("MATCH (q:Claim {kind: 'satisfies'}) SET q.state = 'rejected'", "QP-05@A>4.1"),
    "a claim called a proposal": ("MATCH (q:Claim {kind: 'satisfies'}) SET q:Proposal", "QP-05@A>4.1"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_tampering_with_the_published_graph_is_named(
    what: str, firm: Office, backdoor: Backdoor, neo4j_store: Neo4jStore
) -> None:
    query, subject = FORGERIES[what]
    with neo4j_store.reader() as reader:
        assert not reader.published_faults()
        backdoor(query)
        assert firm.ids[subject] in reader.published_faults()


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Clause {number: '9'})",
        "MATCH (c:Clause) WITH c LIMIT 1 CREATE (:Revision)-[:satisfies]->(c)",
        "MATCH (v:NodeVersion) SET v:Evidence",
    ],
)
def test_things_that_only_look_like_things_are_named(
    query: str, firm: Office, backdoor: Backdoor, neo4j_store: Neo4jStore
) -> None:
    firm.change("R-1", site="北京")
    backdoor(query)
    with neo4j_store.reader() as reader:
        assert reader.published_faults()


# Writing


def written(tx: Transaction, *things: Node) -> int:
    """Save things as the next entry; its seq."""
    batch = batch_for(tx, Change(things), WORDS)
    tx.save(batch)
    return batch.entry.seq


@pytest.mark.parametrize("cuts", [1, 2])
def test_a_commit_whose_reply_was_lost_is_done_once(cuts: int, neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    uri, user, password = login()
    address = urlsplit(uri)
    wire = CutWire(address.hostname or "", address.port or 0)
    store = Neo4jStore(f"bolt://127.0.0.1:{wire.port}", user, password, WORDS)
    try:
        nodes = [
            Node(
                f"01900000-0000-7000-8000-00000000000{at}",
                "document",
                {"number": f"D{at}", "title": "t", "type": "form"},
            )
            for at in range(3)
        ]
        assert store.write(lambda tx: written(tx, nodes[0])) == 0
        wire.cuts = cuts
        assert store.write(lambda tx: written(tx, nodes[1])) == 1
        assert wire.lost == cuts
        assert store.write(lambda tx: written(tx, nodes[2])) == 2
        with store.reader() as reader:
            assert reader.head().size == 3
            assert [one.text("number") for one in reader.find("document")] == ["D0", "D1", "D2"]
        assert backdoor("MATCH (n:NodeVersion) RETURN count(n)") == [[0]]
    finally:
        store.close()
        wire.close()


def test_what_the_caller_raises_comes_out_as_it_is_and_nothing_is_kept(neo4j_store: Neo4jStore) -> None:
    def work(tx: Transaction) -> None:
        tx.put_setting("zone", "Asia/Shanghai")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        neo4j_store.write(work)
    with neo4j_store.reader() as reader:
        assert reader.settings() == {}


def test_two_nodes_may_trade_their_keys_in_one_change(office: Office, neo4j_store: Neo4jStore) -> None:
    office.document("D")
    first = office.record("R-1", "2026-01-01", document=office.ids["D"])
    second = office.record("R-2", "2026-01-01", document=office.ids["D"])
    office.write(first.changed(number="R-2"), second.changed(number="R-1"))
    with neo4j_store.reader() as reader:
        assert [one.text("number") for one in reader.find("record")] == ["R-2", "R-1"]
        assert not reader.published_faults()


def test_a_reader_keeps_the_state_of_its_first_read(firm: Office, neo4j_store: Neo4jStore) -> None:
    with neo4j_store.reader() as reader:
        before = list(reader.node_rows()), list(reader.link_rows()), reader.find("record"), reader.head()
        firm.change("R-1", site="北京")
        firm.record("R-2", "2026-03-02", "QP-05@A")
        firm.move("QP-05@A>4.1", "withdrawn")
        after = list(reader.node_rows()), list(reader.link_rows()), reader.find("record"), reader.head()
        assert after == before
        assert reader.get(firm.ids["R-2"]) is None
        assert len(list(reader.leaves())) == before[3].size
    with neo4j_store.reader() as reader:
        assert len(reader.find("record")) == 2


# Errors


def test_a_wrong_password_is_told(neo4j_store: Neo4jStore) -> None:
    uri, user, _ = login()
    store = Neo4jStore(uri, user, "wrong", WORDS)
    with pytest.raises(StoreRefused, match="store_credentials"):
        store.prepare()
    store.close()


def test_an_unknown_database_is_told(neo4j_store: Neo4jStore) -> None:
    store = Neo4jStore(*login(), WORDS, database="elsewhere")
    with pytest.raises(StoreRefused, match="store_database_unknown"):
        store.prepare()
    store.close()


def test_nobody_listening_is_told_within_seconds(neo4j_store: Neo4jStore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = Neo4jStore(f"bolt://127.0.0.1:{port}", "neo4j", "secret", WORDS)
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="store_unreachable") as told:
        store.prepare()
    assert time.monotonic() - began < 5
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is not None
    with store.reader() as reader, pytest.raises(StoreUnavailable, match="store_unreachable"):
        reader.head()
    assert time.monotonic() - began < 20
    store.close()


@pytest.mark.parametrize(
    "uri", ["", "neo4k://127.0.0.1", "http://127.0.0.1:7474", "127.0.0.1:7687", "bolt://me:secret@127.0.0.1"]
)
def test_an_address_that_is_none_is_told(uri: str) -> None:
    with pytest.raises(InvalidInput, match="store_url") as told:
        Neo4jStore(uri, "neo4j", "x", WORDS)
    assert "secret" not in str(told.value)


def test_another_schema_version_is_refused(neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    backdoor("MATCH (h:Ledger) SET h.schema = 99")
    with pytest.raises(StoreRefused, match="store_schema"):
        neo4j_store.write(lambda tx: tx.put_setting("zone", "UTC"))
    with pytest.raises(StoreRefused, match="store_schema"):
        neo4j_store.prepare()


def test_a_store_never_prepared_is_refused(neo4j_store: Neo4jStore, backdoor: Backdoor) -> None:
    backdoor.wipe()
    with pytest.raises(StoreRefused, match="store_not_prepared"):
        neo4j_store.write(lambda tx: tx.put_setting("zone", "UTC"))
    assert neo4j_store.is_empty()


def test_closing_twice_is_closing_once(neo4j_store: Neo4jStore) -> None:
    neo4j_store.close()
    neo4j_store.close()
    with pytest.raises(StoreUnavailable, match="store_closed"):
        neo4j_store.is_empty()
