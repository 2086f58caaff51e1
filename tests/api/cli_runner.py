"""The command line run in this process on a store in a temporary folder."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.cli import main


@dataclass
class Result:
    """What a run left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass
class Shell:
    """`clausetrail ...` with a data folder beside the files it is given."""

    folder: Path

    def __call__(self, *arguments: object) -> Result:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([str(one) for one in arguments])
        return Result(status, out.getvalue(), err.getvalue())

    def ask(self, *arguments: object) -> Any:
        """The document of a run that must end well."""
        result = self(*arguments, "--json")
        assert result.status == 0, result.err
        return result.document

    def file(self, name: str, text: str) -> Path:
        """A file to give to a command."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


STANDARD = """1 范围
本标准规定了服务要求。
2 服务管理
2.1 组织应建立文件化的程序。
2.2 组织应保持回访的记录。
2.3 组织应开展服务。
"""
"""Four numbered rows in own words: 2.1 asks a procedure, 2.2 a record, 2.3 nothing in particular."""


def standing(shell: Shell) -> None:
    """A store with an edition, a document in force since 2024 linked to 2.1, a record and its file."""
    shell.ask("setup", "--organisation", "试验公司", "--clock", "manual", "--operator", "tester")
    source = shell.file("standard.txt", STANDARD)
    shell.ask("standard", "import", source, "--code", "GB/T 1", "--edition", "2011")
    shell.ask("document", "add", "QP-1", "A/0", shell.file("a.txt", "A"), "--title", "回访程序")
    adopt(shell, "A/0", "2024-01-01")
    link(shell, "QP-1@A/0", "GB/T 1-2011#2.1")


def adopt(shell: Shell, label: str, since: str, *more: str) -> Any:
    """Adopt a revision of QP-1 with everything that has to be told."""
    told = ("--decision", "令 1", "--decider", "王经理", "--reason", "已执行", "--proof", "柜 3")
    return shell.ask("document", "adopt", "QP-1", label, "--effective-from", since, *told, *more)


def link(shell: Shell, start: str, end: str) -> str:
    """Propose and confirm; the link's id."""
    made: str = shell.ask("link", "propose", start, end)["id"]
    shell.ask("link", "confirm", made)
    return made
