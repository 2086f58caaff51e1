"""A trail in the words of a reader: the rows that the tree shows and the picture draws, each with its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_schema.dates import day_before
from graph_schema.results import Chain, HistoryItem, ShownEvidence, ShownRecord, Trail
from graph_schema.values import Node
from ui import addresses
from ui.marks import Mark, mark
from ui.say import Say
from ui.standing import standing, worst

FOLD_ABOVE = 60
"""More records than this are folded by month, with counts."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A file behind a record: its name in this use, its date (or ""), the first of its digest, its page and bytes.
    `fault`: what is wrong with it, if anything. `suspect`: whether its link is."""

    name: str
    day: str
    digest: str
    href: str
    content: str
    link: str
    suspect: bool
    fault: Mark | None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record: its day or period, what it is, number and site (or ""), how it stands, the link it counts by."""

    when: str
    title: str
    number: str
    site: str
    href: str
    standing: str
    mark: Mark
    link: str
    suspect: bool
    evidence: tuple[EvidenceRow, ...]

    @property
    def name(self) -> str:
        """Day and title together."""
        return f"{self.when} {self.title}"

    @property
    def small(self) -> str:
        """What is said in the small line: number, site."""
        return "  ".join(part for part in (self.number, self.site) if part)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The records of a month in one row: `anchor` is its place in the tree, `mark` what needs a look first."""

    month: str
    anchor: str
    mark: Mark
    records: tuple[RecordRow, ...]
    count: str
    files: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A revision of the line: since when, its last day in force (or ""), how and by whom decided, on what ground."""

    label: str
    start: str
    end: str
    mark: Mark
    href: str
    current: bool
    adopted: bool
    outcome: str
    decision: str
    by: str
    on: str
    reason: str
    proof: str


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A document with a working link. `label` and `since` are of the revision in force (or ""); `linked`: whether
    that one has a working link, by `link`; `records` or, folded, `months`."""

    number: str
    title: str
    href: str
    label: str
    since: str
    mark: Mark
    linked: bool
    adopted: bool
    link: str
    suspect: bool
    history: tuple[HistoryRow, ...]
    records: tuple[RecordRow, ...]
    months: tuple[MonthRow, ...]

    @property
    def older(self) -> tuple[HistoryRow, ...]:
        """What came before, newest first."""
        return tuple(one for one in reversed(self.history) if not one.current)


@dataclass(frozen=True, slots=True)
class GapRow:
    """Something that should be there: in the rank of procedures or of records."""

    rank: str
    word: str


@dataclass(frozen=True, slots=True)
class TrailRows:
    """The whole trail as shown; `counts` by rank: procedure, record, evidence."""

    number: str
    title: str
    href: str
    mark: Mark
    chains: tuple[ChainRow, ...]
    direct: tuple[RecordRow, ...]
    direct_months: tuple[MonthRow, ...]
    gaps: tuple[GapRow, ...]
    counts: dict[str, int]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw but the clause."""
        return not (self.chains or self.direct or self.direct_months or self.gaps)


def clause_title(clause: Node, language: str) -> str:
    """The clause's title in the language where it has one."""
    return str((language == "en" and clause.get("title_en")) or clause.get("title") or "")


def trail_rows(trail: Trail, say: Say, view: str = "", fold_above: int = FOLD_ABOVE) -> TrailRows:
    """The rows of a trail. `view` is the query that links carry on; above `fold_above` records months are folded."""
    builder = _Builder(trail, say, view)
    shown = [one for chain in trail.chains for one in chain.records] + list(trail.direct_records)
    fold = len(shown) > fold_above
    direct = tuple(builder.record(one) for one in trail.direct_records)
    return TrailRows(
        number=trail.clause.text("number"),
        title=clause_title(trail.clause, say.language),
        href=addresses.of_kind("clause", trail.clause.id, view),
        mark=mark("state", trail.own_state, say.term("state", trail.own_state)),
        chains=tuple(builder.chain(one, index, fold) for index, one in enumerate(trail.chains, 1)),
        direct=() if fold else direct,
        direct_months=builder.months(direct, "direct") if fold else (),
        gaps=tuple(GapRow("record" if one == "no_record" else "procedure", say.term("gap", one)) for one in trail.gaps),
        counts={
            "procedure": sum(chain.revision is not None for chain in trail.chains),
            "record": len({one.record.id for one in shown}),
            "evidence": len({file.evidence.id for one in shown for file in one.evidence}),
        },
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    trail: Trail
    say: Say
    view: str

    def chain(self, chain: Chain, index: int, fold: bool) -> ChainRow:
        history = tuple(self._history(one) for one in chain.history)
        now = next((one for one in chain.history if one.interval.holds(self.trail.view.as_of)), None)
        current = now.revision if now else None
        records = tuple(self.record(one) for one in chain.records)
        return ChainRow(
            number=chain.document.text("number"),
            title=chain.document.text("title"),
            href=addresses.of_kind("document", chain.document.id, self.view),
            label=current.text("label") if current else "",
            since=now.interval.start if now else "",
            mark=self._chain_mark(chain, current),
            linked=chain.link is not None,
            adopted=bool(current and current.get("adopted")),
            link=addresses.of_kind("link", chain.link.id, self.view) if chain.link else "",
            suspect=chain.suspect,
            history=history,
            records=() if fold else records,
            months=self.months(records, str(index)) if fold else (),
        )

    def _chain_mark(self, chain: Chain, current: Node | None) -> Mark:
        if chain.link is not None:
            return mark("phase", "in_force", self.say.term("phase", "in_force"))
        word = self.say("chain_unlinked") if current else self.say("chain_none_in_force")
        return mark("met", "no", word)

    def _history(self, item: HistoryItem) -> HistoryRow:
        revision, current = item.revision, item.interval.holds(self.trail.view.as_of)
        phase = "in_force" if current else "superseded"
        adopted = bool(revision.get("adopted"))
        return HistoryRow(
            label=revision.text("label"),
            start=item.interval.start,
            end=day_before(item.interval.end) if item.interval.end else "",
            mark=mark("phase", phase, self.say.term("phase", phase)),
            href=addresses.of_kind("revision", revision.id, self.view),
            current=current,
            adopted=adopted,
            outcome=self.say.term("outcome", "adopted" if adopted else "approved"),
            decision=str(revision.get("decision") or ""),
            by=str(revision.get("decided_by") or ""),
            on=str(revision.get("decided_on") or ""),
            reason=str(revision.get("reason") or ""),
            proof=str(revision.get("proof") or ""),
        )

    def record(self, shown: ShownRecord) -> RecordRow:
        record = shown.record
        start = record.get("period_from")
        code = standing(shown, self.trail.view)
        return RecordRow(
            when=f"{start} – {record.text('date')}" if start else record.text("date"),
            title=record.get("title") or record.text("type"),
            number=record.get("number") or "",
            site=record.get("site") or "",
            href=addresses.of_kind("record", record.id, self.view),
            standing=code,
            mark=mark("standing", code, self.say(f"standing_{code}")),
            link=addresses.of_kind("link", shown.link.id, self.view),
            suspect=shown.suspect,
            evidence=tuple(self._evidence(one) for one in shown.evidence),
        )

    def _evidence(self, shown: ShownEvidence) -> EvidenceRow:
        node = shown.evidence
        fixity = node.text("fixity")
        fault = None
        if fixity != "held":
            fault = mark("fixity", fixity, self.say.term("fixity", fixity))
        elif shown.suspect:
            fault = mark("met", "suspect", self.say("link_suspect"))
        return EvidenceRow(
            name=shown.name,
            day=str(shown.link.fields.get("date") or node.get("evidence_date") or ""),
            digest=node.text("sha256")[:8],
            href=_page_of(shown, self.view),
            content=addresses.evidence_content(node.id),
            link=addresses.of_kind("link", shown.link.id, self.view),
            suspect=shown.suspect,
            fault=fault,
        )

    def months(self, records: Sequence[RecordRow], prefix: str) -> tuple[MonthRow, ...]:
        """The records by the month of the day that counts, in their order (newest first)."""
        by_month: dict[str, list[RecordRow]] = {}
        for one in records:
            by_month.setdefault(one.when[-10:-3], []).append(one)
        return tuple(self._month(month, rows, prefix) for month, rows in by_month.items())

    def _month(self, month: str, rows: Sequence[RecordRow], prefix: str) -> MonthRow:
        code = worst([one.standing for one in rows])
        same, files = sum(one.standing == code for one in rows), _count_files(rows)
        word = self.say(f"standing_{code}")
        return MonthRow(
            month=month,
            anchor=f"m-{prefix}-{month}",
            mark=mark("standing", code, word if same == len(rows) else f"{word} {same}"),
            records=tuple(rows),
            count=self.say.counted("count_records", len(rows)),
            files=self.say.counted("count_files", files) if files else "",
        )


def _count_files(rows: Iterable[RecordRow]) -> int:
    """Distinct files."""
    return len({file.content for one in rows for file in one.evidence})


def _page_of(shown: ShownEvidence, view: str) -> str:
    """Where a file is looked at: on the page that its link names, with what it quotes."""
    page, quote = shown.link.fields.get("page"), str(shown.link.fields.get("quote") or "")
    return addresses.file_page("evidence", shown.evidence.id, view, int(str(page)) if page else None, quote)
