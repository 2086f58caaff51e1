"""Instants, intervals and sizes as people read them. Dates stay as they are: 2026-06-30."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def shown_instant(moment: str, zone: ZoneInfo) -> str:
    """`2026-07-21 10:42 (UTC+8)`: to the minute, in the zone, with its offset."""
    local = datetime.fromisoformat(moment).astimezone(zone)
    offset = local.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"{local:%Y-%m-%d %H:%M} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


def shown_size(size: int) -> str:
    """`1.8 MB`, `640 KB`, `12 B` (decimal units, as files are sold)."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.0f} KB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1_000_000_000:.2f} GB"
