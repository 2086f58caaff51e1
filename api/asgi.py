"""The application as a server runs it: `uvicorn --factory api.asgi:app`. Here the two rims meet."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.bootstrap import build
from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings, load
from ui.static import vendored
from workflows.system import System

_log = logging.getLogger("clausetrail.api")


def app() -> FastAPI:
    """The application on the store of the settings, which it closes when it ends."""
    settings = load()
    return application(build(settings), settings)


def application(system: System, settings: Settings) -> FastAPI:
    """Pages and API on a system, which is closed with the application."""

    if not vendored():
        _log.warning("the assets of the pages are not there or not current: they work without scripts")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        system.close()

    return create_app(system, settings, Pages(all_pages(), failure), lifespan)
