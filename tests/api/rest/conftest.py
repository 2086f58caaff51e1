"""The application on a small organisation over the memory store, served on a loopback port; clients for its people."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI

from api.protocol import LimitedProtocol
from api.rest.app import create_app
from api.rest.openapi import describe
from api.settings import Settings
from graph_schema.accounts import Account
from graph_schema.ids import new_id
from graph_schema.ports import Transaction
from graph_schema.signing import load_or_create_key
from graph_schema.unit_of_work import Act, UnitOfWork
from tests.api.rest.promises import Promises
from tests.workflows.conftest import Office
from tests.workflows.conftest import office as office
from workflows import accounts
from workflows.checkpoints import Notary
from workflows.system import Person, System

PEOPLE = {"wenkong": "controller", "shenhe": "auditor", "guanli": "management", "admin": "administrator"}
PASSWORD = "一个很长的密码 123"
FILE = {"file": ("作业指导书.pdf", b"%PDF-1.7 content")}


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real server; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, http=LimitedProtocol, log_level="critical", lifespan="off", server_header=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@dataclass
class Api:
    """A served application and those who use it."""

    url: str
    office: Office
    settings: Settings
    promises: Promises
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def system(self) -> System:
        return self.office.system

    def anyone(self, **headers: str) -> httpx.Client:
        """Nobody in particular."""
        hooks = {"response": [self.promises.check]}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30, event_hooks=hooks)
        self.clients.append(client)
        return client

    def person(self, name: str) -> httpx.Client:
        """Someone with a bearer token."""
        who = Person(name, frozenset({PEOPLE[name]}), "cli")
        token = accounts.give_token(self.system, who, name, "test")["token"]
        return self.anyone(Authorization=f"Bearer {token}")

    def signed_in(self, name: str) -> httpx.Client:
        """Someone with a session; the client sends its token."""
        client = self.anyone()
        answer = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def last_seq(self) -> int:
        with self.system.reader() as reader:
            return reader.head().size - 1

    def blob_files(self) -> list[str]:
        root = self.settings.data / "blobs"
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@cache
def password_hash() -> str:
    """Hashing is slow on purpose: once a run."""
    return PasswordHasher().hash(PASSWORD)


def add_people(system: System) -> None:
    """One account a role."""

    def work(tx: Transaction) -> None:
        unit = UnitOfWork(tx, system.vocabulary, Act("wenkong", "cli"), system.clock)
        for name, role in PEOPLE.items():
            known = tx.account(name)
            made = Account(known.id if known else new_id(), name, name, (role,), password_hash(), system.clock())
            unit.put_account(made)
        unit.commit("account:added")

    system.store.write(work)


_described: list[dict[str, Any]] = []


def description(app: FastAPI, system: System) -> dict[str, Any]:
    """The description of the API, the same for every test: made once."""
    if not _described:
        _described.append(json.loads(json.dumps(describe(app, system.vocabulary))))
    return _described[0]


@pytest.fixture
def serve(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Api]]:
    """Serve the organisation with other settings than the usual ones."""
    for name in ("CLAUSETRAIL_STORE", "CLAUSETRAIL_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:

        def start(**given: Any) -> Api:
            settings = Settings(data=tmp_path, **given)
            add_people(office.system)
            key = load_or_create_key(tmp_path / "ledger.key")
            office.system = replace(office.system, notary=Notary(lambda: key, (tmp_path / "checkpoints",)))
            app = create_app(office.system, settings)
            api = Api(stack.enter_context(served(app)), office, settings, Promises(description(app, office.system)))
            stack.callback(api.close)
            return api

        yield start


@pytest.fixture
def api(serve: Callable[..., Api]) -> Api:
    """The organisation served with the usual settings."""
    return serve()


@pytest.fixture
def controller(api: Api) -> httpx.Client:
    """The document controller, by token."""
    return api.person("wenkong")
