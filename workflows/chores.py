"""The chores any process on a store may do: checkpoints, swept uploads, old request ids, the regular scan."""

from __future__ import annotations

from datetime import datetime, timedelta

from graph_schema.dates import instant_text
from graph_schema.values import Instant
from workflows.answers import Json
from workflows.evidence import SCANNED, verify
from workflows.system import Person, System

STALE_SECONDS = 10
"""Age from which an upload whose writer is gone is swept; a writer at work holds its file however long it takes."""
REQUESTS_KEPT = timedelta(days=7)
"""A request id is kept at least so long (semantics: concurrency)."""
SCAN_EVERY = timedelta(days=30)
"""All files are checked at least so often; archives ask for 90 days at most."""
SERVICE = Person("clausetrail", frozenset({"auditor"}), "system")
"""The product itself, as the ledger names it: it observes, it decides nothing."""


def light(system: System) -> None:
    """What takes no time: a due checkpoint goes out, uploads broken off are swept, old request ids forgotten."""
    if system.notary is not None:
        system.notary.publish_if_due(system.store, system.clock())
    system.blobs.sweep(STALE_SECONDS)
    before = _minus(system.clock(), REQUESTS_KEPT)
    with system.reader() as reader:
        old = any(request.at < before for request in reader.requests())
    if old:
        system.store.write(lambda tx: tx.drop_requests(before))


def scan_if_due(system: System) -> Json | None:
    """Check every file against its digest when the last whole scan is over 30 days old; the scan's answer."""
    with system.reader() as reader:
        last = reader.setting(SCANNED)
    if last is not None and last > _minus(system.clock(), SCAN_EVERY):
        return None
    return verify(system, SERVICE)


def _minus(moment: Instant, span: timedelta) -> Instant:
    return instant_text(datetime.fromisoformat(moment) - span)
