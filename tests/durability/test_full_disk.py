"""R07, short form: a full disk refuses with a reason, keeps what was acknowledged, and works again when space returns;
a read-only medium is a clear error."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.bootstrap import assemble, open_place
from api.settings import load
from graph_schema.errors import StorageFull, StoreRefused
from tests.durability.kill_points import PERSON, prepare
from workflows import evidence
from workflows.evidence import Use
from workflows.files import store
from workflows.records import RecordFields, add
from workflows.system import System
from workflows.verifying import verify

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="a small file system of its own needs root on Linux"
)
MIB = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=False)
    subprocess.run(["umount", "-l", str(disk)], check=True)


def opened(folder: Path) -> System:
    settings = load(data=folder)
    return assemble(settings, open_place(settings))


def upload(system: System, number: int) -> None:
    data = number.to_bytes(8, "big") + os.urandom(MIB)
    evidence.add(system, PERSON, [store(system.blobs, [data], f"{number}.bin")], Use())


def fill_by_uploads(system: System) -> int:
    """Upload until refused; how many were acknowledged."""
    for number in range(100):
        try:
            upload(system, number)
        except StorageFull:
            return number
    raise AssertionError("16 MiB took 100 MiB")


def fill_by_writing(path: Path) -> None:
    """Write until the last page is taken."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_r07_a_full_disk_refuses_keeps_and_recovers(small_disk: Path) -> None:
    folder = small_disk / "data"
    prepare(folder)
    system = opened(folder)
    kept = fill_by_uploads(system)
    assert kept > 3
    filler = small_disk / "filler"
    fill_by_writing(filler)
    refused = 0
    for number in range(50):
        try:
            add(system, PERSON, RecordFields(type="回访", number=f"F-{number}", date="2026-01-05"))
        except StorageFull:
            refused += 1
    assert refused
    assert len(evidence.listed(system, PERSON)) == kept
    filler.unlink()
    add(system, PERSON, RecordFields(type="回访", number="F-last", date="2026-01-05"))
    found = evidence.verify(system, PERSON)
    assert (found["held"], found["changed"], found["missing"], found["untracked"]) == (kept, 0, 0, 0)
    assert verify(system, PERSON)["ok"]
    system.store.close()


def test_a_read_only_medium_is_refused_in_one_line(small_disk: Path) -> None:
    folder = small_disk / "data"
    prepare(folder)
    system = opened(folder)
    system.store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreRefused, match="read_only"):
        upload(opened(folder), 1)
    with pytest.raises(StoreRefused, match="read_only"):
        add(opened(folder), PERSON, RecordFields(type="回访", number="RO", date="2026-01-05"))
