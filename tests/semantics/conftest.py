"""A case to tell a history to."""

from __future__ import annotations

import pytest

from graph_schema import vocabulary
from tests.semantics.case import Case, new_case


@pytest.fixture
def case() -> Case:
    """An empty organisation on a memory store and in the oracle's world."""
    return new_case(vocabulary.load())
