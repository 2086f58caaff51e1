"""The registers that lists are narrowed by, read in the background when a process starts, so that nobody waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph_schema.errors import ClausetrailError
from workflows.system import System

_log = logging.getLogger("clausetrail.registers")
END_SECONDS = 10


@contextmanager
def warmed(system: System) -> Iterator[None]:
    """While the block runs the registers are read, once. A store that is away is asked again by the first look."""
    thread = threading.Thread(target=_read, args=(system,), name="registers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(END_SECONDS)


def _read(system: System) -> None:
    try:
        with system.reader() as reader:
            system.register.lines(reader)
            system.records.lines(reader)
            system.files.filing(reader, system.store.jobs)
    except ClausetrailError:
        _log.warning("registers_not_read", exc_info=True)
