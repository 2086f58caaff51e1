"""A make-believe machine for the rig: its own PATH, cache and state folder, with stand-ins for Java and Maven."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FAKE_BOLT = Path(__file__).resolve().parent / "fake_bolt.py"

JAVA = """
if sys.argv[1] == "-version":
    print('openjdk version "{release}.0.1"', file=sys.stderr)
elif "{dies}":
    sys.exit("no room for a heap")
else:
    at = sys.argv.index("Neo4jServer")
    os.execv(sys.executable, [sys.executable, "{fake_bolt}", *sys.argv[at + 1 : at + 3]])
"""
JAVAC = """
if sys.argv[1] == "-version":
    print("javac {release}.0.1")
else:
    open(os.path.join(sys.argv[sys.argv.index("-d") + 1], "Neo4jServer.class"), "w").write("class")
"""
MAVEN = """
values = dict(word[2:].split("=", 1) for word in sys.argv if word.startswith("-D") and "=" in word)
folder, version = values["outputDirectory"], values["neo4j.version"]
open("{log}", "a").write(version + "\\n")
open(os.path.join(folder, "neo4j-bolt-" + version + ".jar"), "w").write("bolt")
if os.path.exists("{offline}"):
    sys.exit("[INFO] started\\n[ERROR] the line went dead")
open(os.path.join(folder, "neo4j-" + version + ".jar"), "w").write("server")
"""
DOCKER = """
open("{log}", "a").write(" ".join(sys.argv[1:]) + "\\n")
verb = next((word for word in sys.argv if word in ("info", "version", "up", "down")), "")
if verb == "{fails_at}":
    sys.exit("first line\\nthe engine says no")
if verb == "up":
    words = [sys.executable, "{fake_bolt}", "{home}", os.environ["CLAUSETRAIL_NEO4J_PORT"]]
    server = subprocess.Popen(words, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    server.stdin.write(os.environ["CLAUSETRAIL_NEO4J_PASSWORD"].encode() + b"\\n")
    server.stdin.close()
    server.stdout.readline()
    open("{home}/pid", "w").write(str(server.pid))
if verb == "down" and os.path.exists("{home}/pid"):
    os.kill(int(open("{home}/pid").read()), 15)
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """Runs the rig's commands in a process of their own, as `make` does."""

    folder: Path

    @property
    def state(self) -> Path:
        """The rig's state folder."""
        return self.folder / "state"

    @property
    def cache(self) -> Path:
        """Where jars and classes are kept."""
        return self.folder / "cache" / "clausetrail"

    def install(self, name: str, body: str, **values: object) -> None:
        """Put a program on the path."""
        program = self.folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        for key, value in values.items():
            body = body.replace("{" + key + "}", str(value))
        program.write_text(f"#!{sys.executable}\nimport os, subprocess, sys\n{body}")
        program.chmod(0o755)

    def install_java(self, release: int = 17, dies: str = "") -> None:
        """Put `java` and `javac` of a release on the path; with `dies` the server ends while starting."""
        self.install("java", JAVA, release=release, dies=dies, fake_bolt=FAKE_BOLT)
        self.install("javac", JAVAC, release=release)

    def install_maven(self) -> None:
        """Put `mvn` on the path; it fails half-way while the file `offline` is there."""
        self.install("mvn", MAVEN, log=self.folder / "downloads", offline=self.folder / "offline")

    def downloads(self) -> list[str]:
        """The versions Maven was asked for, in order."""
        log = self.folder / "downloads"
        return log.read_text().split() if log.exists() else []

    def command(self, *words: str) -> list[str]:
        """The command line; the machine's own JDK folder is hidden from it."""
        program = (
            "import pathlib, sys; from scripts.neo4j_local import command, java;"
            f"java.SYSTEM_JDKS = pathlib.Path({str(self.folder)!r}, 'no-such-folder');"
            "sys.exit(command.main(sys.argv[1:]))"
        )
        return [sys.executable, "-c", program, "--state", str(self.state), *words]

    def environment(self, **settings: str) -> dict[str, str]:
        """Only what a command needs: nothing of the machine the tests run on."""
        places = {"PATH": str(self.folder / "bin"), "XDG_CACHE_HOME": str(self.folder / "cache")}
        return places | {"HOME": str(self.folder), "PYTHONPATH": str(ROOT)} | settings

    def rig(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            self.command(*words),
            env=self.environment(**settings),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def remembered(self, version: str = "5.26.30") -> dict[str, object]:
        """The state file as it lies on disk."""
        return dict(json.loads((self.state / version / "state.json").read_text()))


def process_words(pid: object) -> list[str]:
    """The command line and environment of a process as others could see them; empty when it is gone."""
    words: list[str] = []
    for name in ("cmdline", "environ"):
        try:
            words += Path(f"/proc/{pid}/{name}").read_text(errors="replace").split("\0")
        except OSError:
            return []
    return [word for word in words if word]


def is_alive(pid: object) -> bool:
    """Whether a process of that number lives (one that ended and was not yet collected does not)."""
    try:
        os.kill(int(str(pid)), 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
