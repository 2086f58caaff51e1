"""Random histories of a small organisation: what people may do to documents, records, files, links and clauses.

The machine only plays; what is compared after each history is said by its subclasses. Numbers choose among the
things that exist, so that every drawn history is a legal one and shrinks to a short one.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from graph_schema import vocabulary
from graph_schema.dates import Period, next_day, year_ending
from graph_schema.values import Link, Node
from graph_schema.views import View
from graph_schema.vocabulary import Vocabulary
from tests.contract.office import Office

DAYS = (
    "2024-06-30",
    "2025-01-01",
    "2025-06-30",
    "2025-07-01",
    "2025-12-31",
    "2026-01-01",
    "2026-06-29",
    "2026-06-30",
    "2026-07-01",
)
"""Few days, so that dates meet: the edges of years, of default periods and of intervals."""
SITES = (None, "上海", "北京")
TYPES = ("procedure", "form", "manual", "external")
CLAUSES = ("1", "1.1", "1.2", "1.2 a)", "2", "P#5", "P#5.1", "N#1.1")

numbers = st.integers(0, 40)
days = st.sampled_from(DAYS)
perhaps_day = st.none() | days
seldom_day = st.sampled_from((None,) * 2 * len(DAYS) + DAYS)
stated = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("procedure", "record", "review", "evidence")),
            "strength": st.sampled_from(("explicit", "implied")),
        }
    ),
    max_size=3,
)
views = st.tuples(days, numbers, st.sampled_from(SITES), st.none() | st.tuples(days, days))


class HistoryMachine(RuleBasedStateMachine):
    """Plays on an office; subclasses add sinks in `begin` and compare in `look` and at the end."""

    words: ClassVar[Vocabulary] = vocabulary.load()

    def __init__(self) -> None:
        super().__init__()
        self.office = self.begin()

    def begin(self) -> Office:
        """The office, its sinks attached."""
        raise NotImplementedError

    def compare(self, view: View) -> None:
        """What must agree at a view."""
        raise NotImplementedError

    # Choosing

    def pick(self, kind: str, number: int) -> Node | None:
        """One of the nodes of a kind, None while there is none."""
        known = [one for one in self.office.now.values() if isinstance(one, Node) and one.kind == kind]
        return known[number % len(known)] if known else None

    def pick_link(self, number: int, *states: str, kinds: tuple[str, ...] = ("satisfies", "records")) -> Link | None:
        """One of the links in one of some states."""
        known = [one for one in self.office.now.values() if isinstance(one, Link)]
        known = [one for one in known if one.state in states and one.kind in kinds]
        return known[number % len(known)] if known else None

    def live(self, kind: str, start: str, end: str | None = None) -> list[Link]:
        """Proposed and confirmed links from a node, to any or to one."""
        return [
            one
            for one in self.office.now.values()
            if isinstance(one, Link)
            and one.kind == kind
            and one.from_id == start
            and end in (None, one.to_id)
            and one.state in ("proposed", "confirmed")
        ]

    def fresh(self, stem: str) -> str:
        """A name not used yet."""
        return f"{stem}{len(self.office.ids)}"

    def join(self, kind: str, start: Node, end: Node, state: str, **parts: Any) -> Link | None:
        """A new link unless a live one is there."""
        if self.live(kind, start.id, end.id):
            return None
        if parts.get("valid_from") and parts.get("valid_to") and parts["valid_to"] <= parts["valid_from"]:
            parts["valid_to"] = None
        return self.office.link(kind, start, end, state, name=self.fresh("link-"), **parts)

    def view_of(self, drawn: tuple[str, int, str | None, tuple[str, str] | None]) -> View:
        """A drawn view; its second part counts entries back from the present."""
        day, back, site, ends = drawn
        period = year_ending(day)
        if ends is not None:
            period = Period(min(ends), next_day(max(ends)))
        return View(day, max(self.office.seq - back, 0), period, site)

    # The organisation at the start

    @initialize(first=stated, second=stated, item=stated, points=st.booleans(), dated=perhaps_day)
    def found(self, first: list[Any], second: list[Any], item: list[Any], points: bool, dated: str | None) -> None:
        """Two editions of one standard, a points scheme, a procedure in force with a record, a form."""
        office = self.office
        office.together = True
        office.standard("S", "GB/T 1", "2011", in_force_to=dated)
        office.standard("N", "GB/T 1", "2020", in_force_from=dated)
        office.standard("P", "SB/T 2", "2004", scheme="points")
        office.clause("1", row="heading", normative=False)
        office.clause("1.1", parent="1", obligations=first)
        office.clause("1.2", parent="1")
        office.clause("1.2 a)", parent="1.2", row="item", obligations=item)
        office.clause("2", obligations=second, normative=points)
        office.clause("P#5", "P", row="indicator", normative=points)
        office.clause("P#5.1", "P", "P#5", row="indicator", normative=False, obligations=item)
        office.clause("N#1.1", "N")
        office.document("QP-01")
        office.document("FM-02", "form")
        office.revision("QP-01@A", "2025-01-01", adopted=True)
        office.satisfies("QP-01@A", "1.1")
        office.record("R-1", "2025-12-31", "QP-01@A", site="上海")
        office.evidence("file-1.pdf", "R-1")
        office.flush()

    # Documents

    @rule(kind=st.sampled_from(TYPES))
    def add_document(self, kind: str) -> None:
        self.office.document(self.fresh("QP-"), kind)

    @rule(document=numbers, starts=days, ends=perhaps_day, adopted=st.sampled_from((True, None)))
    def adopt(self, document: int, starts: str, ends: str | None, adopted: bool | None) -> None:
        """Equal dates in one line are refused, so they are not played."""
        chosen = self.pick("document", document)
        assert chosen is not None
        line = [one for one in self.office.now.values() if isinstance(one, Node) and one.kind == "revision"]
        taken = {one.get("effective_from") for one in line if one.get("document") == chosen.id}
        if starts not in taken:
            name = f"{chosen.text('number')}@{self.fresh('B')}"
            self.office.revision(name, starts, ends, adopted=adopted)

    @rule(document=numbers)
    def draft(self, document: int) -> None:
        chosen = self.pick("document", document)
        assert chosen is not None
        self.office.revision(f"{chosen.text('number')}@{self.fresh('C')}")

    @rule(revision=numbers, on=days)
    def withdraw_revision(self, revision: int, on: str) -> None:
        chosen = self.pick("revision", revision)
        if chosen is None or chosen.get("state") == "withdrawn":
            return
        approved = chosen.get("effective_from") is not None
        self.office.change(chosen, state="withdrawn", withdrawn_on=on if approved else None)

    # Records and files

    @rule(under=numbers, date=days, site=st.sampled_from(SITES), numbered=st.booleans(), free=st.booleans())
    def add_record(self, under: int, date: str, site: str | None, numbered: bool, free: bool) -> None:
        name = self.fresh("R-")
        revision = None if free else self.pick("revision", under)
        number = name if numbered else None
        self.office.record(name, date, revision, site=site, number=number)

    @rule(record=numbers, date=days, site=st.sampled_from(SITES))
    def correct_record(self, record: int, date: str, site: str | None) -> None:
        chosen = self.pick("record", record)
        assert chosen is not None
        self.office.change(chosen, date=date, site=site)

    @rule(record=numbers, revision=numbers)
    def put_under(self, record: int, revision: int) -> None:
        """One live `records` link per record and document: the one before is withdrawn in the same entry."""
        chosen, made_under = self.pick("record", record), self.pick("revision", revision)
        assert chosen is not None
        if made_under is None or self.live("records", chosen.id, made_under.id):
            return
        self.office.together = True
        for link in self.live("records", chosen.id):
            if self.office.node(self.office.names[link.to_id]).get("document") == made_under.get("document"):
                self.office.move(link, "withdrawn")
        self.join("records", chosen, made_under, "confirmed")
        self.office.flush()

    @rule(record=numbers, fixity=st.sampled_from(("held", "held", "changed", "unreadable")))
    def add_file(self, record: int, fixity: str) -> None:
        chosen = self.pick("record", record)
        assert chosen is not None
        self.office.evidence(self.fresh("file-"), chosen, fixity=fixity)

    @rule(file=numbers, record=numbers, state=st.sampled_from(("confirmed", "proposed")), name=st.booleans())
    def use_file(self, file: int, record: int, state: str, name: bool) -> None:
        chosen, behind = self.pick("evidence", file), self.pick("record", record)
        assert chosen is not None
        assert behind is not None
        self.join("records", chosen, behind, state, fields={"name": self.fresh("a-")} if name else {})

    @rule(file=numbers, fixity=st.sampled_from(("held", "changed", "unreadable")))
    def check_file(self, file: int, fixity: str) -> None:
        chosen = self.pick("evidence", file)
        assert chosen is not None
        self.office.check_file(chosen, fixity)

    # Claims

    @rule(
        start=numbers,
        clause=st.sampled_from(CLAUSES),
        kind=st.sampled_from(("revision", "record")),
        state=st.sampled_from(("confirmed", "confirmed", "proposed")),
        valid_from=seldom_day,
        valid_to=seldom_day,
    )
    def claim(
        self, start: int, clause: str, kind: str, state: str, valid_from: str | None, valid_to: str | None
    ) -> None:
        chosen = self.pick(kind, start)
        assert chosen is not None
        end = self.office.node(clause)
        self.join("satisfies", chosen, end, state, valid_from=valid_from, valid_to=valid_to)

    @rule(record=numbers, revision=numbers)
    def propose_revision(self, record: int, revision: int) -> None:
        chosen, made_under = self.pick("record", record), self.pick("revision", revision)
        assert chosen is not None
        assert made_under is not None
        documents = [
            self.office.node(self.office.names[one.to_id]).get("document") for one in self.live("records", chosen.id)
        ]
        if made_under.get("document") not in documents:
            self.join("records", chosen, made_under, "proposed")

    @rule(link=numbers, state=st.sampled_from(("confirmed", "confirmed", "rejected", "withdrawn")))
    def decide(self, link: int, state: str) -> None:
        if chosen := self.pick_link(link, "proposed"):
            self.office.move(chosen, state)

    @rule(link=numbers)
    def reaffirm(self, link: int) -> None:
        if chosen := self.pick_link(link, "confirmed"):
            self.office.move(chosen, "confirmed", "still so")

    @rule(link=numbers)
    def withdraw_link(self, link: int) -> None:
        if chosen := self.pick_link(link, "confirmed"):
            self.office.move(chosen, "withdrawn")

    # Clauses and editions

    @rule(clause=st.sampled_from(CLAUSES), text=st.sampled_from(("一 则", "一则", "一\u200b则 ", "二则")))
    def correct_clause(self, clause: str, text: str) -> None:
        self.office.change(clause, text=text)

    @rule(
        kinds=st.sampled_from((("N", "S"), ("P", "S"), ("N#1.1", "1.1"), ("2", "1.1"))),
        state=st.sampled_from(("confirmed", "proposed")),
        valid_from=perhaps_day,
    )
    def supersede(self, kinds: tuple[str, str], state: str, valid_from: str | None) -> None:
        newer, older = (self.office.node(name) for name in kinds)
        self.join("supersedes", newer, older, state, valid_from=valid_from)

    @rule(standard=st.sampled_from(("S", "N", "P")), starts=perhaps_day, ends=perhaps_day)
    def date_edition(self, standard: str, starts: str | None, ends: str | None) -> None:
        self.office.change(standard, in_force_from=starts, in_force_to=ends)

    @rule(revision=numbers)
    def submit(self, revision: int) -> None:
        if (chosen := self.pick("revision", revision)) and f"review-{chosen.id}" not in self.office.ids:
            self.office.review(f"review-{chosen.id}", chosen)

    @rule(review=numbers, outcome=st.sampled_from(("approved", "refused", "closed")), starts=days)
    def decide_on_revision(self, review: int, outcome: str, starts: str) -> None:
        chosen = self.pick("review", review)
        if chosen is None or chosen.text("state") != "waiting":
            return
        if outcome != "closed":
            since = {"effective_from": starts, "confirmed": ["x"]} if outcome == "approved" else {}
            self.office.decision(self.fresh("decision-"), chosen, outcome, **since)
        self.office.change(chosen, state="closed" if outcome == "closed" else "decided")

    @rule(clause=st.sampled_from(CLAUSES[2:]), starts=perhaps_day, ends=perhaps_day)
    def declare_not_applicable(self, clause: str, starts: str | None, ends: str | None) -> None:
        self.office.exclusion(self.fresh("exclusion-"), clause, from_=starts, to=ends)

    @rule(statement=numbers)
    def lift(self, statement: int) -> None:
        if chosen := self.pick("applicability", statement):
            self.office.change(chosen, state="lifted", lifted_reason="sold again")

    # Comparing

    @rule(drawn=views)
    def look(self, drawn: tuple[str, int, str | None, tuple[str, str] | None]) -> None:
        self.compare(self.view_of(drawn))

    def teardown(self) -> None:
        if self.office.seq < 0:
            return
        for day, back, site, ends in (
            ("2026-06-30", 0, None, None),
            ("2026-07-01", 0, "上海", None),
            ("2025-07-01", 3, None, ("2024-06-30", "2026-07-01")),
            ("2026-01-01", 9, None, None),
        ):
            self.compare(self.view_of((day, back, site, ends)))
