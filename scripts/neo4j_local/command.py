"""The commands of neo4j_server.py: a real Neo4j server for tests, trials and `make run STORE=neo4j`.

A server given by CLAUSETRAIL_NEO4J_URI (with _USER and _PASSWORD) comes first; else the service of
docker-compose.yml where a Docker engine runs; else Neo4j Community from Maven on the local JDK. NEO4J_VERSION selects
another release than the LTS; each release has its own server and state folder. Exit codes: 0 done, 1 failed,
2 wrong usage, 3 no server (to be had) here.
"""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.neo4j_local import artifacts, compose, embedded, wiping
from scripts.neo4j_local.bolt import Session
from scripts.neo4j_local.problems import Neo4jProblem, NotAvailable
from scripts.neo4j_local.state import USER, Server, StateFolder

_ROOT: Final = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Account:
    """Where a server is and how to log in."""

    uri: str
    user: str
    password: str


def given(environment: Mapping[str, str]) -> Account | None:
    """The server the environment names, or `None`; an address without a password is refused."""
    uri = environment.get("CLAUSETRAIL_NEO4J_URI", "").strip()
    if not uri:
        return None
    password = environment.get("CLAUSETRAIL_NEO4J_PASSWORD", "")
    if not password:
        raise Neo4jProblem("CLAUSETRAIL_NEO4J_URI is set without CLAUSETRAIL_NEO4J_PASSWORD")
    return Account(uri, environment.get("CLAUSETRAIL_NEO4J_USER") or USER, password)


def _version_of(account: Account) -> str:
    with Session(account.uri, account.user, account.password) as session:
        return session.server


def _running(folder: StateFolder) -> Server | None:
    server = folder.read()
    return server if server is not None and server.answers() else None


def _account(folder: StateFolder, chosen: Account | None) -> Account:
    """The given server or the running one; `NotAvailable` when there is neither."""
    if chosen is not None:
        return chosen
    server = _running(folder)
    if server is None:
        raise NotAvailable("no Neo4j server runs here: python scripts/neo4j_server.py start")
    return Account(server.uri, server.user, server.password)


def start(folder: StateFolder, chosen: Account | None, version: str, *, quiet: bool) -> None:
    """Make sure a server answers; one that does is left as it is."""
    if chosen is not None:
        print(f"Neo4j: the given server {chosen.uri} answers ({_version_of(chosen)})")
        return
    with folder.lock():
        server = _running(folder)
        if server is not None:
            if not quiet:
                print(f"Neo4j: {server.version} already runs at {server.uri}")
            return
        _stop_remembered(folder)
        server = _launch(folder, version)
        print(f"Neo4j: {server.version} runs at {server.uri} ({server.how})")


def _launch(folder: StateFolder, version: str) -> Server:
    if compose.is_usable():
        try:
            server = compose.start(version)
        except NotAvailable as problem:
            print(f"Neo4j: {problem}; trying the local JDK", file=sys.stderr)
        else:
            folder.write(server)
            return server
    try:
        return embedded.start(folder, version)
    except NotAvailable as problem:
        raise NotAvailable(f"{problem}; or start Docker; or name a server in CLAUSETRAIL_NEO4J_URI") from problem


def stop(folder: StateFolder, chosen: Account | None) -> None:
    """End the server this rig started and remove its data; a given one is left alone."""
    with folder.lock():
        if _stop_remembered(folder):
            print("Neo4j: stopped, its data removed")
        elif chosen is not None:
            print(f"Neo4j: the given server {chosen.uri} is left alone")
        else:
            print("Neo4j: no server runs here")


def _stop_remembered(folder: StateFolder) -> bool:
    server = folder.read()
    if server is not None:
        (compose if server.how == "compose" else embedded).stop(server)
    folder.forget()
    return server is not None


def env(account: Account) -> None:
    """Print the address and the account as shell assignments."""
    _version_of(account)
    for name, value in (("URI", account.uri), ("USER", account.user), ("PASSWORD", account.password)):
        print(f"CLAUSETRAIL_NEO4J_{name}={shlex.quote(value)}")


def wipe(account: Account, *, is_given: bool, sure: bool) -> None:
    """Delete everything in the server's database; a given server's only when the caller is `sure`."""
    if is_given and not sure:
        raise Neo4jProblem(f"{account.uri} is not ours to empty: add --yes to delete everything in it")
    with Session(account.uri, account.user, account.password) as session:
        print(f"Neo4j: {wiping.wipe(session)} nodes deleted from {account.uri}")


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="neo4j_server.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--state", type=Path, default=_ROOT / ".neo4j", help="state and throw-away data (default: %(default)s)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    starter = commands.add_parser("start", help="start a server and leave it running")
    starter.add_argument("--if-absent", action="store_true", help="say nothing when one already answers")
    commands.add_parser("stop", help="end the server and remove its data")
    commands.add_parser("env", help="print CLAUSETRAIL_NEO4J_URI, _USER and _PASSWORD of the server that answers")
    commands.add_parser("status", help="say which server answers")
    wiper = commands.add_parser("wipe", help="delete every node, constraint and index")
    wiper.add_argument("--yes", action="store_true", help="also when the server was given, not started here")
    return parser.parse_args(words)


def run(arguments: argparse.Namespace, environment: Mapping[str, str]) -> None:
    """Do one command; errors are `Neo4jProblem`."""
    version = environment.get("NEO4J_VERSION") or artifacts.LTS
    if not re.fullmatch(r"\d+(\.\d+){2}", version):
        raise Neo4jProblem(f"NEO4J_VERSION must be an exact release such as {artifacts.LTS}, not {version!r}")
    folder = StateFolder(arguments.state.resolve(), version)
    chosen = given(environment)
    if arguments.command == "start":
        start(folder, chosen, version, quiet=arguments.if_absent)
    elif arguments.command == "stop":
        stop(folder, chosen)
    elif arguments.command == "env":
        env(_account(folder, chosen))
    elif arguments.command == "status":
        account = _account(folder, chosen)
        print(f"Neo4j: {account.uri} answers ({_version_of(account)})")
    else:
        wipe(_account(folder, chosen), is_given=chosen is not None, sure=arguments.yes)


def main(words: list[str] | None = None) -> int:
    """The command line; problems become one line on standard error and an exit code."""
    try:
        run(_arguments(words), os.environ)
    except Neo4jProblem as problem:
        print(f"neo4j: {problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return 130
    return 0
