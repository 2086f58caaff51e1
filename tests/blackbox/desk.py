"""A person at the command line: every question and every change goes through `clausetrail ...`, nothing else."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

STANDARD = "T/QY 1-2020"
TEXT = """1 范围
本标准规定了服务的要求。
2 管理
2.1 组织应建立文件化的程序。
2.2 组织应保持回访的记录。
2.3 组织应开展服务。
2.4 组织应建立文件化的程序，并保持记录。
2.5 组织应建立文件化的程序，并对其进行评审。
2.6 组织应对服务进行评审。
3 服务
3.1 组织应提供服务。
3.1.1 组织应保持维修的记录。
3.1.2 组织应按时上门。
"""
"""2.1 asks a procedure, 2.2 a record, 2.3 nothing in particular, 2.4 both, 2.5 a procedure and a review, 2.6 a review;
3.1 has numbered rows below and states nothing of its own; 3.1.1 asks a record, 3.1.2 nothing in particular."""

TOLD = ("--decision", "令 1", "--decider", "王经理", "--reason", "已执行", "--proof", "柜 3")


@dataclass
class Desk:
    """Commands on one data folder, at the time told."""

    folder: Path
    patch: pytest.MonkeyPatch

    def at(self, moment: str) -> None:
        """Set the clock: a date is noon of that day in Shanghai, else an instant."""
        self.patch.setenv("CLAUSETRAIL_CLOCK", moment if "T" in moment else f"{moment}T12:00:00+08:00")

    def run(self, *arguments: object) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([str(one) for one in arguments])
        return status, out.getvalue(), err.getvalue()

    def ask(self, *arguments: object) -> Any:
        """The document of a command that must end well."""
        status, out, err = self.run(*arguments, "--json")
        assert status == 0, f"{arguments}: {err}"
        return json.loads(out)

    def refused(self, *arguments: object) -> str:
        """The code of a command that must be refused, in one line, with nothing written."""
        before = self.size()
        status, out, err = self.run(*arguments, "--json")
        assert status in (1, 2, 3), f"{arguments} was not refused: {out}"
        error = json.loads(out)["error"]
        if error["code"] != "usage":
            lines = [
                line for line in err.splitlines() if line.startswith("clausetrail: ")
            ]  # a preview may stand before
            assert len(lines) == 1, err
            assert err.strip().endswith(lines[0])
            assert lines[0].endswith(f"[{error['code']}]")
        assert self.size() == before
        return str(error["code"])

    def size(self) -> int:
        """How many entries the ledger has; -1 where nothing is set up."""
        status, out, _ = self.run("ledger", "list", "--start", 0, "--limit", 100000, "--json")
        return len(json.loads(out)["items"]) if status == 0 else -1

    def file(self, name: str, content: str | bytes) -> Path:
        """A file to give to a command."""
        path = self.folder / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def standard(self, text: str, code: str, edition: str, *more: str) -> Any:
        """Import a text."""
        source = self.file("standard.txt", text)
        return self.ask("standard", "import", source, "--code", code, "--edition", edition, *more)

    def adopt(self, number: str, label: str, since: str, *more: str) -> Any:
        """Adopt a revision with everything that has to be told."""
        return self.ask("document", "adopt", number, label, "--effective-from", since, *TOLD, *more)

    def document(self, number: str, label: str, since: str, *clauses: str, kind: str = "procedure") -> None:
        """A document whose first revision is in force and satisfies clauses."""
        self.ask(
            "document", "add", number, label, self.file("d.txt", number + label), "--type", kind, "--title", number
        )
        self.adopt(number, label, since)
        for clause in clauses:
            self.link(f"{number}@{label}", clause)

    def revision(self, number: str, label: str, since: str, *more: str) -> Any:
        """A further revision in force; carried proposals wait unless named."""
        self.ask("document", "revise", number, label, self.file("d.txt", number + label))
        return self.adopt(number, label, since, *more)

    def propose(self, start: str, end: str, *more: str) -> str:
        """The id of a proposal; a clause may be given by its number alone."""
        end = f"clause:{STANDARD}#{end}" if end[:1].isdigit() else end
        return str(self.ask("link", "propose", start, end, *more)["id"])

    def link(self, start: str, end: str, *more: str) -> str:
        """The id of a link proposed and confirmed."""
        made = self.propose(start, end, *more)
        self.ask("link", "confirm", made)
        return made

    def record(self, number: str, date: str, *more: str, files: int = 1) -> None:
        """A record of a day with files of its own."""
        when = ("--period", date) if ".." in date else ("--date", date)
        self.ask("record", "add", number, "--type", "单", *when, *more)
        if files:
            names = [self.file(f"{number}-{one}.txt", f"{number} {one}") for one in range(files)]
            self.ask("evidence", "add", *names, "--record", number, "--confirm")

    def trail(self, clause: str, *more: str, standard: str = STANDARD) -> Any:
        """The trail document."""
        return self.ask("trail", standard, clause, *more)

    def coverage(self, *more: str, standard: str = STANDARD) -> Any:
        """The coverage document."""
        return self.ask("coverage", standard, *more)

    def links(self, *more: str) -> list[tuple[str, str, str]]:
        """(from, to, state) of the links asked for."""
        found = self.ask("link", "list", *more)["items"]
        return [(name(one["from"]), name(one["to"]), one["state"]) for one in found]


def name(thing: Any) -> str:
    """What people call a thing that stands in brief in an answer."""
    match thing["kind"]:
        case "revision":
            return f"{thing['number']}@{thing['label']}"
        case "evidence":
            return str(thing.get("name", thing["file_name"]))
        case "standard":
            return f"{thing['code']}-{thing['edition']}"
        case "clause" | "document" | "record":
            return str(thing.get("number", thing["id"]))
        case _:
            return f"link {thing['id']}"


def records(found: Any) -> list[str]:
    """The records of a chain, or the direct ones, by number."""
    return [name(one["record"]) for one in found]


def chains(trail: Any) -> list[tuple[str, str | None, list[str]]]:
    """(document, label of the revision in force with a working link, records) of each chain."""
    return [
        (one["document"]["number"], one["revision"]["label"] if "revision" in one else None, records(one["records"]))
        for one in trail["chains"]
    ]


def met(trail: Any) -> dict[str, str]:
    """{obligation asked: met}."""
    return {one["kind"]: one["met"] for one in trail["obligations"] if one["asked"]}


def gaps(trail: Any) -> list[str]:
    return [one["kind"] for one in trail["gaps"]]


def issues(trail: Any) -> dict[str, list[str]]:
    """{code: names of its subjects}."""
    found: dict[str, list[str]] = {}
    for one in trail["issues"]:
        found.setdefault(one["code"], []).extend(name(subject) for subject in one["subjects"])
    return found


def row(coverage: Any, number: str) -> Any:
    """One clause's row of a coverage document."""
    return next(one for one in coverage["clauses"] if one["number"] == number)
