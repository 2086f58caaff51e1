"""Markers that open a list entry, and the labels of notes, examples, figures and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingestion.numbering.lines import Line
from ingestion.numbering.ordinals import CHINESE, chinese_number, circled_number, letter_number, roman_number


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a marker: its class (which list it can go on with) and its ordinal; dashes have ordinal 0."""

    form: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker at the beginning of a line: as printed, in normal form, where the text after it starts."""

    printed: str
    normal: str
    readings: tuple[Reading, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A line that opens a note, example, figure or table."""

    kind: str
    printed: str
    normal: str
    end: int


_LIST = re.compile(
    rf"(?P<comma>[{CHINESE}]{{1,5}}) ?[、.]"
    rf"|\( ?(?P<chinese>[{CHINESE}]{{1,5}}) ?\)"
    r"|\( ?(?P<number>\d{1,3}) ?\)"
    r"|\( ?(?P<letters>[A-Za-z]{1,5}) ?\)"
    r"|(?P<half>\d{1,2}) ?\)"
    r"|(?P<letter>[A-Za-z]{1,4}) ?\)"
    r"|(?P<dot>\d{1,2})(?P<sign>[.、])(?!\d)"
    r"|(?P<lettered>[A-Za-z])[.、](?=[ \u2e80-\u9fff]|$)"
    r"|(?P<circled>[①-⑳])"
    r"|(?P<bracket>\[ ?\d{1,3} ?\])"
    r"|(?P<dash>——|--|[—–―])(?![\d—–―-])"
    r"|(?P<bullet>[-•●○■□◆◇▪·*\uf0b7\uf0a7\uf06c\uf0d8])(?=[ \u2e80-\u9fff])"
)
# A Chinese numeral with a comma may open an enumeration in prose ("一、二、三级").
_ENUMERATION = re.compile(rf"[{CHINESE}]{{1,5}}[、级类等至]")
# "(一)和(二)规定的", "(a) and (b)": a reference, not an entry.
_REFERENCE = re.compile(
    r"\s?(?:(?:[和或至到、及]|or |and |to |through )\s?[(\d第]|[项款項](?!目|标)|所列|规定的)"
    r"|(?:\s?\([A-Za-z0-9]{1,4}\))*,? (?:(?:and|or|through) \(|of (?:this|that|paragraph|section|§|Article)\b)"
)


def list_mark(line: Line) -> Mark | None:
    """The list marker a line opens with, in every class it may belong to."""
    head = line.head
    match = _LIST.match(head)
    if not match:
        return None
    rest = head[match.end() :]
    if match["dash"] or match["bullet"]:
        inner = _LIST.match(rest.lstrip())
        if inner and not inner["dash"] and not inner["bullet"] and rest[:1] == " ":
            return _behind(match, line)  # Markdown prints "- a) ...": the bullet is drawn, the letter counts.
        # Bullets of another shape under dashes are a list of their own.
        form = "dash" if match["dash"] or match[0] == "-" else f"dash{match[0]}"
        return Mark(match[0], "-", (Reading(form, 0),), match.end())
    if match["comma"] and (_ENUMERATION.match(rest) or match[0].endswith(".")):
        return None
    if _REFERENCE.match(rest) and not match["dot"]:
        return None
    return _ordinal_mark(match)


def _behind(match: re.Match[str], line: Line) -> Mark | None:
    start = match.end() + len(line.head[match.end() :]) - len(line.head[match.end() :].lstrip())
    mark = list_mark(replace(line, text=line.text[start:], folded=line.folded[start:]))
    return replace(mark, printed=line.text[: start + mark.end], end=start + mark.end) if mark is not None else None


_PLAIN = re.compile(r"(?P<number>\d{1,2})(?: {1,4}|\t)(?=[^\d\s.、)%])")


def plain_mark(line: Line) -> Mark | None:
    """A bare number before words, as Chinese engineering codes print the entries (款) of a clause; only the lists
    that are open can tell it from a quantity."""
    match = _PLAIN.match(line.head)
    if match is None:
        return None
    return Mark(match["number"], match["number"], (Reading("plain", int(match["number"])),), match.end("number"))


def _ordinal_mark(match: re.Match[str]) -> Mark | None:
    form = match.lastgroup or ""
    form = "dot" if form == "sign" else form
    value = match[form].strip("[] ")
    printed = match[0]
    if form == "comma":
        return _numbered(printed, f"{value}、", "comma", chinese_number(value), match.end())
    if form == "chinese":
        return _numbered(printed, f"（{value}）", "chinese", chinese_number(value), match.end())
    if form == "circled":
        return _numbered(printed, value, "circled", circled_number(value), match.end())
    if form == "bracket":
        return _numbered(printed, f"[{value}]", "bracket", int(value), match.end())
    if form in ("number", "half", "dot"):
        normal = {"number": f"({value})", "half": f"{value})", "dot": f"{value}{match['sign']}"}[form]
        form = f"dot{match['sign']}" if form == "dot" else form
        return _numbered(printed, normal, form, int(value), match.end())
    return _lettered(printed, form, value, match.end())


def _numbered(printed: str, normal: str, form: str, ordinal: int | None, end: int) -> Mark | None:
    return Mark(printed, normal, (Reading(form, ordinal),), end) if ordinal is not None else None


def _lettered(printed: str, form: str, value: str, end: int) -> Mark | None:
    """Letters may count as letters or as Roman numerals; which one, the sequence decides."""
    normal = {"letters": f"({value})", "letter": f"{value})", "lettered": f"{value}."}[form]
    case = "upper" if value.isupper() else "lower"
    readings: list[Reading] = []
    letter = letter_number(value)
    if letter is not None and (len(value) == 1 or len(set(value)) == 1):
        readings.append(Reading(f"{form}-{case}", letter))
    roman = roman_number(value)
    if roman is not None and value in (value.lower(), value.upper()):
        readings.append(Reading(f"{form}-{case}-roman", roman))
    if not readings or (form == "letter" and len(value) > 1 and roman is None):
        return None
    return Mark(printed, normal, tuple(readings), end)


_NOTE = re.compile(
    r"(?P<chinese>[注註]) ?(?P<cn>\d{1,2})? ?[.]? ?(?::|(?<=\d) )"
    r"|(?P<entry>N(?:ote|OTE)) (?P<en>\d{1,2}) to entry ?[:.]?"
    r"|NOTE ?(?P<caps>\d{0,2}) ?(?:[:.—–-]|(?= ))"
    r"|Notes?(?: (?P<low>\d{1,2}))? ?:"
)
_EXAMPLE = re.compile(
    r"示例 ?(?P<cn>\d{1,2})? ?:"
    r"|EXAMPLES? ?(?P<en>\d{0,2}) ?(?:[:.—–-]|(?= |$))"
    r"|Example(?: (?P<low>\d{1,2}))? ?:"
)
_CAPTION = re.compile(
    r"(?P<word>图|表|圖|Figure|Table|FIGURE|TABLE|Fig\.) ?"
    r"(?P<number>(?:[A-Z][.-]?)?\d{1,3}(?:[.\-—–]\d{1,3}){0,2})(?P<gap> ?[:.—–-]? ?)"
)
_PROSE_AFTER_CAPTION = re.compile(
    r"(?:所示|给出|給出|中|的|为|為|规定|列|和|及|或|是|说明|表示|[,，、;)]|shows?\b|gives?\b|is\b|and\b|or\b|of\b|"
    r"lists?\b|provides?\b|illustrates?\b|presents?\b|describes?\b|contains?\b|in\b)"
)
_LONGEST_CAPTION = 120


def label(line: Line) -> Label | None:
    """The note, example, figure or table a line opens."""
    head = line.head
    if match := _NOTE.match(head):
        number = match["cn"] or match["en"] or match["caps"] or match["low"] or ""
        normal = f"注{number}" if match["chinese"] else f"NOTE {number}".strip()
        return Label("note", match[0].rstrip(), normal, match.end())
    if match := _EXAMPLE.match(head):
        number = match["cn"] or match["en"] or match["low"] or ""
        normal = f"示例{number}" if head[0] == "示" else f"EXAMPLE {number}".strip()
        return Label("example", match[0].rstrip(), normal, match.end())
    return _caption(line)


def _caption(line: Line) -> Label | None:
    head = line.head
    match = _CAPTION.match(head)
    if not match or len(line.text) > _LONGEST_CAPTION or head.endswith(("。", ";")):
        return None
    rest = head[match.end() :]
    if _PROSE_AFTER_CAPTION.match(rest) or (rest and rest.endswith((".", ",", ":")) and not match["gap"].strip()):
        return None
    word = {"Fig.": "Figure", "FIGURE": "Figure", "TABLE": "Table"}.get(match["word"], match["word"])
    normal = f"{word}{match['number']}" if word in ("图", "表", "圖") else f"{word} {match['number']}"
    kind = "figure" if word in ("图", "圖", "Figure") else "table"
    return Label(kind, match[0].rstrip(" :.—–-"), normal, match.end())
