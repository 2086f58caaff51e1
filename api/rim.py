"""The running product as every handler finds it behind its request, pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from api.settings import Settings
from workflows.system import System


@dataclass(frozen=True, slots=True)
class Rim:
    """The running product behind the routes."""

    system: System
    settings: Settings


def rim_of(request: Request) -> Rim:
    """The product behind this application."""
    rim = request.app.state.rim
    assert isinstance(rim, Rim), "create_app puts it there"
    return rim
