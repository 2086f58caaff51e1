"""Numbers as they stand in a cell of their own: normal form, the row above, and markers completed with it."""

from __future__ import annotations

import re

from ingestion.blocks import Place
from ingestion.numbering.lines import Line, fold
from ingestion.numbering.marks import label, list_mark
from ingestion.numbering.ordinals import CHINESE

_ANNEX = re.compile(r"(?P<word>附 ?[录錄]|Annex|ANNEX|Appendix|APPENDIX) ?(?P<letter>[A-Z])")
_DECIMAL = re.compile(r"(?P<number>(?:[A-Z]\.)?\d{1,4}(?: ?\. ?\d{1,4}){0,7})\.?")
_LETTERED = re.compile(r"[A-Z](?:\.\d{1,3}){1,6}")
_LAW = re.compile(
    rf"第 ?[{CHINESE}\d]{{1,9}}(?: ?[-–—之] ?\d{{1,3}})? ?(?P<unit>[编編篇章节節条條])(?:之[{CHINESE}\d]{{1,3}})?"
)
_CONTROL = re.compile(r"[A-Z]{2,4}-\d{1,4}(?: ?\( ?\d{1,3} ?\))?(?: ?[a-z]\.(?:\d{1,2}\.)?)?")
_UNION = re.compile(r"(?:Article|Chapter|Section|Part|Title) [\dIVXLC]{1,8}[a-z]?(?: ?\([A-Za-z0-9]{1,4}\))*")
_SECTION = re.compile(r"(?:§ ?)?\d{1,4}\.\d{1,4}(?:\([A-Za-z0-9]{1,5}\))+")
_COMPOSED = re.compile(
    r"(?P<base>(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,7}) ?(?P<tail>(?:[a-z]|\d{1,2})\)(?: ?\d{1,2}\))?(?: ?-\d{1,2})?)"
)
# Where words may begin behind a number in the same cell.
_GAP = re.compile(r"[ :\u3000\t]{1,4}|(?<=[\dA-Z录錄])(?=[\u4e00-\u9fff])|(?<=[章节節条條])")
_LONGEST = 60
_CODED = re.compile(r"[A-Za-z]{1,6}(?:\.[A-Za-z]{1,4})?[-_.]?\d{1,4}(?:[-_.]\d{1,4}){0,5}")


def normal_number(text: str) -> str | None:
    """The normal form of a complete number; None for a marker, a label or anything else."""
    plain = fold(text).strip().rstrip(":")
    if match := _ANNEX.fullmatch(plain):
        word = re.sub(r"\s", "", match["word"])
        return f"{word.capitalize()} {match['letter']}" if word.isascii() else word + match["letter"]
    if match := _DECIMAL.fullmatch(plain):
        return re.sub(r"\s", "", match["number"])
    if match := _COMPOSED.fullmatch(plain):
        return f"{match['base']} {match['tail'].replace(') ', ')').replace(')', ') ').strip()}"
    if _LAW.fullmatch(plain):
        return re.sub(r"\s", "", plain)
    if _SECTION.fullmatch(plain) or _CONTROL.fullmatch(plain):
        return re.sub(r"(?<=\d|\))(?=[a-z]\.)", " ", re.sub(r"\s", "", plain.lstrip("§")))
    if _UNION.fullmatch(plain):
        return re.sub(r" ?\(", "(", plain)
    if _LETTERED.fullmatch(plain) or _CODED.fullmatch(plain):
        return plain
    return None


def split_number(text: str) -> tuple[str, str] | None:
    """Number and words where both stand in one cell: "4.1 Context", "第一章 总则", "ID.AM-1: Devices"; else None."""
    plain = fold(text[:_LONGEST])
    for match in _GAP.finditer(plain):
        number = text[: match.start()].strip()
        words = text[match.end() :].strip()
        if words and normal_number(number) is not None and any(char.isalpha() for char in words):
            return number, words
    return None


def is_annex(text: str) -> bool:
    """Whether a cell is the number of an annex."""
    return bool(_ANNEX.fullmatch(fold(text).strip()))


def looks_like_number(text: str) -> bool:
    """Whether a cell holds a number or a marker and nothing else."""
    plain = text.strip()
    return 0 < len(plain) <= 40 and (normal_number(plain) is not None or marker(plain) is not None)


def marker(text: str) -> tuple[str, str] | None:
    """Normal form and kind of a cell that is only a marker or a label: `a)` -> ("a)", "item")."""
    plain = text.strip()
    padded = plain + ("" if plain.endswith((":", "：")) else ":")
    found = label(Line(padded, fold(padded), Place()))
    if found is not None and found.end >= len(plain):
        return found.normal, found.kind
    mark = list_mark(Line(plain + " ", fold(plain) + " ", Place()))
    if mark is not None and mark.end >= len(plain):
        return mark.normal, "dash" if mark.readings[0].form.startswith("dash") else "item"
    return None


def law_unit(number: str) -> int | None:
    """Rank of a division or article of a law (part 0, chapter 1, section 2, article 3); None for other numbers."""
    match = _LAW.fullmatch(number)
    return {"编": 0, "編": 0, "篇": 0, "章": 1, "节": 2, "節": 2, "条": 3, "條": 3}[match["unit"]] if match else None


def numbers_above(number: str) -> list[str]:
    """The numbers a row may hang under, nearest first: `4.1.3 d)` -> 4.1.3, 4.1, 4; `A.1` -> 附录A, Annex A."""
    found: list[str] = []
    while number:
        if " " in number and not number.startswith(
            ("Annex", "Appendix", "Article", "Chapter", "Section", "Part", "Title")
        ):
            number = number.rsplit(" ", 1)[0]
        elif number.endswith(")") and "(" in number:
            number = number[: number.rindex("(")].rstrip()
        elif re.fullmatch(r"[\w-]{1,20}(?:\.\w{1,8})+", number):
            number = number.rsplit(".", 1)[0]
            if re.fullmatch(r"[A-Z]", number):
                return [*found, f"附录{number}", f"附錄{number}", f"Annex {number}", f"Appendix {number}", number]
        elif re.fullmatch(r"[A-Za-z]{1,6}-\d+(?:-\d+)+", number):
            number = number.rsplit("-", 1)[0]
        else:
            break
        found.append(number)
    return found
