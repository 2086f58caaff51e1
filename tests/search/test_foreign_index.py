"""R18: an index from outside, its pickles loaded with a canary, is never read: not even with its own valid seal."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from search.engine import SCHEMA
from search.port import Mark
from search.seal import SealedFolder
from tests.rig.source import ROOT
from tests.search.conftest import Library

pytestmark = pytest.mark.store("sqlite")
READER = """
import sys
from pathlib import Path
events = []
sys.addaudithook(lambda name, args: events.append(name) if name in ("pickle.find_class", "os.mkdir") else None)
from search.asking import parse
from search.port import Mark
from search.whoosh_index import KINDS, WhooshIndex
import search.ranking, whoosh.codec.whoosh3
del events[:]
index = WhooshIndex(Path(sys.argv[1]))
mark = index.mark()
try:
    index.find(parse("回访"), lambda keys: {}, kinds=KINDS, limit=5)
    answer = "found"
except Exception as error:
    answer = error.code
print(mark, answer, events.count("pickle.find_class"))
"""


class Canary:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.mkdir, (self.path,)  # type: ignore[return-value]


def read_by_another(index: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READER, str(index)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def armed(index: Path, canary: Path) -> None:
    """Every file of the index is a gadget now, and the engine's own table of contents lies beside."""
    gadget = pickle.dumps(Canary(canary))
    for path in index.iterdir():
        if path.suffix in (".trm", ".pst", ".col"):
            path.write_bytes(gadget + path.read_bytes()[len(gadget) :])
    (index / "_MAIN_1.toc").write_bytes(gadget)


def test_the_canary_sings_when_it_is_loaded(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Canary(tmp_path / "canary")))
    assert (tmp_path / "canary").exists()


def test_r18_gadgets_put_into_the_folder_are_not_loaded(shelf: Library, tmp_path: Path) -> None:
    assert read_by_another(shelf.folder / "index").endswith("found 0")
    armed(shelf.folder / "index", tmp_path / "canary")
    assert read_by_another(shelf.folder / "index") == "None search_rebuilding 0"
    assert not (tmp_path / "canary").exists()


def test_r18_a_foreign_index_restored_with_its_secret_and_a_valid_seal_is_not_loaded(
    shelf: Library, tmp_path: Path
) -> None:
    """Sealed anew by whoever made the archive, with the secret they put into it, which holds at its own place only."""
    theirs, canary = tmp_path / "theirs", tmp_path / "canary"
    shutil.copytree(shelf.folder / "index", theirs / "index")
    armed(theirs / "index", canary)
    told = json.loads((theirs / "index" / "seal.json").read_text(encoding="utf-8"))
    sealed = SealedFolder(theirs / "index", theirs / "index.key", SCHEMA)
    sealed.write(Mark(**told["mark"]), told["segments"], told["files"])
    assert sealed.read() is not None, "it would be believed where it was made"
    shutil.rmtree(shelf.folder / "index")
    shutil.copytree(theirs / "index", shelf.folder / "index")
    (shelf.folder / "index.key").unlink()
    shutil.copy2(theirs / "index.key", shelf.folder / "index.key")
    assert read_by_another(shelf.folder / "index") == "None search_rebuilding 0"
    assert not canary.exists()
    shelf.catch_up()
    assert shelf.found("回访")
    assert not canary.exists()


def test_r18_a_link_instead_of_the_folder_is_not_followed(shelf: Library, tmp_path: Path) -> None:
    shutil.move(shelf.folder / "index", tmp_path / "elsewhere")
    (shelf.folder / "index").symlink_to(tmp_path / "elsewhere")
    kept = sorted(path.name for path in (tmp_path / "elsewhere").iterdir())
    assert read_by_another(shelf.folder / "index") == "None search_rebuilding 0"
    shelf.catch_up()
    assert not (shelf.folder / "index").is_symlink()
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == kept
