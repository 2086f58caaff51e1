"""Every setting a person can give is in docs/operators.md, and nothing there is made up."""

import ast
import re
from pathlib import Path

from tests.rig.source import PACKAGES, ROOT, python_files, repository_files

OPERATORS = ROOT / "docs" / "operators.md"
VARIABLE = re.compile(r"\bCLAUSETRAIL_[A-Z][A-Z0-9_]*[A-Z0-9]\b")
PREFIX = "CLAUSETRAIL_"


def settings_fields(path: Path) -> set[str]:
    """The variables that a settings class of this file reads: its field names behind the prefix."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("BaseSettings") for base in node.bases):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    name = part.target.id
                    if not name.startswith("_") and name != "model_config":
                        found.add(PREFIX + name.upper())
    return found


def settings_in_code() -> set[str]:
    """Variables named in the shipped code and by settings classes."""
    found: set[str] = set()
    for path in python_files(*PACKAGES):
        found |= set(VARIABLE.findall(path.read_text("utf-8"))) | settings_fields(path)
    return found


def test_every_setting_is_documented() -> None:
    assert settings_in_code() - set(VARIABLE.findall(OPERATORS.read_text("utf-8"))) == set()


def test_every_documented_setting_exists() -> None:
    elsewhere: set[str] = set()
    for path in repository_files():
        if path.suffix in (".sh", ".yml") or path.parts[len(ROOT.parts)] in ("scripts", "tests", ".ci"):
            elsewhere |= set(VARIABLE.findall(path.read_text("utf-8", "replace")))
    documented = set(VARIABLE.findall(OPERATORS.read_text("utf-8")))
    assert documented - settings_in_code() - elsewhere == set()
