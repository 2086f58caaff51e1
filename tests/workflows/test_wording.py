"""Every code has its words in three languages, each using only values that come with the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_schema import errors
from graph_schema.results import SEVERITY, STATES
from graph_schema.vocabulary import LANGUAGES
from tests.rig.source import ROOT, python_files
from workflows.permissions import table
from workflows.wording import Sentences, Words, fill, language_of, placeholders, sentences, words

CLASSES = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
CATALOGS = (("workflows", "words/errors.yaml"), ("api.cli", "phrases.yaml"))
SHIPPED = ("api", "graph_schema", "ingestion", "search", "ui", "workflows")
CHOSEN_ELSEWHERE = {
    "_REFUSED[code]": ("store_database_unknown", "store_forbidden", "store_read_only"),
    "code": ("id_taken", "key_taken", "file_needs_password", "file_damaged", "link_exists", "account_taken"),
}
"""Codes that are chosen before they are raised, by the expression that stands in the raise."""


def raised() -> Iterator[tuple[str, Path, int, set[str] | None]]:
    """Every code raised in the shipped code, where, and the names of its values (None: not to be seen)."""
    for path in python_files(*SHIPPED):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES and node.args:
                first = node.args[0]
                names = {one.arg for one in node.keywords if one.arg}
                open_ended = any(one.arg is None for one in node.keywords)
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, path, node.lineno, None if open_ended else names
                else:
                    for code in CHOSEN_ELSEWHERE.get(ast.unparse(first), ()):
                        yield code, path, node.lineno, None


def known_errors() -> dict[str, dict[str, str]]:
    found = {code: dict(said) for code, said in sentences("workflows", "words/errors.yaml").items()}
    rest = ROOT / "api" / "rest" / "words.yaml"
    if rest.exists():
        found |= {code: dict(said) for code, said in sentences("api.rest", "words.yaml").items() if code not in found}
    return found


def test_every_code_raised_anywhere_has_words() -> None:
    known = known_errors()
    without = {f"{code}: {path.relative_to(ROOT)}:{line}" for code, path, line, _ in raised() if code not in known}
    assert without == set()


def test_the_search_for_codes_finds_them() -> None:
    found = {code for code, *_ in raised()}
    assert {"reference_invalid", "record_in_future", "pdf_without_text", "store_moved", "sign_in_failed"} <= found
    assert len(found) > 100


def test_a_sentence_needs_only_what_its_code_always_brings() -> None:
    known = sentences("workflows", "words/errors.yaml")
    wrong = []
    for code, path, line, names in raised():
        if names is None or code not in known:
            continue
        needed, _ = placeholders(known[code]["en"])
        if not needed <= names:
            wrong.append(f"{code} {sorted(needed - names)}: {path.relative_to(ROOT)}:{line}")
    assert wrong == []


def test_no_sentence_is_for_a_code_nobody_raises() -> None:
    rim = {"usage"}  # click finds these slips
    idle = set(sentences("workflows", "words/errors.yaml")) - {code for code, *_ in raised()} - rim
    assert idle == set()


@pytest.mark.parametrize(("package", "name"), CATALOGS)
def test_catalogs_are_complete_and_agree_on_their_values(package: str, name: str) -> None:
    _complete(sentences(package, name))


def test_terms_are_complete() -> None:
    import yaml  # noqa: PLC0415  the file as it stands, read without the code under test

    text = (ROOT / "workflows" / "words" / "terms.yaml").read_text("utf-8")
    for section in yaml.safe_load(text).values():
        _complete(section)


def _complete(catalog: Sentences) -> None:
    for code, said in catalog.items():
        assert set(said) == set(LANGUAGES), code
        assert all(text.strip() for text in said.values()), code
        first = placeholders(said["en"])
        assert all(placeholders(text) == first for text in said.values()), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_answers_have_words(language: str) -> None:
    speak = Words(language)
    missing = [code for code in SEVERITY if speak.issue(code) == code and code != "adopted"]
    missing += [state for state in STATES if speak.term("state", state) == state and language != "en"]
    missing += [right for right in table() if speak.term("right", right) == right and right != "read"]
    assert missing == []


def test_a_part_whose_value_is_not_given_is_left_out() -> None:
    assert fill("Disk full< ({path})>.", {}) == "Disk full."
    assert fill("Disk full< ({path})>.", {"path": "/d"}) == "Disk full (/d)."
    assert fill("No< {kind}>", {"kind": ""}) == "No"


def test_values_that_are_codes_are_worded_too() -> None:
    said = words("zh-Hans").error("link_ends", {"kind": "satisfies", "from_kind": "evidence", "to_kind": "clause"})
    assert said == "满足链接不能连接证据和条款。"
    assert (
        words("en").error("not_allowed", {"right": "link.decide"}).startswith("This account may not decide on links.")
    )
    assert words("en").error("field_missing", {"kind": "record", "field": "date"}) == "The record lacks its date."


def test_a_code_without_words_is_shown_with_its_values() -> None:
    assert words("en").error("brand_new", {"a": "1"}) == "brand_new, a=1"


def test_values_cannot_bring_placeholders_of_their_own() -> None:
    said = words("en").error("standard_unknown", {"value": "{editions} <x>"})
    assert "{editions} <x>" in said


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("en_GB", "en"),
        ("C", ""),
        ("de_DE", ""),
    ],
)
def test_language_of_a_locale(tag: str, language: str) -> None:
    assert language_of(tag) == language
