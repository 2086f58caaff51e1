"""Contract: what was put is what is read, byte for byte and value for value."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from graph_schema.values import Link, Node, freeze
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.office import Office, digest_of
from tests.contract.pen import Pen, identifier, moment

LONG = "售后服务评价体系𠮷🀄" * 20_000


class RoundTrips(ContractPart):
    """Values, versions and the exact bytes."""

    @pytest.mark.parametrize(
        "title",
        [
            "",
            " ",
            "售后服务",
            "𠮷野家 🀄",
            "e\u0301",
            "\u00e9",
            "a\u0000b",
            "line\nline\ttab\r",
            "\u2028\u202e",
            "'; DROP TABLE node; --",
            "null",
            "0",
            '"\\',
        ],
    )
    def test_texts_come_back_as_they_were(self, house: House, office: Office, title: str) -> None:
        office.document("QP-05", title=title)
        with house.store.reader() as reader:
            found = reader.get(office.ids["QP-05"])
        assert found is not None
        assert found.get("title") == title

    def test_long_text_beyond_the_basic_plane(self, house: House, office: Office) -> None:
        office.document("QP-05", title=LONG)
        with house.store.reader() as reader:
            found = reader.get(office.ids["QP-05"])
        assert found is not None
        assert found.get("title") == LONG

    @pytest.mark.parametrize("size", [0, 1, -1, 2**31, 2**53 - 1, -(2**53 - 1)])
    def test_integers_come_back_exact(self, house: House, office: Office, size: int) -> None:
        office.document("QP-05")
        office.revision("QP-05@A/0", size=size)
        with house.store.reader() as reader:
            found = reader.get(office.ids["QP-05@A/0"])
        assert found is not None
        assert found.get("size") == size
        assert type(found.get("size")) is int

    def test_absent_empty_false_and_zero_stay_apart(self, house: House, office: Office) -> None:
        office.together = True
        office.standard()
        office.clause("absent")
        office.clause("empty", title="", obligations=[], level=0, printed=None)
        office.document("D")
        office.revision("D@none")
        office.revision("D@false", adopted=False)
        office.revision("D@true", adopted=True)
        office.flush()
        with house.store.reader() as reader:
            nodes = {name: reader.get(id_) for name, id_ in office.ids.items()}
        absent, empty = nodes["absent"], nodes["empty"]
        assert absent is not None
        assert empty is not None
        for name in ("title", "obligations", "printed"):
            assert name not in absent.fields
        assert empty.fields["title"] == ""
        assert empty.fields["obligations"] == ()
        assert empty.fields["level"] == 0
        assert type(empty.fields["level"]) is int
        assert "printed" not in empty.fields
        told = [nodes[f"D@{name}"] for name in ("none", "false", "true")]
        assert ["adopted" in one.fields for one in told if one] == [False, True, True]
        assert [one.get("adopted") for one in told if one] == [None, False, True]

    def test_rows_dates_instants_digests_and_references(self, house: House, office: Office) -> None:
        rows = [{"kind": "record", "strength": "explicit", "words": "保持记录", "place": 3, "sure": True}, {}]
        office.standard()
        office.clause("4", obligations=rows, cites=[{"printed": "GB/T 1"}])
        office.clause("4.1", parent="4")
        office.evidence("a.pdf")
        with house.store.reader() as reader:
            clause, below = reader.get(office.ids["4"]), reader.get(office.ids["4.1"])
            file = reader.get(office.ids["a.pdf"])
        assert clause is not None
        assert below is not None
        assert file is not None
        assert [dict(row) for row in clause.fields["obligations"]] == rows
        assert type(clause.fields["obligations"][0]["sure"]) is bool
        assert [dict(row) for row in clause.fields["cites"]] == [{"printed": "GB/T 1"}]
        assert below.get("parent") == office.ids["4"]
        assert file.get("sha256") == digest_of("a.pdf")
        assert file.get("checked_at") == moment(2 + 1)

    def test_every_part_of_a_link_comes_back(self, house: House, office: Office) -> None:
        small_firm(office)
        full = Link(
            id=identifier(900),
            kind="satisfies",
            from_id=office.ids["QP-05@A/0"],
            to_id=office.ids["4"],
            state="confirmed",
            by="王𠮷",
            at="2026-06-30T01:02:03.000004Z",
            reason="看过\n了",
            valid_from="2026-01-01",
            valid_to="2027-01-01",
            from_stamp=digest_of("x"),
            to_stamp=digest_of("y"),
            carried_from=office.ids["QP-05@A/0>4.1"],
            fields=freeze({"page": 3, "quote": "“应保持记录”"}),
        )
        bare = Link(identifier(901), "satisfies", office.ids["R-1"], office.ids["4"], "proposed", "wang", moment(9))
        office.write(full, bare)
        with house.store.reader() as reader:
            found = [reader.get_link(full.id), reader.get_link(bare.id)]
        assert [(one.seq_from, one.seq_to) for one in found if one] == [(1, None), (1, None)]
        assert [one and one.moved(one.state, one.by, one.at, one.reason) for one in found] == [full, bare]

    def test_the_stored_bytes_are_the_canonical_bytes(self, house: House, pen: Pen) -> None:
        node = Node(identifier(1), "document", freeze({"type": "form", "number": "b", "title": "𠮷\n"}))
        pen.write(node)
        assert house.backdoor.versions(node.id) == [
            (
                '{"fields":{"number":"b","title":"𠮷\\n","type":"form"},"id":"' + node.id + '","kind":"document"}',
                0,
                None,
            )
        ]

    def test_nothing_read_can_be_changed_and_nothing_given_is_kept(self, house: House, pen: Pen) -> None:
        fields = {"code": "GB/T 1", "edition": "2011", "scheme": "points", "levels": [{"stars": 1}]}
        node = Node(identifier(1), "standard", freeze(fields))
        pen.write(node)
        fields["levels"][0]["stars"] = 99  # type: ignore[index]
        with house.store.reader() as reader:
            found = reader.get(node.id)
            assert found is not None
            with pytest.raises(TypeError):
                found.fields["code"] = "other"  # type: ignore[index]
            with pytest.raises(TypeError):
                found.fields["levels"][0]["stars"] = 99
            with pytest.raises(FrozenInstanceError):
                found.kind = "other"  # type: ignore[misc]
            again = reader.get(node.id)
        assert again is not None
        assert again.fields["levels"][0]["stars"] == 1
        assert again.fields["code"] == "GB/T 1"

    def test_every_version_is_kept_with_the_entries_that_wrote_and_replaced_it(
        self, house: House, office: Office
    ) -> None:
        small_firm(office)
        office.change("R-1", date="2026-03-02")
        office.move("R-1>QP-05@A/0", "withdrawn")
        office.change("R-1", date="2026-03-03")
        with house.store.reader() as reader:
            nodes = reader.versions(office.ids["R-1"])
            links = reader.versions(office.ids["R-1>QP-05@A/0"])
            unknown = reader.versions(identifier(999))
        assert [(one.seq_from, one.seq_to) for one in nodes] == [(0, 1), (1, 3), (3, None)]
        assert [one.get("date") for one in nodes if isinstance(one, Node)] == [
            "2026-03-01",
            "2026-03-02",
            "2026-03-03",
        ]
        assert [(one.seq_from, one.seq_to) for one in links] == [(0, 2), (2, None)]
        assert [one.state for one in links if isinstance(one, Link)] == ["confirmed", "withdrawn"]
        assert list(unknown) == []
        raw = house.backdoor.versions(office.ids["R-1"])
        assert [one[1:] for one in raw] == [(0, 1), (1, 3), (3, None)]
        assert '"date":"2026-03-01"' in raw[0][0]

    def test_everything_is_there_after_opening_again(self, house: House, office: Office) -> None:
        small_firm(office)
        office.change("R-1", date="2026-03-02")
        with house.store.reader() as reader:
            before = (list(reader.node_rows()), list(reader.link_rows()), list(reader.leaves()))
        with house.reopen().reader() as reader:
            after = (list(reader.node_rows()), list(reader.link_rows()), list(reader.leaves()))
        assert before == after
        assert len(before[2]) == 2
        office.change("R-1", date="2026-03-03")
        with house.store.reader() as reader:
            assert reader.head().size == 3
