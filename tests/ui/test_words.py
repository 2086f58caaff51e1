"""Translation cannot be half-done: every key in every language, with the same values; no key without use."""

from __future__ import annotations

import re

import pytest

from graph_schema.accounts import ROLES
from graph_schema.results import SEVERITY
from tests.rig.source import ROOT
from ui import marks
from ui.say import LANGUAGES, catalog, joined, say_in
from ui.standing import WORST_FIRST
from workflows.wording import placeholders

KEYS = catalog()
USED = re.compile(r"""say(?:\.counted)?\(\s*["']([A-Za-z_-]+)["']""")
COUNTED = re.compile(r"""say\.counted\(\s*["']([a-z_]+)["']""")
HEADS = re.compile(r"""heads\(say,((?:\s*"[a-z_]+",?)+)\s*\)""")
BY_CODE = {
    "tongue_": LANGUAGES,
    "tongue_short_": LANGUAGES,
    "standing_": WORST_FIRST,
    "advice_": tuple(SEVERITY),
    "show_": ("picture", "tree"),
    "nav_": ("home", "standards", "documents", "records", "evidence", "inbox", "decisions", "ledger", "people"),
    "rank_": ("clause", "procedure", "record", "evidence"),
    "warning_": ("changed", "unreadable"),
    "evidence_advice_": ("picture", "queued", "running", "partial", "needs_password", "failed"),
    "upload_": ("stored", "duplicate", "healed", "refused"),
    "upload_link_": ("proposed", "confirmed"),
    "key_": ("find", "walk", "open", "tick", "tree", "help"),
    "help_": (
        *(f"controller_{one}" for one in ("standards", "documents", "evidence", "inbox")),
        *(f"auditor_{one}" for one in ("standards", "ledger")),
        *(f"management_{one}" for one in ("decisions", "standards")),
        *(f"administrator_{one}" for one in ("people", "ledger")),
        *(f"state_{one}" for one in ("proved", "partial", "gap", "suspect", "not_applicable", "obsolete")),
    ),
    "links_": ("proposed", "suspect", "see_proposed", "see_suspect", "confirm", "reject", "reaffirm", "withdraw"),
    "links_none_": ("proposed", "proposed_text", "suspect", "suspect_text"),
    "links_claim_": (
        *("satisfies_clause", "records_record", "records_revision"),
        *(f"supersedes_{one}" for one in ("revision", "standard", "clause", "evidence")),
    ),
    "links_told_": ("proposed", "confirmed", "suspect", "rejected", "withdrawn"),
    "links_done_": ("confirm", "reject", "reaffirm", "withdraw", "drops"),
    "links_many_": tuple(
        f"{one}{end}" for one in ("confirm", "reject", "reaffirm", "withdraw") for end in ("", "_one")
    ),
    "records_lack_": ("file", "confirmation", "revision", "fit"),
    "link_done_": ("confirm", "confirm_one", "propose", "propose_one"),
    "people_about_": ROLES,
    "ledger_fact_": ("store", "token", "seen_again", "fixity", "clock_went_back_to"),
    "problem_": ("403", "404", "409", "422", "500", "503"),
}
"""Keys whose end is a code: all its values."""


def texts() -> list[str]:
    ui = ROOT / "ui"
    folders = (*ui.rglob("*.py"), *(ui / "templates").rglob("*.html"), *(ROOT / "api" / "pages").rglob("*.py"))
    return [path.read_text("utf-8") for path in folders]


def named() -> set[str]:
    """Every key that stands in the source as a word of its own: what is handed on under its name."""
    return {word for text in texts() for word in re.findall(r"""["']([a-z][A-Za-z_]*)["']""", text)} & set(KEYS)


def used() -> set[str]:
    """Every key asked for outright, and those that end in a code."""
    found = {key for text in texts() for key in USED.findall(text)}
    found |= {f"{key}_one" for text in texts() for key in COUNTED.findall(text)}
    for names in (names for text in texts() for names in HEADS.findall(text)):
        found |= {f"head_{name}" for name in re.findall(r'"([a-z_]+)"', names)}
    return found | {start + code for start, codes in BY_CODE.items() for code in codes}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_has_words_in_every_language_with_the_same_values(key: str) -> None:
    assert set(KEYS[key]) == set(LANGUAGES)
    values = {language: placeholders(KEYS[key][language]) for language in LANGUAGES}
    assert len(set(values.values())) == 1, values
    assert all(KEYS[key][language] or key.endswith("_after") for language in LANGUAGES)


def test_a_key_stands_in_one_place_only() -> None:
    with pytest.raises(ValueError, match=r"brand stands in a\.yaml and b\.yaml"):
        joined({"a.yaml": {"brand": {}}, "b.yaml": {"brand": {}}})
    for path in (ROOT / "ui" / "words").glob("*.yaml"):
        keys = re.findall(r"^([^\s#:]+):", path.read_text("utf-8"), re.MULTILINE)
        assert len(keys) == len(set(keys)), path.name


def test_every_key_asked_for_is_there_and_every_key_there_is_asked_for() -> None:
    known = {key for key in KEYS if not key.startswith("error_")}
    assert used() - known == set()
    assert known - used() - named() == set()


@pytest.mark.parametrize("section", ["state", "met", "phase", "link_state", "fixity", "job_state"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_with_a_shape_has_a_word(section: str, language: str) -> None:
    say = say_in(language)
    assert [code for code in marks.codes(section) if say.term(section, code) == code and language != "en"] == []


def test_a_value_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="date"):
        say_in("en")("since")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say_in("en")("no such key")


def test_english_has_a_singular() -> None:
    say = say_in("en")
    assert (say.counted("count_records", 1), say.counted("count_records", 2)) == ("1 record", "2 records")
    assert say_in("zh-Hans").counted("count_records", 1) == "1 件记录"
