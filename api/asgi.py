"""The application as a server runs it: `uvicorn --factory api.asgi:app`. Here the two rims meet."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.bootstrap import build, workers_of
from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings, load
from ui.static import vendored
from workflows.registers import warmed
from workflows.system import System
from workflows.working import working

_log = logging.getLogger("clausetrail.api")


def app() -> FastAPI:
    """The application on the store of the settings, which it closes when it ends."""
    settings = load()
    system = build(settings)
    return application(system, settings, workers_of(system, settings))


def application(system: System, settings: Settings, workers: Sequence[System] = ()) -> FastAPI:
    """Pages and API on a system, which is closed with the application; beside them, its workers."""

    if not vendored():
        _log.warning("the assets of the pages are not there or not current: they work without scripts")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with working(workers), warmed(system):
            yield
        system.close()

    return create_app(system, settings, Pages(all_pages(), failure), lifespan)
