"""The floors and homes that import-linter's contracts cannot name: rules with an 'everything but'."""

import pytest

from tests.rig.source import PACKAGES, ROOT, imports_of, module_name, place, python_files, within

ENTRY_POINTS = ("api.asgi", "api.cli")
WIRING_ROOM = "api.bootstrap"
STORES = "graph_schema.stores"
HOMES = {
    "neo4j": "graph_schema.stores.neo4j",
    "apsw": "graph_schema.stores.sqlite",
    "whoosh": "search",
    "pypdf": "ingestion",
    "fastapi": "api",
    "jinja2": "ui",
}


def imports() -> list[tuple[str, str, str]]:
    """(importing module, imported name, place) of every import in the shipped packages."""
    return [
        (module_name(path), name, place(path, line))
        for path in python_files(*PACKAGES)
        for name, line in imports_of(path)
    ]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_in_its_home(library: str) -> None:
    strays = [
        where for module, name, where in imports() if within(name, library) and not within(module, HOMES[library])
    ]
    assert not strays


def test_only_the_wiring_room_and_the_stores_name_store_modules() -> None:
    strays = [
        where
        for module, name, where in imports()
        if within(name, STORES) and not within(module, STORES) and module != WIRING_ROOM
    ]
    assert not strays


def test_nobody_below_imports_an_entry_point_or_the_wiring_room() -> None:
    upper = (*ENTRY_POINTS, WIRING_ROOM)
    strays = [
        where
        for module, name, where in imports()
        for target in upper
        if within(name, target)
        and not within(module, target)
        and not (target == WIRING_ROOM and any(module.startswith(entry) for entry in ENTRY_POINTS))
        and not (target == "api.cli" and module.startswith("api.cli"))
    ]
    assert not strays


def test_the_core_imports_nothing_above_itself() -> None:
    above = [package for package in PACKAGES if package != "graph_schema"]
    strays = [
        where
        for module, name, where in imports()
        if within(module, "graph_schema") and any(within(name, package) for package in above)
    ]
    assert not strays


def test_package_faces_are_empty() -> None:
    """Names are imported from where they are defined; only the command line's face may hold its `main`."""
    full = [
        str(path.relative_to(ROOT))
        for path in python_files(*PACKAGES)
        if path.name == "__init__.py" and path.read_text("utf-8").strip() and module_name(path) != "api.cli"
    ]
    assert not full
