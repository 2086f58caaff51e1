"""JSON as the API writes it: compact UTF-8."""

from __future__ import annotations

import json
from typing import Any


def json_bytes(value: Any) -> bytes:
    """The value as bytes. Half of a surrogate pair, which UTF-8 cannot hold, shows as `?`: only errors repeat such."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
