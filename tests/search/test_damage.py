"""R17: an index deleted, cut short, flipped or locked by a dead process is told as being rebuilt, and builds itself."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.errors import StoreUnavailable
from search.seal import SEAL
from search.whoosh_index import WhooshIndex
from tests.search.conftest import Library
from tests.search.test_any_piece import pieces
from workflows import indexing, records, trails
from workflows.views import Asked

QUERIES = 50
CUTS = 10
FLIPS = 24
pytestmark = pytest.mark.store("sqlite")


def answers(shelf: Library) -> list[list[str]]:
    """What fifty queries find, best first."""
    return [[hit["id"] for hit in shelf.search(f"「{piece}」")["hits"]] for piece in pieces(shelf, 17, QUERIES)]


def rebuilding(shelf: Library) -> bool:
    """Whether search says so, and nothing else is in the way."""
    try:
        shelf.search("回访")
    except StoreUnavailable as error:
        told = error.code
    else:
        return False
    assert records.listed(shelf.office.system, shelf.office.auditor)
    assert trails.trail_document(shelf.office.system, shelf.office.auditor, "clause:GB/T 1-2011#4.1", Asked())
    return told == "search_rebuilding"


def files(shelf: Library) -> list[Path]:
    return sorted(path for path in (shelf.folder / "index").iterdir() if path.is_file())


def cuts(data: bytes) -> Iterator[bytes]:
    for point in range(CUTS):
        yield data[: len(data) * point // CUTS]


def test_r17_every_file_cut_short_at_ten_points_is_seen(shelf: Library) -> None:
    before = answers(shelf)
    for path in files(shelf):
        data = path.read_bytes()
        for cut in cuts(data):
            path.write_bytes(cut)
            assert rebuilding(shelf), (path.name, len(cut))
        path.write_bytes(data)
    assert answers(shelf) == before


def test_r17_every_flipped_byte_is_seen_and_repaired(shelf: Library) -> None:
    before, rng = answers(shelf), random.Random(17)
    for turn in range(FLIPS):
        path = rng.choice(files(shelf))
        data = bytearray(path.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
        assert rebuilding(shelf) or path.name == SEAL, path.name  # a flip in white space of the seal changes nothing
        shelf.catch_up()
        assert not rebuilding(shelf)
        if turn % 8 == 0:
            assert answers(shelf) == before


def _folder_gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _all_empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


def _a_file_instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not an index", encoding="utf-8")


def _seal_gone(folder: Path) -> None:
    (folder / SEAL).unlink()


@pytest.mark.parametrize(
    "spoil",
    [_folder_gone, _all_empty, _a_file_instead, _seal_gone],
    ids=lambda one: one.__name__,
)
def test_r17_an_index_lost_is_built_anew_by_itself(shelf: Library, spoil: Callable[[Path], None]) -> None:
    before = answers(shelf)
    spoil(shelf.folder / "index")
    assert rebuilding(shelf)
    assert shelf.catch_up() == len(shelf.told)
    assert answers(shelf) == before
    assert (shelf.folder / "index").stat().st_mode & 0o777 == 0o700
    assert (shelf.folder / "index.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("secret", [None, b"", b"another secret of thirty-two byte"])
def test_r17_a_process_started_without_the_secret_builds_anew(shelf: Library, secret: bytes | None) -> None:
    before, path = answers(shelf), shelf.folder / "index.key"
    path.unlink()
    if secret is not None:
        path.write_bytes(secret)
    shelf.office.system.index.close()  # type: ignore[union-attr]  # it has one
    shelf.office.system = replace(shelf.office.system, index=WhooshIndex(shelf.folder / "index"))
    assert rebuilding(shelf)
    assert shelf.catch_up() == len(shelf.told)
    assert answers(shelf) == before


def test_r17_a_stale_lock_holds_nobody_up(shelf: Library) -> None:
    (shelf.folder / "index.lock").write_text("4711", encoding="utf-8")
    shelf.record("HF-2026-099", "锁后新增")
    assert shelf.catch_up() == 1
    assert shelf.found("锁后新增")


def test_a_second_process_does_not_write_meanwhile(shelf: Library) -> None:
    index = shelf.office.system.index
    assert index is not None
    shelf.record("HF-2026-099", "稍后才能找到")
    with index.writing() as mine:
        assert mine
        assert shelf.catch_up() == 0
        assert indexing.rebuild(shelf.office.system) is None
        answer = shelf.search("稍后才能找到")
        assert (answer["total"], answer["indexed"]["behind"]) == (0, 1)
    assert shelf.catch_up() == 1
    assert shelf.search("稍后才能找到")["total"] == 1
