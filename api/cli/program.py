"""The command line put together: groups in the order of the work, options before any command, failures told."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli import (
    accounts,
    clauses,
    decisions,
    doctor,
    documents,
    evidence,
    ledgers,
    links,
    reading,
    records,
    searching,
    serving,
    setting_up,
    standards,
    stores,
    working,
)
from api.cli.desk import Desk, Given, chosen_language
from api.cli.failures import INTERRUPTED, USAGE, print_error, tell
from api.cli.helping import translate
from graph_schema.errors import ClausetrailError
from workflows.system import System
from workflows.wording import words

_SILENCE = logging.NullHandler()
ANYWHERE = ("--as", "--data", "--store", "--lang")
"""Options of the whole run; people may put them before or after the command."""
BEGIN, WORK, ASK, RUN = "Begin", "Work", "Ask", "Run"
ORDER = (
    *("setup", "demo", "serve", "worker"),
    *("standard", "clause", "document", "submit", "approve", "refuse", "record", "evidence", "link"),
    *("trail", "coverage", "search"),
    *("jobs", "ledger", "account", "store", "doctor", "reindex", "migrate"),
)
EXAMPLES = """Examples:

clausetrail setup --organisation "华清电器" --operator wenkong

clausetrail standard import SBT10382.txt --code "SB/T 10382" --edition 2004

clausetrail trail "SB/T 10382-2004" 5.1 --as-of 2026-06-30

Exit status: 0 done, 1 refused or found wrong, 2 not understood, 3 not allowed, 130 interrupted."""


class Manual(TyperGroup):
    """The commands in the order of the work, not commands first and groups after."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of ORDER."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


def build_app() -> typer.Typer:
    """The typer application, made anew for each run."""
    app = typer.Typer(
        name="clausetrail",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        cls=Manual,
        epilog=EXAMPLES,
    )
    app.callback()(_options)
    for name, command, panel in (
        ("setup", setting_up.set_up, BEGIN),
        ("demo", serving.demo, BEGIN),
        ("serve", serving.serve, BEGIN),
        ("worker", working.worker, BEGIN),
    ):
        app.command(name, rich_help_panel=panel)(command)
    for name, group, panel in (
        ("standard", standards.app, WORK),
        ("clause", clauses.app, WORK),
        ("document", documents.app, WORK),
        ("record", records.app, WORK),
        ("evidence", evidence.app, WORK),
        ("link", links.app, WORK),
    ):
        app.add_typer(group, name=name, rich_help_panel=panel)
    for name, decide, epilog in (
        ("submit", decisions.submit, decisions.SUBMIT),
        ("approve", decisions.approve, decisions.APPROVE),
        ("refuse", decisions.refuse, decisions.REFUSE),
    ):
        app.command(name, rich_help_panel=WORK, epilog=epilog)(decide)
    app.command("trail", rich_help_panel=ASK, epilog=_TRAIL)(reading.trail)
    app.command("coverage", rich_help_panel=ASK, epilog=_COVERAGE)(reading.coverage)
    app.command("search", rich_help_panel=ASK, epilog=_SEARCH)(searching.search)
    for name, group, panel in (
        ("ledger", ledgers.app, RUN),
        ("account", accounts.app, RUN),
        ("store", stores.app, RUN),
    ):
        app.add_typer(group, name=name, rich_help_panel=panel)
    app.command("jobs", rich_help_panel=RUN)(working.jobs)
    app.command("doctor", rich_help_panel=RUN)(doctor.doctor)
    app.command("reindex", rich_help_panel=RUN)(searching.reindex)
    app.command("migrate", rich_help_panel=RUN)(setting_up.migrate)
    return app


_TRAIL = 'Example: clausetrail trail "GB/T 27922-2011" 5.1.4.1 --as-of 2026-06-30 --period 2026-01-01..2026-06-30'
_SEARCH = 'Examples: clausetrail search 回访 记录\n\nclausetrail search "服务质量" kind:evidence date:2026-05 --limit 5'
_COVERAGE = 'Example: clausetrail coverage "GB/T 27922-2011" --known-at 2026-06-30T18:00'


def _version(value: bool) -> None:
    if value:
        print(f"clausetrail {doctor.version()}")
        raise typer.Exit()


def _options(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who acts; default the operator named at set-up.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="The data folder (CLAUSETRAIL_DATA).")
    ] = None,
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="The store (CLAUSETRAIL_STORE).")] = None,
    language: Annotated[
        str | None, typer.Option("--lang", metavar="LANG", help="zh-Hans, zh-Hant or en; default by the locale.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """From any clause of any standard to the procedure, records and files that prove it, on any date."""
    del version
    desk = ctx.obj
    desk.given = Given(name, data, store, language)


def main(argv: Sequence[str] | None = None, system: System | None = None) -> int:
    """Run one command; the exit status. `system`: one already opened, instead of the settings'."""
    arguments = hoisted(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    _speak_utf8()
    _quiet_libraries()
    desk = Desk(opened=system)
    try:
        return _run(arguments, desk)
    except typer.TyperException as error:  # what click could not understand
        return _usage(error, as_json)
    except typer.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  the one place where every failure gets its words
        return tell(error, words(_language(desk.given.language)), as_json)
    finally:
        with contextlib.suppress(ClausetrailError, OSError):  # what was written is durable already
            desk.close()


def _run(arguments: list[str], desk: Desk) -> int:
    command = typer.main.get_command(build_app())
    if {"--help", "-h"} & set(arguments) or len(arguments) < 3:  # nobody else reads it
        translate(command, _language(_asked_language(arguments)))
    result: Any = command.main(args=arguments, prog_name="clausetrail", standalone_mode=False, obj=desk)
    sys.stdout.flush()
    return result if isinstance(result, int) else 0


def hoisted(given: Sequence[str]) -> list[str]:
    """The arguments with the options of the whole run before the command, wherever they were typed."""
    first: list[str] = []
    rest: list[str] = []
    waiting = list(given)
    while waiting:
        one = waiting.pop(0)
        if one == "--":
            rest += [one, *waiting]
            break
        if one in ANYWHERE and waiting:
            first += [one, waiting.pop(0)]
        elif one.partition("=")[0] in ANYWHERE:
            first.append(one)
        else:
            rest.append(one)
    return first + rest


def _usage(error: typer.TyperException, as_json: bool) -> int:
    from typer.rich_utils import rich_format_error  # noqa: PLC0415  needed for a slip only

    if type(error).__name__ != "NoArgsIsHelpError":
        rich_format_error(error)  # type: ignore[arg-type]  # every such error is one of click's
        if as_json:
            print_error("usage", error.format_message(), {})
    return USAGE


def _asked_language(arguments: Sequence[str]) -> str | None:
    """What `--lang` says, before anything is understood."""
    for one, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if one == "--lang":
            return following
        if one.startswith("--lang="):
            return one.partition("=")[2]
    return None


def _language(asked: str | None) -> str:
    """The language to speak, whatever was asked for."""
    try:
        return chosen_language(asked)
    except ClausetrailError:
        return "en"


def _quiet_libraries() -> None:
    """Our own warnings reach the terminal; what libraries log on the way to an error we word ourselves does not."""
    if logging.lastResort is not None:
        logging.getLogger("clausetrail").addHandler(logging.lastResort)
    if not os.environ.get("CLAUSETRAIL_DEBUG"):
        logging.getLogger().addHandler(_SILENCE)


def _speak_utf8() -> None:
    """Output is UTF-8 whatever the machine's code page; a terminal that cannot show a character shows its number."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
