"""A small house with an administrator, a signing key and an index, served; and what tests do at its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings
from graph_schema.entries import Entry
from graph_schema.signing import load_or_create_key
from search.whoosh_index import WhooshIndex
from tests.api.rest.conftest import served
from tests.ui.house import ADMIN, PASSWORD, full_house
from tests.ui.test_page_forms import Inputs
from workflows import accounts, indexing
from workflows.accounts import NewAccount
from workflows.checkpoints import Notary
from workflows.system import System


@dataclass(frozen=True, slots=True)
class HouseDesk:
    """The house served; `folder` holds its data."""

    system: System
    url: str
    folder: Path

    def anyone(self) -> httpx.Client:
        """A browser without a session."""
        return httpx.Client(base_url=self.url, timeout=30)

    @contextmanager
    def signed_in(self, name: str = "admin", language: str = "en", password: str = PASSWORD) -> Iterator[httpx.Client]:
        """A browser with one."""
        with self.anyone() as client:
            answer = client.post("/sign-in", data={"name": name, "password": password})
            assert answer.status_code == 303, answer.text
            client.get(f"/language/{language}")
            yield client

    def entries(self) -> int:
        """How many entries the ledger has."""
        with self.system.reader() as reader:
            return reader.head().size

    def last(self) -> Entry:
        """The newest entry."""
        with self.system.reader() as reader:
            return next(iter(reader.entries(reader.head().size - 1)))


def token(client: httpx.Client) -> str:
    """The token of this session's forms."""
    return Inputs(client.get("/account").text).values["csrf"]


def send(client: httpx.Client, address: str, **typed: str) -> httpx.Response:
    """A form of this session, sent."""
    return client.post(address, data={"csrf": token(client), **typed})


@contextmanager
def house_desk(folder: Path, many: int = 6) -> Iterator[HouseDesk]:
    """The house of hostile names with people of every role."""
    made = full_house(folder, many)
    key = load_or_create_key(folder / "ledger.key")
    index = WhooshIndex(folder / "index")
    notary = Notary(lambda: key, (folder / "checkpoints",))
    system = replace(made.office.system, notary=notary, index=index)
    for name, role in (("admin", "administrator"), ("guanli", "management")):
        accounts.add(system, ADMIN, NewAccount(name, name, (role,)), PASSWORD)
    indexing.rebuild(system, lambda done, whole: None)
    app = create_app(system, Settings(data=folder), Pages(all_pages(), failure))
    with served(app) as url:
        yield HouseDesk(system, url, folder)
    index.close()
