"""Small rooms: a file has at most 500 lines, a function at most 60, or is listed here with its reason."""

import ast
from pathlib import Path

from tests.rig.source import ROOT, place, python_files, repository_files

FILE_LINES = 500
FUNCTION_LINES = 60
CODE = frozenset({".py", ".java", ".sh", ".html", ".css", ".js"})

LONG_FILES: dict[str, str] = {}  # path: reason
LONG_FUNCTIONS: dict[str, str] = {}  # "path:function": reason


def long_functions(path: Path) -> dict[str, str]:
    """The functions of a file that are over the limit: key as in LONG_FUNCTIONS, and where."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                key = f"{path.relative_to(ROOT)}:{node.name}"
                found[key] = f"{place(path, node.lineno)} {node.name}: {lines} lines"
    return found


def test_files_are_short() -> None:
    long = {}
    for path in repository_files():
        if path.suffix in CODE:
            lines = len(path.read_text("utf-8").splitlines())
            if lines > FILE_LINES:
                long[str(path.relative_to(ROOT))] = lines
    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "listed without need"


def test_functions_are_short() -> None:
    long: dict[str, str] = {}
    for path in python_files():
        long |= long_functions(path)
    assert [where for key, where in long.items() if key not in LONG_FUNCTIONS] == []
    assert set(LONG_FUNCTIONS) <= set(long), "listed without need"


def test_the_measure_counts_a_function_from_def_to_its_last_line(tmp_path: Path) -> None:
    folder = ROOT / "tests" / "architecture"
    source = "def long() -> None:\n" + "    pass\n" * FUNCTION_LINES
    tree = ast.parse(source)
    node = tree.body[0]
    assert isinstance(node, ast.FunctionDef)
    assert node.end_lineno is not None
    assert node.end_lineno - node.lineno + 1 == FUNCTION_LINES + 1
    assert long_functions(folder / "test_size.py") == {}
