"""Control catalogues in the style of NIST SP 800-53: controls AC-2, enhancements AC-2(1), statements and commentary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.blocks import ReadIssue
from ingestion.numbering.lines import Line
from ingestion.numbering.plan import Head, Plan

_CONTROL = re.compile(r"(?P<number>[A-Z]{2,3}-\d{1,3})(?P<gap> {1,4}[-–—:|]? {0,2}|$)(?!\()")
_FULL = re.compile(r"(?P<number>[A-Z]{2,3}-\d{1,3} ?\( ?\d{1,3} ?\))(?P<gap> {0,4}[-–—:|]? {0,2})")
_ENHANCEMENT = re.compile(r"\( ?(?P<number>\d{1,3}) ?\)(?P<gap> {0,4})")
_COMMENTARY = re.compile(
    r"(?P<word>Discussion|Supplemental Guidance|Related Controls?|References?|Priority and Baseline Allocation|"
    r"Baseline Allocation|Control Enhancements?|Control Statement|Control|Assessment Objectives?|"
    r"Potential Assessment.{0,30})"
    r"(?: ?:(?P<rest>.*)|$)"
)
_ALONE = re.compile(r"[A-Z]{2,3}-\d{1,3}(?: ?\( ?\d{1,3} ?\))?|\( ?\d{1,3} ?\)")
_REASON = {"discussion": "discussion", "supplemental guidance": "discussion", "related control": "related_controls"}
_TITLE = re.compile(r"[A-Z][A-Z0-9 ,/'()&|–—-]{2,}")


def plan_controls(lines: Sequence[Line], taken: dict[int, str]) -> Plan:
    """Reads the document as a control catalogue; discussion, references and baselines are commentary, set aside."""
    heads: dict[int, Head] = {}
    aside: dict[int, str] = {}
    issues: list[ReadIssue] = []
    control = reason = ""
    enhancements = False
    last: dict[str, int] = {}
    for index, line in enumerate(lines):
        if index in taken:
            continue
        printed = _with_title(lines, index)
        head = _control(printed) or (_enhancement(printed, control, enhancements) if control else None)
        if head is not None:
            enhancements = enhancements and head.form != "control"
            control = head.number if head.form == "control" else control
            reason = ""
            heads[index] = head
            issues += _gap(head, last, line)
            continue
        if not control:
            continue
        if match := _COMMENTARY.match(line.head):
            word = match["word"].lower().rstrip("s")
            enhancements = enhancements or word == "control enhancement"
            statement = word in ("control", "control statement", "control enhancement")
            reason = "" if statement else _REASON.get(word, "references" if word == "reference" else "commentary")
            if not statement or not (match["rest"] or "").strip(" .") or word == "control enhancement":
                aside[index] = reason or "label"
        elif reason:
            aside[index] = reason
    controls = [head for head in heads.values() if head.form == "control"]
    if len(controls) < 1 or (len(heads) < 2 and not aside):
        return Plan("controls")
    return Plan("controls", len(heads) * 2.5 + len(aside), heads, aside, tuple(issues))


def _with_title(lines: Sequence[Line], index: int) -> Line:
    """A number alone on its line, read together with a title in capitals on the next."""
    line = lines[index]
    after = lines[index + 1] if index + 1 < len(lines) else None
    if after is None or not _ALONE.fullmatch(line.head) or not (_TITLE.match(after.head) and after.head.isupper()):
        return line
    return replace(line, text=f"{line.text} {after.text}", folded=f"{line.folded} {after.folded}")


def _control(line: Line) -> Head | None:
    if match := _FULL.match(line.head):
        rest = line.head[match.end() :]
        if rest and not _TITLE.match(rest) and not rest[0].isupper():
            return None
        number = match["number"].replace(" ", "")
        return Head(number, line.text[: match.start("gap")], number.split("(")[0], match.end(), "enhancement")
    match = _CONTROL.match(line.head)
    if not match or len(line.text) > 150:
        return None
    rest = line.head[match.end() :]
    if not rest or not (rest[0].isupper() or rest[0] == "[") or (rest.endswith((".", ",", ";")) and not rest.isupper()):
        return None
    return Head(match["number"], match["number"], None, match.end(), "control")


def _enhancement(line: Line, control: str, enhancements: bool) -> Head | None:
    """`(1) TITLE` under a control: in the part for enhancements, or with a title in capitals."""
    match = _ENHANCEMENT.match(line.head)
    if not match:
        return None
    rest = line.head[match.end() :]
    capitals = bool(_TITLE.match(rest)) and (rest.isupper() or "|" in rest)
    if not (capitals or (enhancements and rest[:1].isupper())):
        return None
    number = f"{control}({match['number']})"
    return Head(number, line.text[: match.start("gap")], control, match.end(), "enhancement")


def _gap(head: Head, last: dict[str, int], line: Line) -> list[ReadIssue]:
    family, ordinal = (
        (head.number.rsplit("-", 1)[0], int(head.number.rsplit("-", 1)[1]))
        if head.form == "control"
        else (head.parent or "", int(head.number.rsplit("(", 1)[1].rstrip(")")))
    )
    before = last.get(family)
    last[family] = ordinal
    if before is None or ordinal in (before, before + 1):
        return []
    code = "number_gap" if ordinal > before else "out_of_order"
    values = {"found": head.number, "before": str(before), "expected": str(before + 1)}
    return [ReadIssue(code, "warning", line.place, values)]
