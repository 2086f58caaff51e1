"""Pages of documents and decisions over HTTP: in every language, empty, normal and hostile, nothing inline."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.cabinet import HOSTILE, Cabinet, cabinet
from tests.ui.conftest import Site
from tests.ui.house import LONG_LABEL
from tests.ui.test_pages import INLINE, POLICY, Seen
from ui.difference_view import WHOLE, difference_view
from ui.document_forms import next_label
from ui.say import LANGUAGES, say_in


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    with cabinet(tmp_path_factory.mktemp("cabinet")) as made:
        yield made


def addresses(office: Cabinet) -> dict[str, str]:
    """Every page of the family, by what it is looked at for."""
    document, hostile = office.id_of("QP-1"), office.id_of(HOSTILE)
    waiting = office.id_of("QP-1@B/0")
    return {
        "list": "/documents",
        "list of a state": "/documents?state=submitted&q=QP&as_of=2026-01-15",
        "nothing found": "/documents?q=%3Cb%3E",
        "document": f"/documents/{document}",
        "hostile document": f"/documents/{hostile}?as_of=2026-01-15",
        "clauses": f"/documents/{document}/clauses",
        "no clauses": f"/documents/{document}/clauses?q=zzz",
        "difference": f"/documents/{document}/difference",
        "first": f"/documents/{hostile}/difference",
        "revise": f"/documents/{hostile}/revise",
        "new": "/documents/new",
        "submit": f"/revisions/{office.id_of('WI-1@A/0')}/submit",
        "withdraw": f"/revisions/{office.id_of('QP-1@A/0')}/withdraw",
        "adopt": f"/revisions/{waiting}/adopt",
        "submitted": "/decisions",
    }


def of_management(office: Cabinet) -> dict[str, str]:
    """The pages management decides at."""
    waiting, strange = office.id_of("QP-1@B/0"), office.id_of(f"{HOSTILE}@{LONG_LABEL}")
    return {
        "waiting": "/decisions",
        "decision": f"/decisions/{waiting}",
        "on a day": f"/decisions/{waiting}?effective_from=2026-12-01",
        "hostile decision": f"/decisions/{strange}",
        "own": f"/decisions/{office.id_of('QP-2@A/0')}",
        "draft": f"/decisions/{office.id_of('WI-1@A/0')}",
    }


def look(site: Site, name: str, language: str, pages: dict[str, str]) -> None:
    with site.signed_in(name, language) as client:
        for what, address in pages.items():
            answer = client.get(address)
            assert answer.status_code == 200, (what, answer.text[:300])
            seen = Seen(answer.text)
            assert answer.headers["content-security-policy"] == POLICY
            assert f'<html lang="{language}">' in answer.text
            assert not {"style", "iframe", "object"} & set(seen.tags), what
            assert INLINE.search(answer.text) is None, what
            assert not [one for one in seen.attributes if one.startswith("on") or one == "style"], what
            assert len(seen.ids) == len(set(seen.ids)), what
            assert {one[1:] for one in seen.hrefs if one.startswith("#")} <= set(seen.ids), what
            assert answer.text.count("<h1>") == 1, what
            assert answer.text.count("btn-main") <= (2 if 'class="bulk"' in answer.text else 1), what


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_documents_renders_in_every_language(office: Cabinet, language: str) -> None:
    look(office.site, "wenkong", language, addresses(office))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_decisions_renders_in_every_language(office: Cabinet, language: str) -> None:
    look(office.site, "guanli", language, of_management(office))
    look(office.site, "laozong", language, {"own work": f"/decisions/{office.id_of('QP-2@A/0')}"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_house_says_what_would_be_here_and_the_next_step(empty_site: Site, language: str) -> None:
    with empty_site.signed_in(language=language) as client:
        for address, step in (("/documents", "/documents/new"), ("/decisions", "/documents")):
            text = client.get(address).text
            assert 'class="empty"' in text, address
            assert f'href="{step}"' in text.partition('class="empty"')[2][:900], address


def test_every_way_out_of_a_page_leads_somewhere(office: Cabinet) -> None:
    for name, pages in (("wenkong", addresses(office)), ("guanli", of_management(office))):
        with office.site.signed_in(name) as client:
            found: set[str] = set()
            for address in pages.values():
                hrefs = Seen(client.get(address).text).hrefs
                found |= {one.partition("#")[0] for one in hrefs if one.startswith("/")}
            own = [one for one in found if one.startswith(("/documents", "/revisions", "/decisions", "/clauses"))]
            assert len(own) > 10
            for href in sorted(own):
                assert client.get(href).status_code in (200, 303), (name, href)


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        (["A/0"], "A/1"), (["A/0", "B/1"], "B/2"), (["A/09"], "A/10"), (["V1.9（修订）"], "V1.10（修订）"),
        (["首版"], ""), ([], ""), (["A/1", "A/0"], ""), (["9999999999"], ""),
    ],
)  # fmt: skip
def test_the_next_label_is_one_more_where_that_makes_sense(labels: list[str], label: str) -> None:
    assert next_label(labels) == label


def rows(*kinds: str) -> list[dict[str, object]]:
    """Rows as `previews.difference` answers them; `far` where a capital says so."""
    made: list[dict[str, object]] = []
    for place, kind in enumerate(kinds):
        sides = {"old": kind != "added", "new": kind != "removed"}
        row: dict[str, object] = {"kind": kind.lower(), "far": kind == "SAME"}
        for side in (side for side, there in sides.items() if there):
            row |= {
                side: [{"text": f"{place}", "marked": kind not in ("same", "SAME")}],
                f"{side}_page": 1 + place // 4,
            }
        made.append(row)
    return made


def test_long_unchanged_stretches_fold_short_ones_do_not_and_nothing_is_left_out() -> None:
    given = rows(*["SAME"] * 5, "same", "changed", "same", "SAME", "added", *["SAME"] * 3)
    view = difference_view(
        say_in("en"), {"status": "compared", "rows": given, "counts": {"changed": 1, "added": 1}}, "A", "B"
    )
    assert [(len(one.rows), bool(one.fold)) for one in view.blocks] == [(5, True), (5, False), (3, True)]
    texts = [run.text for block in view.blocks for row in block.rows for run in (row.new or ())]
    assert texts == [str(place) for place in range(13)]
    assert view.summary == "1 paragraph changed, 1 added"
    pages = [row.new_page for block in view.blocks for row in block.rows]
    assert pages == [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4], "a page is named where it begins"


def test_a_first_revision_is_shown_whole_folded_when_it_is_long() -> None:
    for count in (3, WHOLE + 1):
        given = {"status": "first", "rows": rows(*["added"] * count), "counts": {}}
        view = difference_view(say_in("en"), given, "", "A/0")
        assert view.old == ""
        assert [(len(one.rows), bool(one.fold)) for one in view.blocks] == [(count, count > WHOLE)]


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        ({"state": "queued"}, "is being read"),
        ({"state": "failed", "reason": "file_damaged", "params": {}}, "could not be read"),
        ({}, "has not been read"),
    ],
)
def test_a_text_that_is_not_read_says_why_and_what_to_do(unread: dict[str, object], said: str) -> None:
    given = {"status": "text_not_read", "unread": [{"side": "new", "label": "B/0", **unread}], "rows": [], "counts": {}}
    view = difference_view(say_in("en"), given, "A/0", "B/0")
    assert said in view.notes[0]
    assert "B/0" in view.notes[0]
    assert "original" in view.notes[0]
