"""UUIDv7 ids (RFC 9562, 5.7): time-ordered, never reused, increasing within one process."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A fresh UUIDv7 as lower-case text.

    48 bits of milliseconds, then a 12-bit counter within the millisecond (RFC 9562, 6.2 method 1) so that ids made
    in a row sort in the order they were made, then 62 random bits.
    """
    global _last
    with _lock:
        tick = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = tick
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Whether the text has the form of an id."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
