"""Contract: finding, filtering, paging, and the same filters on every way to read."""

from __future__ import annotations

import pytest

from graph_schema.errors import InvalidInput
from graph_schema.ports import LinkFilter
from graph_schema.values import Link, Node
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.pen import identifier, moment

HOSTILE = ("clause'; DROP TABLE node; --", "clause`) DETACH DELETE n //", "Clause", "CLAUSE", "", "链接")


class Reads(ContractPart):
    """Looking things up. `many`: more ids than the engine takes at once."""

    many = 33_000

    def test_missing_things_are_none_or_empty(self, house: House, office: Office) -> None:
        with house.store.reader() as reader:
            assert reader.get(identifier(5)) is None
            assert reader.get_link(identifier(5)) is None
            assert dict(reader.get_many([identifier(5)])) == {}
            assert dict(reader.get_many([])) == {}
            assert dict(reader.stamps([identifier(5)])) == {}
            assert reader.by_key("document", "QP-05") is None
            assert list(reader.find("document")) == []
            assert list(reader.links(LinkFilter())) == []
            assert (reader.head().size, reader.head().time) == (0, None)
            assert list(reader.leaves()) == []
            assert list(reader.entries()) == []
        assert house.store.is_empty()
        small_firm(office)
        assert not house.store.is_empty()
        with house.store.reader() as reader:
            # A node is not a link, nor a link a node.
            assert reader.get(office.ids["R-1>QP-05@A/0"]) is None
            assert reader.get_link(office.ids["R-1"]) is None

    def test_keys_are_told_apart_by_case_and_by_unicode_form(self, house: House, office: Office) -> None:
        names = ["QP-1", "qp-1", "QP-1 ", "é", "e\u0301", "ＱＰ-1", "𠮷", "吉"]
        for name in names:
            office.document(name)
        with house.store.reader() as reader:
            for name in names:
                found = reader.by_key("document", name)
                assert found is not None
                assert found.id == office.ids[name]
            assert reader.by_key("document", "Qp-1") is None
            assert reader.by_key("revision", "QP-1") is None

    def test_prefixes_are_taken_literally(self, house: House, office: Office) -> None:
        for name in ("A_1", "AB1", "A%1", "a_1", "A*1", "A.1", "A\\1", "B"):
            office.document(name)
        with house.store.reader() as reader:

            def found(prefix: str) -> list[str]:
                return [one.text("number") for one in reader.find("document", key_prefix=prefix)]

            assert found("A_") == ["A_1"]
            assert found("A%") == ["A%1"]
            assert found("A*") == ["A*1"]
            assert found("A.") == ["A.1"]
            assert found("A\\") == ["A\\1"]
            assert found("A") == ["A_1", "AB1", "A%1", "A*1", "A.1", "A\\1"]
            assert found("") == ["A_1", "AB1", "A%1", "a_1", "A*1", "A.1", "A\\1", "B"]
            assert found("\U0010ffff") == []

    def test_find_goes_in_order_of_id_and_by_owner(self, house: House, office: Office) -> None:
        office.document("A")
        office.document("B")
        for name in ("B@2", "A@1", "B@1", "A@2"):
            office.revision(name)
        with house.store.reader() as reader:
            assert [office.names[one.id] for one in reader.find("revision")] == ["B@2", "A@1", "B@1", "A@2"]
            of_b = reader.find("revision", owner=office.ids["B"])
            assert [office.names[one.id] for one in of_b] == ["B@2", "B@1"]
            assert list(reader.find("revision", owner=identifier(99))) == []
            assert list(reader.find("document", owner=office.ids["B"])) == []

    def test_pages_are_stable_while_things_are_added(self, house: House, office: Office) -> None:
        for number in range(5):
            office.document(f"D{number}")
        with house.store.reader() as reader:
            first = reader.find("document", limit=2)
        office.document("D5")
        with house.store.reader() as reader:
            second = reader.find("document", after=first[-1].id, limit=2)
            third = reader.find("document", after=second[-1].id, limit=2)
            last = reader.find("document", after=third[-1].id, limit=2)
            assert list(reader.find("document", limit=0)) == []
        pages = [[one.text("number") for one in page] for page in (first, second, third, last)]
        assert pages == [["D0", "D1"], ["D2", "D3"], ["D4", "D5"], []]

    def test_links_are_filtered_by_kind_state_and_end_and_paged_by_id(self, house: House, office: Office) -> None:
        small_firm(office)
        office.satisfies("R-1", "4.1", "proposed")
        office.satisfies("QP-05@A/0", "4", "proposed")
        office.move("QP-05@A/0>4", "rejected")
        with house.store.reader() as reader:

            def found(where: LinkFilter, after: str | None = None, limit: int | None = None) -> list[str]:
                return [office.names[one.id] for one in reader.links(where, after=after, limit=limit)]

            everything = ["QP-05@A/0>4.1", "R-1>QP-05@A/0", "a.pdf>R-1", "R-1>4.1", "QP-05@A/0>4"]
            assert found(LinkFilter()) == everything
            assert found(LinkFilter(kind="records")) == ["R-1>QP-05@A/0", "a.pdf>R-1"]
            assert found(LinkFilter(states=frozenset({"proposed"}))) == ["R-1>4.1"]
            assert found(LinkFilter(states=frozenset({"proposed", "rejected"}))) == ["R-1>4.1", "QP-05@A/0>4"]
            assert found(LinkFilter(states=frozenset())) == []
            assert found(LinkFilter(from_id=office.ids["R-1"])) == ["R-1>QP-05@A/0", "R-1>4.1"]
            assert found(LinkFilter(to_id=office.ids["4.1"])) == ["QP-05@A/0>4.1", "R-1>4.1"]
            both = LinkFilter(kind="satisfies", from_id=office.ids["R-1"], to_id=office.ids["4.1"])
            assert found(both) == ["R-1>4.1"]
            assert found(LinkFilter(), after=office.ids["R-1>QP-05@A/0"], limit=2) == ["a.pdf>R-1", "R-1>4.1"]
            assert found(LinkFilter(), limit=0) == []

    def test_suspect_links_are_the_confirmed_ones_whose_stamps_differ(self, house: House, office: Office) -> None:
        small_firm(office)
        office.satisfies("R-1", "4", "proposed")
        before = office.seq
        office.change("R-1", date="2026-03-02")
        suspect = LinkFilter(suspect=True)
        with house.store.reader() as reader:
            assert [office.names[one.id] for one in reader.links(suspect)] == ["R-1>QP-05@A/0", "a.pdf>R-1"]
            assert list(reader.links(suspect, known_at=before)) == []
            records = LinkFilter(kind="records", to_id=office.ids["R-1"], suspect=True)
            assert [office.names[one.id] for one in reader.links(records)] == ["a.pdf>R-1"]
        office.change("R-1", date="2026-03-01")
        with house.store.reader() as reader:
            assert list(reader.links(suspect)) == []
            assert len(reader.links(suspect, known_at=before + 1)) == 2

    def test_known_at_is_kept_on_every_way_to_read(self, house: House, office: Office) -> None:
        small_firm(office)
        office.change("R-1", number="R-9", date="2026-04-01")
        office.move("a.pdf>R-1", "withdrawn")
        office.document("QP-06")
        document, record = office.ids["QP-05"], office.ids["R-1"]
        with house.store.reader() as reader:
            key = f"R-1\n{document}"
            read = [
                [one.text("number") if (one := reader.get(record, seq)) else None for seq in (0, 1, 3)],
                [reader.get_many([record], seq)[record].text("date") for seq in (0, 1, 3)],
                [two.state if (two := reader.get_link(office.ids["a.pdf>R-1"], seq)) else None for seq in (0, 2)],
                [reader.by_key("record", key, seq) is not None for seq in (0, 1, None)],
                [reader.by_key("document", "QP-06", seq) is not None for seq in (2, 3, None)],
                [len(reader.find("document", known_at=seq)) for seq in (0, 2, 3)],
                [len(reader.find("record", key_prefix=key, known_at=seq)) for seq in (0, 1)],
                [len(reader.links(LinkFilter(states=frozenset({"confirmed"})), known_at=seq)) for seq in (1, 2)],
            ]
            stamps = [reader.stamps([record], seq)[record] for seq in (0, 1, None)]
            assert reader.get(record, -1) is None
            assert list(reader.find("record", known_at=-1)) == []
        assert read == [
            ["R-1", "R-9", "R-9"],
            ["2026-03-01", "2026-04-01", "2026-04-01"],
            ["confirmed", "withdrawn"],
            [True, False, False],
            [False, True, True],
            [1, 1, 2],
            [1, 0],
            [3, 2],
        ]
        assert stamps[0] != stamps[1]
        assert stamps[1] == stamps[2]

    def test_an_instant_finds_the_last_entry_written_by_then(self, house: House, office: Office) -> None:
        for number in range(3):
            office.document(f"D{number}")
        with house.store.reader() as reader:
            moments = ("2025-12-31T23:59:59.999999Z", moment(0), "2026-01-01T00:09:59.999999Z", moment(1), moment(9))
            assert [reader.seq_at(one) for one in moments] == [-1, 0, 0, 1, 2]

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_kinds_never_reach_query_text(self, house: House, office: Office, kind: str) -> None:
        small_firm(office)
        before = house.backdoor.everything()
        with house.store.reader() as reader:
            with pytest.raises(InvalidInput, match="kind_unknown"):
                reader.find(kind)
            with pytest.raises(InvalidInput, match="kind_unknown"):
                reader.by_key(kind, "QP-05")
            assert list(reader.links(LinkFilter(kind=kind))) == []
            assert list(reader.links(LinkFilter(from_id=kind, to_id=kind, states=frozenset({kind})))) == []
            assert reader.get(kind) is None
        assert house.backdoor.everything() == before

    def test_more_ids_than_an_engine_takes_variables(self, house: House, office: Office) -> None:
        nodes = [
            Node(identifier(10_000 + number), "document", {"number": f"D{number}", "title": "t", "type": "form"})
            for number in range(self.many)
        ]
        office.write(*nodes)
        with house.store.reader() as reader:
            wanted = [one.id for one in nodes]
            assert len(reader.get_many([*wanted, identifier(1)])) == self.many
            assert len(reader.stamps(wanted)) == self.many
            assert len(reader.find("document")) == self.many
            assert reader.find("document", after=wanted[-2])[0].id == wanted[-1]

    def test_raw_rows_are_told_in_order_of_id_and_seq(self, house: House, office: Office) -> None:
        small_firm(office)
        office.change("R-1", date="2026-03-02")
        office.move("a.pdf>R-1", "withdrawn")
        with house.store.reader() as reader:
            nodes, links = list(reader.node_rows()), list(reader.link_rows())
            assert list(reader.published_faults()) == []
        assert [(row.id, row.seq_from) for row in nodes] == sorted((row.id, row.seq_from) for row in nodes)
        assert [(row.id, row.seq_from) for row in links] == sorted((row.id, row.seq_from) for row in links)
        held = {row.id: row for row in nodes if row.seq_to is None}
        assert held[office.ids["R-1"]].key == f"R-1\n{office.ids['QP-05']}"
        assert held[office.ids["R-1"]].owner == office.ids["QP-05"]
        assert held[office.ids["a.pdf"]].owner is None
        current = [row for row in links if row.seq_to is None]
        assert {row.state for row in current} == {"confirmed", "withdrawn"}
        assert all(isinstance(row.link(), Link) for row in links)
