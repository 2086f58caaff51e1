"""`clausetrail serve` and `demo`: the pages and the API on this machine; a sample to look at."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.desk import Desk, desk_of, operating_user, print_json
from api.cli.options import AsJson
from api.cli.progress import told
from api.cli.screen import Screen
from api.cli.setting_up import make_store, show_accounts
from graph_schema.errors import ClausetrailError, Conflict
from workflows import chores, first_accounts
from workflows.answers import Json
from workflows.system import System

if TYPE_CHECKING:  # as in desk.py: pydantic is waited for only where settings are read
    from api.settings import Settings

CHORES_SECONDS = 30
GRACE_SECONDS = 15
"""How long requests under way may take to end once the server is told to stop."""
APPLICATION = "api.asgi:app"
_log = logging.getLogger("clausetrail.serve")


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="The port; default 8000.", min=0, max=65535)] = None,
) -> None:
    """Serve the pages and the API until interrupted."""
    import uvicorn  # noqa: PLC0415  the server takes 0.3 s, which no other command must wait for

    from api.protocol import LimitedProtocol  # noqa: PLC0415  as above

    desk = desk_of(ctx)
    settings = desk.settings
    host, port = host or settings.host, settings.port if port is None else port
    system = desk.system  # refuses a store that is not there, is damaged or of another version before anything listens
    _for_the_application(settings, host, port)
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        http=LimitedProtocol,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    # The server finishes its requests, then gives the signal on: as an interrupt it ends this command and nothing else.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _listening(host, port, config.backlog) as listening, chores_beside(system, settings):
        bound = listening.getsockname()[1]
        desk.note("serving", url=f"http://{f'[{host}]' if ':' in host else host}:{bound}/")
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(1)


def _listening(host: str, port: int, backlog: int) -> socket.socket:
    """The socket, listening: from here on a client waits instead of being refused. OSError where it cannot be had
    (the server's own way to bind ends the program by itself, in its own words)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=backlog)
    # Connections inherit it. asyncio sets it only on sockets that name their protocol, which this one does not: each
    # answer in two writes would wait 40 ms for the client's delayed acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _for_the_application(settings: Settings, host: str, port: int) -> None:
    """The application reads its settings itself: what was given on this command line goes to it by environment."""
    os.environ["CLAUSETRAIL_DATA"] = str(settings.data)
    os.environ["CLAUSETRAIL_STORE"] = settings.store
    os.environ["CLAUSETRAIL_HOST"], os.environ["CLAUSETRAIL_PORT"] = host, str(port)


@contextmanager
def chores_beside(system: System, settings: Settings, scan: bool = False) -> Iterator[None]:
    """While something runs: due checkpoints go out, uploads broken off are swept, changed first passwords go; with
    `scan` the regular scan of all files too."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(CHORES_SECONDS):
            one_round(system, settings, scan)

    thread = threading.Thread(target=work, name="chores", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=10)


def one_round(system: System, settings: Settings, scan: bool = False) -> Json:
    """One round of chores. One that fails is told and tried again in the next; it never blocks a change."""
    try:
        chores.light(system)
        _forget_changed(system, settings)
        scanned = chores.scan_if_due(system) if scan else None
    except (ClausetrailError, OSError):
        _log.exception("chores_failed")
        return {"done": False}
    return {"done": True, **({"scanned": scanned} if scanned else {})}


def _forget_changed(system: System, settings: Settings) -> None:
    """First passwords that were changed, by whichever way, are no longer kept."""
    if kept := first_accounts.kept(settings.data):
        with system.reader() as reader:
            found = [reader.account(name) for name in kept]
        still = {one.name for one in found if one is not None and one.initial_password}
        first_accounts.forget(settings.data, lambda name: name not in still)


def demo(
    ctx: typer.Context,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where the store holds something.")] = False,
    json: AsJson = False,
) -> None:
    """Fill an empty store with a sample organisation; it keeps a demonstration clock for ever."""
    from workflows.sample.load import load_sample  # noqa: PLC0415  it draws pictures and writes Word files: 0.5 s

    desk = desk_of(ctx)
    try:
        make_store(desk, "manual", "Asia/Shanghai")
    except Conflict as error:
        if not if_empty or error.code != "store_not_empty":
            raise
        desk.note("demo_kept")
        _remind(desk)
        if json:
            print_json({"unchanged": True})
        return
    with told("p_sample", desk.screen) as show:
        answer = load_sample(
            desk.system,
            lambda done, total: show("p_sample", done, total),
            operating_user(),
            lambda founded: _keep(desk, founded),
        )
    desk.tell(answer, lambda screen, told: _loaded(screen, told, _address(desk.settings)), json)


def _keep(desk: Desk, founded: Json) -> None:
    """First passwords are on disk before anything else is loaded."""
    first_accounts.write(desk.settings.data, founded["accounts"])


def _address(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _remind(desk: Desk) -> None:
    """Where first passwords that are still good can be read again."""
    if first_accounts.kept(desk.settings.data):
        desk.note("accounts_kept", name=desk.settings.data / first_accounts.NAME)


def _loaded(screen: Screen, answer: Json, address: str) -> None:
    screen.say("demo_loaded")
    show_accounts(screen, answer)
    screen.say("accounts_kept", name=first_accounts.NAME)
    trail = answer["trail"]
    screen.say("demo_trail", name=f"{trail['standard']} {trail['clause']}", url=f"{address}{trail['path']}")
