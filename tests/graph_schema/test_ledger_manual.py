"""What docs/ledger.md shows is true: its example verifies, and its shell lines do what they say."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from graph_schema.merkle import leaf_hash
from graph_schema.notes import verify_checkpoint
from scripts import verify_ledger

DOCUMENT = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text("utf-8")
NOTE, KEY = re.findall(r"```text\n(clausetrail\.example.*?\n)```", DOCUMENT, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_example_checkpoint_is_the_example_key_s() -> None:
    checkpoint = verify_checkpoint(NOTE, KEY.strip())
    assert checkpoint.size == 53
    assert verify_ledger.open_checkpoint(NOTE, verify_ledger.read_key(KEY)) == (53, checkpoint.root)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize(("size", "status"), [("53", 0), ("54", 1)])
def test_the_openssl_lines_decide_as_we_do(tmp_path: Path, size: str, status: int) -> None:
    (tmp_path / "checkpoint.note").write_text(NOTE.replace("\n53\n", f"\n{size}\n"), "utf-8")
    (tmp_path / "ledger.vkey").write_text(KEY, "utf-8")
    (lines,) = (text for text in SHELL if "openssl" in text)
    done = subprocess.run(["bash", "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr


def test_the_shell_line_for_a_leaf_hash_is_the_tree_s() -> None:
    data = b'{"seq":17}'
    (line,) = (text for text in SHELL if "sha256sum" in text)
    environment = {"leaf": base64.b64encode(data).decode(), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == leaf_hash(data).hex()


def test_every_message_of_the_verifier_in_the_manual_is_one_it_gives() -> None:
    script = Path(verify_ledger.__file__).read_text("utf-8")
    for words in ("first bad seq is in ", "not vouched for yet", "nothing vouches yet", "no signed checkpoint of"):
        assert words in DOCUMENT
        assert words in script
