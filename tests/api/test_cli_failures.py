"""Bad input at the command line: one worded line with a code, the right status, nothing half-written, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli.program import hoisted, main
from tests.api.cli_runner import Shell
from tests.rig.source import ROOT

EARLIER = "2026-06-30"


def failed(shell: Shell, code: str, *arguments: object, status: int = 1) -> None:
    """The run is refused with that code, in one line and as JSON, and writes nothing."""
    size = entries(shell)
    result = shell(*arguments)
    assert result.status == status, result.out + result.err
    assert result.err.count("\n") == 1
    assert result.err.startswith("clausetrail: ")
    assert result.err.rstrip().endswith(f"[{code}]")
    assert "{" not in result.err
    as_json = shell(*arguments, "--json")
    assert as_json.document["error"]["code"] == code
    assert set(as_json.document["error"]) == {"code", "message", "params"}
    assert entries(shell) == size


def entries(shell: Shell) -> int:
    result = shell("ledger", "list", "--limit", "10000", "--json")
    return len(result.document["items"]) if result.status == 0 else -1


def test_without_a_store_it_says_how_to_get_one(shell: Shell) -> None:
    failed(shell, "store_missing", "document", "list")
    assert "setup" in shell("document", "list").err
    assert not (shell.folder / "data").exists()


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("standard_unknown", ["trail", "GB/T 9", "1"]),
        ("reference_unknown", ["trail", "GB/T 1-2011", "9.9"]),
        ("date_invalid", ["trail", "GB/T 1-2011", "2.1", "--as-of", "2026-02-30"]),
        ("period_invalid", ["coverage", "GB/T 1-2011", "--period", "2026"]),
        ("known_at_unknown", ["coverage", "GB/T 1-2011", "--known-at", "seq:9999"]),
        ("record_in_future", ["record", "add", "--type", "x", "--date", "2026-07-01"]),
        ("date_and_period", ["record", "add", "--type", "x", "--date", EARLIER, "--period", "2026-01-01..2026-01-02"]),
        ("field_missing", ["record", "add", "--type", "x"]),
        ("link_ends", ["link", "propose", "records", "QP-1@A/0", "GB/T 1-2011#2.1"]),
        ("link_exists", ["link", "propose", "QP-1@A/0", "GB/T 1-2011#2.1"]),
        ("link_unknown", ["link", "confirm", "0197a5c0-0000-7000-8000-000000000000"]),
        ("account_unknown", ["document", "list", "--as", "nobody"]),
        ("role_unknown", ["account", "add", "x", "--role", "king"]),
        ("file_not_found", ["evidence", "add", "no-such-file.pdf"]),
        ("file_is_folder", ["evidence", "add", "."]),
        ("store_not_empty", ["setup"]),
        ("store_url_invalid", ["document", "list", "--store", "ftp://x/y"]),
        ("store_url_invalid", ["document", "list", "--store", "sqlite:relative.db"]),
        ("reason_needed", ["record", "correct", "x", "--reason", " "]),
        ("field_missing", ["standard", "import", "--template", "gbt27922", "--code", "", "--edition", " "]),
    ],
)
def test_bad_input_is_refused_with_a_code(standing_shell: Shell, code: str, arguments: list[str]) -> None:
    failed(standing_shell, code, *arguments)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "file_empty"),
        ("binary.txt", bytes(range(256)) * 40, "file_is_binary"),
        ("prose.txt", "没有任何编号的文字。\n又一行。\n".encode(), "no_numbering"),
    ],
)
def test_a_text_that_is_no_standard_is_refused(standing_shell: Shell, name: str, content: bytes, code: str) -> None:
    path = standing_shell.folder / name
    path.write_bytes(content)
    result = standing_shell("standard", "import", path, "--code", "X", "--edition", "1", "--json")
    assert result.status == 1
    assert result.document["error"]["code"] == code
    assert len(standing_shell.ask("standard", "list")["items"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [["frob"], ["record", "add"], ["link", "propose", "one"], ["ledger", "prove"], ["standard", "import"], ["trail"]],
)
def test_what_is_not_understood_ends_with_status_2(standing_shell: Shell, arguments: list[str]) -> None:
    result = standing_shell(*arguments, "--json")
    assert result.status == 2
    assert result.document["error"]["code"] == "usage"
    assert result.err


def test_an_error_nobody_expected_shows_no_traceback_but_says_how_to_see_it(
    standing_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("workflows.documents.listed", broken)
    result = standing_shell("document", "list")
    assert result.status == 1
    assert "[internal_error]" in result.err
    assert "CLAUSETRAIL_DEBUG" in result.err
    assert "Traceback" not in result.err
    assert "secret" not in result.err
    monkeypatch.setenv("CLAUSETRAIL_DEBUG", "1")
    assert "Traceback" in standing_shell("document", "list").err


def test_a_bad_setting_is_told_by_name(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSETRAIL_PORT", "many")
    result = shell("document", "list", "--json")
    assert result.document["error"]["code"] == "setting_invalid"
    assert result.document["error"]["params"]["name"] == "port"


@pytest.mark.parametrize(("tag", "word"), [("zh-Hans", "没有"), ("zh_TW.UTF-8", "沒有"), ("en", "No standard")])
def test_errors_speak_the_readers_language(standing_shell: Shell, tag: str, word: str) -> None:
    assert word in standing_shell("trail", "GB/T 9", "1", "--lang", tag).err


def test_a_language_nobody_speaks_is_refused(standing_shell: Shell) -> None:
    result = standing_shell("document", "list", "--lang", "tlh")
    assert "[language_unknown]" in result.err


def test_control_characters_of_a_title_never_reach_the_terminal(standing_shell: Shell) -> None:
    standing_shell.ask("record", "add", "R-1", "--type", "x", "--date", EARLIER, "--title", "a\x1b[31mred\u202e")
    shown = standing_shell("record", "show", "R-1").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_options_of_the_run_stand_anywhere() -> None:
    given = ["trail", "X", "--as", "li", "1", "--as-of", "2026-01-01", "--data=/d", "--", "--lang", "x"]
    assert hoisted(given) == [
        "--as",
        "li",
        "--data=/d",
        "trail",
        "X",
        "1",
        "--as-of",
        "2026-01-01",
        "--",
        "--lang",
        "x",
    ]


def command(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """A program run from the repository's root; its exit status is the caller's to judge."""
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_help_reads_like_a_manual_and_waits_for_no_engine() -> None:
    heavy = ("pydantic", "neo4j", "apsw", "fastapi", "uvicorn")
    code = f"import sys, api.cli; print([name for name in {heavy} if name in sys.modules])"
    assert command([sys.executable, "-c", code]).stdout.strip() == "[]"
    started = time.monotonic()
    shown = command([sys.executable, "-m", "api.cli", "--help"])
    assert time.monotonic() - started < 10  # a hang; the speed itself is a matter of what is imported, above
    assert shown.returncode == 0
    places = [
        shown.stdout.index(f"│ {name} ") for name in ("setup", "standard", "evidence", "trail", "ledger", "migrate")
    ]
    assert places == sorted(places)
    assert "Examples:" in shown.stdout


def test_output_cut_off_by_its_reader_is_no_failure_to_shout_about(standing_shell: Shell) -> None:
    ended = command(["bash", "-c", f"{sys.executable} -m api.cli ledger export | head -c 1 >/dev/null"])
    assert "Traceback" not in ended.stderr
    assert "internal_error" not in ended.stderr


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    for path in commands():
        assert main([*path, "--help"]) == 0
        shown = capsys.readouterr().out
        assert "Usage: clausetrail" in shown


def commands() -> list[list[str]]:
    """Every command by its path, as the program registers them."""
    import typer  # noqa: PLC0415  only this walk needs it

    from api.cli.program import build_app  # noqa: PLC0415  as above

    group = typer.main.get_command(build_app())
    found: list[list[str]] = []
    for name, one in getattr(group, "commands", {}).items():
        inner = getattr(one, "commands", None)
        found += [[name, below] for below in inner] if inner else [[name]]
    return found


def test_every_command_but_serve_answers_with_json() -> None:
    import typer  # noqa: PLC0415  as above

    from api.cli.program import build_app  # noqa: PLC0415  as above

    group = typer.main.get_command(build_app())
    without = []
    for path in commands():
        one = group
        for name in path:
            one = getattr(one, "commands", {})[name]
        if "--json" not in [option for parameter in one.params for option in parameter.opts]:
            without.append(path)
    assert without == [["serve"]]


def test_interrupted_it_ends_cleanly(standing_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workflows.documents.listed", interrupted)
    result = standing_shell("document", "list")
    assert result.status == 130
    assert "Traceback" not in result.err


def test_json_is_one_document_and_messages_go_elsewhere(shell: Shell, tmp_path: Path) -> None:
    result = shell("setup", "--json")
    assert json.loads(result.out)["organisation"]
    assert "CLAUSETRAIL_CHECKPOINTS" in result.err
