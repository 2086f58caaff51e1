"""From the engine's sums to what counts for each clause; the rules are those of `ClauseReading.facts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_schema.lines import Interval, in_force, intervals
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
    changed: int = 0
    unreadable: int = 0

    def add(self, other: Sums) -> None:
        """Add another's parts."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Home:
    """A record under several revisions, as seen from one of them."""

    record: str
    files: int
    fits: bool
    suspect: bool


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

    def begun(self, revision: str, day: Day) -> bool:
        """Whether the revision was in force on or before the day."""
        return revision in self.spans and self.spans[revision].start <= day


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
    """Counting `satisfies` of revisions: (clause, revision, its document, whether suspect)."""

    rows: Sequence[Row]

    def by_clause(self) -> Mapping[str, Mapping[str, dict[str, bool]]]:
        """By clause, document and revision: whether the claim is suspect."""
        found: dict[str, dict[str, dict[str, bool]]] = {}
        for clause, revision, document, suspect in self.rows:
            found.setdefault(clause, {}).setdefault(document, {})[revision] = bool(suspect)
        return found


@dataclass
class Made:
    """Records made under revisions, summed up by revision."""

    rows: Iterable[Row]
    sums: dict[str, Sums] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    several: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    homes: dict[str, list[Home]] = field(default_factory=dict)
    files: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for revision, has_homes, *sums, quality, several, homes in self.rows:
            self.quality[revision] = max(quality, self.quality.get(revision, 0))
            if has_homes:
                self.homes[revision] = [Home(id_, files, fits, bool(suspect)) for id_, files, fits, suspect, _ in homes]
            else:
                self.sums[revision] = Sums(*sums)
                self.several[revision] = [(id_, fixity) for of_record in several for id_, fixity in of_record]

    def several_homes(self) -> list[str]:
        """Records under several revisions: their files have to be told apart."""
        return list({one.record for homes in self.homes.values() for one in homes})

    def add_files(self, rows: Iterable[Row]) -> None:
        """The files of such records: (record, evidence, fixity, whether the link is suspect)."""
        for record, evidence, fixity, suspect in rows:
            self.files.setdefault(record, []).append((evidence, fixity, bool(suspect)))


@dataclass
class Direct:
    """Records with a claim of their own, summed up by clause."""

    rows: Iterable[Row]
    sums: dict[str, Sums] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    several: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    homeless: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for clause, *sums, quality, several, homeless in self.rows:
            self.sums[clause] = Sums(*sums)
            self.quality[clause] = quality
            self.several[clause] = [(id_, fixity) for of_record in several for id_, fixity in of_record]
            self.homeless[clause] = homeless


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
class Counted:
    """All that was counted, on a day."""

    claims: Claims
    lines: Lines
    made: Made
    direct: Direct
    waiting: Waiting
    day: Day


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
    homes: dict[str, list[Home]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, int] = field(default_factory=dict)
    proposals: int = 0

    def add_document(self, document: str, claims: Mapping[str, bool]) -> None:
        """A chain, where a claim of one of the document's revisions works."""
        counted, known = self.counted, self.counted.lines
        working = {id_: suspect for id_, suspect in claims.items() if known.begun(id_, counted.day)}
        if not working:
            return
        line = known.revisions[document]
        current = in_force(line, counted.day)
        link = working.get(current.id) if current else None
        if link is None:
            self.sums.suspect += sum(working.values())
        else:
            self.sums.suspect += link
            self.procedures += 1
            met: Met = "suspect" if link else "yes"
            self.revision.append(met)
            if known.types[document] in known.basis:
                self.procedure.append(met)
        self.adopted += sum(bool(one.get("adopted")) for one in line if known.begun(one.id, counted.day))
        self.proposals += counted.waiting.by_document.get(document, 0)
        for one in line:
            if link is not None or one.id in working:
                ways = [way for way in (working.get(one.id), link) if way is not None]
                self._add_revision(one.id, not all(ways))

    def _add_revision(self, revision: str, clean: bool) -> None:
        made = self.counted.made
        if revision in made.sums:
            self.sums.add(made.sums[revision])
            self.evidence.update(made.several[revision])
        for home in made.homes.get(revision, ()):
            self.homes[home.record].append(home)
        self.record.append(_QUALITY[min(made.quality.get(revision, 0), 2 if clean else 1)])
        self.waiting.update(self.counted.waiting.by_revision.get(revision, ()))

    def add_direct(self) -> None:
        """Records with a claim of their own to the clause."""
        direct = self.counted.direct
        if self.clause in direct.sums:
            self.sums.add(direct.sums[self.clause])
            self.evidence.update(direct.several[self.clause])
            self.record.append(_QUALITY[direct.quality[self.clause]])
        self.proposals += self.counted.waiting.at.get(self.clause, 0)

    def _add_homes(self) -> None:
        """Records under several of the revisions, each once."""
        for record, homes in self.homes.items():
            files = self.counted.made.files.get(record, [])
            self.sums.records += 1
            self.sums.without += homes[0].files == 0
            self.sums.outside += not all(home.fits for home in homes)
            self.sums.suspect += sum(home.suspect for home in homes) + sum(suspect for _, _, suspect in files)
            self.evidence.update((id_, fixity) for id_, fixity, _ in files)

    def facts(self, is_superseded: bool) -> ClauseFacts:
        """Everything together."""
        self._add_homes()
        sums, fixities = self.sums, list(self.evidence.values())
        issues = {
            "record_without_evidence": sums.without,
            "evidence_changed": sums.changed + fixities.count("changed"),
            "evidence_unreadable": sums.unreadable + fixities.count("unreadable"),
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
