"""Pages of ledger, people, search and standards from contexts alone: empty, crowded, hostile, in every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graph_schema.accounts import ROLES
from graph_schema.dates import Period
from graph_schema.results import ClauseFacts, ClauseRow, Coverage
from graph_schema.values import Node, freeze
from graph_schema.views import View
from ingestion.blocks import Place as FilePlace
from ingestion.blocks import ReadIssue
from ingestion.parsed import ParsedClause, ParsedStandard, SetAside
from tests.ui.house import EMOJI, LONG_HAN, SCRIPT, TURNED
from ui.account_pages import account_page, password_fields, secret_page, signed_out_page, token_fields
from ui.chapter_cells import CELLS_MOST, chapters
from ui.forms import form_view
from ui.frame import Place, Reader
from ui.ledger_fields import Speaker
from ui.ledger_pages import verify_page
from ui.people_acts import access_page, reset_page
from ui.people_pages import new_account_fields, people_page, person_page, role_fields
from ui.render import Page, render
from ui.say import LANGUAGES, Say, say_in
from ui.search_page import Asked, search_page
from ui.standard_import_pages import edition_fields, import_page, preview_page
from workflows.permissions import table

READER = Reader(
    "zh-Hans", "/search?q=x", "2026-06-30", ZoneInfo("Asia/Shanghai"), "试验 & <公司>", SCRIPT, ROLES, "token",
    may=frozenset(table()),
)  # fmt: skip
HOSTILE = (SCRIPT, TURNED, EMOJI, LONG_HAN, "")


def reader(language: str) -> Reader:
    return replace(READER, language=language)


def drawn(page: Page) -> str:
    """The page, whatever stands in it: escaped, and never turned round."""
    text = render(page)
    assert "<script>alert" not in text
    assert "\u202e" not in text
    return text


def account(name: str = "li", **more: object) -> dict[str, Any]:
    known = {"id": "a", "name": name, "display": name, "roles": ["auditor"], "disabled": False}
    return {
        **known, "initial_password": False, "language": "en", "created_at": "2026-06-30T04:00:00.000000Z", **more,
    }  # fmt: skip


TOKENS = [
    {"account": "li", "label": one, "created_at": "2026-06-30T04:00:00.000000Z", "expires_at": "2026-07-01T00:00:00Z"}
    for one in HOSTILE
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_pages_of_people_hold_any_name(language: str, name: str) -> None:
    who, say = reader(language), say_in(language)
    form = form_view(who, "/x", "ok", role_fields(say, ("auditor",)))
    for state in ({}, {"disabled": True}, {"initial_password": True}):
        one = account(name or "x", **state)
        drawn(people_page(who, say, [one], ["li"]))
        drawn(person_page(who, say, one, TOKENS, form))
        drawn(access_page(who, say, one, form))
        drawn(reset_page(who, say, one, form))
        drawn(account_page(who, say, one, TOKENS, form, form_view(who, "/y", "ok", token_fields(say), key="t")))
    drawn(secret_page(who, say, name, name, name, name, (), Place("x", "/")))
    drawn(signed_out_page(who, say))
    drawn(people_page(who, say, [], []))
    assert password_fields(say, name, 10)[0].fixed
    assert new_account_fields(say, language)[2].value == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_roles_say_what_the_permission_table_says(language: str) -> None:
    page = people_page(reader(language), say_in(language), [account()], [])
    assert [one.rights.count(say_in(language)("list_separator")) + 1 for one in page.roles] == [
        sum(role in roles for roles in table().values()) for role in ROLES
    ]


def hit(**more: object) -> dict[str, Any]:
    return {"kind": "record", "id": "r", "url": "/records/r", "snippet": "x", "runs": [], **more}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_the_search_page_holds_any_words(language: str, name: str) -> None:
    who, say = reader(language), say_in(language)
    kinds = ("clause", "record")
    for hits in ([], [hit(title=name, number=name, site=name, runs=[{"text": name, "hit": True}], page=3, pages=2)]):
        answer = {"hits": hits, "total": len(hits), "hints": [{"code": "kind_unknown", "value": name}]}
        answer |= {"indexed": {"seq": 1, "behind": 1}, "about": True}
        text = drawn(search_page(who, say, Asked(name, "record", name), kinds, answer, 0, 20))
        assert ("<mark>" in text) is bool(hits)
    drawn(search_page(who, say, Asked(""), kinds, None, 0, 20))
    drawn(search_page(who, say, Asked("x"), kinds, None, 0, 20, "later"))


def parsed(count: int) -> ParsedStandard:
    rows = tuple(
        ParsedClause(
            f"{number}", f"{number}", None, "requirement", None, HOSTILE[number % 5], 1, number, True, (), (),
            FilePlace(line=number, page=1),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    aside = tuple(SetAside(one, FilePlace(sheet=SCRIPT, row=1), "running_head") for one in HOSTILE)
    issues = tuple(
        ReadIssue("no code of ours", severity, FilePlace(page=1), {"a": SCRIPT})
        for severity in ("error", "warning", "notice")
    )
    return ParsedStandard(rows, aside, issues)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["clauses", "issues", "aside"])
@pytest.mark.parametrize("count", [0, 3, 10_000])
def test_a_preview_holds_any_text_and_turns_pages(language: str, part: str, count: int) -> None:
    who, say = reader(language), say_in(language)
    form = form_view(who, "/x", "ok", edition_fields(say, None, HOSTILE))
    text = drawn(preview_page(who, say, "/p", SCRIPT, parsed(count), Place(SCRIPT, "/s"), form, part, 0))
    assert text.count("<tr") < 300
    assert ('rel="next"' in text) is (count > 200 and part == "clauses")
    drawn(import_page(who, say, form, "GB/T 1", None, form_view(who, "/y", "ok", (), key="g")))


def test_texts_are_compared_word_by_word_and_codes_are_worded() -> None:
    speaker = Speaker(say_in("zh-Hans"), ZoneInfo("Asia/Shanghai"), {})
    before = {"id": "c", "kind": "clause", "fields": {"text": "组织应保持售后服务记录并予以公开", "row": "item"}}
    after = {"id": "c", "kind": "clause", "fields": {"text": "组织应保留售后服务记录并予以公开", "row": "note"}}
    row, text = speaker.changes(before, after)
    assert (row.label, row.before.text, row.after.text) == ("类别", "列项", "注")
    assert [(one.kind, one.text) for one in text.old if one.kind != "same"] == [("gone", "持")]
    assert [(one.kind, one.text) for one in text.new if one.kind != "same"] == [("new", "留")]
    assert [one.label for one in speaker.changes(None, after)] == ["类别", "原文"]
    assert speaker.changes(after, after) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verification_that_failed_names_the_first_bad_entry_and_every_fault(language: str) -> None:
    who, say = reader(language), say_in(language)
    faults = [{"code": "version_differs", "seq": 7, "id": "x"}, {"code": "tail_cut", "seq": 12}]
    answer = {"ok": False, "size": 12, "root": "ab" * 32, "checkpoints": 2, "first_bad_seq": 7, "faults": faults}
    text = drawn(verify_page(who, say, 12, "key", answer, form_view(who, "/v", "ok", ())))
    assert 'href="/ledger/7"' in text
    assert 'href="/ledger/12"' not in text
    assert say("ledger_broken", seq=7) in text


def coverage(states: Sequence[tuple[str, str | None, str]], points: tuple[dict[str, str], ...] = ()) -> Coverage:
    """Clauses by number, parent and own state."""
    rows = []
    for order, (number, parent, state) in enumerate(states):
        fields = {"number": number, "parent": parent, "order": order, "level": 1, "text": "", "title": f"T{number}"}
        node = Node(number, "clause", freeze({name: one for name, one in fields.items() if one is not None}), 0)
        rows.append(ClauseRow(node, state, state, (), ClauseFacts(), (), {}, {}))
    standard = Node("s", "standard", freeze({"code": "X", "edition": "1", "points": points}), 0)
    view = View("2026-06-30", 1, Period("2025-07-01", "2026-07-01"))
    return Coverage(standard, view, {}, 0, tuple(rows))


def told(say: Say, *states: tuple[str, str | None, str]) -> list[tuple[str, int, list[str]]]:
    found = chapters(coverage(states), say, "")
    return [(one.number, len(one.cells), [mark.word for mark in one.tally]) for one in found]


def test_chapters_have_a_cell_for_each_clause_that_asks_and_count_them() -> None:
    say = say_in("en")
    assert told(
        say,
        ("5", None, "not_required"), ("5.1", "5", "gap"), ("5.2", "5", "not_required"), ("5.2.1", "5.2", "proved"),
        ("6", None, "not_required"),
        ("7", None, "gap"), ("8", None, "partial"),
    ) == [("5", 2, ["gap 1", "proved 1"]), ("7 – 8", 2, ["gap 1", "partial 1"])]  # fmt: skip


def test_an_edition_too_large_for_cells_keeps_its_counts() -> None:
    many = [(str(number), None, "gap") for number in range(CELLS_MOST + 1)]
    (one,) = chapters(coverage(many), say_in("en"), "")
    assert (one.cells, one.tally[0].word) == ((), f"gap {CELLS_MOST + 1}")
