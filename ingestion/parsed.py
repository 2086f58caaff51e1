"""What the clause parser yields: rows of a standard, what was set aside, what was noticed; and its one JSON shape."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.blocks import Place, ReadIssue
from ingestion.issue_words import issue_message

KINDS = ("heading", "requirement", "item", "term", "note", "figure", "table", "example", "indicator")


@dataclass(frozen=True, slots=True)
class Obligation:
    """A demand a row's own words make: kind (procedure, record, ...), explicit or implied, the words that say so."""

    kind: str
    strength: str
    words: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference as printed; `standard` in normal form or None (this standard, or unreadable); `clause` or None."""

    printed: str
    standard: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """One row. `text` is its own words without number and title; its lines are joined without a break, with one
    blank where two Latin words would touch. `places` names every line it was made of, `place` the first."""

    number: str
    printed: str
    parent: str | None
    kind: str
    title: str | None
    text: str
    level: int
    order: int
    normative: bool
    obligations: tuple[Obligation, ...]
    cites: tuple[Citation, ...]
    place: Place
    places: tuple[Place, ...] = ()
    points: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A printed line that is no part of a row, with the reason as a code."""

    text: str
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class ParsedStandard:
    """A standard's text as rows in printed order. Every non-blank line is in a row or set aside, never neither."""

    clauses: tuple[ParsedClause, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    issues: tuple[ReadIssue, ...] = ()
    style: str = ""

    def to_json(self, language: str = "en") -> dict[str, object]:
        """The object `standard import --dry-run --json` prints; `language` chooses the words of the messages."""
        return {
            "clauses": [clause_json(clause) for clause in self.clauses],
            "set_aside": [
                {"text": part.text, "place": place_json(part.place), "why": part.why} for part in self.set_aside
            ],
            "issues": [
                {
                    "code": issue.code,
                    "severity": issue.severity,
                    "place": place_json(issue.place),
                    "message": issue_message(issue, language),
                }
                for issue in self.issues
            ],
        }


def place_json(place: Place) -> dict[str, object]:
    """The set fields of a place only."""
    fields = {"line": place.line, "page": place.page, "sheet": place.sheet, "row": place.row}
    return {name: value for name, value in fields.items() if value is not None}


def clause_json(clause: ParsedClause) -> dict[str, object]:
    """One row with exactly the documented keys."""
    return {
        "number": clause.number,
        "printed": clause.printed,
        "parent": clause.parent,
        "kind": clause.kind,
        "title": clause.title,
        "text": clause.text,
        "level": clause.level,
        "order": clause.order,
        "normative": clause.normative,
        "obligations": [
            {"kind": duty.kind, "strength": duty.strength, "words": duty.words} for duty in clause.obligations
        ],
        "cites": [{"printed": cite.printed, "standard": cite.standard, "clause": cite.clause} for cite in clause.cites],
        "place": place_json(clause.place),
    }
