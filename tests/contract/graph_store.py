"""The contract every store keeps. Adapters subclass `GraphStoreContract` and give one fixture, `house`."""

from __future__ import annotations

from tests.contract.copies import Copies
from tests.contract.jobs import JobPromises
from tests.contract.killed import Killed
from tests.contract.ledger import LedgerPromises
from tests.contract.people import People
from tests.contract.reads import Reads
from tests.contract.round_trips import RoundTrips
from tests.contract.walks import Walks
from tests.contract.writes import Writes


class GraphStoreContract(RoundTrips, Reads, Writes, Walks, LedgerPromises, People, Copies, JobPromises, Killed):
    """All promises of the port, one test each."""
