"""`worker --once`, `jobs` and `evidence reread` from the outside, on real files."""

from __future__ import annotations

import pytest

from tests.api.cli_runner import Shell


def test_files_are_read_listed_and_read_again(standing_shell: Shell) -> None:
    shell = standing_shell
    for name, data in (("回访.txt", "顾客回访记录".encode()), ("坏.docx", b"PK\x03\x04 broken")):
        (shell.folder / name).write_bytes(data)
    before = shell.ask("jobs")["counts"]["queued"]
    rows = shell.ask("evidence", "add", str(shell.folder / "回访.txt"), str(shell.folder / "坏.docx"))["evidence"]
    waiting = shell.ask("jobs", "--state", "queued")
    assert waiting["counts"]["queued"] == before + 2
    assert {one["file_name"] for one in waiting["items"] if "file_name" in one} >= {"回访.txt", "坏.docx"}
    answer = shell.ask("worker", "--once")
    assert answer["done"] is True
    assert (answer["counts"]["queued"], answer["counts"]["failed"]) == (0, 1)
    assert sum(answer["read"].values()) == before + 2
    (failed,) = shell.ask("jobs", "--state", "failed")["items"]
    assert (failed["file_name"], failed["reason"], failed["tries"]) == ("坏.docx", "file_damaged", 1)
    shown = shell.ask("evidence", "show", rows[0]["sha256"][:12])["reading"]
    assert (shown["state"], shown["pages"], shown["characters"]) == ("done", 1, 6)
    assert shell.ask("evidence", "reread", "--failed") == {"queued": 1, "waiting": 0}
    assert shell.ask("evidence", "reread", rows[0]["id"]) == {"queued": 1, "waiting": 0}
    assert shell.ask("worker", "--once")["read"] == {"done": 1, "failed": 1}


def test_people_read_why_a_file_was_not_read(standing_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = standing_shell
    (shell.folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    assert shell("evidence", "add", str(shell.folder / "坏.docx")).status == 0
    assert shell("worker", "--once").status == 0
    monkeypatch.setenv("CLAUSETRAIL_LANGUAGE", "zh-Hant")
    listed = shell("jobs").out
    assert "坏.docx" in listed
    assert "未讀成" in listed
    assert "1" in next(line for line in shell("doctor").out.splitlines() if "未讀成" in line)


def test_what_is_asked_wrongly_is_refused_with_a_code(standing_shell: Shell) -> None:
    assert "[reread_nothing_named]" in standing_shell("evidence", "reread").err
    assert "[job_state_unknown]" in standing_shell("jobs", "--state", "lost").err
    refused = standing_shell("--as", "management", "evidence", "reread", "--all")
    assert (refused.status, "[not_allowed]" in refused.err) == (3, True)
