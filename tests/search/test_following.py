"""The index follows the ledger and the files read; what a person may not read is neither found nor counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.errors import Forbidden
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.vocabulary import load
from search.whoosh_index import WhooshIndex
from tests.search.conftest import PARAGRAPHS, Library, library
from workflows import clauses, indexing, searching
from workflows.records import RecordFields, correct
from workflows.system import Person

sqlite = pytest.mark.store("sqlite")


@sqlite
def test_nothing_new_is_nothing_done(shelf: Library) -> None:
    assert not indexing.behind(shelf.office.system)
    assert shelf.catch_up() == 0


@sqlite
def test_a_corrected_thing_is_found_by_its_new_words_alone(shelf: Library) -> None:
    given = RecordFields(type=None, title="六月巡检")
    correct(shelf.office.system, shelf.office.controller, "record:HF-2026-018", given, reason="写错")
    clauses.correct(shelf.office.system, shelf.office.controller, "clause:GB/T 1-2011#4.2", "应保存校准证书。", "错")
    shelf.catch_up()
    assert not shelf.found("「五月回访」")
    assert len(shelf.found("六月巡检")) == 1
    assert len(shelf.found("校準證書")) == 1
    assert not shelf.found("「text of 4.2」 clause:4.2 kind:clause") & shelf.found("校准证书")


@sqlite
def test_filters_narrow_by_kind_clause_and_day(shelf: Library) -> None:
    record = shelf.record("HF-2026-050", "条款筛选")
    shelf.office.confirm("record:HF-2026-050", "clause:GB/T 1-2011#4.2")
    evidence = shelf.evidence("证明 050.pdf", "条款筛选的证明", record="record:HF-2026-050")
    shelf.catch_up()
    assert shelf.found("条款筛选") == {record, evidence}
    assert shelf.found("条款筛选 kind:record") == {record}
    assert shelf.found("條款筛选 類型:證據 clause:4.2") == {evidence}
    assert shelf.found("clause:4 条款筛选") == {record, evidence}
    assert not shelf.found("clause:4.1 条款筛选")
    assert shelf.found("条款筛选 date:2026-05-20") == {record, evidence}
    assert not shelf.found("条款筛选 date:2026-06")


@sqlite
def test_pages_of_one_file_are_one_hit_that_leads_to_the_best_page(shelf: Library) -> None:
    id_ = shelf.evidence("长文.pdf", "无关", "应急预案 应急预案 应急预案", "见应急预案一节，另有许多别的文字在此处")
    shelf.catch_up()
    answer = shelf.search("应急预案")
    assert [(hit["id"], hit["page"], hit["pages"]) for hit in answer["hits"]] == [(id_, 2, 2)]
    assert answer["hits"][0]["url"].startswith(f"/evidence/{id_}?page=2&q=")
    assert answer["total"] == 1
    assert "".join(run["text"] for run in answer["hits"][0]["runs"] if run["hit"]) == "应急预案" * 3


@sqlite
def test_an_exact_number_comes_first(shelf: Library) -> None:
    assert shelf.search("HF-2026-019")["hits"][0]["number"] == "HF-2026-019"
    assert shelf.search("QP-08")["hits"][0]["number"] == "QP-08"


@sqlite
def test_r45_a_snippet_is_the_text_as_stored_with_its_marks_apart(shelf: Library) -> None:
    text = "<script>alert(1)</script> 与 <b>回访</b>"
    shelf.evidence("<img src=x>.pdf", text)
    shelf.catch_up()
    hit = shelf.search("「alert(1)」")["hits"][0]
    assert (hit["title"], hit["snippet"]) == ("<img src=x>.pdf", text)


@sqlite
def test_r39_what_may_not_be_read_is_neither_found_nor_counted(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_it = shelf.search("回访")
    assert {hit["kind"] for hit in all_of_it["hits"]} >= {"record", "evidence"}
    monkeypatch.setitem(searching.RIGHTS, "evidence", "account.manage")
    seen = shelf.search("回访")
    assert "evidence" not in {hit["kind"] for hit in seen["hits"]}
    assert seen["total"] == len(seen["hits"]) < all_of_it["total"]
    assert shelf.search("回访 kind:evidence")["total"] == 0
    nobody = Person("nobody", frozenset(), "api")
    with pytest.raises(Forbidden):
        searching.search(shelf.office.system, nobody, "回访")


@sqlite
def test_a_query_of_100_kb_is_answered_with_a_hint(shelf: Library) -> None:
    answer = shelf.search("回访 " * 20_000)
    assert answer["total"]
    assert "query_cut" in [hint["code"] for hint in answer["hints"]]
    assert "query_cut" in [hint["code"] for hint in shelf.search("「" * 100_000)["hints"]]


@sqlite
def test_the_index_of_another_ledger_is_not_taken_for_ones_own(shelf: Library, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "other.db", load())
    store.prepare()
    other = library(tmp_path / "other", store)
    other.office.system = replace(other.office.system, index=WhooshIndex(shelf.folder / "index"))
    assert indexing.behind(other.office.system)
    assert other.catch_up() == len(other.told)
    assert not other.found("回访")
    other.office.system.close()


@sqlite
def test_pages_of_hits_follow_one_another_without_gap_or_double(shelf: Library) -> None:
    for number in range(60):
        shelf.evidence(f"批量 {number:03d}.pdf", PARAGRAPHS[6])
    shelf.catch_up()
    whole = [hit["id"] for hit in shelf.search("本手册自发布")["hits"]]
    parts = [hit["id"] for start in range(0, 70, 7) for hit in shelf.search("本手册自发布", 7, start)["hits"]]
    assert len(whole) == 61
    assert parts == whole
