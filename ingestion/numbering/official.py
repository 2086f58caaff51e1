"""Official documents and plain numbered lists (GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1） and nothing above them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.numbering.lines import Line
from ingestion.numbering.marks import list_mark
from ingestion.numbering.plan import Plan

# A signature is looked for in the last lines; a signing body's name is short (our choice).
_TAIL, _SHORT = 5, 30
_DATE = re.compile(r"(?:\d{4}|[二〇零○一三四五六七八九]{4}) ?年 ?.{1,3}月 ?.{1,3}日")
_ATTACHED = re.compile(r"附 {0,2}件 ?[\d一二三四五六七八九十]{0,3} ?(?:[::]|$)|附[::]")
# Chapters and articles behind "附件" show that it is no list at the end. A short text's list may stand early.
_OPENS = re.compile(r"第 ?[一二三四五六七八九十百\d]{1,5} ?[章条條]|[一二三四五六七八九十]{1,3}、")
_ARTICLE = re.compile(r"第 ?[一二三四五六七八九十百\d]{1,5} ?[章条條]")
_BODY = 0.5
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
    aside = attachment(lines, taken)
    aside |= dict.fromkeys(_signature(lines, taken | aside), "signature")
    best = max(longest.values(), default=0)
    return Plan("official", float(best) if best >= 2 else 0.0, aside=aside)


def attachment(lines: Sequence[Line], taken: dict[int, str]) -> dict[int, str]:
    """The list of attachments ("附件：1. ...") up to who signs, and what is attached behind the signature."""
    opened = [index for index, line in enumerate(lines) if index not in taken and _ATTACHED.match(line.head)]
    dated = [index for index, line in enumerate(lines) if _DATE.fullmatch(line.head)]
    listed = next((index for index in opened if index >= len(lines) * _BODY or any(at > index for at in dated)), None)
    if listed is None:
        return {}
    signed = next((index for index in dated if index > listed), None)
    behind = next((index for index in opened if signed is not None and index > signed), len(lines))
    end = len(lines) if signed is None else min(signed - 1, behind)
    if any(_OPENS.match(lines[index].head) for index in range(listed, end)):
        return {}
    # A short notice that only sends out what is attached: the text is what stands behind the signature.
    sends = not any(_OPENS.match(line.head) for line in lines[:listed])
    rules = any(_ARTICLE.match(line.head) for line in lines[behind:])
    inside = [*range(listed, end), *([] if sends or rules else range(behind, len(lines)))]
    return {index: "attachment" for index in inside if index not in taken}


def _signature(lines: Sequence[Line], taken: dict[int, str]) -> list[int]:
    """The date at the end, the short line above it (who signs) and the few after it."""
    whole = [index for index in range(len(lines)) if index not in taken]
    left = whole[-_TAIL:]
    for position, index in enumerate(left):
        if _DATE.fullmatch(lines[index].head) and list_mark(lines[index]) is None:
            above = left[position - 1] if position else index
            signs = len(lines[above].text) <= _SHORT and "。" not in lines[above].text
            signs = signs and list_mark(lines[above]) is None
            return [*([above] if signs and above != index else []), *left[position:]]
    return []


def first_mark(lines: Sequence[Line], taken: dict[int, str]) -> int:
    """The line of the first list marker, behind all lines when there is none."""
    marked = (
        index
        for index, line in enumerate(lines)
        if index not in taken and line.role != "cell" and list_mark(line) is not None
    )
    return next(marked, len(lines))
