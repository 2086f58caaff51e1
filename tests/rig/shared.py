"""Where the shared folder of facts and source texts is, for the few tests that read it.

The folder is not part of the repository: it stands beside it, or where CLAUSETRAIL_SHARED says. Tests that
ask for the fixture `shared` are skipped without it; the product's own fixtures cover the same ground.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared_folder() -> Path | None:
    """The shared folder, or None where there is none."""
    folder = Path(os.environ.get("CLAUSETRAIL_SHARED") or ROOT.parent / "shared")
    return folder if (folder / "domain").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; skips the test where there is none."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("no shared folder beside the repository (CLAUSETRAIL_SHARED names another place)")
    return folder
