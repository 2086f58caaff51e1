"""docs/cli.md and docs/answers.md against the program: every command, option and member is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer

from api.cli.helping import catalog, texts
from api.cli.program import build_app
from tests.api.cli_runner import Shell, link
from tests.rig.source import ROOT

MANUAL = (ROOT / "docs" / "cli.md").read_text("utf-8")
ANSWERS = (ROOT / "docs" / "answers.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, typer.Typer]]:
    """Every command by its words."""
    group = typer.main.get_command(build_app())
    for name, one in getattr(group, "commands", {}).items():
        inner = getattr(one, "commands", None)
        if inner is None:
            yield name, one
        else:
            yield from ((f"{name} {below}", command) for below, command in inner.items())


def row(name: str) -> str:
    """The line of the manual for a command."""
    found = [line for line in MANUAL.splitlines() if re.match(rf"\| `{name}[ `]", line)]
    assert len(found) == 1, name
    return found[0]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda one: one if isinstance(one, str) else "")
def test_the_manual_has_every_command_with_its_options(name: str, command: object) -> None:
    line = row(name)
    for parameter in getattr(command, "params", ()):
        for option in parameter.opts:
            if option.startswith("--") and option not in ("--help", "--json"):
                assert option in line, f"{name} {option}"
    assert str(getattr(command, "help", "")).strip() in line


def test_the_manual_names_no_command_that_is_not_there() -> None:
    known = {name for name, _ in commands()}
    written = re.findall(r"^\| `([a-z]+(?: [a-z]+)?)[ `]", MANUAL.split("## Commands")[1], re.MULTILINE)
    assert set(written) <= known


@pytest.mark.parametrize("name", [name for name, _ in commands() if name not in ("serve", "trail", "coverage")])
def test_answers_are_described_for_every_command(name: str) -> None:
    first, _, second = name.partition(" ")
    assert re.search(rf"`{first}(?:`| )", ANSWERS)
    assert f"`{second}" in ANSWERS or f" {second}" in ANSWERS


def members(answer: object) -> Iterator[str]:
    """Every member's name, but those that are data themselves (states, codes)."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if name not in ("totals", "below"):
                yield from members(value)
            yield name
    elif isinstance(answer, list):
        for one in answer:
            yield from members(one)


def test_every_member_of_trail_and_coverage_is_described(standing_shell: Shell) -> None:
    shell = standing_shell
    link(shell, "QP-1@A/0", "GB/T 1-2011#2.2")
    shell.ask("record", "add", "R-1", "--type", "回访", "--period", "2026-05-01..2026-05-31", "--revision", "QP-1@A/0")
    shell.ask("evidence", "add", shell.file("a.pdf", "x"), "--record", "R-1", "--confirm", "--date", "2026-05-02")
    frame = ("--as-of", "2026-06-30", "--known-at", "2026-06-30T20:00+08:00", "--site", "北京")
    answers = [shell.ask("trail", "GB/T 1-2011", one, *frame) for one in ("2", "2.2")]
    answers.append(shell.ask("coverage", "GB/T 1-2011", *frame))
    described = set(re.findall(r"`([a-z_0-9]+)`", ANSWERS))
    assert {name for answer in answers for name in members(answer)} - described == set()


def test_every_help_text_is_there_in_three_languages_and_none_is_idle() -> None:
    rows = catalog()
    assert all(set(row) == {"en", "zh-Hans", "zh-Hant"} and all(row.values()) for row in rows)
    used = {text for _, name, text in texts(typer.main.get_command(build_app())) if name != "help" or text}
    known = {row["en"] for row in rows}
    assert used - known - {"Show this message and exit."} == set()
    assert known - used == set()


@pytest.mark.parametrize(
    ("language", "word"), [("zh-Hans", "标准号和版本"), ("zh-TW", "標準號和版本"), ("en", "Code and")]
)
def test_help_is_in_the_readers_language(shell: Shell, language: str, word: str) -> None:
    assert word in shell("coverage", "--help", "--lang", language).out
