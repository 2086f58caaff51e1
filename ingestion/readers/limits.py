"""How much of a file is worth reading: each reader counts against these before it builds anything."""

from __future__ import annotations

from dataclasses import dataclass, fields

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Sizes in bytes, times in seconds; above one a file is refused whole."""

    file_bytes: int = 256 * MEBIBYTE
    characters: int = 10_000_000
    rows: int = 200_000
    cells: int = 4_000_000
    pages: int = 20_000
    pixels: int = 120_000_000
    package_members: int = 10_000
    member_bytes: int = 64 * MEBIBYTE
    package_bytes: int = 512 * MEBIBYTE
    # A member may grow freely to this size; beyond it 100 times its packed size is taken for an attack.
    ratio_free_bytes: int = 10 * MEBIBYTE
    ratio: int = 100
    answer_bytes: int = 96 * MEBIBYTE
    memory_bytes: int = 1536 * MEBIBYTE
    wall_seconds: int = 60
    cpu_seconds: int = 50

    def as_dict(self) -> dict[str, int]:
        """The bounds by name, for the request to the child process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
