"""The rig beside a server it did not start, and where Docker Compose gives one."""

import socket
from collections.abc import Iterator

import pytest
import yaml

from scripts.neo4j_local.artifacts import LTS
from tests.scripts.machine import DOCKER, FAKE_BOLT, ROOT, Machine


@pytest.fixture
def given(java_machine: Machine) -> Iterator[dict[str, str]]:
    """The settings of a server that another rig started, as a person would hand them over."""
    other = Machine(java_machine.folder / "other")
    other.folder.mkdir()
    other.install_java()
    other.install_maven()
    other.rig("start")
    kept = other.remembered()
    yield {
        "CLAUSETRAIL_NEO4J_URI": str(kept["uri"]),
        "CLAUSETRAIL_NEO4J_USER": "neo4j",
        "CLAUSETRAIL_NEO4J_PASSWORD": str(kept["password"]),
    }
    other.rig("stop")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_given_server_comes_first(java_machine: Machine, given: dict[str, str]) -> None:
    done = java_machine.rig("start", **given)

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Neo4j: the given server {given['CLAUSETRAIL_NEO4J_URI']} answers (Neo4j/5.26.30)\n"
    assert java_machine.downloads() == []
    assert not list(java_machine.state.rglob("state.json"))
    said = java_machine.rig("env", **given).stdout.splitlines()
    assert said == [f"{name}={value}" for name, value in given.items()]


def test_a_given_server_is_never_stopped(java_machine: Machine, given: dict[str, str]) -> None:
    done = java_machine.rig("stop", **given)

    assert "left alone" in done.stdout
    assert java_machine.rig("status", **given).returncode == 0


def test_a_given_server_is_not_emptied_without_yes(java_machine: Machine, given: dict[str, str]) -> None:
    done = java_machine.rig("wipe", **given)

    assert done.returncode == 1
    assert "--yes" in done.stderr


def test_a_given_server_with_another_password_is_an_error(java_machine: Machine, given: dict[str, str]) -> None:
    done = java_machine.rig("start", **given | {"CLAUSETRAIL_NEO4J_PASSWORD": "guessed"})

    assert done.returncode == 1
    assert done.stderr == "neo4j: Auth: no\n"
    assert java_machine.downloads() == []


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("bolt://127.0.0.1:{port}", "no Bolt server answers"),
        ("http://127.0.0.1:{port}", "not a bolt:// or neo4j:// address"),
        ("bolt://127.0.0.1:port", "not a bolt:// or neo4j:// address"),
        ("127.0.0.1", "not a bolt:// or neo4j:// address"),
    ],
)
def test_a_given_address_where_nobody_answers_is_an_error(java_machine: Machine, uri: str, words: str) -> None:
    settings = {"CLAUSETRAIL_NEO4J_URI": uri.format(port=free_port()), "CLAUSETRAIL_NEO4J_PASSWORD": "p"}
    done = java_machine.rig("start", **settings)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_a_given_address_without_a_password_is_an_error(java_machine: Machine) -> None:
    done = java_machine.rig("start", CLAUSETRAIL_NEO4J_URI="bolt://127.0.0.1:1")

    assert done.returncode == 1
    assert done.stderr == "neo4j: CLAUSETRAIL_NEO4J_URI is set without CLAUSETRAIL_NEO4J_PASSWORD\n"


def install_docker(machine: Machine, fails_at: str = "nothing") -> None:
    home = machine.folder / "docker"
    home.mkdir()
    log = machine.folder / "docker.log"
    machine.install("docker", DOCKER, log=log, fails_at=fails_at, fake_bolt=FAKE_BOLT, home=home)


def test_compose_is_used_where_an_engine_runs(java_machine: Machine) -> None:
    install_docker(java_machine)
    done = java_machine.rig("start")
    kept = java_machine.remembered()
    status = java_machine.rig("status")
    java_machine.rig("stop")
    commands = (java_machine.folder / "docker.log").read_text()

    assert done.stdout == f"Neo4j: 5.26.30 runs at {kept['uri']} (compose)\n"
    assert status.returncode == 0, status.stderr
    assert "docker-compose.yml" in commands
    assert commands.splitlines()[-1].endswith("down --volumes")
    assert str(kept["password"]) not in commands
    assert java_machine.downloads() == []


@pytest.mark.parametrize("fails_at", ["info", "version", "up"])
def test_a_docker_that_cannot_run_the_service_gives_way_to_java(java_machine: Machine, fails_at: str) -> None:
    install_docker(java_machine, fails_at)
    done = java_machine.rig("start")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("(java)\n")
    assert ("the engine says no" in done.stderr) == (fails_at == "up")


def test_the_compose_file_takes_what_the_rig_sets() -> None:
    files = [ROOT / "docker-compose.yml", ROOT / "scripts" / "neo4j_local" / "compose.yml"]
    base, overlay = (yaml.safe_load(path.read_text(encoding="utf-8"))["services"]["neo4j"] for path in files)

    assert base["ports"] == ["127.0.0.1:${CLAUSETRAIL_NEO4J_PORT:-7687}:7687"]
    assert "${CLAUSETRAIL_NEO4J_PASSWORD:?" in base["environment"]["NEO4J_AUTH"]
    assert base["image"] == overlay["image"].replace("${NEO4J_VERSION:?}", LTS)
    assert "healthcheck" in base  # what `up --wait` waits for
