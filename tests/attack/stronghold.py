"""A small organisation on SQLite with pages and API served, one account of each kind, and every address there is."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.accounts import Account
from graph_schema.ids import new_id
from graph_schema.ports import Store, Transaction
from graph_schema.signing import load_or_create_key
from graph_schema.stores.memory.store import MemoryStore
from graph_schema.stores.sqlite.store import SqliteStore
from graph_schema.unit_of_work import Act, UnitOfWork
from graph_schema.vocabulary import load
from ingestion.reading import Reading
from tests.api.rest.conftest import PASSWORD, password_hash, served
from tests.workflows.conftest import Office, small_office
from workflows import accounts, decisions, evidence, indexing, links, queue
from workflows.checkpoints import Notary
from workflows.evidence import Use
from workflows.system import System
from workflows.working import Worker

PEOPLE: dict[str, tuple[str, ...]] = {
    "wenkong": ("controller",),
    "shenhe": ("auditor",),
    "guanli": ("management",),
    "admin": ("administrator",),
    "meiquan": (),  # signed in, without any role
    "likai": ("controller", "auditor", "management", "administrator"),  # all roles, then disabled
    "zeuge": ("auditor",),  # whom others change
}
MISSING = "01a20f07-7002-7000-954a-5db04fef9ac3"


@dataclass(frozen=True, slots=True)
class Address:
    """A method and a path as the application declares it."""

    method: str
    path: str

    @property
    def row(self) -> str:
        """As tables name it."""
        return f"{self.method} {self.path}"

    @property
    def of_api(self) -> bool:
        return self.path.startswith(("/api/", "/healthz", "/readyz"))


def addresses(app: FastAPI) -> list[Address]:
    """Every address the application answers, as its own routes say."""

    def flat(routes: Any, prefix: str) -> Iterator[Address]:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                yield from flat(inner.routes, prefix + route.include_context.prefix)
            else:
                yield from (Address(method, prefix + route.path) for method in sorted(route.methods))

    return list(flat(app.routes, ""))


@dataclass
class Stronghold:
    """The organisation, where it is served, and the ids of its things by the part of an address that names them."""

    office: Office
    app: FastAPI
    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    url: str = ""

    @property
    def system(self) -> System:
        return self.office.system

    def entries(self) -> int:
        """How many entries the ledger has."""
        with self.system.reader() as reader:
            return reader.head().size

    def blobs(self) -> list[str]:
        """Digests of all files kept."""
        return sorted(self.system.blobs.digests())

    def state(self) -> tuple[object, ...]:
        """All that a request could change: entries, files, accounts, tokens."""
        with self.system.reader() as reader:
            return reader.head().size, tuple(reader.accounts()), tuple(reader.tokens()), tuple(self.blobs())

    def filled(self, path: str, ids: dict[str, str]) -> str:
        """An address with the id of a thing for each of its parts."""
        kind = next((one for one in ids if f"/{one}/" in path), "standards")

        def value(found: re.Match[str]) -> str:
            name = found[1].partition(":")[0]
            return ids[name] if name in ids else ids[kind]

        return re.sub(r"\{([^}]+)\}", value, path)

    @contextmanager
    def browser(self, name: str | None = None, language: str = "en") -> Iterator[httpx.Client]:
        """A browser, signed in where a name is given; it sends the session's token to the API."""
        with httpx.Client(base_url=self.url, timeout=60, headers={"Accept-Language": language}) as client:
            client.cookies.set("clausetrail_language", language, domain="127.0.0.1", path="/")
            if name is not None:
                self.sign_in(client, name)
            yield client

    def sign_in(self, client: httpx.Client, name: str) -> None:
        """Take a session and its token."""
        secret, session, _ = accounts.sign_in(self.system, name, PASSWORD)
        client.cookies.set("clausetrail_session", secret, domain="127.0.0.1", path="/")
        client.headers["X-CSRF-Token"] = session.csrf

    def token(self, client: httpx.Client) -> str:
        """The token that a browser's forms hold."""
        return client.headers["X-CSRF-Token"]


def existing(made: Stronghold) -> dict[str, str]:
    """A thing of each kind, by the folder that its addresses stand in."""
    with made.system.reader() as reader:
        ids = {
            f"{kind}s" if kind != "evidence" else kind: reader.find(kind)[0].id
            for kind in ("standard", "clause", "document", "revision", "record", "evidence")
        }
    return {**ids, "links": made.ids["links"], "decisions": made.ids["submitted"], "home": ids["standards"]} | {
        "name": "zeuge", "seq": "3", "tag": "en", "number": "1",
    }  # fmt: skip


def missing() -> dict[str, str]:
    """Nothing of each kind."""
    kinds = ["standards", "clauses", "documents", "revisions", "records", "evidence", "links", "decisions", "home"]
    return dict.fromkeys(kinds, MISSING) | {
        "name": "niemand", "seq": "99999", "tag": "xx", "number": "999",
    }  # fmt: skip


def add_people(system: System) -> None:
    """One account of each kind, all with the same password."""

    def work(tx: Transaction) -> None:
        unit = UnitOfWork(tx, system.vocabulary, Act("root", "cli"), system.clock)
        for name, roles in PEOPLE.items():
            known = tx.account(name)
            unit.put_account(
                Account(known.id if known else new_id(), name, name, roles, password_hash(), system.clock())
            )
        unit.commit("account:added")

    system.store.write(work)


def furnish(office: Office) -> dict[str, str]:
    """Documents in each state, records, files, links confirmed and proposed."""
    office.document("QP-1")
    office.adopt("revision:QP-1@A/0", "2026-01-01")
    office.confirm("revision:QP-1@A/0", "clause:GB/T 1-2011#4.1")
    office.document("QP-2")
    made = office.document("QP-3")
    decisions.submit(office.system, office.controller, "revision:QP-3@A/0", "please")
    office.record("R-1", "2026-03-01", "revision:QP-1@A/0")
    file = office.file("visit.txt", "回访 visited on Monday".encode())
    evidence.add(office.system, office.controller, [file], Use("2026-03-01", "广州"), "record:R-1", confirm=True)
    proposed = links.propose(office.system, office.controller, "record:R-1", "clause:GB/T 1-2011#4.2")
    return {"links": proposed["id"], "submitted": made["revision"]["id"]}


def build(folder: Path, *, limit: int | None = None, fast: bool = False) -> Stronghold:
    """The organisation, not served yet. `limit`: bytes of one file. `fast`: in memory."""
    store: Store = MemoryStore(load()) if fast else SqliteStore(folder / "store.sqlite", load())
    store.prepare()
    office = small_office(folder, store)
    add_people(office.system)
    key = load_or_create_key(folder / "ledger.key")
    notary = Notary(lambda: key, (folder / "checkpoints",))
    office.system = replace(office.system, notary=notary, reading=Reading(folder / "derived"))
    ids = furnish(office)
    indexing.catch_up(office.system)
    settings = Settings(data=folder) if limit is None else Settings(data=folder, upload_limit=limit)
    return Stronghold(office, create_app(office.system, settings, Pages(all_pages(), failure)), folder, ids)


@contextmanager
def standing(folder: Path, *, limit: int | None = None, fast: bool = False) -> Iterator[Stronghold]:
    """The organisation, served."""
    made = build(folder, limit=limit, fast=fast)
    try:
        with served(made.app) as url:
            made.url = url
            yield made
    finally:
        if made.system.reading is not None:
            made.system.reading.close()
        if made.system.index is not None:
            made.system.index.close()
        made.system.store.close()


def read(made: Stronghold, most: int) -> None:
    """Read files that wait, the first ones first, as a worker does."""
    queue.ask_missing(made.system)
    worker = Worker(made.system, threading.Event())
    for _ in range(most):
        worker.step()


def ids_of(made: Stronghold, kind: str) -> list[str]:
    """Ids of all things of a kind, the oldest first."""
    with made.system.reader() as reader:
        return [one.id for one in reader.find(kind)]
