"""The house of hostile names, served once for all tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from tests.api.rest.conftest import served
from tests.ui.house import PASSWORD, House, empty_house, full_house


@dataclass(frozen=True, slots=True)
class Site:
    """A served house."""

    house: House
    url: str

    def anyone(self) -> httpx.Client:
        """A browser without a session."""
        return httpx.Client(base_url=self.url, timeout=30)

    @contextmanager
    def signed_in(self, name: str = "wenkong", language: str | None = None) -> Iterator[httpx.Client]:
        """A browser with one, in a language."""
        with self.anyone() as client:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            if language is not None:
                client.get(f"/language/{language}")
            yield client

    def pages(self) -> dict[str, str]:
        """An address of every page there is."""
        house = self.house
        found = {f"clause {number}": f"/clauses/{id_}" for number, id_ in house.clauses.items()}
        found |= {
            "past": f"/clauses/{house.clauses['4.2']}?as_of=2026-01-15&known_at=seq%3A60&site=%E5%B9%BF%E5%B7%9E",
            "tree": f"/clauses/{house.clauses['4.1']}?show=tree",
            "home": "/",
            "help": "/help",
            "components": "/components",
            "standards": "/standards",
            "standard": f"/standards/{house.standard}",
            "gaps": f"/standards/{house.standard}?state=gaps&as_of=2026-01-15",
            "nothing found": f"/standards/{house.standard}?state=obsolete",
            "documents": "/documents?as_of=2025-06-01",
            "evidence": "/evidence",
            "evidence narrowed": "/evidence?q=%E5%9B%9E%E8%AE%BF&reading=queued&as_of=2026-01-15&page=2",
            "upload": "/upload",
            "link evidence": f"/evidence/link?id={house.id_of('evidence', 0)}&id={house.id_of('evidence', 1)}",
            "file of a revision": f"/revisions/{house.id_of('revision')}/file",
            "sign-in": "/sign-in",
            "problem": "/clauses/none",
        }
        record = house.id_of("record")
        found |= {
            "inbox": "/inbox?side=proposed",
            "suspect": "/inbox?side=suspect",
            "records": "/records",
            "records lacking": "/records?lacks=fit&q=none",
            "record new": "/records/new?document=QP-05",
            "record edit": f"/records/{record}/edit",
            "record files": f"/records/{record}/files",
            "records link": f"/records/link?id={record}&id={house.id_of('record', 1)}",
        }
        for place in range(4):
            found[f"document {place}"] = f"/documents/{house.id_of('document', place)}"
            found[f"evidence {place}"] = f"/evidence/{house.id_of('evidence', place)}"
            found[f"record {place}"] = f"/records/{house.id_of('record', place)}?as_of=2026-01-15"
        return found | {f"link {place}": f"/links/{id_}" for place, id_ in enumerate(house.links()[:12])}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    house = full_house(tmp_path_factory.mktemp("house"))
    with served(house.app) as url:
        yield Site(house, url)


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    house = empty_house(tmp_path_factory.mktemp("empty"))
    with served(house.app) as url:
        yield Site(house, url)
