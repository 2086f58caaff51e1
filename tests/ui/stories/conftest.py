"""The demonstration, served once for all stories: they share one worker of the run, so that it is loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.stories.demonstration import Demonstration, demonstration
from tests.ui.test_browser import browser as browser


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served
