"""Machines for the tests of the scripts; whatever was started on one is ended with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.machine import Machine


@pytest.fixture
def bare_machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with Python alone."""
    machine = Machine(tmp_path)
    (tmp_path / "bin").mkdir()
    yield machine
    for version in ("5.26.30", "2026.08.1"):
        machine.rig("stop", NEO4J_VERSION=version)


@pytest.fixture
def java_machine(bare_machine: Machine) -> Machine:
    """A machine with JDK 17 and Maven."""
    bare_machine.install_java()
    bare_machine.install_maven()
    return bare_machine
