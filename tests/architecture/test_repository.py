"""What the repository may hold: no addresses of registries, no paths of one machine, no loose ends."""

import re
import tomllib
from collections.abc import Iterable

import pytest

from tests.rig.source import ROOT, place, python_files, text_files

# Written in halves so that this file does not hold what it looks for.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "repo1" + ".maven",
    "repo." + "maven.apache",
    "proxy." + "golang.org",
    "static." + "crates.io",
    "deb." + "debian.org",
)
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/home" + "/", "/User" + "s/")
LOOSE_ENDS = tuple(re.compile(rf"\b{word}\b") for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX"))

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<code>[:\[]?\s*[A-Za-z]?)", re.IGNORECASE)
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(\[[a-z0-9,._-]+\])?==(?P<version>\S+)", re.MULTILINE)
LOCKS = ("run", "test")


def lines_with(needles: Iterable[str]) -> list[str]:
    """Where a text file holds one of the words."""
    words = tuple(needles)
    return [
        place(path, number)
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if any(word in line for word in words)
    ]


def lock(kind: str) -> str:
    return (ROOT / "requirements" / f"{kind}.txt").read_text("utf-8")


def test_no_registry_address() -> None:
    assert lines_with(REGISTRY_HOSTS) == []


def test_no_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATHS) == []


def test_no_loose_ends() -> None:
    found = [
        place(path, number)
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if any(word.search(line) for word in LOOSE_ENDS)
    ]
    assert found == []


def test_every_suppression_names_its_code() -> None:
    bare = [
        place(path, number)
        for path in python_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in SUPPRESSION.finditer(line)
        if not re.search(r"[:\[]\s*[A-Za-z]", match["code"])
    ]
    assert bare == []


@pytest.mark.parametrize("kind", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(kind: str) -> None:
    text = lock(kind)
    assert "://" not in text
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    packages = [block for block in blocks if PIN.match(block)]
    assert len(packages) > 20
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []
    assert [block for block in blocks if block.strip() and not block.startswith("#") and not PIN.match(block)] == []


def test_the_test_lock_holds_the_run_lock() -> None:
    run = {(match["name"], match["version"]) for match in PIN.finditer(lock("run"))}
    test = {(match["name"], match["version"]) for match in PIN.finditer(lock("test"))}
    assert run <= test


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    names = {re.split(r"[\[<>=~! ]", requirement)[0].lower() for requirement in wanted}
    assert names <= {match["name"] for match in PIN.finditer(lock("run"))}
