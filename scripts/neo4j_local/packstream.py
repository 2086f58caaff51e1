"""PackStream, the value format inside Bolt messages: what a login and a plain query need of it.

Source: Neo4j Bolt documentation, "PackStream". Structures come back as a (tag, fields) tuple.
"""

import struct
from typing import Any, Final

_SIZED: Final = {
    0xCC: ("bytes", 1),
    0xCD: ("bytes", 2),
    0xCE: ("bytes", 4),
    0xD0: ("text", 1),
    0xD1: ("text", 2),
    0xD2: ("text", 4),
    0xD4: ("list", 1),
    0xD5: ("list", 2),
    0xD6: ("list", 4),
    0xD8: ("map", 1),
    0xD9: ("map", 2),
    0xDA: ("map", 4),
}
_TINY: Final = {0x80: "text", 0x90: "list", 0xA0: "map", 0xB0: "structure"}
_INTEGERS: Final = {0xC8: 1, 0xC9: 2, 0xCA: 4, 0xCB: 8}
_CONSTANTS: Final = {0xC0: None, 0xC2: False, 0xC3: True}


def pack(value: object) -> bytes:
    """The bytes of a null, boolean, 64-bit integer, text, list or map; `TypeError` for anything else."""
    if value is None or isinstance(value, bool):
        return bytes([{None: 0xC0, False: 0xC2, True: 0xC3}[value]])
    if isinstance(value, int):
        return struct.pack(">b", value) if -16 <= value < 128 else b"\xcb" + struct.pack(">q", value)
    if isinstance(value, str):
        data = value.encode()
        return _header(0x80, 0xD0, len(data)) + data
    if isinstance(value, list):
        return _header(0x90, 0xD4, len(value)) + b"".join(map(pack, value))
    if isinstance(value, dict):
        pairs = b"".join(pack(key) + pack(item) for key, item in value.items())
        return _header(0xA0, 0xD8, len(value)) + pairs
    raise TypeError(f"PackStream: no form for {type(value).__name__}")


def pack_message(tag: int, *fields: object) -> bytes:
    """A message: a structure of at most 15 fields."""
    return bytes([0xB0 + len(fields), tag]) + b"".join(map(pack, fields))


def _header(tiny: int, first: int, size: int) -> bytes:
    """A size in its shortest form: within the marker below 16, else 1, 2 or 4 bytes after it."""
    if size < 16:
        return bytes([tiny + size])
    width, marker = next((w, first + i) for i, w in enumerate((1, 2, 4)) if size < 256**w)
    return bytes([marker]) + size.to_bytes(width, "big")


class Unpacker:
    """Reads values one after another from the bytes of one message."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        if len(part) < count:
            raise ValueError("PackStream: the message ends inside a value")
        self._at += count
        return part

    def value(self) -> Any:
        """The next value; `ValueError` for an unknown marker or a message that ends too early."""
        marker = self._take(1)[0]
        if marker in _CONSTANTS:
            return _CONSTANTS[marker]
        if marker < 0x80 or marker >= 0xF0:
            return marker if marker < 0x80 else marker - 256
        if marker in _INTEGERS:
            return int.from_bytes(self._take(_INTEGERS[marker]), "big", signed=True)
        if marker == 0xC1:
            return struct.unpack(">d", self._take(8))[0]
        if marker in _SIZED:
            kind, width = _SIZED[marker]
            return self._body(kind, int.from_bytes(self._take(width), "big"))
        if marker & 0xF0 in _TINY:
            return self._body(_TINY[marker & 0xF0], marker & 0x0F)
        raise ValueError(f"PackStream: unknown marker {marker:#04x}")

    def _body(self, kind: str, size: int) -> Any:
        if kind == "bytes":
            return self._take(size)
        if kind == "text":
            return self._take(size).decode()
        if kind == "list":
            return [self.value() for _ in range(size)]
        if kind == "map":
            return {self.value(): self.value() for _ in range(size)}
        return (self._take(1)[0], [self.value() for _ in range(size)])
