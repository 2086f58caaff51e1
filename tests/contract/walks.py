"""Contract: the subgraph of a clause and the counts of an edition, the same on every engine."""

from __future__ import annotations

import pytest

from graph_schema.dates import year_ending
from graph_schema.results import ClauseFacts
from graph_schema.subgraph import Subgraph
from graph_schema.views import TallyPlan, View, WalkPlan
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.office import Office
from tests.contract.pen import identifier

DAY = "2026-06-30"


def view_of(office: Office, day: str = DAY, known_at: int | None = None, site: str | None = None) -> View:
    """A view with the default period, at the present unless told."""
    return View(day, office.seq if known_at is None else known_at, year_ending(day), site)


def walk(house: House, office: Office, clause: str, view: View | None = None, limit: int = 5_000) -> Subgraph:
    """The subgraph of a clause that is known."""
    with house.store.reader() as reader:
        graph = reader.walk(office.ids[clause], WalkPlan(limit), view or view_of(office))
    assert graph is not None
    return graph


def nodes(office: Office, graph: Subgraph) -> set[str]:
    """Names of the nodes of a subgraph."""
    return {office.names[id_] for id_ in graph.nodes}


def links(office: Office, graph: Subgraph) -> list[str]:
    """Names of the links of a subgraph, as they stand."""
    return [office.names[link.id] for link in graph.links]


class Walks(ContractPart):
    """`walk` and `tally`."""

    def tally(self, house: House, office: Office, view: View | None = None) -> dict[str, ClauseFacts]:
        """Facts by clause name; clauses for which nothing counts left out."""
        with house.store.reader() as reader:
            found = reader.tally(TallyPlan(office.ids["S"]), view or view_of(office))
        return {office.names[id_]: facts for id_, facts in found.items() if facts != ClauseFacts()}

    def test_a_walk_brings_back_exactly_what_the_trail_depends_on(self, house: House, office: Office) -> None:
        small_firm(office)
        office.record("R-2", "2026-03-01", None)
        office.document("QP-09")
        office.revision("QP-09@A/0", "2025-01-01")
        office.clause("4.2", parent="4")
        office.satisfies("QP-09@A/0", "4.2")
        graph = walk(house, office, "4.1")
        assert nodes(office, graph) == {"S", "4", "4.1", "QP-05", "QP-05@A/0", "R-1", "a.pdf"}
        assert links(office, graph) == ["QP-05@A/0>4.1", "R-1>QP-05@A/0", "a.pdf>R-1"]
        assert graph.clause.id == office.ids["4.1"]
        assert graph.standard.id == office.ids["S"]
        assert graph.narrowed == frozenset()
        assert (graph.numbered_below, graph.leaf, graph.truncated) == (False, True, False)
        with house.store.reader() as reader:
            ends = {end for link in graph.links for end in (link.from_id, link.to_id)}
            assert {id_: graph.stamps[id_] for id_ in ends} == dict(reader.stamps(sorted(ends)))
            assert dict(graph.nodes) == dict(reader.get_many(sorted(graph.nodes)))

    def test_a_walk_from_what_is_no_clause_or_not_yet_known_is_none(self, house: House, office: Office) -> None:
        small_firm(office)
        office.clause("4.2", parent="4")
        with house.store.reader() as reader:
            for id_ in (identifier(999), office.ids["S"], office.ids["R-1"], "nonsense"):
                assert reader.walk(id_, WalkPlan(), view_of(office)) is None
            assert reader.walk(office.ids["4.2"], WalkPlan(), view_of(office, known_at=0)) is None
            assert reader.walk(office.ids["4.2"], WalkPlan(), view_of(office, known_at=1)) is not None

    def test_a_clause_nothing_is_linked_to(self, house: House, office: Office) -> None:
        small_firm(office)
        graph = walk(house, office, "4")
        assert nodes(office, graph) == {"S", "4"}
        assert (graph.links, graph.numbered_below, graph.leaf) == ((), True, False)
        assert list(self.tally(house, office)) == ["4.1"]

    def test_rows_below_that_are_not_numbered(self, house: House, office: Office) -> None:
        small_firm(office)
        office.clause("4.1 a)", parent="4.1", row="item")
        graph = walk(house, office, "4.1")
        assert (graph.numbered_below, graph.leaf) == (False, False)
        assert "4.1 a)" not in nodes(office, graph)

    def test_ancestors_of_any_depth_and_their_exclusions_come_along(self, house: House, office: Office) -> None:
        office.standard()
        office.together = True
        office.clause("c0")
        for depth in range(1, 30):
            office.clause(f"c{depth}", parent=f"c{depth - 1}")
        office.flush()
        office.exclusion("E0", "c0")
        office.exclusion("E7", "c7", from_="2030-01-01")
        office.exclusion("lifted", "c8")
        office.change("lifted", state="lifted", lifted_reason="no")
        office.exclusion("elsewhere", "c29")
        graph = walk(house, office, "c28")
        assert nodes(office, graph) == {"S", *(f"c{depth}" for depth in range(29))}
        assert [office.names[one.id] for one in graph.exclusions] == ["E0", "E7"]

    def test_every_revision_of_a_line_comes_along_drafts_too(self, house: House, office: Office) -> None:
        small_firm(office)
        office.revision("QP-05@A/1", "2027-01-01")
        office.revision("QP-05@draft")
        office.record("R-2", "2026-03-01", "QP-05@draft")
        graph = walk(house, office, "4.1")
        assert {"QP-05@A/1", "QP-05@draft", "R-2"} <= nodes(office, graph)
        assert "R-2>QP-05@draft" in links(office, graph)

    def test_proposals_come_along_and_decided_or_expired_links_do_not(self, house: House, office: Office) -> None:
        small_firm(office)
        office.document("QP-06")
        office.revision("QP-06@A/0", "2025-01-01")
        office.satisfies("QP-06@A/0", "4.1", "proposed")
        office.record("R-2", "2026-03-01", None)
        office.satisfies("R-2", "4.1", "proposed")
        office.move("R-2>4.1", "rejected")
        office.record("R-3", "2026-03-01", None)
        office.satisfies("R-3", "4.1", valid_to=DAY)
        office.evidence("b.pdf")
        office.link("records", "b.pdf", "R-1", "proposed", valid_from="2026-07-01")
        graph = walk(house, office, "4.1")
        assert links(office, graph) == ["QP-05@A/0>4.1", "R-1>QP-05@A/0", "a.pdf>R-1", "QP-06@A/0>4.1"]
        assert nodes(office, graph) >= {"QP-06", "QP-06@A/0"}
        assert not nodes(office, graph) & {"R-2", "R-3", "b.pdf"}
        before, after = view_of(office, "2026-06-29"), view_of(office, "2026-07-01")
        assert "R-3" in nodes(office, walk(house, office, "4.1", before))
        assert "b.pdf>R-1" in links(office, walk(house, office, "4.1", after))

    def test_records_dated_after_the_day_are_left_out_with_their_files(self, house: House, office: Office) -> None:
        small_firm(office)
        graph = walk(house, office, "4.1", view_of(office, "2026-02-28"))
        assert nodes(office, graph) == {"S", "4", "4.1", "QP-05", "QP-05@A/0"}
        assert links(office, graph) == ["QP-05@A/0>4.1"]

    def test_a_direct_record_brings_the_line_it_was_made_under(self, house: House, office: Office) -> None:
        small_firm(office)
        office.satisfies("R-1", "4")
        office.revision("QP-05@A/1", "2026-05-01")
        graph = walk(house, office, "4")
        assert nodes(office, graph) == {"S", "4", "R-1", "a.pdf", "QP-05", "QP-05@A/0", "QP-05@A/1"}
        assert links(office, graph) == ["R-1>QP-05@A/0", "a.pdf>R-1", "R-1>4"]
        assert {office.names[id_] for id_ in graph.narrowed} == {"R-1"}

    def test_a_diamond_is_walked_once(self, house: House, office: Office) -> None:
        small_firm(office)
        office.document("QP-06")
        office.revision("QP-06@A/0", "2025-01-01")
        office.satisfies("QP-06@A/0", "4.1")
        office.link("records", "R-1", "QP-06@A/0")
        office.record("R-2", "2026-03-02", "QP-06@A/0")
        office.link("records", "a.pdf", "R-2")
        graph = walk(house, office, "4.1")
        assert len(graph.links) == len(set(links(office, graph))) == 7
        assert list(links(office, graph)) == sorted(links(office, graph), key=office.ids.__getitem__)
        facts = self.tally(house, office)["4.1"]
        assert (facts.procedures, facts.records, facts.evidence) == (2, 2, 1)

    def test_a_circle_of_supersedes_ends(self, house: House, office: Office) -> None:
        small_firm(office)
        office.clause("4.2", parent="4")
        office.link("supersedes", "4.2", "4.1")
        office.link("supersedes", "4.1", "4.2")
        graph = walk(house, office, "4.1")
        assert "4.2>4.1" in links(office, graph)
        assert "4.2" in nodes(office, graph)
        assert self.tally(house, office)["4.1"].issues == {"clause_superseded": 1}
        assert self.tally(house, office)["4.2"].issues == {"clause_superseded": 1}

    @pytest.mark.parametrize(
        ("limit", "kept"), [(1, ["new"]), (2, ["new", "1"]), (4, ["new", "1", "ｚ", "𠮷"]), (5, None), (6, None)]
    )
    def test_the_limit_keeps_the_newest_then_by_number_in_code_points(
        self, house: House, office: Office, limit: int, kept: list[str] | None
    ) -> None:
        small_firm(office)
        office.together = True
        for name, date in (("𠮷", "2026-04-01"), ("ｚ", "2026-04-01"), ("1", "2026-04-01"), ("new", "2026-05-01")):
            office.record(name, date, "QP-05@A/0")
            office.evidence(f"{name}.pdf", name)
        office.flush()
        whole = {"𠮷", "ｚ", "1", "new", "R-1"}
        graph = walk(house, office, "4.1", limit=limit)
        records = {name for name in nodes(office, graph) if name in whole}
        assert records == (set(kept) if kept else whole)
        assert graph.truncated is (kept is not None)
        files = {name for name in nodes(office, graph) if name.endswith(".pdf")}
        assert len(files) == len(records)
        assert len(graph.links) == 1 + 2 * len(records)
        # Counts are never cut.
        assert self.tally(house, office)["4.1"].records == 5

    def test_records_without_number_are_kept_before_numbered_ones_ties_by_id(
        self, house: House, office: Office
    ) -> None:
        small_firm(office)
        for name, number in (("b", "0"), ("d", None), ("c", None)):
            office.record(name, "2026-05-01", "QP-05@A/0", number=number)
        kept = nodes(office, walk(house, office, "4.1", limit=1))
        assert kept & {"b", "c", "d", "R-1"} == {"d"}

    def test_walks_of_the_past_see_versions_and_stamps_of_then(self, house: House, office: Office) -> None:
        small_firm(office)
        office.change("R-1", date="2026-05-05")
        office.move("a.pdf>R-1", "withdrawn")
        then, now = walk(house, office, "4.1", view_of(office, known_at=0)), walk(house, office, "4.1")
        record = office.ids["R-1"]
        assert (then.nodes[record].text("date"), now.nodes[record].text("date")) == ("2026-03-01", "2026-05-05")
        assert then.stamps[record] != now.stamps[record]
        assert ("a.pdf>R-1" in links(office, then), "a.pdf>R-1" in links(office, now)) == (True, False)
        facts = [self.tally(house, office, view_of(office, known_at=seq))["4.1"] for seq in (0, 1, 2)]
        assert [one.record for one in facts] == ["yes", "suspect", "no"]
        assert [one.issues for one in facts] == [
            {},
            {"suspect_link": 2},
            {"suspect_link": 1, "record_without_evidence": 1},
        ]

    def test_a_tally_counts_all_of_an_edition_or_those_named(self, house: House, office: Office) -> None:
        small_firm(office)
        office.standard("X", "SB/T 2", "2004")
        office.clause("X#1", "X")
        office.satisfies("QP-05@A/0", "X#1")
        office.satisfies("R-1", "4")
        both = self.tally(house, office)
        assert both == {
            "4": ClauseFacts(records=1, evidence=1, record="yes"),
            "4.1": ClauseFacts(procedures=1, procedure="yes", revision="yes"),
        }
        with house.store.reader() as reader:

            def named(standard: str, *clauses: str) -> dict[str, ClauseFacts]:
                plan = TallyPlan(office.ids[standard], frozenset(office.ids[one] for one in clauses))
                found = reader.tally(plan, view_of(office))
                return {office.names[id_]: one for id_, one in found.items() if one != ClauseFacts()}

            assert named("S", "4") == {"4": both["4"]}
            assert named("S", "X#1") == {}
            assert named("S") == {}
            assert named("X", "X#1") == {
                "X#1": ClauseFacts(1, 1, 1, "yes", "yes", "yes"),
            }
            assert dict(reader.tally(TallyPlan(identifier(999)), view_of(office))) == {}

    def test_period_and_site_decide_met_only(self, house: House, office: Office) -> None:
        small_firm(office)
        told = {
            key: self.tally(house, office, view)["4.1"]
            for key, view in {
                "now": view_of(office),
                "elsewhere": view_of(office, site="北京"),
                "there": view_of(office, site="上海"),
                "later": view_of(office, "2027-06-30"),
            }.items()
        }
        assert [told[key].record for key in ("now", "elsewhere", "there", "later")] == ["yes", "no", "yes", "no"]
        assert {(one.procedures, one.records, one.evidence) for one in told.values()} == {(1, 1, 1)}

    def test_many_records_under_one_revision(self, house: House, office: Office) -> None:
        small_firm(office)
        office.together = True
        for number in range(300):
            office.record(f"R{number}", "2026-04-01", "QP-05@A/0")
        office.flush()
        assert self.tally(house, office)["4.1"].records == 301
        assert len(walk(house, office, "4.1").nodes) == 307
