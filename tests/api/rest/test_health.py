"""Alive is not ready: a store that is away leaves the process alive and not ready (R13 in short)."""

from __future__ import annotations

import pytest

from graph_schema.errors import StoreUnavailable
from tests.api.rest.conftest import Api


def test_r13_without_its_store_the_process_lives_and_is_not_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("store_unreachable")

    client = api.anyone()
    monkeypatch.setattr(type(api.system.store), "reader", away)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200
