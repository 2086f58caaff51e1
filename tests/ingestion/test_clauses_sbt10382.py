"""SB/T 10382-2004 from a web page: the import equals the table made by hand, row by row and line by line."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest

from ingestion.clauses import parse_standard
from ingestion.parsed import ParsedStandard
from tests.ingestion.reading import codes, numbers, text_file

FLAGS = ("procedure", "record", "review", "approval", "evaluation", "evidence")


@pytest.fixture(scope="module")
def source(shared: Path) -> str:
    return next((shared / "sources").glob("002_*.txt")).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def table(shared: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((shared / "domain/sbt10382_clauses.json").read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def parsed(source: str) -> ParsedStandard:
    return parse_standard(text_file(source))


def test_rows_and_their_order(parsed: ParsedStandard, table: list[dict[str, Any]]) -> None:
    assert numbers(parsed) == [row["id"] for row in table]
    assert len(parsed.clauses) == 222


@pytest.mark.parametrize("name", ["parent", "kind", "level", "title", "normative"])
def test_fields(parsed: ParsedStandard, table: list[dict[str, Any]], name: str) -> None:
    got = {clause.number: getattr(clause, name) for clause in parsed.clauses}
    assert got == {row["id"]: row[name] for row in table}


def test_every_row_is_made_of_the_lines_the_table_names(
    parsed: ParsedStandard, table: list[dict[str, Any]], source: str
) -> None:
    lines = source.split("\n")
    got = {}
    for clause in parsed.clauses:
        joined = "".join(lines[(place.line or 0) - 1].strip() for place in clause.places)
        got[clause.number] = hashlib.sha256(joined.encode()).hexdigest()[:12]
    assert got == {row["id"]: row["sha256_12"] for row in table}


@pytest.mark.parametrize("kind", FLAGS)
def test_obligations(parsed: ParsedStandard, table: list[dict[str, Any]], kind: str) -> None:
    got = [clause.number for clause in parsed.clauses if any(one.kind == kind for one in clause.obligations)]
    assert got == [row["id"] for row in table if row[f"requires_{kind}"]]


def test_debatable_records_are_implied(parsed: ParsedStandard) -> None:
    implied = [
        clause.number
        for clause in parsed.clauses
        if any(one.kind == "record" and one.strength == "implied" for one in clause.obligations)
    ]
    assert implied == ["4.4.5.5 b)", "4.4.8 d)", "4.4.9"]


def test_the_customer_is_given_notice(parsed: ParsedStandard) -> None:
    assert [c.number for c in parsed.clauses if any(o.kind == "notice" for o in c.obligations)] == ["4.4.5.5 e)"]


def test_citations_of_other_standards(parsed: ParsedStandard, table: list[dict[str, Any]]) -> None:
    got = {
        clause.number: {
            f"{cite.standard.replace(' ', '')} {cite.clause or ''}".strip().replace(":", "-")
            for cite in clause.cites
            if cite.standard is not None
        }
        for clause in parsed.clauses
    }
    want = {
        row["id"]: {
            part.strip(" )").replace("idt ", "").replace(":", "-")
            for one in row["cross_refs"]
            for part in one.split(" (")
        }
        for row in table
    }
    assert got == want


def test_a_misprint_keeps_its_form_and_is_told(parsed: ParsedStandard) -> None:
    clause = next(one for one in parsed.clauses if one.number == "4.5.1 c) -2")
    assert [(cite.printed, cite.standard) for cite in clause.cites] == [("GB/19011壹2003", "GB/T 19011-2003")]
    assert "GB/19011壹2003" in clause.text
    assert codes(parsed).count("misprinted_citation") == 1


def test_what_is_wrong_with_the_source_is_told(parsed: ParsedStandard) -> None:
    told = {(issue.code, issue.params.get("number") or issue.params.get("entry", "")[:3]) for issue in parsed.issues}
    assert ("truncated", "4.5.3") in told
    assert ("toc_entry_missing", "附录A") in told
    assert [number for code, number in sorted(told) if code == "stray_digit"] == ["1", "2", "3", "4"]


def test_chrome_and_contents_are_set_aside_not_dropped(parsed: ParsedStandard, source: str) -> None:
    placed = [place.line for clause in parsed.clauses for place in clause.places]
    placed += [part.place.line for part in parsed.set_aside]
    assert sorted(line or 0 for line in placed) == [at for at, line in enumerate(source.split("\n"), 1) if line.strip()]
    why = {part.text: part.why for part in parsed.set_aside}
    assert why["展开阅读全文"] == "site_chrome"
    assert why["1范围1"] == "table_of_contents"
    assert why["第7页 / 共30页"] == "page_number"


def test_it_takes_about_a_second_at_most(source: str) -> None:
    started = time.process_time()
    parse_standard(text_file(source))
    assert time.process_time() - started < 1.0
