"""Outlines of long ledger entries in memory. An entry never changes, so that what was read once need not be read again:
an import's entry holds thousands of nodes, and pages ask for no more than who, when and why."""

from __future__ import annotations

import threading
from collections import OrderedDict

from graph_schema.outlines import Outline, outline
from graph_schema.ports import Reader

KEPT = 10_000
"""Long entries, at about 1 KB each; short ones are as quickly read."""


class Outlines:
    """For any threads; the entries asked for last are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[int, Outline] = OrderedDict()

    def span(self, reader: Reader, start: int, count: int) -> list[Outline]:
        """Entries from seq `start` on, at most `count`, as far as there are any."""
        wanted = range(start, min(start + count, reader.head().size))
        with self._lock:
            known = {seq: self._known[seq] for seq in wanted if seq in self._known}
        missing = [seq for seq in wanted if seq not in known]
        for first, length in _runs(missing):
            known.update({seq: outline(leaf) for seq, leaf in reader.leaves(first, length)})
        with self._lock:
            for seq, one in known.items():
                if one.entry is None:
                    self._known[seq] = one
                    self._known.move_to_end(seq)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return [known[seq] for seq in wanted]

    def of(self, reader: Reader, seq: int) -> Outline:
        """One entry there is."""
        return self.span(reader, seq, 1)[0]


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """(first, length) of the stretches without a gap."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and sum(runs[-1]) == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs
