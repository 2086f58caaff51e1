"""Citations in a row's words: codes of standards, clauses of this or another text, and codes that look misprinted."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingestion.numbering.lines import fold
from ingestion.own_citations import own_citations
from ingestion.parsed import Citation
from ingestion.wording import LONGEST

_SOURCE = Path(__file__).parent / "patterns" / "citations.yaml"
_DASH = "-—–―−‐"
_NUMBER = r"(?P<number>\d{1,6}(?:\.\d{1,3})?(?:-\d{1,3}(?!\d))?)"
_YEAR = rf"(?: ?[{_DASH}:] ?(?P<year>(?:19|20)\d\d|\d\d(?=[^\d.]|$))(?!\d))?"
_CLAUSE = r"(?P<clause>(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,3}){0,6}(?: ?[a-z]\))?)(?![\d%])"
# Between a garbled code and a year stands what should have been a dash: a Han numeral, a letter, a wrong sign.
_BROKEN = r"(?P<sep>[一壹二ー～~_·.]|  ?)(?P<late>(?:19|20)\d\d)(?!\d)"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table: dict[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    names: list[str] = []
    for one in table["prefixes"]:
        names += one if isinstance(one, list) else [one]
    prefix = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # T/ABC 123-2020 is a standard of an association, DB11/T 123-2020 one of a province.
    code = rf"(?P<prefix>(?:DB\d\d(?:\d\d)?|T/[A-Z]{{2,8}}|Q/[A-Z]{{1,8}}|{prefix})(?: ?/ ?[TZ](?![A-Za-z]))?)"
    start = r"(?:(?<![A-Za-z/])|(?<=idt)|(?<=IDT)|(?<=MOD)|(?<=eqv)|(?<=neq)|(?<=NEQ))"
    good = rf"{start}{code}[ ]{{0,3}}{_NUMBER}{_YEAR}"
    return {
        "good": re.compile(good),
        "after": re.compile(rf"{table['clause_after']}{_CLAUSE}"),
        "broken": re.compile(
            rf"{start}(?P<prefix>{prefix})(?P<slash> ?[/\\] ?[TZ]?(?![A-Za-z]))?"
            rf"[ ]{{0,3}}(?P<number>\d{{1,6}}){_BROKEN}"
        ),
        "slash": re.compile(rf"{start}(?P<prefix>GB|SB|JB|DL|YD|HG)(?P<slash> ?/ ?)(?P<number>\d{{2,6}}){_YEAR}"),
    }


def opens_with_code(head: str) -> bool:
    """Whether a line begins with the code of a standard."""
    return bool(_patterns()["good"].match(head.lstrip("《[ ")))


def standard_code(prefix: str, number: str, year: str | None) -> str:
    """Normal form of a code: `GB/T 19001-2016`, `ISO 9001:2015` (ISO and IEC print a colon)."""
    clean = re.sub(r"\s*/\s*", "/", prefix.strip())
    clean = re.sub(r"\s+", " ", clean)
    colon = clean.startswith(("ISO", "IEC", "EN", "BS", "DIN", "IWA", "IATF"))
    return f"{clean} {number}" + (f"{':' if colon else '-'}{year}" if year else "")


def find_citations(
    text: str, known: Iterable[str] = (), own: Container[str] = (), here: str = ""
) -> tuple[list[Citation], list[Citation]]:
    """All citations in order, and those among them that look misprinted.

    `own` holds the numbers of this text's rows, `here` the number of the row read ("this section"). A misprint is
    read as the only code in `known` with its number and year; else its standard is None."""
    text = text[:LONGEST]
    folded = fold(text)
    found: dict[int, Citation] = {}
    covered = bytearray(len(folded) + 1)
    misprints: list[Citation] = []
    for name in ("broken", "slash", "good"):
        for match in _patterns()[name].finditer(folded):
            if any(covered[match.start() : match.end()]):
                continue
            cite, end = _citation(text, folded, match, name, known)
            covered[match.start() : end] = bytes([1]) * (end - match.start())
            found[match.start()] = cite
            if name != "good":
                misprints.append(cite)
    for at, end, cite in own_citations(text, folded, own, here):
        if not any(covered[at:end]):
            found.setdefault(at, cite)
    return [found[at] for at in sorted(found)], misprints


def _citation(text: str, folded: str, match: re.Match[str], name: str, known: Iterable[str]) -> tuple[Citation, int]:
    end = match.end()
    printed = text[match.start() : end]
    if name != "good":
        year = match["late"] if name == "broken" else match["year"]
        tails = {one for one in known if re.search(rf"\D{match['number']}[-:]{year}$", one)} if year else set()
        return Citation(printed, tails.pop() if len(tails) == 1 else None, None), end
    after = _patterns()["after"].match(folded, end)
    clause = None
    if after is not None and (match["year"] or after[0][0] not in " ,"):
        clause = re.sub(r"(?<=\d)(?=[a-z]\))", " ", after["clause"].replace(" ", ""))
        end = after.end()
        printed = text[match.start() : end]
    return Citation(printed, standard_code(match["prefix"], match["number"], match["year"]), clause), end
