"""The served organisation, for attacks on it."""

from __future__ import annotations

import httpx
import pytest

from tests.api.rest.conftest import Api
from tests.api.rest.conftest import api as api
from tests.api.rest.conftest import serve as serve
from tests.workflows.conftest import office as office


@pytest.fixture
def admin(api: Api) -> httpx.Client:
    """The administrator, with a token."""
    return api.person("admin")
