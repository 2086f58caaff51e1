"""The application as a server runs it: `uvicorn --factory api.asgi:app`. Here the two rims meet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.bootstrap import build
from api.pages.rooms import all_pages, failure
from api.rest.app import Pages, create_app
from api.settings import Settings, load
from workflows.system import System


def app() -> FastAPI:
    """The application on the store of the settings, which it closes when it ends."""
    settings = load()
    return application(build(settings), settings)


def application(system: System, settings: Settings) -> FastAPI:
    """Pages and API on a system, which is closed with the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        system.close()

    return create_app(system, settings, Pages(all_pages(), failure), lifespan)
