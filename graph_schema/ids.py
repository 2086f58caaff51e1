"""UUIDv7 ids (RFC 9562, 5.7): time-ordered, never reused, increasing within one process."""

from __future__ import annotations

import os
import threading
import time
import uuid


class _Ticks:
    """48 bits of milliseconds and a 12-bit counter within one (RFC 9562, 6.2 method 1), never the same twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """The next one, later than every one before."""
        with self._lock:
            self._last = max(time.time_ns() // 1_000_000 << 12, self._last + 1)
            return self._last


_ticks = _Ticks()


def new_id() -> str:
    """A fresh UUIDv7 as lower-case text; ids made in a row sort in the order they were made."""
    tick = _ticks.next()
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Whether the text has the form of an id."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
