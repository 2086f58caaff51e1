"""Official documents and plain numbered lists (GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1） and nothing above them."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.numbering.lines import Line
from ingestion.numbering.marks import list_mark
from ingestion.numbering.plan import Plan

_FORMS = ("comma", "chinese", "dot.", "dot、", "number", "half")


def plan_official(lines: Sequence[Line], taken: dict[int, str]) -> Plan:
    """Reads the document as nested lists. The bid is the longest run of one form counted from 1 without restart."""
    longest: dict[str, int] = {}
    reached: dict[str, int] = {}
    for index, line in enumerate(lines):
        if index in taken or line.role == "cell":
            continue
        mark = list_mark(line)
        for reading in mark.readings if mark is not None else ():
            if reading.form in _FORMS and reading.ordinal == reached.get(reading.form, 0) + 1:
                reached[reading.form] = reading.ordinal
                longest[reading.form] = max(longest.get(reading.form, 0), reading.ordinal)
            elif reading.form in _FORMS and reading.ordinal == 1:
                reached[reading.form] = 1
    best = max(longest.values(), default=0)
    return Plan("official", float(best) if best >= 2 else 0.0)


def first_mark(lines: Sequence[Line], taken: dict[int, str]) -> int:
    """The line of the first list marker, behind all lines when there is none."""
    marked = (
        index
        for index, line in enumerate(lines)
        if index not in taken and line.role != "cell" and list_mark(line) is not None
    )
    return next(marked, len(lines))
