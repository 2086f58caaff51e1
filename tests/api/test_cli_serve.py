"""`clausetrail serve` as a process: it says where it listens, answers, and ends in order when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from api.bootstrap import build
from api.cli.serving import one_round
from api.settings import load
from tests.api.cli_runner import Shell
from tests.rig.source import ROOT
from workflows import accounts


@pytest.fixture
def server(standing_shell: Shell) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    process = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)
        assert process.stderr is not None
        process.stderr.close()


def address(process: subprocess.Popen[str]) -> str:
    """The address it prints once it can be reached."""
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "http://" in line, line
    return next(word for word in line.split() if word.startswith("http://"))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_ends_in_order(
    server: subprocess.Popen[str], standing_shell: Shell, told: signal.Signals
) -> None:
    url = address(server)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}api/v1/standards", timeout=30)
    assert refused.value.code == 401
    refused.value.close()
    server.send_signal(told)
    assert server.wait(timeout=60) == 0
    journal = standing_shell.folder / "data" / "clausetrail.db-wal"
    assert not journal.exists(), "the last one to leave closes the store"


def test_a_store_that_is_not_there_is_refused_before_anything_listens(shell: Shell) -> None:
    result = shell("serve", "--port", "0")
    assert result.status == 1
    assert "[store_missing]" in result.err


def test_chores_forget_first_passwords_changed_elsewhere(standing_shell: Shell) -> None:
    shell = standing_shell
    kept = shell.folder / "data" / "first-accounts.txt"
    settings = load()
    system = build(settings)
    try:
        one_round(system, settings)
        assert "auditor\t" in kept.read_text("utf-8")
        auditor = accounts.claimed(system, "auditor", "root")
        accounts.set_password(system, auditor, "auditor", "a new long password")
        one_round(system, settings)
        assert "auditor\t" not in kept.read_text("utf-8")
        assert "tester\t" in kept.read_text("utf-8")
    finally:
        system.store.close()


def test_chores_publish_a_checkpoint_that_is_due(standing_shell: Shell, english: pytest.MonkeyPatch) -> None:
    english.setenv("CLAUSETRAIL_CLOCK", "2026-06-30T12:06:00+08:00")
    english.setenv("CLAUSETRAIL_CHECKPOINTS", str(standing_shell.folder / "elsewhere"))
    settings = load()
    system = build(settings)
    try:
        one_round(system, settings)
    finally:
        system.store.close()
    notes = list((standing_shell.folder / "elsewhere").glob("*.txt"))
    size = len(standing_shell.ask("ledger", "list", "--limit", "1000")["items"])
    assert [note.read_text("utf-8").split("\n")[1] for note in notes] == [str(size)]
