"""The test run's own promises: no way out of this machine, warnings are errors, engines are counted."""

import os
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.rig.network import OutsideNetworkError
from tests.rig.source import ROOT

TEST_NET = ("192.0.2.1", 9)  # RFC 5737: documentation only, never a real machine


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as probe, pytest.raises(OutsideNetworkError):
        probe.connect(TEST_NET)


def test_no_test_looks_up_another_machine() -> None:
    with pytest.raises(OutsideNetworkError):
        socket.getaddrinfo("example.com", 443)


def test_a_datagram_goes_nowhere_else_either() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as probe, pytest.raises(OutsideNetworkError):
        probe.sendto(b"x", TEST_NET)


def test_a_reserved_name_is_not_found() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("store.invalid", 7687)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


ENGINE_TESTS = """
import pytest

@pytest.mark.parametrize("engine", ["memory", "sqlite"])
def test_by_parameter(engine): pass

@pytest.mark.store("sqlite")
@pytest.mark.contract
def test_by_marker(): pass

class ThingContract:
    def test_by_name(self): pass

class TestMemoryThing(ThingContract): pass

class TestNeo4jThing(ThingContract): pass
"""


def run_engine_tests(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A test run of its own, with the counting plugin and nothing else of this one."""
    (folder / "test_engines.py").write_text(ENGINE_TESTS)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "CLAUSETRAIL_"))}
    command = [sys.executable, "-m", "pytest", "-W", "ignore", "--rootdir", str(folder)]
    plugins = ["-p", "tests.rig.engines", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *plugins, *arguments, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=plain | {"PYTHONPATH": str(ROOT)} | settings,
    )


def test_tests_are_counted_by_engine(tmp_path: Path) -> None:
    run = run_engine_tests(tmp_path, CLAUSETRAIL_NEO4J_URI="bolt://127.0.0.1:1")
    assert run.returncode == 0, run.stdout
    assert "store memory  contract tests: 1 passed;  all tests on it: 2 passed" in run.stdout
    assert "store sqlite  contract tests: 1 passed;  all tests on it: 2 passed" in run.stdout
    assert "store neo4j   contract tests: 1 passed;  all tests on it: 1 passed" in run.stdout


def test_without_a_server_the_run_says_what_was_left_out(tmp_path: Path) -> None:
    run = run_engine_tests(tmp_path)
    assert run.returncode == 0, run.stdout
    assert "left out: 1 tests. Neo4j: run `make test`" in run.stdout


def test_in_ci_an_unreachable_server_is_a_failure(tmp_path: Path) -> None:
    run = run_engine_tests(tmp_path, CI="true")
    assert run.returncode == 1, run.stdout
    assert "no Neo4j server" in run.stdout


def test_an_engine_that_was_to_be_covered_and_was_not_fails_the_run(tmp_path: Path) -> None:
    run = run_engine_tests(tmp_path, "--require-engines", "memory,neo4j")
    assert run.returncode == 1, run.stdout
    assert "FAILED: no contract test passed on neo4j" in run.stdout
