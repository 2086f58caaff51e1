"""Walks the lines once and puts each into exactly one row or sets it aside: the tree of a standard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.blocks import ReadIssue
from ingestion.citations import opens_with_code
from ingestion.numbering.annex_tables import same_row
from ingestion.numbering.candidates import decimal_patterns
from ingestion.numbering.lines import Line
from ingestion.numbering.lists import OpenLists
from ingestion.numbering.marks import Label, Mark, label, list_mark, plain_mark
from ingestion.numbering.plan import Head, Plan
from ingestion.numbering.rows import Draft
from ingestion.wording import obliges

_SENTENCE = re.compile(r"[。.!?;:]$")
# A line that ends with these words goes on with a reference, not with an entry.
_REFERS = re.compile(r"(?i:\b(?:paragraphs?|sections?|articles?|points?|clauses?|subparagraphs?)|§)$")
_AHEAD = 200
# "(a)(1)(i)(A)" opens four paragraphs; more than this on one line is no text of a law (our choice).
_MOST_IN_A_LINE = 8
_HEADING_ROLES = ("heading",)


class TreeBuilder:
    """State of one walk: the open clause, its open lists, an open note, example, figure or table."""

    def __init__(self, lines: Sequence[Line], plan: Plan, taken: dict[int, str], width: int | None) -> None:
        self.lines = lines
        self.plan = plan
        self.aside = dict(taken) | plan.aside
        self.width = width
        self.rows: list[Draft] = []
        self.issues: list[ReadIssue] = list(plan.issues)
        self._named: dict[str, Draft] = {}
        self._used: set[str] = set()
        self._clause: Draft | None = None
        self._attached: Draft | None = None
        self._lists = OpenLists(plan.style, lines, plan.heads)
        self._last: tuple[int, Draft] | None = None

    def build(self) -> None:
        """Places every line."""
        for index, line in enumerate(self.lines):
            if index in self.aside:
                continue
            if (head := self.plan.heads.get(index)) is not None:
                self._open_head(index, line, head)
            elif line.role == "cell":
                self._cell(index, line)
            elif self._clause is not None and (found := label(line)) is not None:
                self._open_label(index, line, found)
            elif self._is_reference(line):
                self._open_reference(index, line)
            else:
                self._mark_or_body(index, line)

    def _mark_or_body(self, index: int, line: Line) -> None:
        mark = list_mark(line) or self._plain(index, line)
        if mark is not None and index and _REFERS.search(self.lines[index - 1].folded[-20:]):
            mark = None
        rooted = self._clause is not None or self.plan.style == "official"
        if mark is not None and self._clause is not None and self._clause.form == "front":
            rooted = mark.readings[0].form == "bracket"  # A foreword keeps its text whole; a bibliography has entries.
        if mark is None or not rooted or not self._open_marks(index, line, mark):
            self._body(index, line)

    def _plain(self, index: int, line: Line) -> Mark | None:
        """A bare number as an entry: the next of an open list, or the first under words that announce a list."""
        blocked = self._attached is not None and self._attached.form in ("table", "figure")
        if self.plan.style != "decimal" or self._clause is None or blocked:
            return None
        mark = plain_mark(line)
        if mark is None or self._lists.expects(mark.readings[0]):
            return mark
        above = self._lists.levels[-1].row if self._lists.levels else self._clause
        first = mark.readings[0].ordinal == 1 and above.leads()
        return mark if first and self._second_follows(index) else None

    def _second_follows(self, index: int) -> bool:
        """Whether a bare 2 opens a line before the next clause."""
        for ahead in range(index + 1, min(len(self.lines), index + _AHEAD)):
            if ahead in self.plan.heads:
                return False
            mark = plain_mark(self.lines[ahead])
            if mark is not None and mark.readings[0].ordinal == 2 and ahead not in self.aside:
                return True
        return False

    # rows

    def _new(
        self, number: str, printed: str, parent: Draft | None, form: str, index: int, words: str, first: bool = True
    ) -> Draft:
        unique, count = number, 1
        while unique in self._used:
            count += 1
            unique = f"{number} #{count}"
        row = Draft(unique, printed, parent, form, len(self.rows))
        if unique != number and first:
            self._repeated(row, number, index)
        self._used.add(unique)
        self._named[number] = row
        self.rows.append(row)
        if parent is not None:
            parent.children.append(row)
        row.add(index, words)
        self._last = (index, row)
        return row

    def _repeated(self, row: Draft, number: str, index: int) -> None:
        is_list = row.form not in ("clause", "annex", "front", "division", "article", "section", "control")
        values = {"printed": row.printed or number, "number": row.number}
        if is_list and row.parent is not None:
            values["parent"] = row.parent.number
        code, severity = ("list_restarted", "notice") if is_list else ("repeated_number", "warning")
        self.issues.append(ReadIssue(code, severity, self.lines[index].place, values))

    def _open_head(self, index: int, line: Line, head: Head) -> None:
        parent = self._named.get(head.parent) if head.parent is not None else None
        words = "" if head.form == "front" else line.text[head.end :]
        self._lists.reset()
        self._attached = None
        self._clause = self._new(head.number, head.printed, parent, head.form, index, "")
        rest = line_from(line, head.end)
        mark = list_mark(rest) if head.form in ("article", "section") and self.plan.style != "law" else None
        if mark is None or not self._open_marks(index, rest, mark):
            self._clause.add(index, words)

    def _open_label(self, index: int, line: Line, found: Label) -> None:
        assert self._clause is not None
        parent: Draft = self._clause
        if self._attached is not None and self._attached.form == "table" and found.kind == "note":
            parent = self._attached
        notes = self._notes_above(found)
        caption = found.kind in ("figure", "table")
        number = found.normal if caption else f"{parent.number} {found.normal}"
        row = self._new(number, line.text[: len(found.printed)], parent, found.kind, index, line.text[found.end :])
        for note in notes:
            self._adopt(row, note)
        self._lists.suspend()
        self._attached = row

    def _notes_above(self, found: Label) -> list[Draft]:
        """A note right above the caption of a figure is its legend (GB/T 1.1: notes to a figure precede its title)."""
        notes: list[Draft] = []
        for row in reversed(self.rows):
            if found.kind != "figure" or row.form != "note" or row.parent is not self._clause:
                break
            notes.append(row)
        return notes[::-1]

    def _adopt(self, figure: Draft, note: Draft) -> None:
        """Moves a note under its figure and behind it."""
        assert note.parent is not None
        note.parent.children.remove(note)
        self._used.discard(note.number)
        note.number = f"{figure.number} {note.number.removeprefix(note.parent.number).strip()}"
        self._used.add(note.number)
        note.parent = figure
        figure.children.append(note)
        self.rows.remove(note)
        self.rows.append(note)

    # references, lists

    def _is_reference(self, line: Line) -> bool:
        """An entry of the list of references: a line that opens with a standard's code, in the chapter for them."""
        if self._clause is None or not self._clause.parts:
            return False
        title = self._clause.parts[0][1]
        return bool(decimal_patterns()["references"].match(title)) and opens_with_code(line.head)

    def _open_reference(self, index: int, line: Line) -> None:
        assert self._clause is not None
        self._attached = None
        count = sum(1 for row in self._clause.children if row.form == "reference") + 1
        self._attached = self._new(f"{self._clause.number} [{count}]", "", self._clause, "reference", index, line.text)

    def _open_marks(self, index: int, line: Line, mark: Mark) -> bool:
        """Opens the entry a marker announces, and further ones where the line goes on with markers: "(a)(1)"."""
        opened = 0
        while opened < _MOST_IN_A_LINE:
            base = self._list_base()
            entry = self._lists.place(index, mark, base)
            if entry is None:
                break
            rest = line_from(line, mark.end)
            self.issues += entry.issues
            self._attached = self._attached if base is not self._clause else None
            first = entry.reading.ordinal <= 1
            row = self._new(entry.number, line.text[: mark.end].rstrip(), entry.parent, entry.form, index, "", first)
            self._lists.opened(entry, row)
            opened, line = opened + 1, rest
            following = list_mark(line) if self.plan.style in ("regulation", "union") else None
            if following is None or following.readings[0].form.startswith("dash"):
                row.add(index, line.text)
                break
            mark = following
        if opened and self._last is not None:
            self._last[1].add(index, line.text if not self._last[1].parts else "")
        return opened > 0

    def _list_base(self) -> Draft | None:
        """The row a new list hangs under: the clause, or a note or example that announces one."""
        if self._attached is not None and self._attached.form in ("note", "example") and self._attached.leads():
            return self._attached
        return self._clause

    # words

    def _cell(self, index: int, line: Line) -> None:
        if self._attached is not None and self._attached.form == "table":
            row = self._attached
        elif self._clause is not None:
            row = self._body_row(line)
        else:
            self.aside[index] = "before_first_clause"
            return
        above = self.lines[index - 1] if index else line
        row.add(
            index,
            line.text,
            "\t" if same_row(above, line) and row.lines[-1:] == [index - 1] else "\n" if row.parts else "",
        )

    def _body(self, index: int, line: Line) -> None:
        if self._clause is None and not self._lists.levels:
            self.aside[index] = "before_first_clause"
            return
        row = self._body_row(line)
        untitled = row.form in ("division", "article", "section", "control") and not row.parts
        if line.role in _HEADING_ROLES and not untitled and row.parts:
            self.aside[index] = "unnumbered_heading"
            self.issues.append(ReadIssue("unnumbered_heading", "notice", line.place, {"text": line.text[:80]}))
            return
        row.add(index, line.text)
        self._last = (index, row)

    def _body_row(self, line: Line) -> Draft:
        """Whose words a line without a marker are."""
        if self._last is not None and self._wrapped(self._last[0]) and self._last[1].parts:
            return self._last[1]
        if self._attached is not None:
            if not self._leaves(self._attached, line):
                return self._attached
            self._attached = None
            self._lists.close_all()
        else:
            self._lists.close_ended()
        if self._lists.levels:
            return self._lists.levels[-1].row
        assert self._clause is not None
        return self._clause

    def _wrapped(self, index: int) -> bool:
        """Whether a printed line is as long as lines get, so that its paragraph goes on in the next."""
        return self.width is not None and len(self.lines[index].text) >= self.width

    def _leaves(self, row: Draft, line: Line) -> bool:
        """Whether a line ends a note, example, figure, table or reference and belongs to the clause again."""
        if row.form == "figure":
            return True
        if row.form == "table":
            return line.role != "cell" and (bool(_SENTENCE.search(line.folded)) or obliges(line.text))
        if row.form == "reference":
            return row.text().count("(") == row.text().count(")") and line.folded.endswith("。")
        whole = bool(row.parts) and row.parts[0][0] == row.lines[0]
        return row.ended() and (whole or obliges(line.text))


def line_from(line: Line, start: int) -> Line:
    """The rest of a line from a position, blanks skipped."""
    while start < len(line.text) and line.folded[start] == " ":
        start += 1
    return replace(line, text=line.text[start:], folded=line.folded[start:])
