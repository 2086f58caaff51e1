"""From the engine's sums to what counts for each clause; the rules are those of `ClauseReading.facts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_schema.lines import Interval, intervals
from graph_schema.obligations import best_met
from graph_schema.results import ClauseFacts, Met
from graph_schema.stores.neo4j.runs import Row
from graph_schema.values import Day, Node, freeze

NOTHING = ClauseFacts()
NEVER: tuple[None, None] = (None, None)
_QUALITY: Mapping[int, Met] = {0: "no", 1: "suspect", 2: "yes"}
"""How well the best of some records meets, its claim being clean: 2 by a way without a suspect link."""


@dataclass
class Sums:
    """What is added up without ids: nothing in it can come twice into one clause's trail."""

    records: int = 0
    evidence: int = 0
    without: int = 0
    outside: int = 0
    suspect: int = 0

    def add(self, other: Sums) -> None:
        """Add another's parts."""
        self.records += other.records
        self.evidence += other.evidence
        self.without += other.without
        self.outside += other.outside
        self.suspect += other.suspect


@dataclass(frozen=True, slots=True)
class OddRecord:
    """A record looked at one by one, as seen through one link. `unusual`: (evidence, fixity, whether the link is
    suspect, whether it is valid on the day); the other files held, are clean and stand behind this record alone."""

    id: str
    fits: bool
    meets: bool
    suspect: bool
    files: int
    unusual: Sequence[Row]

    @property
    def usual(self) -> int:
        """How many files are simply there."""
        return self.files - len(self.unusual)

    @property
    def counting(self) -> list[Row]:
        """The unusual files that count."""
        return [file for file in self.unusual if file[3]]

    @property
    def quality(self) -> int:
        """How well it meets: 0 not, 1 only with a suspect link, 2 cleanly."""
        held = [bool(doubtful) for _, fixity, doubtful, _ in self.counting if fixity == "held"]
        if not self.meets or not (held or self.usual):
            return 0
        is_clean = self.usual > 0 or not all(held)
        return 2 if is_clean and not self.suspect else 1


@dataclass
class Lines:
    """Documents with all their revisions: `documents` gives a revision's document."""

    types: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[str, Interval] = field(default_factory=dict)
    basis: frozenset[str] = frozenset()

    def span(self, revision: str) -> tuple[Day | None, Day | None]:
        """The interval's ends; `NEVER` for one that was never in force."""
        known = self.spans.get(revision)
        return NEVER if known is None else (known.start, known.end)


def lines(rows: Iterable[Row], basis: frozenset[str]) -> Lines:
    """Lines from rows (document, type, revision, its dates, whether it was adopted)."""
    known = Lines(basis=basis)
    for document, type_, revision, starts, ends, withdrawn, adopted in rows:
        known.types[document] = type_
        known.documents[revision] = document
        dates = {"effective_from": starts, "effective_to": ends, "withdrawn_on": withdrawn, "adopted": adopted}
        known.revisions[document].append(Node(revision, "revision", freeze(dates)))
    for of_document in known.revisions.values():
        known.spans |= intervals(of_document)
    return known


@dataclass
class Claims:
    """Counting `satisfies` of revisions: (revision, its document, [(clause, whether suspect)])."""

    rows: Sequence[Row]

    def by_clause(self) -> Mapping[str, Mapping[str, dict[str, bool]]]:
        """By clause, document and revision: whether the claim is suspect."""
        found: dict[str, dict[str, dict[str, bool]]] = {}
        for revision, document, claims in self.rows:
            for clause, suspect in claims:
                found.setdefault(clause, {}).setdefault(document, {})[revision] = bool(suspect)
        return found


@dataclass
class Shown:
    """Records by what shows them: the revision they were made under, or the clause they claim themselves. One thing
    may have several rows, each of other records."""

    rows: Iterable[Row]
    sums: dict[str, Sums] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    odd: dict[str, list[OddRecord]] = field(default_factory=dict)
    homeless: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for by, records, evidence, without, outside, suspect, quality, odd, *homeless in self.rows:
            seen = [OddRecord(*one) for one in odd]
            self.sums.setdefault(by, Sums()).add(Sums(records, evidence, without, outside, suspect))
            self.odd.setdefault(by, []).extend(seen)
            self.quality[by] = max([quality, self.quality.get(by, 0), *(one.quality for one in seen)])
            self.homeless[by] = homeless[0] if homeless else 0


@dataclass
class Waiting:
    """Proposals by what they point to."""

    rows: Iterable[Row]
    at: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_document: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_revision: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for to, document, waiting, labels, homes, own_clauses, dated in self.rows:
            if "Revision" in labels:
                self.by_document[document] += waiting
            elif "Record" not in labels:
                self.at[to] += waiting
            elif dated and own_clauses:
                for clause in set(own_clauses):
                    self.at[clause] += waiting
            elif dated:
                for revision in set(homes):
                    self.by_revision[revision].append((to, waiting))


@dataclass(frozen=True, slots=True)
class Standing:
    """A document on a day: its revisions, those that had begun, the one in force, how many of the begun are adopted,
    whether its type can be the basis of a procedure."""

    revisions: tuple[str, ...]
    begun: frozenset[str]
    current: str | None
    adopted: int
    is_basis: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """All that was counted, on a day."""

    claims: Claims
    lines: Lines
    made: Shown
    direct: Shown
    waiting: Waiting
    day: Day
    standings: dict[str, Standing] = field(default_factory=dict)

    def standing(self, document: str) -> Standing:
        """How a document stands on the day; worked out once, because it stands under several clauses."""
        known = self.standings.get(document)
        if known is None:
            spans, line = self.lines.spans, self.lines.revisions[document]
            begun = {one.id: one for one in line if one.id in spans and spans[one.id].start <= self.day}
            known = self.standings[document] = Standing(
                revisions=tuple(one.id for one in line),
                begun=frozenset(begun),
                current=next((id_ for id_ in begun if spans[id_].holds(self.day)), None),
                adopted=sum(bool(one.get("adopted")) for one in begun.values()),
                is_basis=self.lines.types[document] in self.lines.basis,
            )
        return known


@dataclass
class _Tally:
    """What counts for one clause, gathered document by document."""

    counted: Counted
    clause: str
    sums: Sums = field(default_factory=Sums)
    procedures: int = 0
    adopted: int = 0
    procedure: list[Met] = field(default_factory=list)
    revision: list[Met] = field(default_factory=list)
    record: list[Met] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)
    odd: dict[str, list[OddRecord]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, int] = field(default_factory=dict)
    proposals: int = 0

    def add_document(self, document: str, claims: Mapping[str, bool]) -> None:
        """A chain, where a claim of one of the document's revisions works."""
        known = self.counted.standing(document)
        working = {id_: suspect for id_, suspect in claims.items() if id_ in known.begun}
        if not working:
            return
        link = working.get(known.current) if known.current else None
        if link is None:
            self.sums.suspect += sum(working.values())
        else:
            self.sums.suspect += link
            self.procedures += 1
            met: Met = "suspect" if link else "yes"
            self.revision.append(met)
            if known.is_basis:
                self.procedure.append(met)
        self.adopted += known.adopted
        self.proposals += self.counted.waiting.by_document.get(document, 0)
        for id_ in known.revisions:
            if link is not None or id_ in working:
                ways = [way for way in (working.get(id_), link) if way is not None]
                self._add_revision(id_, not all(ways))

    def _add_revision(self, revision: str, clean: bool) -> None:
        self._add_shown(self.counted.made, revision, clean)
        self.waiting.update(self.counted.waiting.by_revision.get(revision, ()))

    def _add_shown(self, shown: Shown, by: str, clean: bool) -> None:
        if by in shown.sums:
            self.sums.add(shown.sums[by])
            self.record.append(_QUALITY[min(shown.quality[by], 2 if clean else 1)])
            for one in shown.odd[by]:
                self.odd[one.id].append(one)

    def add_direct(self) -> None:
        """Records with a claim of their own to the clause."""
        self._add_shown(self.counted.direct, self.clause, True)
        self.proposals += self.counted.waiting.at.get(self.clause, 0)

    def _add_odd(self) -> None:
        """Records looked at one by one, each once however many revisions show it."""
        for seen in self.odd.values():
            one = seen[0]
            self.sums.records += 1
            self.sums.evidence += one.usual
            self.sums.without += not (one.usual or one.counting)
            self.sums.outside += not all(through.fits for through in seen)
            self.sums.suspect += sum(bool(through.suspect) for through in seen)
            self.sums.suspect += sum(bool(doubtful) for _, _, doubtful, _ in one.counting)
            self.evidence.update((id_, fixity) for id_, fixity, _, _ in one.counting)

    def facts(self, is_superseded: bool) -> ClauseFacts:
        """Everything together."""
        self._add_odd()
        sums, fixities = self.sums, list(self.evidence.values())
        issues = {
            "record_without_evidence": sums.without,
            "evidence_changed": fixities.count("changed"),
            "evidence_unreadable": fixities.count("unreadable"),
            "suspect_link": sums.suspect,
            "record_outside_revision": sums.outside,
            "clause_superseded": int(is_superseded),
            "proposal_waiting": self.proposals + sum(self.waiting.values()),
            "adopted": self.adopted,
            "record_without_revision": self.counted.direct.homeless.get(self.clause, 0),
        }
        return ClauseFacts(
            procedures=self.procedures,
            records=sums.records,
            evidence=sums.evidence + len(fixities),
            procedure=best_met(self.procedure),
            revision=best_met(self.revision),
            record=best_met(self.record),
            issues={code: count for code, count in issues.items() if count},
        )


def facts(counted: Counted, clauses: Iterable[str], superseded: set[str]) -> Mapping[str, ClauseFacts]:
    """What counts for each clause; those for which nothing does are absent."""
    by_clause = counted.claims.by_clause()
    found: dict[str, ClauseFacts] = {}
    for clause in clauses:
        tally = _Tally(counted, clause)
        for document, claims in by_clause.get(clause, {}).items():
            tally.add_document(document, claims)
        tally.add_direct()
        counts = tally.facts(clause in superseded)
        if counts != NOTHING:
            found[clause] = counts
    return found
