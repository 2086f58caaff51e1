"""Contract: a writer that is killed leaves nothing, and holds nobody up."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph_schema.vocabulary import Vocabulary
from tests.contract.base import ContractPart, small_firm
from tests.contract.house import House
from tests.contract.ledger import first_fault
from tests.contract.office import Office

ROOT = Path(__file__).resolve().parents[2]


class Killed(ContractPart):
    """kill -9 between the last statement and the commit."""

    def test_r01_a_killed_writer_leaves_nothing_and_the_next_one_goes_on(
        self, house: House, office: Office, words: Vocabulary
    ) -> None:
        if not house.outside:
            pytest.skip("nothing of this store outlives its process")
        small_firm(office)
        before = house.backdoor.everything()
        command = [sys.executable, "-m", "tests.contract.killed_writer", *house.outside]
        died = subprocess.run(command, cwd=ROOT, timeout=60, capture_output=True, check=False)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert house.backdoor.everything() == before
        office.change("R-1", date="2026-03-02")
        house.reopen()
        office.change("R-1", date="2026-03-03")
        with house.store.reader() as reader:
            assert reader.head().size == 3
            assert reader.by_key("document", "lost") is None
        assert first_fault(house, words) is None
