"""A standard on its way in: looked at before anything is written, bound to who brought it, gone after a day."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from graph_schema.errors import ClausetrailError, Forbidden, InvalidInput, NotFound
from tests.rig.source import ROOT
from tests.workflows.conftest import Office
from workflows import standard_drafts
from workflows.standard_drafts import Draft
from workflows.standards import Edition
from workflows.system import Person

TEXT = (ROOT / "tests" / "ingestion" / "texts" / "gb.txt").read_bytes()
EDITION = Edition("GB/T 9", "2020", "试验", "zh")
OTHER = Person("zhao", frozenset({"controller"}), "page")


def keep(
    office: Office, folder: Path, data: bytes = TEXT, name: str = "标准.txt", person: Person | None = None
) -> Draft:
    folder.mkdir(exist_ok=True)
    path = folder / "arriving.txt"
    path.write_bytes(data)
    who = person or office.controller
    return standard_drafts.keep(folder / "drafts", who, path, name, len(data), EDITION)


def state(office: Office) -> tuple[int, list[str]]:
    with office.system.reader() as reader:
        return reader.head().size, list(office.system.blobs.digests())


def left(folder: Path) -> list[str]:
    drafts = folder / "drafts"
    return sorted(one.name for one in drafts.iterdir()) if drafts.is_dir() else []


def test_a_draft_leaves_nothing_in_the_store_and_is_entered_without_the_file_again(
    office: Office, tmp_path: Path
) -> None:
    before = state(office)
    made = keep(office, tmp_path / "a")
    found = standard_drafts.find(tmp_path / "a" / "drafts", office.controller, made.key)
    clauses = standard_drafts.read(found).parsed.clauses
    assert state(office) == before
    answer = standard_drafts.confirm(office.system, office.controller, found, found.edition)
    assert (answer["clauses"], answer["standard"]["source_name"]) == (len(clauses), "标准.txt")
    assert len(clauses) > 5
    size, blobs = state(office)
    assert (size, answer["standard"]["source"] in blobs) == (before[0] + 1, True)
    assert left(tmp_path / "a") == []


def test_a_draft_belongs_to_who_brought_it(office: Office, tmp_path: Path) -> None:
    made = keep(office, tmp_path)
    with pytest.raises(NotFound, match="draft_gone"):
        standard_drafts.find(tmp_path / "drafts", OTHER, made.key)
    theirs = keep(office, tmp_path, person=OTHER)
    assert theirs.key != made.key
    assert standard_drafts.find(tmp_path / "drafts", office.controller, made.key).name == "标准.txt"


@pytest.mark.parametrize("key", ["", "..", "../../etc", "f" * 40, "F" * 40, "a/b"])
def test_a_key_that_is_none_leads_nowhere(office: Office, tmp_path: Path, key: str) -> None:
    keep(office, tmp_path)
    with pytest.raises(NotFound, match="draft_gone"):
        standard_drafts.find(tmp_path / "drafts", office.controller, key)


def test_a_draft_is_forgotten_after_a_day(office: Office, tmp_path: Path) -> None:
    made = keep(office, tmp_path)
    old = time.time() - standard_drafts.SECONDS - 1
    os.utime(tmp_path / "drafts" / made.key, (old, old))
    with pytest.raises(NotFound, match="draft_gone"):
        standard_drafts.find(tmp_path / "drafts", office.controller, made.key)
    keep(office, tmp_path, person=OTHER)
    assert made.key not in left(tmp_path)


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "leer.txt"), (b"PK\x03\x04 no zip", "x.docx"), (b"%PDF-1.7 x", "x.pdf")]
)
def test_what_cannot_be_read_is_refused_and_not_kept(office: Office, tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(ClausetrailError):
        keep(office, tmp_path, data, name)
    assert left(tmp_path) == []


@pytest.mark.parametrize("given", [{"edition": "2020"}, {"code": "GB/T 9", "edition": " "}])
def test_code_and_edition_are_asked_for(given: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="field_missing"):
        standard_drafts.edition_of(given)


def test_only_who_may_import_brings_a_file(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Forbidden, match="not_allowed"):
        keep(office, tmp_path, person=office.auditor)
    assert left(tmp_path) == []
