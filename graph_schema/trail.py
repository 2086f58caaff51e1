"""The trail of a clause, built from a subgraph: chains, direct records, what counts, issues. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph_schema.lines import Interval, in_force, intervals
from graph_schema.obligations import best_met, gaps, has_unassessed, is_excluded, judge, own_state, worst
from graph_schema.results import (
    SEVERITY,
    Chain,
    ClauseFacts,
    HistoryItem,
    Issue,
    Met,
    ShownEvidence,
    ShownRecord,
    Trail,
)
from graph_schema.stamps import is_suspect
from graph_schema.subgraph import Subgraph
from graph_schema.values import Link, Node
from graph_schema.views import View


@dataclass(frozen=True)
class ClauseReading:
    """One reading of a subgraph at a view; every part is worked out once, when first asked for.

    `basis` are the document types whose revisions can be a documented procedure.
    """

    graph: Subgraph
    view: View
    basis: frozenset[str]

    @cached_property
    def revisions(self) -> Mapping[str, list[Node]]:
        """Revisions by the id of their document."""
        found: dict[str, list[Node]] = {}
        for node in self.graph.nodes.values():
            if node.kind == "revision":
                found.setdefault(node.text("document"), []).append(node)
        return found

    @cached_property
    def spans(self) -> Mapping[str, Interval]:
        """In-force interval by revision id, for those in force at some time."""
        return {id_: span for known in self.revisions.values() for id_, span in intervals(known).items()}

    @cached_property
    def _into(self) -> Mapping[tuple[str, str], list[Link]]:
        """Counting links by (kind of the from end, id of the to end)."""
        found: dict[tuple[str, str], list[Link]] = {}
        for link in self.graph.links:
            if link.kind in ("satisfies", "records") and link.counts_on(self.view.as_of):
                found.setdefault((self.graph.nodes[link.from_id].kind, link.to_id), []).append(link)
        return found

    @cached_property
    def working(self) -> Mapping[str, Link]:
        """The link to the clause by the id of its revision, for revisions in force on or before the day."""
        return {
            link.from_id: link
            for link in self._into.get(("revision", self.graph.clause.id), ())
            if link.from_id in self.spans and self.spans[link.from_id].start <= self.view.as_of
        }

    def suspect(self, link: Link) -> bool:
        """Whether the link's ends are no longer what was confirmed."""
        stamps = self.graph.stamps
        return is_suspect(link, stamps[link.from_id], stamps[link.to_id])

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """One per document with a working link to the clause, by document number."""
        documents = {self.graph.nodes[self.graph.nodes[id_].text("document")].id for id_ in self.working}
        nodes = (self.graph.nodes[id_] for id_ in documents)
        return tuple(self._chain(node) for node in sorted(nodes, key=lambda one: (one.text("number"), one.id)))

    def _chain(self, document: Node) -> Chain:
        line = self.revisions[document.id]
        current = in_force(line, self.view.as_of)
        link = self.working.get(current.id) if current else None
        begun = [one for one in line if one.id in self.spans and self.spans[one.id].start <= self.view.as_of]
        begun.sort(key=lambda one: (one.text("effective_from"), one.id))
        records = [
            self._shown(self.graph.nodes[made.from_id], made, one)
            for one in line
            if link is not None or one.id in self.working
            for made in self._into.get(("record", one.id), ())
            if made.from_id not in self.graph.narrowed
        ]
        return Chain(
            document,
            tuple(HistoryItem(one, self.spans[one.id]) for one in begun),
            tuple(sorted(records, key=_record_order)),
            current if link else None,
            link,
            bool(link and self.suspect(link)),
        )

    @cached_property
    def direct_records(self) -> tuple[ShownRecord, ...]:
        """Records with a counting `satisfies` of their own to the clause."""
        shown = []
        for link in self._into.get(("record", self.graph.clause.id), ()):
            record = self.graph.nodes[link.from_id]
            shown.append(self._shown(record, link, self._revision_of(record)))
        return tuple(sorted(shown, key=_record_order))

    @cached_property
    def _under(self) -> Mapping[str, list[Node]]:
        """The revisions a record is under by counting links, by record id, in order of document number."""
        found: dict[str, list[Node]] = {}
        for (kind, to), links in self._into.items():
            if kind == "record" and self.graph.nodes[to].kind == "revision":
                for link in links:
                    found.setdefault(link.from_id, []).append(self.graph.nodes[to])
        for known in found.values():
            known.sort(key=lambda one: (one.text("number"), one.get("effective_from") or "", one.id))
        return found

    def _revision_of(self, record: Node) -> Node | None:
        """The revision that a direct record fits, else the first by document number, else none."""
        under = self._under.get(record.id, [])
        return next((one for one in under if self._fits(record, one)), under[0] if under else None)

    def _fits(self, record: Node, revision: Node | None) -> bool:
        """A record fits when its date lies in its revision's interval, and always when it is under none."""
        if revision is None:
            return True
        span = self.spans.get(revision.id)
        return span is not None and span.holds(record.text("date"))

    def _shown(self, record: Node, link: Link, revision: Node | None) -> ShownRecord:
        files = []
        for use in self._into.get(("evidence", record.id), ()):
            evidence = self.graph.nodes[use.from_id]
            name = use.fields.get("name") or evidence.text("file_name")
            files.append(ShownEvidence(evidence, use, name, self.suspect(use)))
        files.sort(key=lambda one: (one.name, one.evidence.id))
        return ShownRecord(record, link, self._fits(record, revision), tuple(files), self.suspect(link), revision)

    def _meets(self, shown: ShownRecord, clean_claim: bool) -> Met:
        """What a record does for the obligation, its link(s) to the clause being clean or not."""
        day, site = shown.record.text("date"), self.view.site
        held = [one for one in shown.evidence if one.evidence.get("fixity") == "held"]
        if not (shown.fits and held and self.view.period.holds(day)):
            return "no"
        if site is not None and shown.record.get("site") != site:
            return "no"
        clean = clean_claim and not shown.suspect and any(not one.suspect for one in held)
        return "yes" if clean else "suspect"

    def _chain_meets(self, chain: Chain, shown: ShownRecord) -> Met:
        """It counts by its own revision's working link or by that of the revision in force: one clean is enough."""
        own = self.working.get(shown.revision.id) if shown.revision else None
        claims = [link for link in (own, chain.link) if link is not None]
        return self._meets(shown, any(not self.suspect(link) for link in claims))

    @cached_property
    def facts(self) -> ClauseFacts:
        """What counts for the clause."""
        in_force_links = [chain for chain in self.chains if chain.revision is not None]
        met: list[Met] = [self._chain_meets(chain, one) for chain in self.chains for one in chain.records]
        met += [self._meets(one, True) for one in self.direct_records]
        shown = self._all_records()
        return ClauseFacts(
            procedures=len(in_force_links),
            records=len({one.record.id for one in shown}),
            evidence=len({file.evidence.id for one in shown for file in one.evidence}),
            procedure=best_met(
                _by(chain.suspect) for chain in in_force_links if chain.document.get("type") in self.basis
            ),
            revision=best_met(_by(chain.suspect) for chain in in_force_links),
            record=best_met(met),
            issues=dict(Counter(issue.code for issue in self.issues)),
        )

    def _all_records(self) -> list[ShownRecord]:
        return [one for chain in self.chains for one in chain.records] + list(self.direct_records)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What a reader must know, one issue a subject, without those that follow from the edition or the state."""
        found = set(self._record_issues()) | set(self._link_issues()) | set(self._superseded())
        for chain in self.chains:
            found |= {Issue("adopted", (one.revision.id,)) for one in chain.history if one.revision.get("adopted")}
        return in_order(found)

    def _record_issues(self) -> Iterable[Issue]:
        for one in self._all_records():
            if not one.evidence:
                yield Issue("record_without_evidence", (one.record.id,))
            if not one.fits:
                yield Issue("record_outside_revision", (one.record.id,))
            for file in one.evidence:
                fixity = file.evidence.get("fixity")
                if fixity != "held":
                    yield Issue(f"evidence_{fixity}", (file.evidence.id,))
        for one in self.direct_records:
            if one.revision is None:
                yield Issue("record_without_revision", (one.record.id,))

    def _link_issues(self) -> Iterable[Issue]:
        for chain in self.chains:
            if chain.link is None:
                line = {one.id for one in self.revisions[chain.document.id]}
                links = [link for id_, link in self.working.items() if id_ in line]
                yield from (Issue("suspect_link", (link.id,)) for link in links if self.suspect(link))
            elif chain.suspect:
                yield Issue("suspect_link", (chain.link.id,))
        shown = self._all_records()
        for one in shown:
            if one.suspect:
                yield Issue("suspect_link", (one.link.id,))
            yield from (Issue("suspect_link", (file.link.id,)) for file in one.evidence if file.suspect)
        targets = {self.graph.clause.id, *(one.record.id for one in shown)}
        targets |= {one.id for chain in self.chains for one in self.revisions[chain.document.id]}
        for link in self.graph.links:
            waits = link.to_id in targets and link.kind in ("satisfies", "records")
            waits = waits or (link.kind == "supersedes" and link.to_id == self.graph.clause.id)
            if waits and link.state == "proposed" and link.valid_on(self.view.as_of):
                yield Issue("proposal_waiting", (link.id,))

    def _superseded(self) -> Iterable[Issue]:
        day, clause, standard = self.view.as_of, self.graph.clause, self.graph.standard
        for link in self.graph.links:
            if link.kind != "supersedes" or not link.counts_on(day):
                continue
            newer = self.graph.nodes[link.from_id]
            if link.to_id == clause.id or (link.to_id == standard.id and edition_in_force(newer, day)):
                yield Issue("clause_superseded", (clause.id,))


def _by(suspect: bool) -> Met:
    return "suspect" if suspect else "yes"


def _record_order(shown: ShownRecord) -> tuple[int, str, str]:
    """Date descending, then number, ties by id."""
    return -int(shown.record.text("date").replace("-", "")), shown.record.get("number") or "", shown.record.id


def in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Issues in the order of the table of severities, then by subject."""
    rank = {code: place for place, code in enumerate(SEVERITY)}
    return tuple(sorted(issues, key=lambda one: (rank[one.code], one.subjects)))


def edition_in_force(standard: Node, day: str) -> bool:
    """Whether an edition is in force on the day; without dates it always is."""
    start, end = standard.get("in_force_from"), standard.get("in_force_to")
    return (start is None or start <= day) and (end is None or day < end)


def state_issues(clause: Node, standard: Node, state: str, unassessed: bool, day: str) -> list[Issue]:
    """The issues that follow from a clause's own state and its edition alone."""
    found = []
    if state == "proved" and unassessed:
        found.append(Issue("not_assessed", (clause.id,)))
    start = standard.get("in_force_from")
    if start is not None and day < start:
        found.append(Issue("edition_not_yet_in_force", (standard.id,)))
    return found


def build_trail(
    reading: ClauseReading, facts: ClauseFacts, below: Iterable[str] = (), truncated: tuple[str, ...] = ()
) -> Trail:
    """The whole trail; `facts` are the reading's own unless the walk was cut, `below` own states of all below."""
    graph, view = reading.graph, reading.view
    judged = judge(graph.clause, graph.standard, graph.numbered_below, graph.leaf, facts)
    excluded = is_excluded(graph.exclusions, view.as_of)
    own = own_state(judged, graph.standard, excluded, view.as_of)
    states = list(below)
    more = state_issues(graph.clause, graph.standard, own, has_unassessed(judged), view.as_of)
    return Trail(
        standard=graph.standard,
        clause=graph.clause,
        view=view,
        state=worst([own, *states]),
        own_state=own,
        obligations=judged,
        chains=reading.chains,
        direct_records=reading.direct_records,
        gaps=gaps(judged, own, facts),
        issues=in_order({*reading.issues, *more}),
        truncated=truncated,
        below=dict(Counter(states)),
    )
