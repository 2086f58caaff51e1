"""`clausetrail doctor`: what holds and what does not, on this machine, with this store."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.desk import Desk, desk_of
from api.cli.failures import FAILED, told
from api.cli.options import AsJson
from api.cli.screen import Screen
from ingestion.fonts import chinese_face
from ingestion.sandbox import limits_in_force
from workflows import first_accounts, queue
from workflows.answers import Json

if TYPE_CHECKING:  # as in desk.py: pydantic is waited for only where settings are read
    from api.settings import Settings

LOW_SPACE = 1 << 30
"""Bytes free below which the disk is told to be nearly full."""


def doctor(ctx: typer.Context, json: AsJson = False) -> None:
    """Check settings, store, key, files, checkpoints and the limits for untrusted files."""
    desk = desk_of(ctx)
    findings = list(_findings(desk))
    answer: Json = {
        "ok": not any(one["severity"] == "error" for one in findings),
        "version": version(),
        "python": platform.python_version(),
        "settings": _settings(desk.settings),
        "findings": findings,
    }
    desk.tell(answer, _shown, json)
    if not answer["ok"]:
        raise typer.Exit(FAILED)


def version() -> str:
    """The version installed."""
    try:
        return metadata.version("clausetrail")
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return "0"


def _settings(settings: Settings) -> Json:
    """All settings as text; secrets stay hidden."""
    return {name: str(value) for name, value in settings.model_dump().items() if value not in (None, "")}


def _findings(desk: Desk) -> Iterator[Json]:
    """Every check, whatever the others found."""
    settings = desk.settings
    checks: tuple[Callable[[], Iterator[Json]], ...] = (
        lambda: _folder(settings.data),
        lambda: _store(desk),
        lambda: _queue(desk),
        lambda: _index(desk),
        _font,
        lambda: _key(settings),
        lambda: _places(settings),
        lambda: _first_accounts(settings.data),
        _limits,
    )
    for check in checks:
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001  one check that cannot be made is a finding, the others go on
            failed = told(error)
            yield _found(failed.code, "error", **failed.params)


def _found(code: str, severity: str, **values: Any) -> Json:
    return {"code": code, "severity": severity, "values": {name: str(value) for name, value in values.items()}}


def _folder(data: Path) -> Iterator[Json]:
    if not data.is_dir():
        yield _found("d_folder_missing", "error", path=data.absolute())
        return
    writable = os.access(data, os.W_OK)
    yield _found("d_folder" if writable else "d_folder_read_only", "ok" if writable else "error", path=data.absolute())
    free = shutil.disk_usage(data).free
    yield _found("d_space", "ok" if free >= LOW_SPACE else "warning", free=f"{free / 2**30:.1f}")


def _store(desk: Desk) -> Iterator[Json]:
    system = desk.system
    with system.reader() as reader:
        size, clock = reader.head().size, reader.setting("clock")
        organisation, operator = reader.setting("organisation"), reader.setting("operator")
        moved = reader.setting("moved_to")
    yield _found("d_store", "ok", organisation=organisation, size=size, operator=operator)
    for name, value in system.store.checks().items():
        wrong = name == "integrity" and value != "ok"
        yield _found("d_check", "error" if wrong else "ok", name=name, value=value)
    if clock == "manual":
        yield _found("d_manual_clock", "warning")
    if moved:
        yield _found("d_moved", "warning", to=moved)
    stray = sum(1 for _ in system.blobs.stray())
    yield _found("d_blobs", "warning" if stray else "ok", count=sum(1 for _ in system.blobs.digests()), stray=stray)


def _queue(desk: Desk) -> Iterator[Json]:
    """Files that wait to be read, and those that were not."""
    counts = queue.counts(desk.system)
    yield _found("d_queue", "warning" if counts["failed"] else "ok", **counts)


def _index(desk: Desk) -> Iterator[Json]:
    """How far the search index has come."""
    facts = desk.system.index.facts() if desk.system.index is not None else {}
    if "seq" in facts:
        yield _found("d_index", "ok", things=facts["entries"], seq=facts["seq"])
    else:
        yield _found("d_index_none", "ok")


def _font() -> Iterator[Json]:
    face = chinese_face()
    yield _found("d_font", "ok", path=face) if face else _found("d_font_missing", "warning")


def _key(settings: Settings) -> Iterator[Json]:
    from api.bootstrap import key_path  # noqa: PLC0415  the engines take 0.4 s, see desk.py

    path = key_path(settings)
    if not path.exists():
        yield _found("d_key_missing", "error", path=path)
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    open_to_others = os.name == "posix" and mode & 0o077
    yield _found(
        "d_key_open" if open_to_others else "d_key", "error" if open_to_others else "ok", path=path, mode=f"{mode:04o}"
    )


def _places(settings: Settings) -> Iterator[Json]:
    place = settings.checkpoints
    if place is None:
        yield _found("d_no_second_place", "warning")
    elif not place.is_dir() or not os.access(place, os.W_OK):
        yield _found("d_second_place_fails", "warning", path=place)
    else:
        yield _found("d_second_place", "ok", path=place, count=sum(1 for _ in place.glob("*.txt")))


def _first_accounts(data: Path) -> Iterator[Json]:
    if names := first_accounts.kept(data):
        yield _found("d_first_accounts", "warning", names=", ".join(names))


def _limits() -> Iterator[Json]:
    for name, held in limits_in_force().items():
        missing = held is False or held in ("none", "no")
        yield _found("d_limit", "warning" if missing else "ok", name=name, value=held)


def _shown(screen: Screen, answer: Json) -> None:
    screen.say("d_version", version=answer["version"], python=answer["python"])
    for one in answer["findings"]:
        mark, style = {"ok": ("✓", ""), "warning": ("!", "yellow"), "error": ("✗", "red")}[one["severity"]]
        code, values = one["code"], one["values"]
        if code.startswith("d_"):
            shown = {**values, "name": screen.words.term("check", values["name"])} if "name" in values else values
            text = screen.phrase(code, **shown)
        else:
            text = f"{screen.words.error(code, values)} [{code}]"
        screen.line(f"{mark} {text}", style)
