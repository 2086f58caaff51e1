"""Counts what ran on each store engine and says it at the end, so that green never means "not tried".

A test's engine is its `store(...)` marker, else a parameter or parametrised fixture called
`...engine...` or `...store...` whose value is an engine's name; a contract test (marker `contract`, or a
class that inherits from one named `...Contract`) may also carry the engine in its name, its class's or its
module's. Tests on neo4j share one server and so one xdist worker. The engine travels in the report's user
properties, because with xdist the counting process does not run the test.
"""

import os
from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # xdist ships no types

ENGINES = ("memory", "sqlite", "neo4j")
HOW_TO_NEO4J = "Neo4j: run `make test`, which starts one (needs JDK 17 or Docker), or set CLAUSETRAIL_NEO4J_URI"
TALLY: Counter[tuple[str, str, str]] = Counter()  # (what, engine or subject, outcome)
SAID: set[str] = set()  # sentences that tests leave for the end: record_property("says", ...)


def in_ci() -> bool:
    """True where a missing service is a failure, not a skip."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def is_contract(item: pytest.Item) -> bool:
    """True for a promise that every store keeps."""
    if item.get_closest_marker("contract"):
        return True
    owner = getattr(item, "cls", None)
    return owner is not None and any(base.__name__.endswith("Contract") for base in owner.__mro__)


def engine_of(item: pytest.Item) -> str | None:
    """The store engine a test runs on, or None when it runs on none in particular."""
    marker = item.get_closest_marker("store")
    if marker:
        return str(marker.args[0])
    call = getattr(item, "callspec", None)
    for name, value in call.params.items() if call else ():
        if value in ENGINES and any(word in name for word in ("engine", "store")):
            return str(value)
    if is_contract(item):
        owner = getattr(item, "cls", None)
        for where in (owner.__name__ if owner else "", item.nodeid):
            named = [engine for engine in ENGINES if engine in where.lower()]
            if len(named) == 1:
                return named[0]
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --require-engines: an engine on which no contract test passed fails the run."""
    parser.addoption(
        "--require-engines",
        default="",
        help="engines, separated by commas, on which at least one contract test must pass",
    )


class OneServerScheduling(LoadScopeScheduling):  # type: ignore[misc]  # the same
    """Spreads tests over workers one by one, but keeps those on the one Neo4j server in one worker, in turn.

    xdist's own `--dist loadgroup` reads its groups from node ids that pytest 9.2 no longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        if "neo4j" in nodeid.lower():
            return "neo4j"
        return "stories" if "/stories/" in nodeid else nodeid  # they share a served sample, which takes a minute


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneServerScheduling:
    """Every distributed run goes by it, however `--dist` is set."""
    return OneServerScheduling(config, log)


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test on Neo4j says so in its name: the workers are told names only."""
    if engine_of(item) == "neo4j" and "neo4j" not in item.nodeid.lower():
        raise pytest.UsageError(f"{item.nodeid}: a test on Neo4j whose name does not say neo4j")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Notes each test's engine."""
    for item in items:
        engine = engine_of(item)
        if engine:
            if engine not in ENGINES:
                raise pytest.UsageError(f"{item.nodeid}: unknown store engine {engine!r}")
            item.user_properties.append(("engine", engine))
            item.user_properties.append(("contract", is_contract(item)))
        if "shared" in getattr(item, "fixturenames", ()):
            item.user_properties.append(("shared", True))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without a Neo4j server its tests are left out, or fail where the run must be complete."""
    if ("engine", "neo4j") in item.user_properties and not os.environ.get("CLAUSETRAIL_NEO4J_URI"):
        if in_ci():
            pytest.fail("no Neo4j server: " + HOW_TO_NEO4J, pytrace=False)
        pytest.skip("no Neo4j server")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counts one outcome a test: its call, or whatever ended it before or after."""
    if not (report.when == "call" or report.outcome != "passed"):
        return
    properties = dict(report.user_properties)
    if "says" in properties:
        SAID.add(str(properties["says"]))
    engine = properties.get("engine")
    if engine:
        TALLY["tests", str(engine), report.outcome] += 1
        if properties.get("contract"):
            TALLY["contract", str(engine), report.outcome] += 1
    if properties.get("shared"):
        TALLY["shared", "folder", report.outcome] += 1


def _passed_and_rest(what: str, subject: str) -> str:
    counts = [f"{TALLY[what, subject, 'passed']} passed"]
    counts += [f"{n} {word}" for word in ("failed", "skipped") if (n := TALLY[what, subject, word])]
    return ", ".join(counts)


def _missing(config: pytest.Config) -> list[str]:
    wanted = [name for name in str(config.getoption("--require-engines")).split(",") if name]
    return [engine for engine in wanted if not TALLY["contract", engine, "passed"]]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run that was to cover an engine and did not."""
    if hasattr(session.config, "workerinput"):
        return
    if _missing(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints how many tests ran on each engine and whether the shared folder was read."""
    write = terminalreporter.write_line
    if not TALLY and not SAID:
        return
    terminalreporter.section("what ran where", sep="-")
    for engine in ENGINES:
        contract, everything = _passed_and_rest("contract", engine), _passed_and_rest("tests", engine)
        write(f"store {engine:<6}  contract tests: {contract};  all tests on it: {everything}")
    write(f"tests that read the shared folder: {_passed_and_rest('shared', 'folder')}")
    for sentence in sorted(SAID):
        write(sentence)
    if TALLY["tests", "neo4j", "skipped"]:
        write(f"left out: {TALLY['tests', 'neo4j', 'skipped']} tests. {HOW_TO_NEO4J}")
    for engine in _missing(config):
        write(f"FAILED: no contract test passed on {engine}", red=True)
