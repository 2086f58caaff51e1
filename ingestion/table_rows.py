"""Rows of a table as clauses: numbers completed and placed under their parents, kinds from a column or the form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingestion.blocks import Place, ReadIssue
from ingestion.citations import find_citations
from ingestion.numbering.candidates import decimal_patterns, title_like
from ingestion.numbering.lines import fold, mostly_cjk
from ingestion.obligations import find_obligations
from ingestion.parsed import ParsedClause, SetAside
from ingestion.table_numbers import law_unit, marker, normal_number, numbers_above
from ingestion.wording import obliges, opens_imperative, permits_only

_UNASKED = ("heading", "term", "note", "figure", "table", "example")


@dataclass(frozen=True, slots=True)
class Cells:
    """The named cells of one row, and the words of columns without a name."""

    number: str
    title: str
    text: str
    parent: str
    kind: str
    points: str
    rest: tuple[str, ...]
    place: Place


@dataclass(slots=True, eq=False)
class _Draft:
    number: str
    printed: str
    parent: str | None
    kind: str | None
    title: str | None
    text: str
    points: str
    places: list[Place] = field(default_factory=list)


class TableRows:
    """Collects the rows of all sheets of one file."""

    def __init__(self, kinds: Mapping[str, Sequence[str]], totals: re.Pattern[str]) -> None:
        self._kinds = {word: kind for kind, words in kinds.items() for word in words}
        self._totals = totals
        self._drafts: list[_Draft] = []
        self._by_number: dict[str, _Draft] = {}
        self._divisions: dict[int, str] = {}
        self._dashes: dict[str, int] = {}
        self._wanted_parents: list[tuple[_Draft, str]] = []
        self.aside: list[SetAside] = []
        self._issues: list[ReadIssue] = []

    def any(self) -> bool:
        """Whether a row was made."""
        return bool(self._drafts)

    def read(self, cells: Cells) -> None:
        """Takes in one row: a clause of its own, more words of the one above, or set aside."""
        words = " ".join(one for one in (cells.title, cells.text, *cells.rest) if one)
        number = normal_number(cells.number)
        mark = marker(cells.number) if number is None and cells.number else None
        if number is None and mark is None and not cells.number and words:
            mark = self._leading_mark(cells)
        if number is not None:
            self._open(cells, number, self._above(number), None)
        elif mark is not None and self._drafts:
            self._open_mark(cells, mark)
        elif not cells.number and words and self._drafts and not self._totals.match(words):
            draft = self._drafts[-1]
            draft.text = "\n".join(one for one in (draft.text, cells.title, cells.text, *cells.rest) if one)
            draft.places.append(cells.place)
        else:
            shown = " | ".join(one for one in (cells.number, cells.title, cells.text, *cells.rest) if one)
            why = "table_total" if self._totals.match(words or cells.number) else "row_without_number"
            self.aside.append(SetAside(shown, cells.place, why))
            if why != "table_total":
                values = {"lines": "1", "text": shown[:60]}
                self._issues.append(ReadIssue("text_outside", "notice", cells.place, values))

    def _leading_mark(self, cells: Cells) -> tuple[str, str] | None:
        first = re.match(r"\S{1,12}?[):：、.]", cells.text or cells.title)
        return marker(first[0]) if first else None

    def _open_mark(self, cells: Cells, mark: tuple[str, str]) -> None:
        normal, kind = mark
        base = self._base(normal, kind)
        if kind in ("figure", "table"):
            self._open(cells, normal, base, kind)
            return
        if kind == "dash":
            self._dashes[base or ""] = self._dashes.get(base or "", 0) + 1
            self._open(cells, f"{base} -{self._dashes[base or '']}", base, "item")
            return
        self._open(cells, f"{base} {normal}" if base else normal, base, kind)

    def _base(self, normal: str, kind: str) -> str | None:
        """The row a marker hangs under: the clause above, or the entry above when the form of marker is another."""
        if not self._drafts:
            return None
        last = self._drafts[-1]
        form = re.sub(r"\w+", "", normal)
        while last.parent is not None and " " in last.number and last.number.startswith(last.parent):
            same = re.sub(r"\w+", "", last.number[len(last.parent) :].strip()) == form
            digits = normal[:1].isdigit() == last.number[len(last.parent) :].strip()[:1].isdigit()
            if kind == "item" and not (same and digits) and last.text.endswith((":", "：")):
                return last.number
            above = self._by_number.get(last.parent)
            if above is None:
                return last.parent
            last = above
        return last.number

    def _above(self, number: str) -> str | None:
        rank = law_unit(number)
        if rank is not None:
            self._divisions = {one: name for one, name in self._divisions.items() if one < rank}
            above = self._divisions[max(self._divisions)] if self._divisions else None
            if rank < 3:
                self._divisions[rank] = f"{above} {number}" if above else number
            return above
        return next((one for one in numbers_above(number) if one in self._by_number), None)

    def _open(self, cells: Cells, number: str, parent: str | None, kind: str | None) -> None:
        rank = law_unit(number)
        if rank is not None and rank < 3 and parent is not None:
            number = f"{parent} {number}"
        unique, count = number, 1
        while unique in self._by_number:
            count += 1
            unique = f"{number} #{count}"
        if count > 1:
            values = {"printed": cells.number, "number": unique}
            self._issues.append(ReadIssue("repeated_number", "warning", cells.place, values))
        stated = self._kinds.get(re.sub(r"[\s_-]+", "", fold(cells.kind)).lower())
        title: str | None = cells.title or None
        text = "\n".join(one for one in (cells.text, *cells.rest) if one)
        if title is None and text and "\n" not in text and title_like(fold(text), mostly_cjk(text)) and kind is None:
            title, text = text, ""
        elif title is not None and not text and (obliges(title) or re.search(r"[。;；]$", title)):
            text, title = title, None
        draft = _Draft(unique, cells.number, parent, stated or kind, title, text, cells.points, [cells.place])
        self._drafts.append(draft)
        self._by_number[unique] = draft
        if cells.parent:
            self._wanted_parents.append((draft, cells.parent))

    def finish(self) -> tuple[tuple[ParsedClause, ...], list[ReadIssue]]:
        """All rows with levels, demands and citations; stated parents are looked up now that all rows are known."""
        for draft, wanted in self._wanted_parents:
            number = normal_number(wanted) or wanted
            if number in self._by_number and number != draft.number and not self._below(number, draft.number):
                draft.parent = number
            elif number != draft.number:
                values = {"parent": wanted, "number": draft.number}
                self._issues.append(ReadIssue("unknown_parent", "warning", draft.places[0], values))
        scored = any(re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", draft.points) for draft in self._drafts)
        self._gaps()
        clauses = tuple(self._clause(draft, order, scored) for order, draft in enumerate(self._drafts, 1))
        return clauses, self._issues

    def _below(self, number: str, above: str) -> bool:
        """Whether one row hangs under another already: a stated parent must not close a circle."""
        seen: set[str] = set()
        at: str | None = number
        while at is not None and at not in seen:
            if at == above:
                return True
            seen.add(at)
            at = self._by_number[at].parent
        return False

    def _gaps(self) -> None:
        last: dict[str | None, int] = {}
        for draft in self._drafts:
            match = re.fullmatch(r"(?:[\w.]+\.)?(\d{1,4})", draft.number)
            if not match:
                continue
            before, here = last.get(draft.parent), int(match[1])
            last[draft.parent] = here
            if before is not None and here > before + 1:
                above = draft.number[: match.start(1)]
                values = {"found": draft.number, "before": f"{above}{before}", "expected": f"{above}{before + 1}"}
                self._issues.append(ReadIssue("number_gap", "warning", draft.places[0], values))

    def _clause(self, draft: _Draft, order: int, scored: bool) -> ParsedClause:
        kind = self._kind(draft, scored)
        normative = self._obliges(draft, kind)
        cites, misprints = find_citations(draft.text)
        for cite in misprints:
            values = {"printed": cite.printed, "reading": cite.standard or "?", "number": draft.number}
            self._issues.append(ReadIssue("misprinted_citation", "warning", draft.places[0], values))
        return ParsedClause(
            number=draft.number,
            printed=draft.printed,
            parent=draft.parent,
            kind=kind,
            title=draft.title,
            text=draft.text,
            level=self._level(draft),
            order=order,
            normative=normative,
            obligations=find_obligations(draft.text) if kind not in _UNASKED else (),
            cites=tuple(cites),
            place=draft.places[0],
            places=tuple(draft.places),
            points=draft.points or None,
        )

    def _level(self, draft: _Draft) -> int:
        level = 1
        while draft.parent is not None and draft.parent in self._by_number:
            draft, level = self._by_number[draft.parent], level + 1
        return level

    def _kind(self, draft: _Draft, scored: bool) -> str:
        if draft.kind is not None:
            return draft.kind
        above = self._by_number.get(draft.parent or "")
        if above is not None and decimal_patterns()["terms"].match(above.title or ""):
            return "term"
        if scored:
            return "indicator"
        if re.search(r" (?:\(?\w{1,4}\)|-\d+|（.+）|.{1,3}、)$", draft.number):
            return "item"
        return "requirement" if draft.text else "heading"

    def _obliges(self, draft: _Draft, kind: str) -> bool:
        if kind in _UNASKED:
            return False
        if obliges(draft.text) or (kind == "requirement" and opens_imperative(draft.text)):
            return True
        above = self._by_number.get(draft.parent or "")
        return kind == "item" and above is not None and obliges(above.text) and not permits_only(above.text)
