"""docker-compose.yml: read by a compose client where there is one, and by our own rules everywhere."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rig.source import PACKAGES, ROOT, repository_files

COMPOSE = ROOT / "docker-compose.yml"
SECRET = "CLAUSETRAIL_NEO4J_PASSWORD"


def compose_client() -> list[str] | None:
    """The command of a compose client on this machine (no engine needed), or None."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            answer = subprocess.run([*command, "version"], capture_output=True, check=False)
            if answer.returncode == 0:
                return command
    return None


def client_config(password: str | None, folder: Path) -> subprocess.CompletedProcess[str]:
    client = compose_client()
    if client is None:
        pytest.skip("no compose client here; the file is checked by our own rules only")
    settings = {name: value for name, value in os.environ.items() if name != SECRET}
    if password is not None:
        settings[SECRET] = password
    empty = folder / "empty.env"
    empty.write_text("")
    return subprocess.run(
        [*client, "--env-file", str(empty), "-f", str(COMPOSE), "config"],
        capture_output=True, text=True, check=False, env=settings, cwd=ROOT,
    )  # fmt: skip


def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(COMPOSE.read_text("utf-8"))["services"])


def test_a_compose_client_accepts_the_file(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    reader = " ".join(compose_client() or ["our own rules only (no compose client here)"])
    record_property("says", f"docker-compose.yml was read by: {reader}")
    answer = client_config("a password made here", tmp_path)
    assert answer.returncode == 0, answer.stderr
    config = yaml.safe_load(answer.stdout)
    assert set(config["services"]) == {"product", "worker", "neo4j"}
    assert config["services"]["neo4j"]["environment"]["NEO4J_AUTH"] == "neo4j/a password made here"


def test_a_compose_client_refuses_to_start_without_a_password(tmp_path: Path) -> None:
    answer = client_config(None, tmp_path)
    assert answer.returncode != 0
    assert "set a password for Neo4j" in answer.stderr


def test_every_service_has_a_health_check_a_volume_and_a_restart_rule() -> None:
    for name, service in services().items():
        assert service["healthcheck"]["test"], name
        assert service["volumes"], name
        assert service["restart"] == "unless-stopped", name


def test_the_product_waits_for_a_healthy_database() -> None:
    assert services()["product"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_ports_are_published_on_this_machine_only() -> None:
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_password_has_a_default() -> None:
    values = re.findall(r"\$\{[A-Z0-9_]*PASSWORD[^}]*\}", COMPOSE.read_text("utf-8"))
    assert values
    assert [value for value in values if ":?" not in value] == []


def test_the_image_runs_the_command_of_the_compose_file_and_not_as_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    command = re.search(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    assert command is not None
    assert yaml.safe_load(command[1]) == services()["product"]["command"]
    assert re.search(r"^USER clausetrail$", dockerfile, re.MULTILINE)
    assert "--require-hashes -r requirements/run.txt" in dockerfile


def test_the_image_holds_every_package_that_is_shipped() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert [name for name in PACKAGES if f"COPY {name} {name}\n" not in dockerfile] == []


def test_the_health_check_asks_for_an_address_the_product_serves() -> None:
    asked = re.search(r"8000(/[a-z/]+)", " ".join(services()["product"]["healthcheck"]["test"]))
    assert asked is not None
    served = [
        path
        for path in repository_files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "api") and f'"{asked[1]}"' in path.read_text("utf-8")
    ]
    assert served, f"no module of api/ serves {asked[1]}"
