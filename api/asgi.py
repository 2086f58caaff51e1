"""The application as a server runs it: `uvicorn --factory api.asgi:app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.bootstrap import build
from api.pages import PageHandlers
from api.rest.app import Pages, create_app
from api.settings import load


def app() -> FastAPI:
    """The application on the store of the settings, which it closes when it ends."""
    settings = load()
    system = build(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        system.store.close()

    pages = PageHandlers(system, settings)
    return create_app(system, settings, Pages(pages.router(), pages.failure), lifespan)
