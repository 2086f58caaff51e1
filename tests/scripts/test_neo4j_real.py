"""The whole way with the real server: Maven's artifacts, the Java program, wiping, stopping (minutes at first)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.neo4j_local.bolt import Refused, Session
from tests.rig.engines import in_ci
from tests.scripts.machine import ROOT

pytestmark = [pytest.mark.long, pytest.mark.parametrize("version", ["5.26.30", "2026.08.1"])]


def rig(state: Path, version: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """One command on this machine's Java and Maven; a server given for the run is hidden from it."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("CLAUSETRAIL_NEO4J")}
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "neo4j_server.py", "--state", state, *words],
        env=settings | {"NEO4J_VERSION": version},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def state(tmp_path: Path, version: str) -> Iterator[Path]:
    """The state folder of a server started for one test; without the Java it needs the test is left out."""
    done = rig(tmp_path, version, "start")
    if done.returncode == 3 and not (in_ci() and version == "5.26.30"):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    yield tmp_path
    rig(tmp_path, version, "stop")


def test_wipe_deletes_nodes_constraints_and_indexes(state: Path, version: str) -> None:
    words = dict(line.split("=", 1) for line in rig(state, version, "env").stdout.split())
    uri, user, password = (words[f"CLAUSETRAIL_NEO4J_{name}"] for name in ("URI", "USER", "PASSWORD"))
    with Session(uri, user, password) as session:
        session.run("CREATE CONSTRAINT `odd ``name` FOR (c:Clause) REQUIRE c.number IS UNIQUE")
        session.run("CREATE INDEX dates FOR (r:Record) ON (r.date)")
        session.run("UNWIND range(1, 25000) AS n CREATE (:Clause {number: n})-[:CITES]->(:Record {date: n})")
    done = rig(state, version, "wipe")

    assert done.stdout == f"Neo4j: 50000 nodes deleted from {uri}\n"
    with Session(uri, user, password) as session:
        assert session.run("MATCH (n) RETURN count(n)") == [[0]]
        assert session.run("SHOW CONSTRAINTS YIELD name RETURN count(name)") == [[0]]
        assert session.run("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(type)") == [[0]]


def test_the_server_is_the_release_asked_for_and_needs_its_password(state: Path, version: str) -> None:
    words = dict(line.split("=", 1) for line in rig(state, version, "env").stdout.split())
    uri = words["CLAUSETRAIL_NEO4J_URI"]

    assert rig(state, version, "status").stdout == f"Neo4j: {uri} answers (Neo4j/{version})\n"
    for guess in ("neo4j", ""):
        with pytest.raises(Refused, match="Security"):
            Session(uri, "neo4j", guess)
