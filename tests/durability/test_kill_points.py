"""R04: a kill at any step of a change leaves the change and its entry both there or both absent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill points need fork and SIGKILL")

DONE = {
    "confirm": ("link:confirmed", "confirmed", 1, 0),
    "adopt": ("revision:adopted", "adopted", True, False),
    "submit": ("revision:submitted", "submitted", True, False),
    "approve": ("revision:approved", "decided", "approved", ""),
    "refuse": ("revision:refused", "decided", "refused", ""),
    "upload": ("evidence:added", "evidence", 1, 0),
}


def killed(scenario: str, folder: Path, every: int) -> list[dict[str, Any]]:
    """What every run left behind; the last one was not killed."""
    command = [sys.executable, "-m", "tests.durability.kill_points", scenario, str(folder), str(every)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["status"] for line in lines[:-1]} == {signal.SIGKILL}
    assert not lines[-1]["killed"]
    return lines


def check_whole(scenario: str, lines: list[dict[str, Any]]) -> None:
    """Every run left a ledger that verifies, the change with its entry or neither, and a job for each file it has."""
    action, field, after, before = DONE[scenario]
    assert all(line["ok"] and line["whole"] and line["asked"] and not line.get("left") for line in lines)
    for line in lines:
        assert line[field] == (after if line["last"] == action else before), line
    assert lines[-1]["last"] == action
    assert {line[field] for line in lines} == {after, before}


@pytest.mark.parametrize(
    ("scenario", "every"),
    [("confirm", 9), ("adopt", 13), ("upload", 9), ("submit", 13), ("approve", 17), ("refuse", 17)],
)
def test_r04_a_kill_leaves_change_and_entry_agreeing(scenario: str, every: int, tmp_path: Path) -> None:
    check_whole(scenario, killed(scenario, tmp_path, every))


@pytest.mark.long
@pytest.mark.parametrize("scenario", ["confirm", "adopt", "upload", "submit", "approve", "refuse"])
def test_r04_a_kill_at_every_single_step(scenario: str, tmp_path: Path) -> None:
    check_whole(scenario, killed(scenario, tmp_path, 1))


def test_r04_a_kill_while_copying_leaves_the_source_whole(tmp_path: Path) -> None:
    lines = killed("copy", tmp_path, 23)
    assert all(line["ok"] for line in lines)
    assert lines[-1]["moved"]
    assert not lines[0]["moved"]
