"""A page of a file with its hits: where they are, what is looked for without asking, and what is never shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.errors import ClausetrailError, NotFound
from ingestion.reading import Reading
from tests.ingestion.make_pdf import HEIGHT, WIDTH, Put, make_pdf
from tests.workflows.conftest import Office, small_office
from workflows import evidence, links, pages
from workflows.evidence import Use
from workflows.working import until_empty

DATA = make_pdf(
    [
        [Put(70, 700, "第一页 无关")],
        [Put(70, 700, "编号 R-7 售后服务"), Put(70, 500, "另一行 售后")],
        [Put(70, 700, "第三页 服务")],
    ]
)


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Office]:
    office = small_office(tmp_path)
    system = replace(office.system, reading=Reading(tmp_path / "derived"))
    yield Office(system, office.clock)
    system.close()


def added(office: Office, record: str | None = None, data: bytes = DATA, name: str = "回访单.pdf") -> str:
    answer = evidence.add(office.system, office.controller, [office.file(name, data)], Use(), record)
    until_empty(office.system)
    return str(answer["evidence"][0]["id"])


def seen(office: Office, id_: str, number: int | None = None, words: str = "") -> pages.PageSeen:
    return pages.page(office.system, office.auditor, "evidence", id_, number, words)


def test_hits_are_found_in_either_script_counted_by_page_and_placed_on_the_picture(read: Office) -> None:
    found = seen(read, added(read), words="售後")
    assert (found.number, found.asked, [leaf.hits for leaf in found.leaves]) == (2, True, [0, 2, 0])
    assert [text for text, hit in found.runs if hit] == ["售后", "售后"]
    assert "".join(text for text, _ in found.runs).count("另一行") == 1
    first, second = found.boxes
    # The base line of the first stands 700 points up from the foot of the page, that of the second 500.
    for box, base in ((first, 700), (second, 500)):
        top, bottom = (1 - (base + 12) / HEIGHT) * 1000, (1 - (base - 6) / HEIGHT) * 1000
        assert top - 5 <= box[1] < box[3] <= bottom + 5
        assert 70 / WIDTH * 1000 <= box[0] + 5 < box[2] <= 1000


def test_without_words_the_number_of_the_record_behind_is_looked_for(read: Office) -> None:
    read.record("R-7", "2026-06-01")
    found = seen(read, added(read, "record:R-7"))
    assert (found.number, found.asked, found.hits) == (2, False, 1)
    assert [text for text, hit in found.runs if hit] == ["R-7"]


def test_the_page_a_link_names_comes_first_and_its_quote_is_looked_for(read: Office) -> None:
    read.record("R-8", "2026-06-01")
    id_ = added(read)
    links.propose(read.system, read.controller, f"evidence:{id_}", "record:R-8", fields={"page": 3, "quote": "服务"})
    found = seen(read, id_)
    assert found.number == 3
    assert [text for text, hit in found.runs if hit] == ["服务"]
    assert seen(read, id_, 1).number == 1


@pytest.mark.parametrize("number", [0, 4, -1, 10**9])
def test_a_page_that_is_not_there_is_told(read: Office, number: int) -> None:
    id_ = added(read)
    with pytest.raises(NotFound) as refused:
        seen(read, id_, number)
    assert refused.value.code == "page_unknown"


def test_a_file_not_read_yet_has_no_pages_and_says_how_it_stands(read: Office) -> None:
    answer = evidence.add(read.system, read.controller, [read.file("neu.pdf", DATA)], Use())
    found = seen(read, answer["evidence"][0]["id"], 5, "售后")
    assert (found.number, found.leaves, found.reading["state"]) == (0, (), "queued")


@pytest.mark.parametrize("words", ['"', "kind:", "a" * 100_000, "售" * 600, "\x00", "*" * 50, "  "])
def test_no_words_however_odd_break_a_page(read: Office, words: str) -> None:
    assert seen(read, added(read), 1, words).number == 1


def test_r46_no_picture_is_drawn_from_bytes_that_changed(read: Office, tmp_path: Path) -> None:
    id_ = added(read)
    version, drawn = pages.picture(read.system, read.auditor, "evidence", id_, 2, 240)
    assert drawn.content[:4] == b"RIFF"
    assert seen(read, id_).version == version
    (blob,) = [one for one in (tmp_path / "blobs").rglob("*") if one.is_file() and one.read_bytes() == DATA]
    blob.chmod(0o600)
    blob.write_bytes(make_pdf([[Put(70, 700, "forged")]]))
    with pytest.raises(ClausetrailError) as refused:
        pages.picture(read.system, read.auditor, "evidence", id_, 1, 240)
    assert refused.value.code == "fixity_failed"
    evidence.verify(read.system, read.controller, [id_])
    found = seen(read, id_, 2)
    assert not found.has_picture
    assert "售后" in "".join(text for text, _ in found.runs), "the text was read from the bytes that were entered"


def test_the_file_of_a_revision_is_looked_at_in_the_same_way(read: Office) -> None:
    document = read.document("QP-1")
    until_empty(read.system)
    revision = document["revision"]["id"]
    found = pages.page(read.system, read.auditor, "revision", revision, None)
    assert ("".join(text for text, _ in found.runs), found.number, found.has_picture) == ("QP-1 A/0", 1, False)
    with pytest.raises(NotFound):
        pages.page(read.system, read.auditor, "evidence", revision, None)
