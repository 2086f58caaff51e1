"""Turns drafts into rows: kind, title, text, whether they oblige, demands, citations, and what looks wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.blocks import ReadIssue
from ingestion.citations import find_citations
from ingestion.numbering.candidates import decimal_patterns, title_like
from ingestion.numbering.lines import Line, fold
from ingestion.numbering.rows import Draft
from ingestion.numbering.titles import (
    Parts,
    annex_title,
    bracketed_title,
    clause_title,
    heading_title,
    term_title,
    words_of,
)
from ingestion.obligations import find_obligations
from ingestion.parsed import Citation, ParsedClause
from ingestion.wording import LONGEST, imperative, obliges, opens_imperative, permits_only

_LABELS = ("note", "example", "figure", "table")
_NUMBERED = ("clause", "annex", "front", "division", "article", "section", "control", "enhancement")
# A titled list entry ("a) internal evaluation" over dashes) is at most this long (our choice).
_SHORT_TITLE = 30
_UNASKED = ("heading", "term", "note", "figure", "table", "example")


class Finisher:
    """Finishes the drafts of one document."""

    def __init__(self, style: str, lines: Sequence[Line], width: int | None, chinese: bool) -> None:
        self._style = style
        self._lines = lines
        self._width = width
        self._chinese = chinese
        self._titles: dict[Draft, str | None] = {}
        self._normative: dict[Draft, bool] = {}
        self._kinds: dict[Draft, str] = {}
        self.issues: list[ReadIssue] = []

    def finish(self, rows: Sequence[Draft]) -> tuple[ParsedClause, ...]:
        """All rows in order, with issues for citations that look misprinted."""
        texts: dict[Draft, str] = {}
        for row in rows:
            title, parts, lone = self._title(row)
            self._titles[row] = title
            texts[row] = words_of(parts, self._chinese, lone)
            self._kinds[row] = self._kind(row, texts[row])
        own = {row.number for row in rows}
        cites = {row: find_citations(texts[row], own=own, here=_here(row)) for row in rows}
        known = sorted(
            {one.standard for found, _ in cites.values() for one in found if one.standard and one.clause is None}
        )
        for row in rows:
            if cites[row][1]:
                cites[row] = find_citations(texts[row], known, own, _here(row))
        return tuple(self._row(row, texts[row], order, *cites[row]) for order, row in enumerate(rows, 1))

    def _title(self, row: Draft) -> tuple[str | None, Parts, int]:
        """Title, remaining words, and how many of these stand on a line of their own."""
        if row.form == "clause":
            if self._in_terms(row):
                title, parts = term_title(row)
                return title, parts, int(bool(parts) and title is not None and parts[0][1] in row.parts[0][1])
            return (*clause_title(row, self._lines, self._width, self._chinese), 0)
        if row.form == "annex":
            title, parts = annex_title(row)
            return title, parts, 0
        if row.form == "front":
            return row.number.split(" #")[0], row.parts, 0
        if row.form == "article" and self._style == "law":
            return (*bracketed_title(row), 0)
        if row.form in ("division", "article", "section", "control", "enhancement"):
            return (*heading_title(row), 0)
        if row.form in ("figure", "table"):
            title = row.parts[0][1].strip(" :：—–-") if row.parts and row.parts[0][0] == row.lines[0] else None
            return title, row.parts[1:] if title else row.parts, 0
        if row.form in _LABELS or row.form in ("reference", "bracket"):
            return None, row.parts, 0
        return (*self._entry_title(row), 0)

    def _entry_title(self, row: Draft) -> tuple[str | None, Parts]:
        """A list entry has a title when it is a few words with entries below, or a level of an official text."""
        top = self._style == "official" and row.form in ("comma", "chinese")
        alone = len(row.parts) == 1 and bool(row.children)
        short = bool(row.parts) and (top or len(row.parts[0][1]) <= _SHORT_TITLE)
        if short and (alone or top) and title_like(fold(row.parts[0][1]), self._chinese):
            return row.parts[0][1].strip(), row.parts[1:]
        return None, row.parts

    def _in_terms(self, row: Draft) -> bool:
        above = row.parent
        while above is not None:
            if above.form == "clause" and decimal_patterns()["terms"].match(self._titles.get(above) or ""):
                return True
            above = above.parent
        return False

    def _kind(self, row: Draft, text: str) -> str:
        if row.form in _LABELS:
            return row.form
        if row.form in ("front", "division", "annex"):
            return "heading"
        if row.form == "clause" and self._in_terms(row):
            below = any(child.form == "clause" for child in row.children)
            return "heading" if below and not text else "term"
        if row.form in ("control", "enhancement"):
            return "requirement" if (text and not text.startswith("[Withdrawn")) or row.children else "heading"
        if row.form in _NUMBERED:
            return "requirement" if text else "heading"
        if self._style == "official" and row.form in ("comma", "chinese"):
            return "requirement" if text else "heading"
        if self._style == "union" and row.form.startswith("dot"):
            return "requirement"
        return "item"

    def _row(self, row: Draft, text: str, order: int, cites: list[Citation], misprints: list[Citation]) -> ParsedClause:
        kind = self._kinds[row]
        normative = self._obliges(row)
        place = self._lines[row.lines[0]].place
        for cite in misprints:
            values = {"printed": cite.printed, "reading": cite.standard or "?", "number": row.number}
            self.issues.append(ReadIssue("misprinted_citation", "warning", place, values))
        if len(text) > LONGEST:
            values = {"number": row.number, "searched": str(LONGEST), "characters": str(len(text))}
            self.issues.append(ReadIssue("long_row", "notice", place, values))
        return ParsedClause(
            number=row.number,
            printed=row.printed,
            parent=row.parent.number if row.parent is not None else None,
            kind=kind,
            title=self._titles[row],
            text=text,
            level=self._level(row),
            order=order,
            normative=normative,
            obligations=find_obligations(text) if kind not in _UNASKED else (),
            cites=tuple(cites),
            place=place,
            places=tuple(self._lines[index].place for index in row.lines),
        )

    def _level(self, row: Draft) -> int:
        level = 1
        while row.parent is not None:
            row, level = row.parent, level + 1
        return level

    def _obliges(self, row: Draft) -> bool:
        """Own words that oblige, or those of the row whose list this is an entry of."""
        if row in self._normative:
            return self._normative[row]
        kind = self._kinds[row]
        if kind in _UNASKED:
            answer = False
        elif (
            imperative(self._style)
            or (self._style == "regulation" and opens_imperative(row.text(LONGEST)))
            or (obliges(row.text(LONGEST)) and not _only_title(row, self._titles[row]))
        ):
            answer = True
        elif row.parent is not None and (kind == "item" or row.form not in _NUMBERED):
            answer = self._obliges(row.parent) and not permits_only(row.parent.text())
        else:
            answer = False
        self._normative[row] = answer
        return answer


def _here(row: Draft) -> str:
    """The number "this section" and "paragraph 1" are counted in: regulations and EU law only."""
    above = row
    while above.parent is not None and above.form not in ("section", "article"):
        above = above.parent
    return row.number if above.form == "section" or above.number.startswith("Article ") else ""


def _only_title(row: Draft, title: str | None) -> bool:
    """Whether the obliging words stand in the title alone."""
    return title is not None and len(row.parts) == 1 and re.sub(r"\s", "", row.text()) == re.sub(r"\s", "", title)
