"""Citations: codes in normal form, clauses of other texts and of one's own, misprints kept."""

from __future__ import annotations

import pytest

from ingestion.citations import find_citations, opens_with_code

CASES = [
    ("应符合GB/T19001—2000之8.2.2的要求", [("GB/T19001—2000之8.2.2", "GB/T 19001-2000", "8.2.2")]),
    ("按 GB/T 19001-2016 中 7.1.5 的要求", [("GB/T 19001-2016 中 7.1.5", "GB/T 19001-2016", "7.1.5")]),
    ("(idtISO9000:2000)", [("ISO9000:2000", "ISO 9000:2000", None)]),
    ("ISO/IEC 27001:2022, clause 9.2", [("ISO/IEC 27001:2022, clause 9.2", "ISO/IEC 27001:2022", "9.2")]),
    ("见GB/T 19000", [("GB/T 19000", "GB/T 19000", None)]),
    ("DB11/T 123.1—2020 规定", [("DB11/T 123.1—2020", "DB11/T 123.1-2020", None)]),
    ("T/ABC 12-2021 规定", [("T/ABC 12-2021", "T/ABC 12-2021", None)]),
    ("见4.2.6和图1", [("4.2.6", None, "4.2.6"), ("图1", None, "图1")]),
    ("see 8.5.1 and Annex A", [("8.5.1", None, "8.5.1"), ("Annex A", None, "Annex A")]),
    ("违反本法第十条规定的", [("第十条", None, "第十条")]),
    ("referred to in Article 6(1)", [("Article 6(1)", None, "Article 6(1)")]),
    ("Article 6 of Regulation (EU) 2031/1", []),
    ("in accordance with § 164.306(a)", [("164.306(a)", None, "164.306(a)")]),
    ("a rise of 3.5 percent and of 7.5 days", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:24] for text, _ in CASES])
def test_citations(text: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    cites, misprints = find_citations(text)
    assert [(cite.printed, cite.standard, cite.clause) for cite in cites] == wanted
    assert misprints == []


def test_a_misprint_is_read_only_when_one_known_code_answers() -> None:
    cites, misprints = find_citations("符合GB/19011壹2003的要求", ["GB/T 19011-2003", "GB/T 19001-2000"])
    assert [(cite.printed, cite.standard) for cite in cites] == [("GB/19011壹2003", "GB/T 19011-2003")]
    assert misprints == cites
    cites, misprints = find_citations("符合GB/19011壹2003的要求")
    assert [(cite.printed, cite.standard) for cite in cites] == [("GB/19011壹2003", None)]


def test_a_decimal_is_a_clause_only_where_the_text_has_it() -> None:
    assert [cite.clause for cite in find_citations("符合4.2和9.9", own={"4.2"})[0]] == ["4.2"]


def test_lines_of_a_list_of_references() -> None:
    assert opens_with_code("GB/T19001—2000质量管理体系要求")
    assert opens_with_code("ISO 9001:2015, Quality management systems")
    assert not opens_with_code("质量管理体系要求 GB/T19001")


def test_lists_of_references_and_paragraphs_of_the_same_section() -> None:
    cites, _ = find_citations(
        "See §§ 12.308(a), 12.310 and 12.312 and paragraph (b)(1) of this section.", here="12.306(c)"
    )
    assert [cite.clause for cite in cites] == ["12.308(a)", "12.310", "12.312", "12.306(b)(1)"]
    cites, _ = find_citations("under Articles 13 and 14, as paragraph 1 says", here="Article 12(2)")
    assert [cite.clause for cite in cites] == ["Article 13", "Article 14", "Article 12(1)"]
    cites, _ = find_citations("paragraph 1 of Article 9 of Directive 1/2; see paragraph 2")
    assert cites == []


def test_articles_in_words_are_found_among_articles_in_digits() -> None:
    cites, _ = find_citations("違反第十五條第一項者", own={"第15條"})
    assert [(cite.printed, cite.clause) for cite in cites] == [("第十五條第一項", "第15條第一項")]


def test_letters_and_dotted_figures_are_cited_in_their_normal_form() -> None:
    cites, _ = find_citations("见 6.1.3 b)，并按表3.2.2执行")
    assert [cite.clause for cite in cites] == ["6.1.3 b)", "表3.2.2"]
