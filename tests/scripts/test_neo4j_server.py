"""The local Neo4j rig: start, find, stop, and what it says where a machine lacks something."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.machine import ROOT, Machine, is_alive, process_words


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_start_says_where_and_leaves_a_server_running(java_machine: Machine) -> None:
    done = java_machine.rig("start")
    kept = java_machine.remembered()

    assert done.returncode == 0, done.stderr
    assert lines(done.stdout)[-1] == f"Neo4j: 5.26.30 runs at {kept['uri']} (java)"
    assert is_alive(kept["pid"])
    assert java_machine.rig("status").stdout == f"Neo4j: {kept['uri']} answers (Neo4j/5.26.30)\n"


def test_env_prints_the_three_settings(java_machine: Machine) -> None:
    java_machine.rig("start")
    kept = java_machine.remembered()

    assert lines(java_machine.rig("env").stdout) == [
        f"CLAUSETRAIL_NEO4J_URI={kept['uri']}",
        "CLAUSETRAIL_NEO4J_USER=neo4j",
        f"CLAUSETRAIL_NEO4J_PASSWORD={kept['password']}",
    ]


def test_second_start_finds_the_first_server(java_machine: Machine) -> None:
    java_machine.rig("start")
    kept = java_machine.remembered()
    again = java_machine.rig("start")

    assert again.stdout == f"Neo4j: 5.26.30 already runs at {kept['uri']}\n"
    assert java_machine.rig("start", "--if-absent").stdout == ""
    assert java_machine.remembered() == kept
    assert java_machine.downloads() == ["5.26.30"]


def test_two_starts_at_once_give_one_server(java_machine: Machine) -> None:
    java_machine.rig("start")
    java_machine.rig("stop")  # jars and class are in the cache now: both reach the server at once
    both = [
        subprocess.Popen(
            java_machine.command("start"),
            env=java_machine.environment(),
            cwd=java_machine.folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    uri = java_machine.remembered()["uri"]

    assert said == [f"Neo4j: 5.26.30 already runs at {uri}\n", f"Neo4j: 5.26.30 runs at {uri} (java)\n"]
    assert len(list((java_machine.state / "5.26.30").glob("data-*"))) == 1


def test_password_is_new_each_time_and_shown_to_no_other_user(java_machine: Machine) -> None:
    java_machine.rig("start")
    first = java_machine.remembered()
    seen = process_words(first["pid"])
    java_machine.rig("stop")
    java_machine.rig("start")

    assert seen
    assert not [word for word in seen if str(first["password"]) in word]
    assert java_machine.remembered()["password"] != first["password"]


def test_state_is_readable_by_its_owner_only_and_ignored_by_git(java_machine: Machine) -> None:
    java_machine.rig("start")
    folder = java_machine.state / "5.26.30"

    assert (folder / "state.json").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (java_machine.state / ".gitignore").read_text() == "*\n"


def test_stop_ends_the_server_and_removes_its_data_and_state(java_machine: Machine) -> None:
    java_machine.rig("start")
    kept = java_machine.remembered()
    done = java_machine.rig("stop")

    assert done.stdout == "Neo4j: stopped, its data removed\n"
    assert not is_alive(kept["pid"])
    assert [path.name for path in (java_machine.state / "5.26.30").iterdir()] == ["lock"]
    assert java_machine.rig("stop").stdout == "Neo4j: no server runs here\n"
    assert java_machine.rig("env").returncode == 3


def test_a_killed_server_is_noticed_and_replaced(java_machine: Machine) -> None:
    java_machine.rig("start")
    killed = java_machine.remembered()
    os.kill(int(str(killed["pid"])), signal.SIGKILL)
    missing = java_machine.rig("status")
    java_machine.rig("start")

    assert missing.returncode == 3
    assert len(lines(missing.stderr)) == 1
    assert is_alive(java_machine.remembered()["pid"])
    assert not Path(str(killed["home"])).exists()


def test_a_reused_process_number_is_left_alone(java_machine: Machine) -> None:
    java_machine.rig("start")
    state = java_machine.state / "5.26.30" / "state.json"
    server = java_machine.remembered()["pid"]
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        text = state.read_text()
        state.write_text(text.replace(f'"pid": {server}', f'"pid": {stranger.pid}'))
        java_machine.rig("stop")
        assert stranger.poll() is None
        stranger.communicate(b"\n")
    os.kill(int(str(server)), signal.SIGKILL)


def test_a_server_that_dies_while_starting_leaves_nothing(java_machine: Machine) -> None:
    java_machine.install_java(dies="yes")
    done = java_machine.rig("start")

    assert done.returncode == 1
    assert lines(done.stderr) == ["neo4j: the Neo4j server ended while starting: no room for a heap"]
    assert [path.name for path in (java_machine.state / "5.26.30").iterdir()] == ["lock"]


def test_an_interrupted_download_is_no_server(java_machine: Machine) -> None:
    offline = java_machine.folder / "offline"
    offline.touch()
    done = java_machine.rig("start")
    left = [path.name for path in java_machine.cache.iterdir()]
    offline.unlink()
    again = java_machine.rig("start")

    assert done.returncode == 3
    assert len(lines(done.stderr)) == 1
    assert "[ERROR] the line went dead" in done.stderr
    assert left == []
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("damage", ["lost", "cut short"])
def test_a_damaged_cache_is_downloaded_again(java_machine: Machine, damage: str) -> None:
    java_machine.rig("start")
    java_machine.rig("stop")
    jar = java_machine.cache / "neo4j-5.26.30" / "neo4j-5.26.30.jar"
    if damage == "lost":
        jar.unlink()
    else:
        jar.write_text("se")
    done = java_machine.rig("start")

    assert done.returncode == 0, done.stderr
    assert jar.read_text() == "server"
    assert java_machine.downloads() == ["5.26.30", "5.26.30"]


def test_without_java_one_line_says_what_is_missing(bare_machine: Machine) -> None:
    bare_machine.install_maven()
    done = bare_machine.rig("start")

    assert done.returncode == 3
    assert len(lines(done.stderr)) == 1
    assert "JDK 17 or later is missing" in done.stderr
    assert "Docker" in done.stderr
    assert bare_machine.downloads() == []


def test_without_maven_one_line_says_what_is_missing(bare_machine: Machine) -> None:
    bare_machine.install_java()
    done = bare_machine.rig("start")

    assert done.returncode == 3
    assert len(lines(done.stderr)) == 1
    assert "Maven is missing" in done.stderr
    assert "Docker" in done.stderr


def test_the_calendar_release_needs_java_21(java_machine: Machine) -> None:
    refused = java_machine.rig("start", NEO4J_VERSION="2026.08.1")
    java_machine.install_java(21)
    done = java_machine.rig("start", NEO4J_VERSION="2026.08.1")

    assert refused.returncode == 3
    assert "JDK 21 or later is missing (found 17)" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert "2026.08.1" in java_machine.downloads()


def test_two_versions_run_side_by_side(java_machine: Machine) -> None:
    java_machine.install_java(21)
    java_machine.rig("start")
    java_machine.rig("start", NEO4J_VERSION="2026.08.1")
    java_machine.rig("stop")

    assert is_alive(java_machine.remembered("2026.08.1")["pid"])
    assert java_machine.rig("status").returncode == 3
    assert java_machine.rig("status", NEO4J_VERSION="2026.08.1").returncode == 0


@pytest.mark.parametrize("version", ["5.26", "latest", "5.26.30/../..", "[5,6)"])
def test_a_version_that_is_not_exact_is_refused(java_machine: Machine, version: str) -> None:
    done = java_machine.rig("start", NEO4J_VERSION=version)

    assert done.returncode == 1
    assert len(lines(done.stderr)) == 1
    assert java_machine.downloads() == []


def test_the_script_runs_as_a_file_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "neo4j_server.py", "--state", tmp_path / "state", "status"],
        env={"PATH": "", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3
    assert lines(done.stderr) == ["neo4j: no Neo4j server runs here: python scripts/neo4j_server.py start"]
