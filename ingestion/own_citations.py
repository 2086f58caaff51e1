"""References of a text to itself: clauses, figures, articles, sections, and paragraphs of the section read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from ingestion.numbering.ordinals import CHINESE, chinese_number
from ingestion.parsed import Citation

_FIGURE_NUMBER = r"(?:[A-Z](?:\.\d{1,3}){0,3}|\d{1,3}(?:[.\-]\d{1,3}){0,3})(?![A-Za-z0-9])"
_ARTICLE_NUMBER = r"\d{1,3}[a-z]?(?:\(\d{1,2}\))?(?:\([a-z]{1,2}\))?"
_SECTION_NUMBER = r"\d{1,4}\.\d{1,4}(?:\([A-Za-z0-9]{1,4}\)){0,5}"
_PARAGRAPH_NUMBER = r"(?:\d{1,2}(?![\d.])|(?:\([A-Za-z0-9]{1,4}\)){1,5})"
_AND = r"(?:, (?:and |or )?| and | or | to | through )"
_OWN = re.compile(
    r"(?:见|按|按照|符合|依据|根据|参见|see|See|in|with|of|to|clause|clauses|Clause|section|and|or|和|或|及|、|,) ?"
    r"(?P<label>(?:第 ?)?(?P<clause>(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,3}){1,6}(?: ?[a-z]\))?))"
    r"(?![\d.%]| ?(?:元|万|亿|倍|天|年|个|kg|mm|cm|m\b|%|℃|times|percent|"
    r"(?:working )?(?:days?|hours?|weeks?|months?|years?)))"
    rf"|(?P<figure>(?:图|表|圖|附录|附錄|Figure|Table|Annex) ?{_FIGURE_NUMBER})"
    r"|(?:本法|本条例|本條例|本办法|本辦法|本规定|依照?|依据|依據|按照|根据|违反|違反|除|和|或者?|及|與|、|由|有)"
    r"(?:本法|本条例|本條例|本办法|本辦法|本规定)?"
    rf"(?P<law>第 ?(?P<ordinal>[{CHINESE}\d]{{1,7}}(?:-\d{{1,2}})?) ?[条條](?:之[{CHINESE}\d]{{1,2}})?"
    rf"(?:第 ?[{CHINESE}\d]{{1,5}} ?[款项項])?)"
    rf"|(?P<article>Articles? {_ARTICLE_NUMBER}(?:{_AND}{_ARTICLE_NUMBER}){{0,8}})"
    rf"|(?P<section>§{{1,2}} ?{_SECTION_NUMBER}(?:{_AND}(?:§ ?)?{_SECTION_NUMBER}){{0,8}})"
    rf"|(?P<paragraph>paragraphs? {_PARAGRAPH_NUMBER}(?:{_AND}{_PARAGRAPH_NUMBER}){{0,5}})"
)
_PARTS = {
    "article": re.compile(rf"(?:Articles? )?(?P<number>{_ARTICLE_NUMBER})"),
    "section": re.compile(rf"(?:§{{1,2}} ?)?(?P<number>{_SECTION_NUMBER})"),
    "paragraph": re.compile(rf"(?:paragraphs? )?(?P<number>{_PARAGRAPH_NUMBER})"),
}
# After these words a decimal is a clause even if this text has none of that number; after "of" or "和" it must have.
_POINTER = re.compile(r"(?:见|参见|see|See|clause|clauses|Clause|section|依据|根据|按照)")
_OTHER_ACT = re.compile(r" ?(?:of|to) (?:Regulation|Directive|Decision|that|the (?:Treaty|Charter|TFEU|TEU))")
_ELSEWHERE = re.compile(r" ?of (?:Article|§|that|section|the)")


def own_citations(text: str, folded: str, own: Container[str], here: str) -> Iterator[tuple[int, int, Citation]]:
    """Start, end and citation of each reference to the text itself; a list of references gives one for each."""
    for match in _OWN.finditer(folded):
        group = next(name for name in ("label", "figure", "law", "article", "section", "paragraph") if match[name])
        if group in _PARTS:
            yield from _listed(text, folded, match, group, here)
            continue
        start, end = match.span(group)
        value = _single(match, group, own)
        if value is not None:
            yield start, end, Citation(text[start:end], None, value)


def _single(match: re.Match[str], group: str, own: Container[str]) -> str | None:
    if group == "figure":
        value = match["figure"]
        return value.replace(" ", "") if ord(value[0]) > 127 else value
    if group == "law":
        return _article(match, own)
    value = re.sub(r"(?<=\d)(?=[a-z]\))", " ", match["clause"].replace(" ", ""))
    return value if _POINTER.match(match[0]) or value in own else None


def _article(match: re.Match[str], own: Container[str]) -> str:
    """The article as printed, in digits where this text's rows are (Taiwan's laws cite 第六條 and print 第 6 條)."""
    value = match["law"].replace(" ", "")
    ordinal = chinese_number(match["ordinal"])
    sign = "條" if "條" in value else "条"
    if ordinal is None or f"第{match['ordinal']}{sign}" in own or f"第{ordinal}{sign}" not in own:
        return value
    return value.replace(f"第{match['ordinal']}{sign}", f"第{ordinal}{sign}", 1)


def _listed(text: str, folded: str, match: re.Match[str], group: str, here: str) -> Iterator[tuple[int, int, Citation]]:
    start, end = match.span(group)
    base = here.split("(")[0]
    if group == "article" and _OTHER_ACT.match(folded, end):
        return
    if group == "paragraph" and (not base or _ELSEWHERE.match(folded, end)):
        return
    for part in _PARTS[group].finditer(folded, start, end):
        number = part["number"]
        if group == "article":
            number = f"Article {number}"
        elif group == "paragraph":
            number = base + (number if number.startswith("(") else f"({number})")
        at = part.start("number") if group == "section" else part.start()
        yield at, part.end(), Citation(text[at : part.end()], None, number)
