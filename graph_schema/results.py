"""The answers of trail and coverage as frozen values, in the words and the order of their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph_schema.lines import Interval
from graph_schema.values import Link, Node
from graph_schema.views import View

Met = Literal["yes", "suspect", "no", "not_assessed"]
STATES = ("gap", "partial", "suspect", "proved", "obsolete", "not_applicable", "not_required")
"""Own states, worst first: the state of a clause is the worst of its own and all below."""
SEVERITY: Mapping[str, str] = {
    "record_without_evidence": "error",
    "evidence_changed": "error",
    "evidence_unreadable": "error",
    "suspect_link": "warning",
    "record_outside_revision": "warning",
    "clause_superseded": "warning",
    "proposal_waiting": "notice",
    "adopted": "notice",
    "record_without_revision": "notice",
    "not_assessed": "notice",
    "edition_not_yet_in_force": "notice",
}
"""Every issue a trail can carry, errors first."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One demand of a clause: its kind, how it is stated, whether it is asked of the clause, whether it is met."""

    kind: str
    strength: str
    asked: bool
    met: Met | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a reader must know, about the subjects named (ids; the first one is the place to go)."""

    code: str
    subjects: tuple[str, ...]

    @property
    def severity(self) -> str:
        """error | warning | notice."""
        return SEVERITY[self.code]


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """A file behind a record, by the link it has there; `name` is the name in that use."""

    evidence: Node
    link: Link
    name: str
    suspect: bool


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record that counts, the link it counts by, the revision it was made under, and whether it fits that one."""

    record: Node
    link: Link
    fits: bool
    evidence: tuple[ShownEvidence, ...]
    suspect: bool
    revision: Node | None = None


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A revision of the line that had begun by the day, with its in-force interval as known."""

    revision: Node
    interval: Interval


@dataclass(frozen=True, slots=True)
class Chain:
    """A document with a working link to the clause. `revision` and `link`: the one in force that has one, if any."""

    document: Node
    history: tuple[HistoryItem, ...]
    records: tuple[ShownRecord, ...]
    revision: Node | None = None
    link: Link | None = None
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What counts for one clause, as counted by the engine or from a subgraph: the ground of its state.

    `procedure`: a basis revision in force with a working link; `revision`: one of any document type; `record`: a
    record that counts, fits, lies in the period, is of the site asked, and has a file that held. `procedures` counts
    chains with a revision in force; `records` and `evidence` count distinct ones; `issues` counts subjects by code
    (without `not_assessed` and `edition_not_yet_in_force`, which follow from the clause and its edition alone).
    """

    procedures: int = 0
    records: int = 0
    evidence: int = 0
    procedure: Met = "no"
    revision: Met = "no"
    record: Met = "no"
    issues: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of one clause at a view."""

    standard: Node
    clause: Node
    view: View
    state: str
    own_state: str
    obligations: tuple[Obligation, ...]
    chains: tuple[Chain, ...]
    direct_records: tuple[ShownRecord, ...]
    gaps: tuple[str, ...]
    issues: tuple[Issue, ...]
    truncated: tuple[str, ...] = ()
    below: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause in the coverage of an edition."""

    clause: Node
    state: str
    own_state: str
    obligations: tuple[Obligation, ...]
    facts: ClauseFacts
    gaps: tuple[str, ...]
    issues: Mapping[str, int]
    below: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every clause of an edition at a view; `totals` counts own states, each clause once."""

    standard: Node
    view: View
    totals: Mapping[str, int]
    not_assessed: int
    clauses: tuple[ClauseRow, ...]
