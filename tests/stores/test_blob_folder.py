"""Blobs in a folder: kept once, healed, swept only when their writer is gone."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph_schema.errors import NotFound
from graph_schema.stores.blobs.folder import BlobFolder

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from graph_schema.stores.blobs.folder import BlobFolder
writer = BlobFolder(Path(sys.argv[1])).writer()
writer.write(b"half of it")
print("writing", flush=True)
sys.stdin.read()
"""


def put(blobs: BlobFolder, data: bytes) -> str:
    with blobs.writer() as writer:
        writer.write(data)
        return writer.finish().sha256


def test_the_same_bytes_are_kept_once_and_known_by_their_digest(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    digest = hashlib.sha256(b"proof").hexdigest()
    assert [put(blobs, b"proof"), put(blobs, b"proof")] == [digest, digest]
    assert list(blobs.digests()) == [digest]
    with blobs.open(digest) as file:
        assert file.read() == b"proof"


def test_r10_a_damaged_copy_is_healed_when_the_bytes_come_again(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    digest = put(blobs, b"proof")
    (tmp_path / digest[:2] / digest).write_bytes(b"rotten")
    assert blobs.observe(digest) != digest
    put(blobs, b"proof")
    assert blobs.observe(digest) == digest


def test_left_without_finish_nothing_is_kept(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    with blobs.writer() as writer:
        writer.write(b"half")
    assert list(blobs.digests()) == []
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_is_missing_or_strays_is_named(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    digest = put(blobs, b"proof")
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / "notes.txt").write_text("mine")
    assert list(blobs.stray()) == ["ab/notes.txt"]
    assert blobs.observe("0" * 64) is None
    with pytest.raises(NotFound, match="blob_missing"):
        blobs.open("0" * 64)
    assert list(blobs.digests()) == [digest]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock; age alone tells there")
def test_r01_an_upload_is_swept_when_its_writer_was_killed_and_not_before(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"writing\n"
    assert blobs.sweep(0) == 0
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert blobs.sweep(0) == 1
    assert list((tmp_path / "incoming").iterdir()) == []
